import { instantOf, localTime } from '../geography/local-time.ts'
import type { Hours, Weekday } from './hours-schema.ts'

export type { Hours, HoursException, Weekday, WeeklyRange } from './hours-schema.ts'

export type OpenState = 'open' | 'closed' | 'unknown'

/** A stretch of open time, half-open: open at `from`, no longer open at `to`. */
export type Opening = { from: Date; to: Date }

/** Openings farther ahead than this help nobody who waits. */
const HORIZON_DAYS = 14
/** No deadline waits longer for opening hours (design, "Routing": at most 72 h). */
const LONGEST_WAIT_HOURS = 72

const DAY = 86_400_000
const WEEKDAYS = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const satisfies Weekday[]

/**
 * Open, closed or unknown at an instant, by the clock of the service point's IANA zone. By
 * appointment is unknown: someone may answer the telephone, but nobody promises it.
 */
export function openState(hours: Hours, zone: string, at: Date): OpenState {
  const found = openings(hours, zone, at, 1)
  if (found === undefined) return 'unknown'
  return found[0]?.from.getTime() === at.getTime() ? 'open' : 'closed'
}

/**
 * When it opens next: `at` itself if it is open. Undefined if its hours are unknown or if it does
 * not open within 14 days; `openState` tells which.
 */
export function nextOpening(hours: Hours, zone: string, at: Date): Date | undefined {
  return openings(hours, zone, at, HORIZON_DAYS)?.[0]?.from
}

/** When it closes, if it is open: undefined if it is not known to be, or does not close within 14 days. */
export function openUntil(hours: Hours, zone: string, at: Date): Date | undefined {
  const first = openings(hours, zone, at, HORIZON_DAYS)?.[0]
  if (first === undefined || first.from.getTime() !== at.getTime()) return undefined
  return first.to.getTime() < at.getTime() + HORIZON_DAYS * DAY ? first.to : undefined
}

/**
 * The open time of `days` times 24 hours from `from`, clipped to them: sorted, disjoint, touching
 * stretches joined. It is what SQL gets as `openings tstzmultirange`. Undefined means unknown.
 */
export function openings(
  hours: Hours,
  zone: string,
  from: Date,
  days: number,
): Opening[] | undefined {
  const start = from.getTime()
  const end = start + days * DAY
  if (hours.kind === 'always') return merged([[start, end]])
  if (hours.kind !== 'weekly') return undefined

  const today = localTime(from, zone).date
  const spans: Span[] = []
  // from yesterday, whose night may still run, to one day more, for a day of 23 hours
  for (let day = -1; day <= days + 1; day++) {
    const date = datePlus(today, day)
    for (const { opens, closes } of rangesOn(hours, date)) {
      const opened = instantOf(zone, date, minutesOf(opens))
      const closed = instantOf(zone, date, minutesOf(closes) + (closes <= opens ? 1440 : 0))
      spans.push([Math.max(opened.getTime(), start), Math.min(closed.getTime(), end)])
    }
  }
  return merged(spans)
}

/**
 * The instant at which `minutes` of open time have passed ("within 8 open hours"). Unknown hours
 * count as open; never later than 72 hours.
 */
export function addOpenTime(hours: Hours, zone: string, from: Date, minutes: number): Date {
  const latest = from.getTime() + LONGEST_WAIT_HOURS * 3_600_000
  let left = minutes * 60_000
  if (left <= 0) return from
  const open = openings(hours, zone, from, LONGEST_WAIT_HOURS / 24)
  if (open === undefined) return new Date(Math.min(from.getTime() + left, latest))
  for (const stretch of open) {
    const length = stretch.to.getTime() - stretch.from.getTime()
    if (left <= length) return new Date(stretch.from.getTime() + left)
    left -= length
  }
  return new Date(latest)
}

/** Opened and closed, in milliseconds since the epoch. */
type Span = [number, number]

/** Sorted and joined; a range that the clock change swallowed, or that the window cuts off, is dropped. */
function merged(spans: Span[]): Opening[] {
  const sorted = spans.filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0])
  const joined: Span[] = []
  for (const [from, to] of sorted) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined.map(([from, to]) => ({ from: new Date(from), to: new Date(to) }))
}

/** The ranges that begin on a date: those of its exception, else those of the week. */
function rangesOn(
  hours: Extract<Hours, { kind: 'weekly' }>,
  date: string,
): readonly { opens: string; closes: string }[] {
  const exception = hours.exceptions.find((other) => other.date === date)
  if (exception !== undefined) return exception.ranges
  const weekday = WEEKDAYS[new Date(`${date}T00:00Z`).getUTCDay()]!
  return hours.ranges.filter(
    (range) =>
      range.days.includes(weekday) &&
      date >= (range.validFrom ?? date) &&
      date <= (range.validTo ?? date),
  )
}

/** 'HH:MM' as minutes after midnight. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

function datePlus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10)
}
