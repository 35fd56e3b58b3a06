import { hoursErrors } from '../directory/hours-errors.ts'
import type { Hours, HoursException, Weekday, WeeklyRange } from '../directory/hours-schema.ts'
import { readHours } from '../directory/hours-text.ts'
import { plain } from '../directory/plain.ts'
import { type Notes, textOf } from './read-notes.ts'
import { valueSays } from './says-value.ts'
import type { Rest } from './shapes.ts'

/**
 * The hours that schedules say: weekly rules (`freq` WEEKLY, `byday`, `opens_at`, `closes_at`), those of
 * HSDS 1.1 (`weekday`) with its holidays, or words. One schedule that is not understood makes all of them
 * unknown, as words: half-understood hours send somebody to a closed door.
 */
export function hoursOfSchedules(schedules: readonly Rest[], notes: Notes): Hours | undefined {
  if (schedules.length === 0) return undefined
  const ranges: WeeklyRange[] = []
  const exceptions: HoursException[] = []
  let failed = false
  for (const schedule of schedules) {
    const read = readSchedule(schedule, notes)
    if (read === undefined) failed = true
    else if ('hours' in read) {
      if (read.hours.kind !== 'weekly') {
        if (schedules.length === 1) return read.hours
        failed = true
      } else ranges.push(...read.hours.ranges)
    } else if ('exceptions' in read) exceptions.push(...read.exceptions)
    else ranges.push(read.range)
  }
  const hours: Hours = { kind: 'weekly', ranges: distinct(ranges), exceptions: joined(exceptions) }
  if (!failed && hours.ranges.length > 0 && hoursErrors(hours).length === 0) return hours
  if (!failed && hours.ranges.length > 0)
    notes.say(schedules[0]!, '', 'hours', 'left_out', valueSays.schedules_contradict)
  const text = [...new Set(schedules.map(wordsOf).filter(Boolean))].join('; ').slice(0, 1000)
  return text ? { kind: 'unknown', text } : { kind: 'unknown' }
}

type Read = { hours: Hours } | { range: WeeklyRange } | { exceptions: HoursException[] }

function readSchedule(schedule: Rest, notes: Notes): Read | undefined {
  if (textOf(schedule, 'start_date') && 'closed' in schedule) return holiday(schedule, notes)
  const opens = clock(schedule, 'opens_at', notes)
  const closes = clock(schedule, 'closes_at', notes)
  const days = daysOf(schedule)
  if (opens === undefined && closes === undefined && !textOf(schedule, 'byday')) {
    const words = textOf(schedule, 'description') ?? textOf(schedule, 'notes')
    if (!words || textOf(schedule, 'opens_at')) return undefined
    const { hours, holidays } = readHours(words)
    if (hours.kind === 'unknown') {
      notes.say(schedule, 'description', 'hours', 'noted', valueSays.hours_as_words, words)
      return undefined
    }
    const says = valueSays.hours(hours, holidays)
    notes.say(schedule, 'description', 'hours', 'mended', says, words)
    return { hours }
  }
  if (opens === undefined || closes === undefined || days === undefined) {
    // a time that is none was said already
    const said = [opens, closes].every((time, i) => time ?? !textOf(schedule, ENDS[i]!))
    if (said) notes.say(schedule, '', 'hours', 'left_out', valueSays.no_week)
    return undefined
  }
  const more = UNUSUAL.filter((field) => textOf(schedule, field))
  if (
    more.length > 0 ||
    /^monthly$/i.test(textOf(schedule, 'freq') ?? '') ||
    !/^1?$/.test(textOf(schedule, 'interval') ?? '')
  ) {
    notes.say(schedule, '', 'hours', 'left_out', valueSays.not_every_week(more))
    return undefined
  }
  const [validFrom, validTo] = [
    date(schedule, 'valid_from', notes),
    date(schedule, 'valid_to', notes),
  ]
  if (validFrom === null || validTo === null) return undefined
  const closing = closes === '00:00' || closes === '23:59' ? '24:00' : closes
  return {
    range: {
      ...{ days, opens: opens === '24:00' ? '00:00' : opens, closes: closing },
      ...(validFrom && { validFrom }),
      ...(validTo && { validTo }),
    },
  }
}

const ENDS = ['opens_at', 'closes_at']

/** Rules of RFC 5545 that no week says. */
const UNUSUAL = ['byweekno', 'bymonthday', 'byyearday', 'count', 'until']

