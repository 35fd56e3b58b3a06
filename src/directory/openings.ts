import { eq, sql } from 'drizzle-orm'
import { servicePointMatches, servicePoints } from '../../db/schema.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import type { Duty } from '../platform/due.ts'
import { type Hours, openings } from './hours.ts'

/** One day more than a week, so that a rewrite that comes late leaves no gap. */
const DAYS = 8

/**
 * The hours of the next eight days as SQL reads them, and when they must be written again.
 * `openings` null means unknown. What is always open needs no rewriting.
 */
export function writtenOpenings(
  hours: Hours,
  zone: string,
  now: Date,
): { openings: string | null; openingsDueAt: Date | null } {
  if (hours.kind === 'always') return { openings: '{(,)}', openingsDueAt: null }
  const stretches = openings(hours, zone, now, DAYS)
  if (!stretches) return { openings: null, openingsDueAt: null }
  const ranges = stretches.map(({ from, to }) => `[${from.toISOString()},${to.toISOString()})`)
  return { openings: `{${ranges.join(',')}}`, openingsDueAt: after(now, DAY) }
}

/** Rewrites the openings of each service point once a day. If that fails they are unknown, not stale. */
export function openingsDuty(): Duty {
  return { name: 'openings', next, run, stumble }
}

async function next(tx: Tx, now: Date): Promise<string | undefined> {
  const [due] = await rows<{ id: string }>(
    tx,
    sql`select service_point_id as id from service_point_matches
         where openings_due_at <= ${now.toISOString()}::timestamptz
         order by openings_due_at limit 1 for update skip locked`,
  )
  return due?.id
}

async function run(tx: Tx, id: string, now: Date): Promise<void> {
  const [point] = await tx
    .select({ hours: servicePoints.hours, zone: servicePoints.zone })
    .from(servicePoints)
    .where(eq(servicePoints.id, id))
  await tx
    .update(servicePointMatches)
    .set(writtenOpenings(point!.hours as Hours, point!.zone, now))
    .where(eq(servicePointMatches.servicePointId, id))
}

async function stumble(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .update(servicePointMatches)
    .set({ openings: null, openingsDueAt: after(now, HOUR) })
    .where(eq(servicePointMatches.servicePointId, id))
}
