import { and, asc, eq, exists, gt, ilike, isNull, not, or, type SQL, sql } from 'drizzle-orm'
import { organizations, servicePoints } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { type Actor, may } from '../protection/may.ts'
import type { Need } from './needs.ts'
import { type PointDetails, servicePointsByIds } from './store.ts'

/** A page begins after the id `after`. */
export type Page = { after?: string; limit: number }
export type PointFilter = { province?: string; need?: Need; organizationId?: string; q?: string }

/** To everyone else a hidden point does not exist. */
const seesHidden = (actor: Actor): boolean => may(actor, 'directory.read_hidden')

/** The service points that this actor may know of, in the order in which they were made. */
export async function browseServicePoints(
  tx: Tx,
  actor: Actor,
  { province, need, organizationId, q, after, limit }: PointFilter & Page,
): Promise<PointDetails[]> {
  const found = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .innerJoin(organizations, eq(organizations.id, servicePoints.organizationId))
    .where(
      and(
        isNull(servicePoints.removedAt),
        seesHidden(actor) ? undefined : eq(servicePoints.hidden, false),
        province ? eq(servicePoints.province, province) : undefined,
        need ? sql`${need} = any(${servicePoints.needs})` : undefined,
        organizationId ? eq(servicePoints.organizationId, organizationId) : undefined,
        q
          ? or(
              ...[servicePoints.name, servicePoints.nameFr, servicePoints.city].map((column) =>
                ilike(column, contains(q)),
              ),
              ilike(organizations.name, contains(q)),
            )
          : undefined,
        after ? gt(servicePoints.id, after) : undefined,
      ),
    )
    .orderBy(asc(servicePoints.id))
    .limit(limit)
  const ids = found.map(({ id }) => id)
  const details = await servicePointsByIds(tx, ids)
  return ids.map((id) => details.get(id)!)
}

/** The service point with this id, if there is one for this actor. */
export async function findServicePoint(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<PointDetails | undefined> {
  const point = (await servicePointsByIds(tx, [id])).get(id)
  const known = point && !point.removedAt && (!point.hidden || seesHidden(actor))
  return known ? point : undefined
}

export type Organization = typeof organizations.$inferSelect

/**
 * The organizations that this actor may know of. One that runs nothing but hidden places is itself
 * hidden, and only insiders and their own see those that are not services.
 */
export async function browseOrganizations(
  tx: Tx,
  actor: Actor,
  { q, id, after, limit }: { q?: string; id?: string } & Page,
): Promise<Organization[]> {
  const points = (hidden?: boolean) =>
    exists(
      tx
        .select({ one: sql`1` })
        .from(servicePoints)
        .where(
          and(
            eq(servicePoints.organizationId, organizations.id),
            hidden === undefined ? undefined : eq(servicePoints.hidden, hidden),
          ),
        ),
    )
  const known: SQL | undefined = seesHidden(actor)
    ? undefined
    : or(
        actor.organizationId ? eq(organizations.id, actor.organizationId) : undefined,
        and(eq(organizations.kind, 'service'), or(points(false), not(points(true)))),
      )
  return tx
    .select()
    .from(organizations)
    .where(
      and(
        isNull(organizations.removedAt),
        known,
        id ? eq(organizations.id, id) : undefined,
        q
          ? or(ilike(organizations.name, contains(q)), ilike(organizations.nameFr, contains(q)))
          : undefined,
        after ? gt(organizations.id, after) : undefined,
      ),
    )
    .orderBy(asc(organizations.id))
    .limit(limit)
}

const contains = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
