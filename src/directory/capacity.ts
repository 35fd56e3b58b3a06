import { and, eq, isNull, sql } from 'drizzle-orm'
import { capacities, servicePoints } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { invalid, notFound } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Services } from '../services.ts'
import type { Capacity } from './schemas.ts'

/** Nobody who slept there last night tells of tonight: a figure holds for a day unless it says otherwise. */
const FRESH_HOURS = 24

/**
 * Says how much room there is for each need and population, as of now; figures that are not named
 * stay. Throws 404 without such a service point, 422 for a need that it does not offer.
 */
export async function setCapacity(
  tx: Tx,
  { keys }: Pick<Services, 'keys'>,
  servicePointId: string,
  entries: Capacity[],
  now: Date,
  actor: Actor,
): Promise<void> {
  if (entries.length === 0) return
  const [point] = await tx
    .select({ needs: servicePoints.needs })
    .from(servicePoints)
    .where(and(eq(servicePoints.id, servicePointId), isNull(servicePoints.removedAt)))
    .for('update')
  if (!point) throw notFound()
  const foreign = entries.flatMap(({ need }, index) =>
    point.needs.includes(need)
      ? []
      : [{ pointer: `/capacities/${index}/need`, detail: 'is not offered by this service point' }],
  )
  if (foreign.length > 0) throw invalid(foreign)

  await writeCapacities(tx, servicePointId, entries, now)
  const thing = `service_point:${servicePointId}`
  const data = { room: entries.map(({ need, population, room }) => ({ need, population, room })) }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'service_point.capacity_set', thing, data },
  ])
}

/** Writes the figures as they were at `at`, without a word in the record. */
export async function writeCapacities(
  tx: Tx,
  servicePointId: string,
  entries: Capacity[],
  at: Date,
): Promise<void> {
  // a statement may not touch a row twice: of two figures for the same the last holds
  const last = new Map(entries.map((entry) => [`${entry.need}:${entry.population}`, entry]))
  const values = [...last.values()].map(({ need, population, room, freshHours = FRESH_HOURS }) => ({
    servicePointId,
    need,
    population,
    room,
    updatedAt: at,
    freshUntil: after(at, freshHours * HOUR),
  }))
  await tx
    .insert(capacities)
    .values(values)
    .onConflictDoUpdate({
      target: [capacities.servicePointId, capacities.need, capacities.population],
      set: {
        room: sql`excluded.room`,
        updatedAt: sql`excluded.updated_at`,
        freshUntil: sql`excluded.fresh_until`,
      },
    })
}
