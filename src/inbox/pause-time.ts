import { instantIn } from '../answers/clock-field.ts'
import { instantOf, localTime } from '../geography/local-time.ts'

const MORNING = 8 * 60

/** The day that many days later, 'YYYY-MM-DD'. */
export const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/**
 * Until when, on the clock of `zone`: `morning` and `week` end at eight, so that nobody is woken by the
 * end of a pause; else the day and the time that were typed. `null` ends it; undefined: not understood.
 */
export function pauseUntil(body: unknown, zone: string, now: Date): Date | null | undefined {
  const { until, day, time } = (body ?? {}) as Record<string, unknown>
  const today = localTime(now, zone).date
  if (until === 'end') return null
  if (until === 'morning') return instantOf(zone, dayAfter(today, 1), MORNING)
  if (until === 'week') return instantOf(zone, dayAfter(today, 7), MORNING)
  const text = (given: unknown) => (typeof given === 'string' ? given.trim() : undefined)
  return instantIn(zone, text(day), text(time))
}
