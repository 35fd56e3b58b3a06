import { hoursErrors } from './hours-errors.ts'
import type { Hours, Weekday, WeeklyRange } from './hours-schema.ts'

/**
 * The hours of a CSV cell: `Mo-Fr 09:00-17:00; Sa 10:00-14:00`, several times after a comma
 * (`Mo,We 09:00-12:00,13:00-16:30`), `24/7`, `by appointment` / `sur rendez-vous`. Letters of either
 * case, any dash. Anything else stays as it was written, unknown: half-understood hours send
 * somebody to a closed door.
 */
export function parseHours(text: string): Hours {
  const cell = text.trim()
  if (cell === '') return { kind: 'unknown' }
  const unknown: Hours = { kind: 'unknown', text: cell.slice(0, 1000) }
  const plain = cell
    .toLowerCase()
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s*([-,;])\s*/g, '$1')
    .replace(/;$/, '')
  if (plain === '24/7') return { kind: 'always' }
  if (/^(by appointment( only)?|sur rendez-vous)$/.test(plain)) return { kind: 'by_appointment' }

  const ranges: WeeklyRange[] = []
  for (const rule of plain.split(';')) {
    const [, dayPart, timePart] = /^([a-z,-]+) ([0-9:,-]+)$/.exec(rule) ?? []
    const days = daysOf(dayPart ?? '')
    if (days === undefined || timePart === undefined) return unknown
    for (const range of timePart.split(',')) {
      const [, opens, closes] = /^(\d{1,2}:\d\d)-(\d{1,2}:\d\d)$/.exec(range) ?? []
      if (opens === undefined || closes === undefined) return unknown
      ranges.push({ days, opens: opens.padStart(5, '0'), closes: closes.padStart(5, '0') })
    }
  }
  const hours: Hours = { kind: 'weekly', ranges, exceptions: [] }
  return hoursErrors(hours).length === 0 ? hours : unknown
}

const WEEK: Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']

/** `mo-we,sa` as days; `fr-mo` goes over the week's end. */
function daysOf(text: string): Weekday[] | undefined {
  const days: Weekday[] = []
  for (const part of text.split(',')) {
    const [first, last, ...rest] = part.split('-')
    const from = WEEK.indexOf(first as Weekday)
    const to = last === undefined ? from : WEEK.indexOf(last as Weekday)
    if (from < 0 || to < 0 || rest.length > 0) return undefined
    const count = ((to - from + 7) % 7) + 1
    for (let i = 0; i < count; i++) days.push(WEEK[(from + i) % 7]!)
  }
  return days
}
