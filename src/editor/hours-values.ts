import type { Hours, HoursException, Weekday, WeeklyRange } from '../directory/hours.ts'
import { hoursErrors } from '../directory/hours-errors.ts'
import { chosen, typed } from './kit.ts'

/** What a form shows and sends: texts by the name of their field, lists where several are ticked. */
export type Values = Record<string, string | string[]>
/** What is wrong with a field of the form, by a code that the texts know. */
export type Wrong = { field: string; code: string }

export const WEEK: readonly Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
/** So many spans a day, seasons and special days can be typed in at once. */
export const MOST = { spans: 6, seasons: 12, dates: 60 }

/** Hours as the grid shows them. Special days that are over are not shown, and stay. */
export function hoursValues(hours: Hours, today: string): Values {
  const values: Values = { hours: hours.kind }
  if (hours.kind === 'unknown' && hours.text) values['hours-text'] = hours.text
  if (hours.kind !== 'weekly') return values
  for (const day of WEEK)
    ordinary(hours.ranges)
      .filter(({ days }) => days.includes(day))
      .toSorted((a, b) => (a.opens < b.opens ? -1 : 1))
      .forEach(({ opens, closes }, i) => {
        Object.assign(values, { [`${day}-${i + 1}-from`]: opens, [`${day}-${i + 1}-to`]: closes })
      })
  hours.ranges.filter(isSeason).forEach((range, i) => {
    const at = `season-${i + 1}`
    values[`${at}-days`] = [...range.days]
    const { opens, closes, validFrom = '', validTo = '' } = range
    Object.assign(values, {
      ...{ [`${at}-from`]: opens, [`${at}-to`]: closes },
      ...{ [`${at}-first`]: validFrom, [`${at}-last`]: validTo },
    })
  })
  const ahead = hours.exceptions.filter(({ date }) => date >= today)
  const rows = ahead.flatMap(({ date, ranges }) =>
    ranges.length === 0 ? [{ date, opens: '', closes: '' }] : ranges.map((r) => ({ date, ...r })),
  )
  rows.slice(0, MOST.dates).forEach(({ date, opens, closes }, i) => {
    const at = `date-${i + 1}`
    Object.assign(values, { [at]: date, [`${at}-from`]: opens, [`${at}-to`]: closes })
  })
  return values
}

const isSeason = ({ validFrom, validTo }: WeeklyRange): boolean => Boolean(validFrom || validTo)
const ordinary = (ranges: readonly WeeklyRange[]) => ranges.filter((range) => !isSeason(range))

/**
 * The hours that were typed, and everything that is wrong with them, each beside its field. Who writes
 * times means them, also without choosing “each week”. `stands`: what was shown; said in other words but
 * meaning the same, it stays as it is.
 */
export function readHours(body: unknown, stands: Hours, today: string) {
  const wrong: Wrong[] = []
  const week = readWeek(body, wrong)
  const seasons = readSeasons(body, wrong)
  const dates = readDates(body, wrong)
  const kind = typed(body, 'hours')
  const times = week.length + seasons.length + dates.length + wrong.length > 0
  const unsaid = kind === '' || (kind === stands.kind && kind !== 'weekly')
  if (kind !== 'weekly' && !(unsaid && times))
    return { hours: plainHours(kind, body, stands), wrong: [] }
  if (wrong.length > 0) return { hours: stands, wrong }
  const ranges = [...week, ...seasons]
  if (ranges.length === 0) return { hours: stands, wrong: [{ field: 'mo-1-from', code: 'no_day' }] }
  const over = stands.kind === 'weekly' ? stands.exceptions.filter((e) => e.date < today) : []
  const unseen = stands.kind === 'weekly' ? unseenDates(stands, today) : []
  const exceptions = [...over, ...together(dates), ...unseen]
  const plain = (list: { range: WeeklyRange }[]) => list.map(({ range }) => range)
  for (const { field } of hoursErrors({ kind: 'weekly', ranges: plain(ranges), exceptions })) {
    const [part, i = '0'] = field.split('.')
    const inRanges = part === 'ranges' ? ranges[Number(i)] : undefined
    const date = exceptions[Number(i)]?.date
    const inDates = dates.find((each) => each.date === date)
    wrong.push({ field: (inRanges ?? inDates)?.field ?? 'mo-1-from', code: codeOf(field) })
  }
  const hours: Hours = { kind: 'weekly', ranges: grouped(plain(ranges)), exceptions }
  return { hours: meansTheSame(hours, stands) ? stands : hours, wrong }
}

function codeOf(field: string): string {
  if (/date$/.test(field)) return 'date'
  return /valid/.test(field) ? 'season' : 'overlap'
}

function plainHours(kind: string, body: unknown, stands: Hours): Hours {
  if (kind === 'always' || kind === 'by_appointment') return { kind }
  if (kind !== 'unknown') return stands
  const text = typed(body, 'hours-text', 1000)
  return { kind, ...(text && { text }) }
}

type Span = { field: string; range: WeeklyRange }

