import { inArray, sql } from 'drizzle-orm'
import { hsdsRest, organizations, servicePoints } from '../../db/schema.ts'
import type { Facts } from '../directory/schemas.ts'
import { type ServicePointInput, writeServicePoint } from '../directory/service-point.ts'
import { cleaned, type Tx } from '../platform/database.ts'
import { DatabaseError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { keyedHash } from '../protection/keys.ts'
import type { Actor } from '../protection/may.ts'
import { canonical, type Entry, record } from '../protection/record.ts'
import type { Services } from '../services.ts'
import { organizationsOf } from './import-organizations.ts'
import { restoredInput, restorePoint } from './import-restore.ts'
import type { ImportRow } from './read-row.ts'
import { rowSays } from './says-row.ts'
import type { RestKind } from './shapes.ts'
import { noteTerms } from './terms-seen.ts'

export type Importing = Pick<Services, 'db' | 'clock' | 'committed' | 'keys' | 'gazetteer'>
type Saving = Pick<Importing, 'keys' | 'gazetteer'>

export type Outcome = 'created' | 'changed' | 'unchanged'

/**
 * Saves these rows in the given transaction, those only that are not as they were at the last import. What
 * was removed or hidden here stays so, a partner keeps its telephone numbers, and no row takes the ids of a
 * thing that another source, or somebody here, brought in.
 */
export async function saveRows(
  tx: Tx,
  services: Saving,
  rows: readonly ImportRow[],
  { source, actor, now }: { source(row: ImportRow): string; actor: Actor; now: Date },
): Promise<Outcome[]> {
  if (rows.length === 0) return []
  const known: Map<string, Standing> = await knownPoints(tx, rows, source)
  const taken = await takenIds(tx, rows, source)
  const owners = organizationsOf(tx, { source, actor, now, taken })
  const entries: Entry[] = []
  const rests = new Map<string, { kind: RestKind; id: string; body: object }>()
  const saved: ImportRow[] = []

  async function save(row: ImportRow): Promise<Outcome> {
    const keepRest = (kind: RestKind, id: string, body = row.rests[kind]) => {
      if (body) rests.set(`${kind}:${id}`, { kind, id, body })
    }
    // keyed: of a hidden point it must not tell a true address to whoever can guess one
    const hash = keyedHash(services.keys, 'directory', canonical(hashed(row))).toString('base64url')
    const standing = standingOf(row, known, source)
    if (row.facts && (standing?.hash === hash || (standing && row.kept))) return 'unchanged'
    // what is hidden here stays so, whatever the file says
    const hidden = row.hidden || standing?.hidden === true
    const owner = await owners.ownerOf(row)
    if (owner.removed) {
      row.notes.say(row, '', 'kept', 'noted', rowSays.organization_retired)
      return 'unchanged'
    }
    keepRest('organization', owner.id)
    if (!row.facts) return owner.outcome
    if (standing?.status === 'partner' && row.facts.phones?.length)
      row.notes.say(row, 'phones', 'kept', 'noted', rowSays.numbers_stay)
    const input = inputOf(row, row.facts, { owner: owner.id, source: source(row), hash, taken })
    const written = await writeServicePoint(tx, services, input, now, actor)
    entries.push(...written.entries)
    if (row.kept) await restorePoint(tx, written.id, row.kept)
    if (!written.changed) {
      row.notes.say(row, '', 'kept', 'noted', rowSays.retired)
      return 'unchanged'
    }
    saved.push(row)
    const at = standing ?? idsOf(input)
    if (at?.serviceId) keepRest('service', at.serviceId)
    if (!hidden && at?.locationId) keepRest('location', at.locationId)
    if (!hidden) keepRest('service_at_location', written.id)
    return written.created ? 'created' : 'changed'
  }

  // new points, which wait for nothing of each other, go to the database together: a third of the time
  const alone = rows.filter((row) => row.hidden || row.kept || known.has(keyOf(row, source)))
  const outcomes = new Map<ImportRow, Outcome>()
  for (const row of alone) outcomes.set(row, await save(row))
  const rest = rows.filter((row) => !outcomes.has(row))
  const settled = await Promise.allSettled(rest.map(save))
  throwFirst(settled)
  for (const [i, each] of settled.entries())
    if (each.status === 'fulfilled') outcomes.set(rest[i]!, each.value)
  await writeRests(tx, [...rests.values()])
  await noteTerms(
    tx,
    saved.flatMap(({ terms }) => terms),
    now,
  )
  await record(tx, services.keys, now, [...entries, ...owners.entries])
  return rows.map((row) => outcomes.get(row)!)
}

/** Those of the rows, also of rows that do not go in, whose point is hidden here. */
export async function hiddenRows(tx: Tx, rows: Rows, source: SourceOf): Promise<Set<ImportRow>> {
  const known = await knownPoints(tx, rows, source)
  return new Set(rows.filter((row) => standingOf(row, known, source)?.hidden))
}

/** Throws what went wrong first; after that a transaction refuses everything. */
function throwFirst(settled: PromiseSettledResult<unknown>[]): void {
  const failed = settled.flatMap((each) =>
    each.status === 'rejected' ? [cleaned(each.reason)] : [],
  )
  const cause = failed.find((error) => !(error instanceof DatabaseError && error.code === ABORTED))
  if (failed.length > 0) throw cause ?? failed[0]
}

const ABORTED = '25P02'

/** What a row says, without where it stands in its file. */
function hashed({ organization, facts, hidden, rests }: ImportRow) {
  return JSON.parse(JSON.stringify({ organization, facts, hidden, rests }))
}

type Rows = readonly ImportRow[]
type SourceOf = (row: ImportRow) => string

/** By what a row is known in its list. */
export function identityOf(row: ImportRow, sourceOf: SourceOf) {
  const { source, sourceId } = row.kept?.source ?? {}
  return source && sourceId
    ? { source, sourceId }
    : { source: sourceOf(row), sourceId: row.sourceId }
}

const keyOf = (row: ImportRow, of: SourceOf) => {
  const { source, sourceId } = identityOf(row, of)
  return `${source}\0${sourceId}`
}

const standingOf = (row: ImportRow, known: Map<string, Standing>, source: SourceOf) =>
  known.get(keyOf(row, source)) ?? (row.kept && known.get(`id:${row.ids.point}`))

type Taken = ReadonlySet<string>

function inputOf(
  row: ImportRow,
  facts: Facts,
  { owner, source, hash, taken }: { owner: string; source: string; hash: string; taken: Taken },
): ServicePointInput {
  const free = (kind: string, id: string | undefined) =>
    id && !taken.has(`${kind}:${id}`) ? id : undefined
  const { point, service, location } = row.ids
  const newIds: NonNullable<ServicePointInput['newIds']> = {
    ...(free('point', point) && { point }),
    ...(free('service', service) && { service }),
    ...(free('location', location) && { location }),
  }
  const [wanted, got] = [Object.keys(row.ids).length, Object.keys(newIds).length]
  if (wanted > got) row.notes.say(row, 'id', 'id', 'mended', rowSays.taken)
  newIds.service ??= newId()
  newIds.location ??= newId()
  const base = { ...facts, organizationId: owner, newIds, ...(row.hidden && { hidden: true }) }
  if (row.kept) return restoredInput(base, row.kept)
  return { ...base, source, sourceId: row.sourceId, sourceHash: hash }
}

const idsOf = ({ newIds }: ServicePointInput) =>
  newIds && { serviceId: newIds.service, locationId: newIds.location }

type Standing = {
  id: string
  status: string
  hidden: boolean
  serviceId: string
  locationId: string
  hash: string | null
}

async function knownPoints(tx: Tx, rows: Rows, source: SourceOf): Promise<Map<string, Standing>> {
  const { id, status, hidden, serviceId, locationId } = servicePoints
  const columns = {
    ...{ id, status, hidden, serviceId, locationId, hash: servicePoints.sourceHash },
    ...{ source: servicePoints.source, sourceId: servicePoints.sourceId },
  }
  const bySource = Map.groupBy(rows, (row) => identityOf(row, source).source)
  const found = []
  for (const [name, all] of bySource) {
    const ids = all.map((row) => identityOf(row, source).sourceId)
    found.push(
      ...(await tx
        .select(columns)
        .from(servicePoints)
        .where(sql`${servicePoints.source} = ${name} and ${inArray(servicePoints.sourceId, ids)}`)),
    )
  }
  const restored = rows.flatMap((row) => (row.kept && row.ids.point ? [row.ids.point] : []))
  const byId =
    restored.length > 0
      ? await tx.select(columns).from(servicePoints).where(inArray(id, restored))
      : []
  return new Map<string, Standing>([
    ...found.map((each): [string, Standing] => [`${each.source}\0${each.sourceId}`, each]),
    ...byId.map((each): [string, Standing] => [`id:${each.id}`, each]),
  ])
}

/** Ids of the file that already belong to something that did not come from its source. */
async function takenIds(tx: Tx, rows: Rows, source: SourceOf): Promise<Taken> {
  const taken = new Set<string>()
  const first = rows[0]!
  const own = source(first)
  for (const [kind, column] of [
    ['point', servicePoints.id],
    ['service', servicePoints.serviceId],
    ['location', servicePoints.locationId],
  ] as const) {
    const ids = [...new Set(rows.flatMap((row) => (row.kept ? [] : (row.ids[kind] ?? []))))]
    if (ids.length === 0) continue
    const foreign =
      kind === 'point' ? sql`true` : sql`${servicePoints.source} is distinct from ${own}`
    const found = await tx
      .select({ id: column })
      .from(servicePoints)
      .where(sql`${inArray(column, ids)} and ${foreign}`)
    for (const { id } of found) taken.add(`${kind}:${id}`)
  }
  const ids = [...new Set(rows.flatMap(({ organization }) => organization.id ?? []))]
  if (ids.length === 0) return taken
  const found = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(inArray(organizations.id, ids))
  for (const { id } of found) taken.add(`organization:${id}`)
  return taken
}

async function writeRests(
  tx: Tx,
  all: { kind: RestKind; id: string; body: object }[],
): Promise<void> {
  const full = all.filter(({ body }) => Object.keys(body).length > 0)
  const empty = all.filter((each) => !full.includes(each))
  if (full.length > 0)
    await tx
      .insert(hsdsRest)
      .values(full)
      .onConflictDoUpdate({
        target: [hsdsRest.kind, hsdsRest.id],
        set: { body: sql`excluded.body` },
      })
  for (const { kind, id } of empty)
    await tx.delete(hsdsRest).where(sql`${hsdsRest.kind} = ${kind} and ${hsdsRest.id} = ${id}`)
}
