import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import {
  capacities,
  contacts,
  hiddenPlaces,
  hsdsRest,
  organizations,
  servicePoints,
} from '../../db/schema.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { rows, type Tx, together } from '../platform/database.ts'
import { dataKeysOf, open } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import type { Rest, RestKind } from './shapes.ts'
import type { OrganizationRow } from './write-organization.ts'
import type { Private } from './write-point.ts'
import { publicRest } from './write-rest.ts'

/** `public`: what anybody may know. `full`: everything; only two people together take that out. */
export type Form = 'public' | 'full'

/** Which service points there are in this form, joined with their organizations. */
export const pointsIn = (form: Form): SQL =>
  form === 'full'
    ? sql`${servicePoints.removedAt} is null`
    : sql`${servicePoints.removedAt} is null and not ${servicePoints.hidden}
          and ${organizations.removedAt} is null and ${organizations.kind} = 'service'`

/**
 * Which organizations there are. One that runs nothing but hidden service points is hidden itself;
 * so is one that ran them, until it runs something else.
 */
export const organizationsIn = (form: Form): SQL =>
  form === 'full'
    ? sql`(${organizations.removedAt} is null or ${has(sql`${servicePoints.removedAt} is null`)})`
    : sql`${organizations.removedAt} is null and ${organizations.kind} = 'service'
          and (${has(sql`not ${servicePoints.hidden}`)} or not ${has(sql`true`)})`

/** As one value for each organization: an `exists` would be hashed, by reading every service point for each page. */
const has = (which: SQL): SQL =>
  sql`coalesce((select true from ${servicePoints}
        where ${servicePoints.organizationId} = ${organizations.id} and ${which} limit 1), false)`

/** All that some services need to be written, and nothing that this form may not say. */
export type Book = Pick<Turn, 'now' | 'gazetteer'> & {
  form: Form
  /** Of these services, in the order of their ids: the first of each service speaks for it. */
  points: PointDetails[]
  locationHeads: Map<string, PointDetails>
  organizations: Map<string, OrganizationRow>
  rest(kind: RestKind, id: string): Rest | undefined
  /** Of a service point; in public, of none. */
  secret(id: string): Private | undefined
}

/** Everything about the services with these ids. Hidden points come last, so that none speaks for others. */
export async function openBook(
  turn: Turn,
  form: Form,
  serviceIds: readonly string[],
): Promise<Book> {
  const { tx, now, gazetteer } = turn
  const order = sql`${servicePoints.hidden}, ${servicePoints.id}`
  const ours = await pointIds(tx, form, servicePoints.serviceId, serviceIds, order)
  const speakers = await pointIds(tx, form, servicePoints.locationId, ours.locations, order, true)
  const details = await servicePointsByIds(tx, [...new Set([...ours.points, ...speakers.points])])
  // What was hidden or taken out since the ids were read is left out too.
  const still = (id: string) =>
    [details.get(id)!].filter((each) => !each.removedAt && (form === 'full' || !each.hidden))
  const points = ours.points.flatMap(still)
  const locationHeads = new Map(
    speakers.points.flatMap(still).map((each) => [each.locationId, each]),
  )
  const owners = [...new Set(points.map(({ organizationId }) => organizationId))]
  const [found, rests, secrets] = await together(
    () => tx.select().from(organizations).where(inArray(organizations.id, owners)),
    () => restsOf(tx, points, owners),
    () => (form === 'full' ? secretsOf(turn, ours.points) : new Map<string, Private>()),
  )
  return {
    ...{ form, now, gazetteer, points, locationHeads },
    organizations: new Map(found.map((each) => [each.id, each])),
    rest(kind, id) {
      const rest = rests.get(`${kind}:${id}`)
      return form === 'full' ? rest : publicRest(rest)
    },
    secret: (id) => secrets.get(id),
  }
}

async function pointIds(
  tx: Tx,
  form: Form,
  column: typeof servicePoints.serviceId | typeof servicePoints.locationId,
  ids: readonly string[],
  order: SQL,
  first = false,
): Promise<{ points: string[]; locations: string[] }> {
  if (ids.length === 0) return { points: [], locations: [] }
  const found = await rows<{ id: string; location: string }>(
    tx,
    sql`select ${first ? sql`distinct on (${column})` : sql``}
          ${servicePoints.id} as id, ${servicePoints.locationId} as location
        from ${pointsWhere(inArray(column, [...ids]))} where ${pointsIn(form)}
        order by ${first ? sql`${column},` : sql``} ${order}`,
  )
  return {
    points: found.map(({ id }) => id),
    locations: [...new Set(found.map(({ location }) => location))],
  }
}

/**
 * These service points with their organizations, for `pointsIn`. They are found first, whatever the planner
 * thinks of the organizations: without figures of them it begins there and takes seconds.
 */
export const pointsWhere = (which: SQL): SQL =>
  sql`(select * from ${servicePoints} where ${which} offset 0) ${servicePoints}
      join ${organizations} on ${organizations.id} = ${servicePoints.organizationId}`

/** Nothing of the location of a hidden point, whoever shares it: a file may have told where that is. */
async function restsOf(tx: Tx, points: PointDetails[], owners: string[]) {
  const locations = [...new Set(points.map(({ locationId }) => locationId))]
  const ids = [...owners, ...locations, ...points.flatMap(({ id, serviceId }) => [id, serviceId])]
  if (ids.length === 0) return new Map<string, Rest>()
  const [found, hidden] = await together(
    () =>
      tx
        .select()
        .from(hsdsRest)
        .where(inArray(hsdsRest.id, [...new Set(ids)])),
    () =>
      tx
        .select({ id: servicePoints.locationId })
        .from(servicePoints)
        .where(and(inArray(servicePoints.locationId, locations), eq(servicePoints.hidden, true))),
  )
  const secret = new Set(hidden.map(({ id }) => `location:${id}`))
  return new Map(
    found
      .map(({ kind, id, body }) => [`${kind}:${id}`, body as Rest] as const)
      .filter(([key]) => !secret.has(key)),
  )
}

async function secretsOf(turn: Turn, ids: string[]): Promise<Map<string, Private>> {
  if (ids.length === 0) return new Map()
  const { tx } = turn
  const [reached, rooms, places] = await together(
    () =>
      tx
        .select()
        .from(contacts)
        .where(and(inArray(contacts.servicePointId, ids), isNull(contacts.endsAt)))
        .orderBy(asc(contacts.position), asc(contacts.id)),
    () =>
      tx
        .select()
        .from(capacities)
        .where(inArray(capacities.servicePointId, ids))
        .orderBy(asc(capacities.need), asc(capacities.population)),
    () => truePlaces(turn, ids),
  )
  const of = <T extends { servicePointId: string }>(all: T[], id: string) =>
    all.filter(({ servicePointId }) => servicePointId === id)
  return new Map(
    ids.map((id) => [
      id,
      { contacts: of(reached, id), capacities: of(rooms, id), truePlace: places.get(id) },
    ]),
  )
}

async function truePlaces({ tx, keys }: Turn, ids: string[]): Promise<Map<string, object>> {
  const found = await tx
    .select()
    .from(hiddenPlaces)
    .where(inArray(hiddenPlaces.servicePointId, ids))
  const opened = await dataKeysOf(
    tx,
    keys,
    found.map(({ keyId }) => keyId),
  )
  return new Map(
    found.map(({ servicePointId: row, keyId, sealed }) => {
      const place = { table: 'hidden_places', row, field: 'sealed' }
      return [row, open<object>(opened.get(keyId)!, place, sealed)]
    }),
  )
}
