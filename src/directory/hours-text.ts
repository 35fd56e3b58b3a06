import { hoursErrors } from './hours-errors.ts'
import type { Hours, Weekday, WeeklyRange } from './hours-schema.ts'
import { spanOf } from './hours-span.ts'
import { hoursPieces, type Piece } from './hours-words.ts'
import { plain } from './plain.ts'

/** `holidays`: the text says that it is closed on holidays, which the hours of a week do not hold. */
export type ReadHours = { hours: Hours; holidays?: true }

/**
 * Hours as people write them, in English and French: `Mo-Fr 09:00-17:00; Sa 10:00-14:00`, "Mon-Fri
 * 9-5", "8:30am to noon daily", "du lundi au vendredi de 8 h 30 à 16 h 30", "24/7", "by appointment". A
 * text in which one word is not understood, or that may mean two things, stays as it was written, unknown.
 */
export function parseHours(text: string): Hours {
  return readHours(text).hours
}

/** The same, and what else the text says. */
export function readHours(text: string): ReadHours {
  const cell = text.trim()
  if (cell === '') return { hours: { kind: 'unknown' } }
  if (BY_APPOINTMENT.test(plain(cell))) return { hours: { kind: 'by_appointment' } }
  const unknown: ReadHours = { hours: { kind: 'unknown', text: cell.slice(0, 1000) } }
  const pieces = hoursPieces(cell)
  if (!pieces) return unknown
  // our own form is of the 24-hour clock: there 12:00-08:00 is a night
  if (OWN_FORM.test(cell))
    for (const each of pieces) if (each.kind === 'time') each.at.clock = 'colon'
  const holidays = pieces.some(({ kind }) => kind === 'holidays')
  const said = pieces.filter(({ kind }) => kind !== 'holidays')
  const hours = alwaysOpen(said) ? ({ kind: 'always' } as const) : weekOf(said)
  if (!hours || hoursErrors(hours).length > 0) return unknown
  return { hours, ...(holidays && { holidays }) }
}

/**
 * Hours as `parseHours` reads them back, where it can: seasons and exceptions are left out. Empty for
 * unknown hours without words.
 */
export function printHours(hours: Hours): string {
  if (hours.kind === 'always') return '24/7'
  if (hours.kind === 'by_appointment') return 'by appointment'
  if (hours.kind === 'unknown') return hours.text ?? ''
  return hours.ranges
    .map(({ days, opens, closes }) => `${days.map(capital).join()} ${opens}-${closes}`)
    .join('; ')
}

const WEEK: Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
const capital = (day: string) => `${day[0]!.toUpperCase()}${day[1]}`

const OWN_RULE = String.raw`\w\w(?:[-,]\w\w)* \d\d:\d\d-\d\d:\d\d(?:, ?\d\d:\d\d-\d\d:\d\d)*`
const OWN_FORM = new RegExp(`^${OWN_RULE}(?:; ?${OWN_RULE})*;?$`)

const BY_APPOINTMENT =
  /^(?:open |ouvert )?(?:by|on|with|sur|avec) (?:an? )?(?:appointment|appt\.?|rendez-vous|rdv)(?: (?:only|seulement|uniquement))?\.?$/

/** "24/7", "24 hours a day", "24 hours a day, 7 days a week". */
function alwaysOpen(pieces: Piece[]): boolean {
  const said = pieces.filter(({ kind }) => kind !== 'and' && kind !== 'next')
  const clock = said.filter(({ kind }) => kind === 'always' || kind === 'all_day')
  const rest = said.filter((piece) => !clock.includes(piece))
  return (
    clock.length === 1 && rest.every((piece) => piece.kind === 'days' && piece.days.length === 7)
  )
}

type Block =
  | { kind: 'days'; days: number[] }
  | { kind: 'times'; spans: Span[] }
  | { kind: 'closed' }
type Span = { opens: string; closes: string }

function weekOf(pieces: Piece[]): Hours | undefined {
  const letters = new Set(
    pieces.flatMap((piece) => (piece.kind === 'days' ? piece.letter : []) ?? []),
  )
  if (letters.size > 1) return undefined
  const ranges: WeeklyRange[] = []
  const shut = new Set<number>()
  for (const clause of split(pieces)) {
    const blocks = blocksOf(clause)
    if (!blocks || !pairUp(blocks, ranges, shut)) return undefined
  }
  if (ranges.length === 0) return undefined
  const open = ranges.flatMap((range) => range.days)
  if (open.some((day) => shut.has(WEEK.indexOf(day)))) return undefined
  return { kind: 'weekly', ranges, exceptions: [] }
}

