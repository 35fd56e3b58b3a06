import { and, inArray, type SQL, sql } from 'drizzle-orm'
import { organizations, servicePoints } from '../../db/schema.ts'
import { rows, together } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import { organizationFilter, pointFilter } from './api-filters.ts'
import type { Asked } from './api-schemas.ts'
import type { Organization, Service, ServiceAtLocation } from './shapes.ts'
import { openBook, organizationsIn, pointsIn } from './write-load.ts'
import {
  fullPointsOf,
  fullServicesOf,
  plainOrganization,
  plainPoint,
  plainService,
  servicesOf,
} from './write-nested.ts'
import { organizationsWith } from './write-organizations.ts'

/** One page, and how many there are in all. */
export type Found<T> = { contents: T[]; total: number }
/** Which page: `offset` things are before it. */
export type Span = { offset: number; limit: number }
export type List<T> = (turn: Turn, asked: Asked, span: Span) => Promise<Found<T>>

/** Services, by id; hidden service points are in no page and in no number. */
export const listServices: List<Service> = async (turn, asked, span) => {
  const which = and(pointsIn('public'), pointFilter(asked, turn.gazetteer))
  const { ids, total } = await idsOf(turn, sql`${servicePoints.serviceId}`, which, span)
  const services = fullServicesOf(await openBook(turn, 'public', ids))
  return { total, contents: inOrder(services, ids).map(shapeOf(asked)) }
}

/** Service points, by id. */
export const listPoints: List<ServiceAtLocation> = async (turn, asked, span) => {
  const which = and(pointsIn('public'), pointFilter(asked, turn.gazetteer))
  const { ids, total } = await idsOf(turn, sql`${servicePoints.id}`, which, span)
  const points = await pointsByIds(turn, ids)
  return { total, contents: asked.full ? points : points.map(plainPoint) }
}

/** Organizations, by id; one that runs nothing but hidden service points is none of them. */
export const listOrganizations: List<Organization> = async (turn, asked, span) => {
  const which = and(organizationsIn('public'), organizationFilter(asked))
  const [found, [all]] = await together(
    () =>
      rows<{ id: string }>(
        turn.tx,
        sql`select ${organizations.id} as id from ${organizations} where ${which}
            order by 1 limit ${span.limit} offset ${span.offset}`,
      ),
    () =>
      rows<{ n: number }>(
        turn.tx,
        sql`select count(*)::int as n from ${organizations} where ${which}`,
      ),
  )
  const ids = found.map(({ id }) => id)
  return { total: all!.n, contents: await organizationsByIds(turn, ids, asked) }
}

export async function findService(turn: Turn, id: string): Promise<Service | undefined> {
  return fullServicesOf(await openBook(turn, 'public', [id]))[0]
}

export async function findPoint(turn: Turn, id: string): Promise<ServiceAtLocation | undefined> {
  return (await pointsByIds(turn, [id]))[0]
}

export async function findOrganization(
  turn: Turn,
  id: string,
  fullService: boolean,
): Promise<Organization | undefined> {
  const wanted = { page: 1, per_page: 1, full: true, full_service: fullService }
  return (await organizationsByIds(turn, [id], wanted))[0]
}

async function idsOf({ tx }: Turn, column: SQL, which: SQL | undefined, { limit, offset }: Span) {
  const from = sql`from ${servicePoints} join ${organizations}
    on ${organizations.id} = ${servicePoints.organizationId} where ${which}`
  const [found, [all]] = await together(
    () =>
      rows<{ id: string }>(
        tx,
        sql`select distinct ${column} as id ${from} order by 1 limit ${limit} offset ${offset}`,
      ),
    () => rows<{ n: number }>(tx, sql`select count(distinct ${column})::int as n ${from}`),
  )
  return { ids: found.map(({ id }) => id), total: all!.n }
}

const shapeOf =
  ({ full, minimal }: Asked) =>
  (service: Service): Service => {
    if (full) return service
    if (!minimal) return plainService(service)
    const { id, name, status, last_modified } = service
    return { id, name, status, last_modified }
  }

async function pointsByIds(turn: Turn, ids: string[]): Promise<ServiceAtLocation[]> {
  if (ids.length === 0) return []
  const found = await turn.tx
    .select({ id: servicePoints.serviceId })
    .from(servicePoints)
    .where(inArray(servicePoints.id, ids))
  const book = await openBook(turn, 'public', [...new Set(found.map(({ id }) => id))])
  return inOrder(fullPointsOf(book), ids)
}

async function organizationsByIds(turn: Turn, ids: string[], asked: Asked) {
  if (ids.length === 0) return []
  const found = await turn.tx
    .select()
    .from(organizations)
    .where(and(inArray(organizations.id, ids), organizationsIn('public')))
  const all = await organizationsWith(turn, 'public', found)
  const nested = asked.full || asked.full_service
  const services = nested
    ? await openBook(
        turn,
        'public',
        all.flatMap(({ serviceIds }) => serviceIds),
      ).then(servicesOf)
    : []
  const byId = new Map(services.map((each) => [each.id, each]))
  const whole = all.map(({ organization, serviceIds }) => {
    if (!nested) return plainOrganization(organization)
    const its = serviceIds.map((id) => byId.get(id)!)
    return { ...organization, services: asked.full_service ? its : its.map(named) }
  })
  return inOrder(whole, ids)
}

const named = ({ id, name, status }: Service): Service => ({ id, name, status })

/** The order in which they were found; what is no longer there is left out. */
function inOrder<T extends { id: string }>(found: T[], ids: readonly string[]): T[] {
  const byId = new Map(found.map((each) => [each.id, each]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