/** HH:MM of a field, whatever seconds and offset follow; undefined, and said, where it is no time. */
function clock(schedule: Rest, field: string, notes: Notes): string | undefined {
  const text = textOf(schedule, field)
  if (text === undefined) return undefined
  const [, hour, minute, half] =
    /^(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?\s*(?:([ap])\.?m\.?|Z|[+-]\d\d:?\d\d)?$/i.exec(text) ?? []
  let h = Number(hour)
  if (half) h = h <= 12 ? (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : 99
  if (hour === undefined || Number(minute) > 59 || h > 24 || (h === 24 && minute !== '00')) {
    notes.say(schedule, field, 'hours', 'left_out', valueSays.no_time, text)
    return undefined
  }
  return `${String(h).padStart(2, '0')}:${minute}`
}

const CODES: Record<string, Weekday> = {
  ...{ mo: 'mo', tu: 'tu', we: 'we', th: 'th', fr: 'fr', sa: 'sa', su: 'su' },
  ...{ monday: 'mo', tuesday: 'tu', wednesday: 'we', thursday: 'th', friday: 'fr' },
  ...{ saturday: 'sa', sunday: 'su', mon: 'mo', tue: 'tu', wed: 'we', thu: 'th', fri: 'fr' },
  ...{ sat: 'sa', sun: 'su', lundi: 'mo', mardi: 'tu', mercredi: 'we', jeudi: 'th' },
  ...{ vendredi: 'fr', samedi: 'sa', dimanche: 'su' },
}

/** `byday` of RFC 5545, or the `weekday` of HSDS 1.1 by its name: a number may count from either day. */
function daysOf(schedule: Rest): Weekday[] | undefined {
  const text = textOf(schedule, 'byday') ?? textOf(schedule, 'weekday')
  if (text === undefined) return undefined
  const days = text.split(/[\s,;]+/).map((day) => CODES[plain(day)])
  return days.every((day) => day !== undefined) ? [...new Set(days as Weekday[])] : undefined
}

/** null: it is no date, which is said. */
function date(schedule: Rest, field: string, notes: Notes): string | undefined | null {
  const text = textOf(schedule, field)
  if (text === undefined) return undefined
  const day = text.slice(0, 10)
  const time = Date.parse(`${day}T00:00Z`)
  if (/^\d{4}-\d\d-\d\d(?:T.*)?$/.test(text) && !Number.isNaN(time)) return day
  notes.say(schedule, field, 'hours', 'left_out', valueSays.no_day, text)
  return null
}

const LONGEST_HOLIDAY = 60

/** A holiday of HSDS 1.1: closed, or open otherwise, on each day from `start_date` to `end_date`. */
function holiday(schedule: Rest, notes: Notes): Read | undefined {
  const [first, last] = [date(schedule, 'start_date', notes), date(schedule, 'end_date', notes)]
  if (!first) return undefined
  const closed = /^(?:true|1|yes|t|y)$/i.test(textOf(schedule, 'closed') ?? '')
  const [opens, closes] = [clock(schedule, 'opens_at', notes), clock(schedule, 'closes_at', notes)]
  if (!closed && (!opens || !closes)) return undefined
  const exceptions: HoursException[] = []
  for (
    let day = first;
    day <= (last ?? first) && exceptions.length < LONGEST_HOLIDAY;
    day = next(day)
  )
    exceptions.push({ date: day, ranges: closed ? [] : [{ opens: opens!, closes: closes! }] })
  return { exceptions }
}

const next = (day: string): string =>
  new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** HSDS files say each day in a row of its own: rows with the same times are one range. */
function distinct(ranges: WeeklyRange[]): WeeklyRange[] {
  const byTime = new Map<string, WeeklyRange>()
  for (const range of ranges) {
    const { days, ...time } = range
    const key = JSON.stringify(time)
    const known = byTime.get(key)
    if (known) known.days = [...new Set([...known.days, ...days])]
    else byTime.set(key, { ...range, days: [...days] })
  }
  return [...byTime.values()]
}

function joined(exceptions: HoursException[]): HoursException[] {
  const byDate = Map.groupBy(exceptions, ({ date: day }) => day)
  return [...byDate].map(([day, all]) => ({
    date: day,
    ranges: all.flatMap(({ ranges }) => ranges),
  }))
}

function wordsOf(schedule: Rest): string {
  const said = textOf(schedule, 'description') ?? textOf(schedule, 'notes')
  if (said) return said
  const fields = ['weekday', 'freq', 'byday', 'opens_at', 'closes_at']
  return fields.flatMap((field) => textOf(schedule, field) ?? []).join(' ')
}
