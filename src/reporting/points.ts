import { sql } from 'drizzle-orm'
import { carriedChannels } from '../delivery/message.ts'
import { type Hours, minutesOf, type Weekday } from '../directory/hours.ts'
import type { Need } from '../directory/needs.ts'
import { localTime } from '../geography/local-time.ts'
import type { Point, Province } from '../geography/place.ts'
import { rows } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import type { Takes } from './who.ts'

/**
 * What coverage knows of a service point that takes referrals. A hidden one stands at its region's
 * public anchor, as everywhere; nothing here differs between two places of one region.
 */
export type CoverPoint = Takes & {
  province: Province
  /** A region's id, or the province's ('on') where no finer one is known. */
  region: string
  /** Undefined: nobody knows to a few kilometres. */
  at?: Point
  partner: boolean
  /** By telephone or online: counted apart, never as a distance. */
  remote: boolean
  /** Its stated service area; null: none is stated. */
  areas: readonly string[] | null
  needs: readonly Need[]
  /** Answers at two in the morning, every night of an ordinary week. */
  night: boolean | null
  languages: readonly string[]
}

type Row = Omit<CoverPoint, 'at' | 'night'> & {
  lat: number | null
  lng: number | null
  hours: Hours
}

/** Every service point that takes referrals at all; one that pauses is still there. */
export async function coverPoints({ tx, now, config }: Turn): Promise<CoverPoint[]> {
  const found = await rows<Row>(
    tx,
    sql`select m.province, m.region, m.lat, m.lng, m.partner, m.remote, m.areas,
               m.min_age as "minAge", m.max_age as "maxAge",
               s.needs, s.genders, s.children, s.languages, s.hours
          from service_point_matches m join service_points s on s.id = m.service_point_id
         where m.channel_bits <> 0 and s.removed_at is null
         order by m.province, m.region, s.created_at, s.id`,
  )
  const today = localTime(now, config.ZONE).date
  return found.map(({ lat, lng, hours, ...point }) => ({
    ...point,
    ...(lat !== null && lng !== null && { at: { lat, lng } }),
    night: openAtNight(hours, today),
  }))
}

/** Provinces in which a partner has a contact that was confirmed, did not fail, and that a message can reach. */
export async function reachableProvinces({ tx, providers }: Turn): Promise<Set<Province>> {
  const found = await rows<{ province: Province }>(
    tx,
    sql`select distinct m.province from service_point_matches m
          join contacts c on c.service_point_id = m.service_point_id
         where m.partner and m.channel_bits <> 0
           and c.confirmed_at is not null and c.failed_at is null and c.ends_at is null
           and c.channel = any(string_to_array(${carriedChannels(providers).join()}, ','))`,
  )
  return new Set(found.map(({ province }) => province))
}

const NIGHT = 2 * 60
const DAY = 24 * 60
const WEEK: readonly Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']

/**
 * Whether it is open at 02:00 by its own clock in every night of an ordinary week, with what holds on
 * `today`, a date. By appointment is unknown. Nothing here asks in which zone that clock stands.
 */
export function openAtNight(hours: Hours, today: string): boolean | null {
  if (hours.kind === 'always') return true
  if (hours.kind !== 'weekly') return null
  const now = hours.ranges.filter(
    ({ validFrom = today, validTo = today }) => validFrom <= today && today <= validTo,
  )
  return WEEK.every((day, i) => {
    const before = WEEK[(i + 6) % 7]!
    return now.some(({ days, opens, closes }) => {
      const [from, to] = [minutesOf(opens), minutesOf(closes)]
      const until = to <= from ? to + DAY : to
      const sameDay = days.includes(day) && from <= NIGHT && NIGHT < until
      return sameDay || (days.includes(before) && NIGHT + DAY < until)
    })
  })
}
