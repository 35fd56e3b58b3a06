import { and, asc, eq, isNull } from 'drizzle-orm'
import { servicePoints } from '../../db/schema.ts'
import {
  type CapacityRow,
  capacitiesOf,
  type PointDetails,
  servicePointsByIds,
} from '../directory/store.ts'
import { notFound } from '../platform/errors.ts'
import { assertMay, may } from '../protection/may.ts'
import type { Turn } from '../services.ts'

/** A service point of the actor's own organization, hidden or not, with its room. */
export type OwnPoint = { point: PointDetails; room: CapacityRow[] }

/** More than one organization runs; a page with more would help nobody. */
const AT_MOST = 50

/** The service points of the actor's own organization, in the order in which they were made. */
export async function ownPoints({ tx, actor }: Turn): Promise<OwnPoint[]> {
  const found = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .where(
      and(eq(servicePoints.organizationId, actor.organizationId!), isNull(servicePoints.removedAt)),
    )
    .orderBy(asc(servicePoints.id))
    .limit(AT_MOST)
  const details = await servicePointsByIds(
    tx,
    found.map(({ id }) => id),
  )
  const own: OwnPoint[] = []
  for (const { id } of found) {
    const point = details.get(id)!
    if (may(actor, 'point.own', { madeBy: point.organizationId }))
      own.push({ point, room: await capacitiesOf(tx, id) })
  }
  return own
}

/** One of them; 404 for any other. */
export async function ownPoint({ tx, actor }: Turn, id: string): Promise<OwnPoint> {
  const point = (await servicePointsByIds(tx, [id])).get(id.toLowerCase())
  if (!point || point.removedAt) throw notFound()
  assertMay(actor, 'point.own', { madeBy: point.organizationId })
  return { point, room: await capacitiesOf(tx, point.id) }
}