function readWeek(body: unknown, wrong: Wrong[]): Span[] {
  return WEEK.flatMap((day) =>
    numbers(MOST.spans).flatMap((n): Span[] => {
      const times = readTimes(body, `${day}-${n}`, wrong)
      return times ? [{ field: `${day}-${n}-from`, range: { days: [day], ...times } }] : []
    }),
  )
}

function readSeasons(body: unknown, wrong: Wrong[]): Span[] {
  return numbers(MOST.seasons).flatMap((n): Span[] => {
    const at = `season-${n}`
    const days = WEEK.filter((day) => chosen(body, `${at}-days`).includes(day))
    const times = readTimes(body, at, wrong)
    const [first, last] = [typed(body, `${at}-first`), typed(body, `${at}-last`)]
    if (!times && days.length === 0 && !first && !last) return []
    if (!times) wrong.push({ field: `${at}-from`, code: 'time' })
    else if (days.length === 0) wrong.push({ field: `${at}-days`, code: 'season_days' })
    else if (!first && !last) wrong.push({ field: `${at}-first`, code: 'season_dates' })
    else {
      const valid = { ...(first && { validFrom: first }), ...(last && { validTo: last }) }
      return [{ field: `${at}-first`, range: { days, ...times, ...valid } }]
    }
    return []
  })
}

type DateRow = { field: string; date: string; opens?: string; closes?: string }

function readDates(body: unknown, wrong: Wrong[]): DateRow[] {
  return numbers(MOST.dates).flatMap((n): DateRow[] => {
    const field = `date-${n}`
    const date = typed(body, field)
    const times = readTimes(body, field, wrong)
    if (!date && times) wrong.push({ field, code: 'date' })
    return date ? [{ field, date, ...times }] : []
  })
}

/** Two times, or none: the day is closed. */
function readTimes(body: unknown, at: string, wrong: Wrong[]) {
  const [from, to] = [typed(body, `${at}-from`), typed(body, `${at}-to`)]
  if (!from && !to) return undefined
  const [opens, closes] = [clockOf(from), clockOf(to)]
  if (!opens || opens === '24:00') wrong.push({ field: `${at}-from`, code: 'time' })
  if (!closes) wrong.push({ field: `${at}-to`, code: 'time' })
  return opens && closes && opens !== '24:00' ? { opens, closes } : undefined
}

/** A time as people type it (9, 9:30, 9 h 30, 9.30, 930, 9pm) as HH:MM; 24:00 is midnight at the end. */
export function clockOf(text: string): string | undefined {
  const plain = text.toLowerCase().replaceAll(/[\s.]/g, (c) => (c === '.' ? ':' : ''))
  const [, hour = '', minute = '', half] =
    /^(\d{1,2})(?:[:h]?(\d{2})?)(?::?\d{2})?(am|pm|a:m:|p:m:)?$/.exec(plain) ?? []
  if (hour === '') return undefined
  let hours = Number(hour)
  if (half && (hours < 1 || hours > 12)) return undefined
  if (half?.startsWith('p') && hours < 12) hours += 12
  if (half?.startsWith('a') && hours === 12) hours = 0
  const minutes = Number(minute || 0)
  const fits = minutes < 60 && (hours < 24 || (hours === 24 && minutes === 0))
  return fits ? `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}` : undefined
}

/** The rows of one date are its exception; without times it is closed. */
function together(rows: readonly DateRow[]): HoursException[] {
  const dates = [...new Set(rows.map(({ date }) => date))]
  return dates.map((date) => ({
    date,
    ranges: rows.flatMap(({ date: its, opens, closes }) =>
      its === date && opens && closes ? [{ opens, closes }] : [],
    ),
  }))
}

/** Beyond what the form has rows for. */
function unseenDates(
  { exceptions }: Extract<Hours, { kind: 'weekly' }>,
  today: string,
): HoursException[] {
  let rows = 0
  return exceptions.filter(({ date, ranges }) => {
    if (date < today) return false
    rows += Math.max(1, ranges.length)
    return rows > MOST.dates
  })
}

/** Days with the same times are one range. */
function grouped(ranges: readonly WeeklyRange[]): WeeklyRange[] {
  const all = new Map<string, WeeklyRange>()
  for (const { days, ...rest } of ranges) {
    const key = JSON.stringify(Object.entries(rest).sort())
    const same = all.get(key)
    if (same) same.days.push(...days)
    else all.set(key, { days: [...days], ...rest })
  }
  return [...all.values()]
}

function meansTheSame(a: Hours, b: Hours): boolean {
  const key = (hours: Hours) =>
    hours.kind !== 'weekly'
      ? JSON.stringify(hours)
      : JSON.stringify([
          hours.ranges
            .flatMap(({ days, opens, closes, validFrom = '', validTo = '' }) =>
              days.map((day) => [day, opens, closes, validFrom, validTo].join(' ')),
            )
            .sort(),
          hours.exceptions
            .map(({ date, ranges }) =>
              [date, ...ranges.map((r) => `${r.opens} ${r.closes}`).sort()].join(' '),
            )
            .sort(),
        ])
  return key(a) === key(b)
}

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)