function split(pieces: Piece[]): Piece[][] {
  const clauses: Piece[][] = [[]]
  for (const piece of pieces) {
    if (piece.kind === 'next') clauses.push([])
    else clauses.at(-1)!.push(piece)
  }
  return clauses.filter((clause) => clause.length > 0)
}

/** Days and times that belong together as blocks; an "and" between two blocks says nothing more. */
function blocksOf(clause: Piece[]): Block[] | undefined {
  const blocks: Block[] = []
  let joined = true
  for (let i = 0; i < clause.length; ) {
    const piece = clause[i]!
    const last = blocks.at(-1)
    if (piece.kind === 'and') {
      // two in a row, as in ", and", are one
      joined = true
      i++
      continue
    }
    if (piece.kind === 'days') {
      const { days, used } = daysAt(clause, i) ?? {}
      if (!days || !used) return undefined
      if (last?.kind === 'days') {
        if (!joined) return undefined
        last.days.push(...days)
      } else blocks.push({ kind: 'days', days })
      i += used
    } else if (piece.kind === 'time' || piece.kind === 'all_day') {
      const { span, used } = spanAt(clause, i) ?? {}
      if (!span || !used) return undefined
      if (last?.kind === 'times') {
        if (!joined) return undefined
        last.spans.push(span)
      } else blocks.push({ kind: 'times', spans: [span] })
      i += used
    } else if (piece.kind === 'closed') {
      blocks.push({ kind: 'closed' })
      i++
    } else return undefined
    joined = false
  }
  return blocks
}

/** `mo to fr`, or one piece of days; `fr to mo` goes over the week's end. */
function daysAt(clause: Piece[], at: number): { days: number[]; used: number } | undefined {
  const [first, to, second, more] = clause.slice(at, at + 4)
  if (first?.kind !== 'days') return undefined
  if (to?.kind !== 'to') return { days: [...first.days], used: 1 }
  // "Sat - 11:30am - 1:30pm"
  if (second?.kind === 'time') return { days: [...first.days], used: 2 }
  if (second?.kind !== 'days' || more?.kind === 'to') return undefined
  if (first.days.length !== 1 || second.days.length !== 1) return undefined
  const from = first.days[0]!
  if (from === second.days[0]) return undefined
  const count = ((second.days[0]! - from + 7) % 7) + 1
  return { days: Array.from({ length: count }, (_, i) => (from + i) % 7), used: 3 }
}

function spanAt(clause: Piece[], at: number): { span: Span; used: number } | undefined {
  const [first, to, second, more] = clause.slice(at, at + 4)
  if (first?.kind === 'all_day') return { span: { opens: '00:00', closes: '24:00' }, used: 1 }
  if (first?.kind !== 'time' || to?.kind !== 'to' || second?.kind !== 'time') return undefined
  if (more?.kind === 'to') return undefined
  const span = spanOf(first.at, second.at)
  return span && { span, used: 3 }
}

/** Days with their times: days first or times first, as the clause begins. False where it may mean two things. */
function pairUp(blocks: Block[], ranges: WeeklyRange[], shut: Set<number>): boolean {
  const open = ({ days, spans }: { days: number[]; spans: Span[] }) => {
    const codes = days.map((day) => WEEK[day]!)
    ranges.push(...spans.map((span) => ({ days: codes, ...span })))
  }
  const timesFirst = blocks[0]?.kind === 'times'
  for (let i = 0; i < blocks.length; i += 2) {
    const [one, two, three] = blocks.slice(i, i + 3)
    if (one?.kind === 'times' && two?.kind === 'days' && timesFirst) {
      if (three?.kind === 'closed') return false
      open({ ...two, ...one })
    } else if (one?.kind === 'days' && two?.kind === 'times' && !timesFirst)
      open({ ...one, ...two })
    else if (one?.kind === 'days' && two?.kind === 'closed')
      for (const day of one.days) shut.add(day)
    else if (one?.kind === 'closed' && two?.kind === 'days') {
      // "closed Sat, Sun 10-2" may mean either
      if (three && three.kind !== 'closed') return false
      for (const day of two.days) shut.add(day)
    } else return false
  }
  return true
}
