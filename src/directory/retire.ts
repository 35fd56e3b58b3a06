import { and, eq, isNull } from 'drizzle-orm'
import { organizations, servicePointMatches, servicePoints } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { type Actor, assertMay } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Services, Turn } from '../services.ts'
import { type FactColumns, factsOf } from './columns.ts'
import { keepChange } from './keep-change.ts'
import { matchRow } from './match-row.ts'
import type { StoredPlace } from './place.ts'
import { findPoint, pointEntry } from './service-point.ts'

/** Takes a service point out: nobody finds it from the commit on. Its past offers still know it. */
export async function removeServicePoint(
  tx: Tx,
  { keys }: Pick<Services, 'keys'>,
  id: string,
  now: Date,
  actor: Actor,
): Promise<void> {
  const known = await findPoint(tx, { id })
  if (!known) throw notFound()
  if (known.removedAt) return
  await tx
    .update(servicePoints)
    .set({ removedAt: now, updatedAt: now })
    .where(eq(servicePoints.id, id))
  await tx.delete(servicePointMatches).where(eq(servicePointMatches.servicePointId, id))
  await keepChange(tx, keys, now, actor, {
    thing: 'service_point',
    thingId: id,
    fields: [{ field: 'removed', from: false, to: true }],
  })
  await record(tx, keys, now, [pointEntry(id, 'removed', actor)])
}

/**
 * Brings a retired service point back, as it was, but listed: a partner is vetted anew, by two people.
 * 404 if there is none, 409 if its organization is retired. One that stands stays as it is.
 */
export async function restoreServicePoint(turn: Turn, id: string): Promise<void> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'directory.edit')
  const known = await findPoint(tx, { id })
  if (!known) throw notFound()
  if (!known.removedAt) return
  const { organizationId, hidden, status } = known
  if (await isRetired(tx, organizationId))
    throw conflict('organization_retired', 'Its organization is retired: bring that back first.')
  await tx
    .update(servicePoints)
    .set({
      ...{ removedAt: null, status: 'listed', updatedAt: now },
      ...{ vettedBy: null, vettedAt: null, vettedHow: null },
    })
    .where(eq(servicePoints.id, id))
  const facts = factsOf(known as FactColumns & { province: string })
  await tx
    .insert(servicePointMatches)
    .values(
      matchRow({ id, organizationId, partner: false, hidden }, facts, known as StoredPlace, now),
    )
  await keepChange(tx, keys, now, actor, {
    thing: 'service_point',
    thingId: id,
    fields: [
      { field: 'removed', from: true, to: false },
      ...(status === 'listed' ? [] : [{ field: 'status', from: status, to: 'listed' }]),
    ],
  })
  await record(tx, keys, now, [pointEntry(id, 'restored', actor, { status: 'listed', hidden })])
}

/**
 * Retires an organization with all its service points. 404 if there is none, 409 for the hotline and
 * others that refer: only those that run services are of the directory.
 * @returns how many service points went with it
 */
export async function retireOrganization(turn: Turn, id: string): Promise<number> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'directory.edit')
  const known = await lockOrganization(tx, id)
  if (!known) throw notFound()
  if (known.removedAt) return 0
  if (known.kind !== 'service')
    throw conflict('not_a_service', 'Only an organization that runs services is retired here.')
  const points = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .where(and(eq(servicePoints.organizationId, id), isNull(servicePoints.removedAt)))
    .orderBy(servicePoints.id)
  for (const point of points) await removeServicePoint(tx, turn, point.id, now, actor)
  await setRemoved(turn, id, true)
  const thing = `organization:${id}`
  await record(tx, keys, now, [
    {
      ...{ chain: thing, actor: actor.id, action: 'organization.removed', thing },
      data: { points: points.length },
    },
  ])
  return points.length
}

/** Brings a retired organization back, without its service points: each comes back by itself. */
export async function restoreOrganization(turn: Turn, id: string): Promise<void> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'directory.edit')
  const known = await lockOrganization(tx, id)
  if (!known) throw notFound()
  if (!known.removedAt) return
  await setRemoved(turn, id, false)
  const thing = `organization:${id}`
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'organization.restored', thing },
  ])
}

async function setRemoved({ tx, keys, now, actor }: Turn, id: string, removed: boolean) {
  await tx
    .update(organizations)
    .set({ removedAt: removed ? now : null })
    .where(eq(organizations.id, id))
  await keepChange(tx, keys, now, actor, {
    thing: 'organization',
    thingId: id,
    fields: [{ field: 'removed', from: !removed, to: removed }],
  })
}

export async function lockOrganization(tx: Tx, id: string) {
  const [found] = await tx
    .select()
    .from(organizations)
    .where(eq(organizations.id, id))
    .for('update')
  return found
}

async function isRetired(tx: Tx, organizationId: string): Promise<boolean> {
  const [found] = await tx
    .select({ removedAt: organizations.removedAt })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  return !found || found.removedAt !== null
}
