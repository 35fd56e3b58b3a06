import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import { organizations, servicePoints } from '../../db/schema.ts'
import { findServicePoint } from '../directory/browse.ts'
import { checkPoint } from '../directory/edit.ts'
import { lastChange } from '../directory/keep-change.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { notFound } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { wrongBy } from './form-errors.ts'
import type { Wrong } from './hours-values.ts'
import { typed } from './kit.ts'
import { readPoint } from './read-point.ts'

/** An organization that stands; 404 for another. */
export async function standingOrganization({ tx }: Turn, id: string) {
  const [found] = await tx
    .select()
    .from(organizations)
    .where(and(eq(organizations.id, id), isNull(organizations.removedAt)))
  if (!found) throw notFound()
  return found
}

/** A service point that stands; 404 for another. */
export async function standingPoint({ tx, actor }: Turn, id: string): Promise<PointDetails> {
  const point = await findServicePoint(tx, actor, id.toLowerCase())
  if (!point) throw notFound()
  return point
}

/**
 * What was typed as facts, and everything that is wrong with it: by the form, and by the rules of the
 * directory, which are written once, there. Changes nothing.
 */
export async function judge(
  turn: Turn,
  body: unknown,
  organizationId: string,
  point?: PointDetails,
): Promise<{ facts: ReturnType<typeof readPoint>['facts']; wrong: Wrong[] }> {
  const { gazetteer, now, config } = turn
  const { facts, wrong } = readPoint(body, point, { gazetteer, now, zone: config.ZONE })
  const { errors } = await checkPoint(turn, { ...facts, organizationId }, point?.id)
  const { address, city, postalCode, lat } = facts
  const blind = point?.hidden && address && !city && !postalCode && lat === undefined
  return {
    facts,
    wrong: [...wrong, ...wrongBy(errors), ...(blind ? [{ field: 'city', code: 'town' }] : [])],
  }
}

/** Somebody saved it since the form was shown. */
export const isStale = async (
  { tx }: Turn,
  body: unknown,
  { id }: PointDetails,
): Promise<boolean> => typed(body, 'seen') !== (await lastChange(tx, id))

/** Others that may be the same: of one name in the province, or with one of these numbers. */
export async function alike(
  { tx }: Turn,
  {
    name,
    province,
    phones = [],
  }: { name: string; province: string; phones?: { number: string }[] },
): Promise<PointDetails[]> {
  const numbers = phones.map(({ number }) => ({ number }))
  const found = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .where(
      and(
        isNull(servicePoints.removedAt),
        or(
          and(
            sql`name_key(${servicePoints.name}) = name_key(${name})`,
            eq(servicePoints.province, province),
          ),
          ...numbers.map(
            (each) => sql`${servicePoints.phones} @> ${JSON.stringify([each])}::jsonb`,
          ),
        ),
      ),
    )
    .orderBy(asc(servicePoints.id))
    .limit(5)
  const ids = found.map(({ id }) => id)
  const details = await servicePointsByIds(tx, ids)
  return ids.map((id) => details.get(id)!)
}
