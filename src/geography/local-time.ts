import moment from 'moment-timezone'
import { kilometres } from './distance.ts'
import type { Gazetteer } from './gazetteer.ts'
import { nearestPlace } from './nearest.ts'
import type { Point } from './place.ts'
import { provinceZones, rawZone, renamedZones, zoneExceptions } from './zones.ts'

/** A wall clock and calendar. `weekday` 0 is Sunday, `month` 1 is January, `date` 'YYYY-MM-DD'. */
export type LocalTime = {
  year: number
  month: number
  day: number
  weekday: 0 | 1 | 2 | 3 | 4 | 5 | 6
  hour: number
  minute: number
  date: string
  /** Minutes since local midnight, as the clock shows them: 0 to 1439. */
  minutesOfDay: number
}

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/**
 * What the clocks in `zone` show at an instant. The zone data is moment-timezone's (2026f or
 * later), never that of Intl or the database, which do not know the Canadian changes of 2026.
 * @throws RangeError if the zone is not known.
 */
export function localTime(at: Date, zone: string): LocalTime {
  const wall = new Date(at.getTime() - minutesWest(zone, at.getTime()) * MINUTE)
  const hour = wall.getUTCHours()
  const minute = wall.getUTCMinutes()
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay() as LocalTime['weekday'],
    hour,
    minute,
    date: wall.toISOString().slice(0, 10),
    minutesOfDay: hour * 60 + minute,
  }
}

/**
 * The instant at which the clocks in `zone` show `date` and `minutes` after midnight (1440 and more
 * is the next day). A time that is skipped moves forward by the gap; of a time that comes twice it
 * is the first.
 * @throws RangeError if the zone or the date is not one.
 */
export function instantOf(zone: string, date: string, minutes: number): Date {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE
  if (Number.isNaN(wall)) throw new RangeError('not a date')
  const before = minutesWest(zone, wall - DAY)
  const after = minutesWest(zone, wall + DAY)
  const shown = [before, after]
    .map((west) => ({ west, at: wall + west * MINUTE }))
    .filter(({ west, at }) => minutesWest(zone, at) === west)
    .map(({ at }) => at)
  return new Date(shown.length > 0 ? Math.min(...shown) : wall + before * MINUTE)
}

/** Whether the shipped zone data has this IANA name, exactly as spelled. */
export function isZone(zone: string): boolean {
  return moment.tz.zone(zone)?.name === zone
}

/**
 * The IANA zone of a point: hand-kept exceptions, then the table, corrected by the zones that the
 * province of the nearest place has (only with a gazetteer).
 */
export function zoneOf(point: Point, gazetteer?: Gazetteer): string {
  const exception = zoneExceptions.find((each) => kilometres(each, point) <= each.km)
  if (exception) return exception.zone
  const raw = rawZone(point)
  const zone = renamedZones[raw] ?? raw
  if (!gazetteer) return zone
  const { province } = nearestPlace(gazetteer, point)
  if (province === 'QC' && zone === 'America/St_Johns') return 'America/Blanc-Sablon'
  const possible = provinceZones[province]
  return possible.includes(zone) ? zone : possible[0]!
}

/** A clock as people read it, "18:40" or "18 h 40"; never a zone's abbreviation, they mislead. */
export function clockLabel(at: Date, zone: string, language: 'en' | 'fr'): string {
  const { hour, minute } = localTime(at, zone)
  const [hours, minutes] = [hour, minute].map((number) => String(number).padStart(2, '0'))
  return language === 'en' ? `${hours}:${minutes}` : `${hour} h ${minutes}`
}

function minutesWest(zone: string, at: number): number {
  const known = moment.tz.zone(zone)
  if (!known) throw new RangeError('unknown time zone')
  return known.utcOffset(at)
}
