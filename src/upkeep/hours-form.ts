import type { Hours, Weekday, WeeklyRange } from '../directory/hours.ts'
import { hoursErrors } from '../directory/hours-errors.ts'
import { parseHours } from '../directory/hours-text.ts'
import type { Language } from '../locales/locale.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import { dayName, WEEK } from './hours-view.ts'

/** The hours of the form: a kind, and the times of each day as they are written. */
export type HoursFields = { hours: string; days: Record<Weekday, string> }
/** Says what is wrong with a field. */
export type Say = (field: string, text: string) => undefined

/** What a day's field shows: the times that begin then, the seasons left out. */
export function timesOf(hours: Hours, day: Weekday): string {
  if (hours.kind !== 'weekly') return ''
  return hours.ranges
    .filter((range) => range.days.includes(day) && !range.validFrom && !range.validTo)
    .map(({ opens, closes }) => `${opens}–${closes}`)
    .join(', ')
}

/**
 * Undefined where they were not touched. Who writes times means them, also without choosing “each week”.
 * Special days, and times of a season, stay as they are.
 */
export function hoursOf(
  shown: HoursFields,
  { hours: chosen, days }: HoursFields,
  stands: Hours,
  language: Language,
  say: Say,
): Hours | undefined {
  const t = upkeepTexts(language).errors
  const written = WEEK.some((day) => days[day] !== shown.days[day])
  const kind = written && chosen === shown.hours ? 'weekly' : chosen
  if (kind === shown.hours && !written) return undefined
  if (kind === 'always' || kind === 'by_appointment' || kind === 'unknown') return { kind }
  if (kind !== 'weekly') return undefined
  const ranges: WeeklyRange[] = []
  for (const day of WEEK) {
    const times = rangesOf(day, days[day])
    if (!times) return say(`day-${day}`, t.day(dayName({ language }, day)))
    ranges.push(...times)
  }
  if (ranges.length === 0) return say('day-mo', t.noDay)
  const before = stands.kind === 'weekly' ? stands : { ranges: [], exceptions: [] }
  const seasons = before.ranges.filter(({ validFrom, validTo }) => validFrom || validTo)
  const hours: Hours = {
    kind: 'weekly',
    ranges: [...together(ranges), ...seasons],
    exceptions: before.exceptions,
  }
  return hoursErrors(hours).length > 0 ? say('day-mo', t.hours) : hours
}

/** Of one day's field; undefined where it is not understood. Nothing, or a word for it: closed. */
function rangesOf(day: Weekday, text: string): WeeklyRange[] | undefined {
  if (text === '' || /^(closed|ferme|fermé|-|–)\.?$/i.test(text)) return []
  const hours = parseHours(`${day[0]!.toUpperCase()}${day[1]} ${text}`)
  if (hours.kind !== 'weekly') return undefined
  return hours.ranges.map((range) => ({ ...range, days: [day] }))
}

/** Days with the same times are one range. */
function together(ranges: WeeklyRange[]): WeeklyRange[] {
  const all = new Map<string, WeeklyRange>()
  for (const { days, opens, closes } of ranges) {
    const same = all.get(`${opens} ${closes}`)
    if (same) same.days.push(...days)
    else all.set(`${opens} ${closes}`, { days: [...days], opens, closes })
  }
  return [...all.values()]
}
