import type { Hours, Weekday } from '../directory/hours.ts'
import { localTime } from '../geography/local-time.ts'
import { MINUTE } from '../platform/clock.ts'
import { stableId } from './ids.ts'
import type { Schedule } from './shapes.ts'

/** Whether schedules alone say these hours, so that they can be read from them again. */
export function schedulesSay(hours: Hours): boolean {
  if (hours.kind === 'unknown') return hours.text === undefined
  if (hours.kind !== 'weekly' || hours.exceptions.length > 0) return false
  return hours.ranges.every(({ closes }) => closes !== MIDNIGHT)
}

/**
 * The hours as RFC 5545 rules of the service at its location with this id, by the clock of `zone`:
 * one for each range of the week, then one for each range of a day that is otherwise.
 */
export function schedulesOf(hours: Hours, id: string, zone: string, now: Date): Schedule[] {
  const offset = offsetOf(zone, now)
  const rule = (opens: string, closes: string) => ({
    freq: 'WEEKLY' as const,
    opens_at: opens + offset.text,
    closes_at: (closes === MIDNIGHT ? '00:00' : closes) + offset.text,
    timezone: offset.hours,
  })
  return rules(hours, rule).map((schedule, nth) => ({
    id: stableId(`schedule:${id}:${nth}`),
    ...schedule,
  }))
}

const MIDNIGHT = '24:00'
const WEEK: Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']

type Rule = (opens: string, closes: string) => Omit<Schedule, 'id'>

function rules(hours: Hours, rule: Rule): Omit<Schedule, 'id'>[] {
  switch (hours.kind) {
    case 'always': {
      const description = 'Open 24 hours a day, 7 days a week.'
      return [{ ...rule('00:00', '23:59'), byday: byday(WEEK), description }]
    }
    case 'by_appointment':
      return [{ description: 'By appointment.' }]
    case 'unknown':
      return hours.text === undefined ? [] : [{ description: hours.text }]
    case 'weekly': {
      const weekly = hours.ranges.map(({ days, opens, closes, validFrom, validTo }) => ({
        ...{ ...rule(opens, closes), byday: byday(days) },
        ...(validFrom && { valid_from: validFrom }),
        ...(validTo && { valid_to: validTo }),
      }))
      return [...weekly, ...hours.exceptions.flatMap((each) => exceptional(each, rule))]
    }
  }
}

type Exception = Extract<Hours, { kind: 'weekly' }>['exceptions'][number]

function exceptional({ date, ranges }: Exception, rule: Rule): Omit<Schedule, 'id'>[] {
  const only = { valid_from: date, valid_to: date }
  if (ranges.length === 0) return [{ ...only, description: `Closed on ${date}.` }]
  const weekday = WEEK[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7]!
  const description = `On ${date}, instead of the hours of the week.`
  return ranges.map(({ opens, closes }) => ({
    ...{ ...rule(opens, closes), ...only, dtstart: date, byday: byday([weekday]), description },
  }))
}

const byday = (days: readonly Weekday[]): string => days.map((day) => day.toUpperCase()).join(',')

/** HSDS knows offsets only, which change within the year; the zone's name is a fact of the location. */
function offsetOf(zone: string, at: Date): { text: string; hours: number } {
  const { year, month, day, hour, minute } = localTime(at, zone)
  const wall = Date.UTC(year, month - 1, day, hour, minute)
  const minutes = wall / MINUTE - Math.floor(at.getTime() / MINUTE)
  const two = (number: number) => String(number).padStart(2, '0')
  const [whole, part] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return { text: `${minutes < 0 ? '-' : '+'}${two(whole)}:${two(part)}`, hours: minutes / 60 }
}
