import { and, eq } from 'drizzle-orm'
import { contacts, servicePointMatches, servicePoints } from '../../db/schema.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import type { Tx } from '../platform/database.ts'
import { invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../protection/may.ts'
import { type Entry, record } from '../protection/record.ts'
import type { Services } from '../services.ts'
import { writeCapacities } from './capacity.ts'
import { type FactColumns, factColumns, type Known, keptFacts, plainFacts } from './columns.ts'
import { movedPlace, sealPlace } from './hidden-place.ts'
import { differences, keepChange } from './keep-change.ts'
import { matchRow } from './match-row.ts'
import { judgePlace, placeColumns, type StoredPlace, storedPlace } from './place.ts'
import type { Capacity, Facts } from './schemas.ts'

/**
 * A service point as it should be. Of a hidden one, the place in these facts is its true place: it is
 * sealed, and its region's public anchor stands for it everywhere else.
 */
export type ServicePointInput = Facts & {
  organizationId: string
  /** An existing one, to be brought to these facts. */
  id?: string
  /** HSDS ids that a new one takes, where they are free; else its own are made. */
  newIds?: { point?: string; service?: string; location?: string }
  /** Where it was imported from, and its identity there. */
  source?: string
  sourceId?: string
  /** Of what was imported, so that the next import knows what has not changed. */
  sourceHash?: string
  hidden?: boolean
  /** What only the demo seed and tests pass here: in real use vetting and contacts take two people. */
  status?: 'listed' | 'partner'
  vetted?: { by: string; at: Date; how: string }
  contacts?: ContactInput[]
  capacities?: (Capacity & { updatedAt?: Date })[]
  /** An undo says what becomes of the place, whatever the facts name: it stays, is judged anew, or is this. */
  standing?: 'stays' | 'anew' | StoredPlace
  /** Of the place that an undo brings back. */
  placeMark?: string | null
}

/** In the order in which they are tried. Without `confirmed` it gets nothing. */
export type ContactInput = {
  channel: 'sms' | 'email'
  /** E.164, or an address. */
  value: string
  language: 'en' | 'fr'
  confirmed?: { by: string; at: Date }
}

/**
 * Writes a service point and the row that matching reads, and records it. What was removed stays
 * removed, what is hidden stays hidden, and the status, the pause and the refusal of referrals stay
 * unless the input names them. Throws 404 for an unknown id, 422 when not even the province is known.
 */
export async function saveServicePoint(
  tx: Tx,
  services: Pick<Services, 'keys' | 'gazetteer'>,
  input: ServicePointInput,
  now: Date,
  actor: Actor,
): Promise<{ id: string; changed: boolean; created: boolean }> {
  const { entries, ...saved } = await writeServicePoint(tx, services, input, now, actor)
  await record(tx, services.keys, now, entries)
  return saved
}

/** The same for an import, which records the entries of many together. */
export async function writeServicePoint(
  tx: Tx,
  { keys, gazetteer }: Pick<Services, 'keys' | 'gazetteer'>,
  input: ServicePointInput,
  now: Date,
  actor: Actor,
): Promise<{ id: string; changed: boolean; created: boolean; entries: Entry[] }> {
  const known = await findPoint(tx, input)
  if (input.id && (!known || known.removedAt)) throw notFound()
  if (known?.removedAt) return { id: known.id, changed: false, created: false, entries: [] }

  const ids = input.newIds ?? {}
  const id = known?.id ?? ids.point ?? newId()
  const hidden = Boolean(known?.hidden || input.hidden)
  const { standing = known?.hidden && !namesPlace(input) ? 'stays' : 'anew' } = input
  const stays = standing === 'stays'
  const place =
    stays && known
      ? { ...placeColumns(known), zone: input.zone ?? known.zone }
      : typeof standing === 'object'
        ? standing
        : newPlace(gazetteer, input, hidden)
  const facts = { ...input, ...keptFacts(input, known) }
  const status = input.status ?? known?.status ?? 'listed'
  const organizationId = known?.organizationId ?? input.organizationId
  const columns = factColumns(facts)
  const row = {
    ...columns,
    ...place,
    organizationId,
    hidden,
    status,
    ...(input.vetted && {
      vettedBy: input.vetted.by,
      vettedAt: input.vetted.at,
      vettedHow: input.vetted.how,
    }),
    source: input.source,
    sourceId: input.sourceId,
    sourceHash: input.sourceHash,
    updatedAt: now,
  }
  if (known) {
    const before = {
      ...plainFacts(known as FactColumns),
      status: known.status,
      hidden: known.hidden,
    }
    const moved = await movedPlace(tx, keys, known, { ...place, hidden }, stays ? undefined : input)
    await tx.update(servicePoints).set(row).where(eq(servicePoints.id, id))
    await keepChange(tx, keys, now, actor, {
      thing: 'service_point',
      thingId: id,
      fields: differences(before, { ...plainFacts(columns), status, hidden }),
      place: moved && { ...moved, mark: input.placeMark },
    })
  } else {
    const { service: serviceId = newId(), location: locationId = newId() } = ids
    await tx.insert(servicePoints).values({ id, serviceId, locationId, createdAt: now, ...row })
  }
  const match = matchRow(
    { id, organizationId, partner: status === 'partner', hidden },
    facts,
    place,
    now,
  )
  await tx
    .insert(servicePointMatches)
    .values(match)
    .onConflictDoUpdate({ target: servicePointMatches.servicePointId, set: match })
  if (hidden && !stays) await sealPlace(tx, keys, id, input, now)
  if (input.contacts) await saveContacts(tx, id, input.contacts)
  for (const { updatedAt = now, ...capacity } of input.capacities ?? []) {
    await writeCapacities(tx, id, [capacity], updatedAt)
  }
  const entry = pointEntry(id, known ? 'changed' : 'created', actor, { status, hidden })
  return { id, changed: true, created: !known, entries: [entry] }
}

/** The service point with this id, or of this source, locked; removed ones too. */
export async function findPoint(
  tx: Tx,
  { id, source, sourceId }: Pick<ServicePointInput, 'id' | 'source' | 'sourceId'>,
): Promise<Known | undefined> {
  if (!id && !(source && sourceId)) return undefined
  const which = id
    ? eq(servicePoints.id, id)
    : and(eq(servicePoints.source, source!), eq(servicePoints.sourceId, sourceId!))
  const [found] = await tx.select().from(servicePoints).where(which).for('update')
  return found
}

/** An editor changes a hidden point without knowing where it is: then it stays where it is. */
function namesPlace({ city, postalCode, lat }: Facts): boolean {
  return city !== undefined || postalCode !== undefined || lat !== undefined
}

function newPlace(gazetteer: Gazetteer, input: Facts, hidden: boolean): StoredPlace {
  const judged = judgePlace(gazetteer, input)
  if (!judged) throw invalid([{ pointer: '/province', detail: 'is not a province of Canada' }])
  return storedPlace(gazetteer, input, judged.located, hidden)
}

async function saveContacts(tx: Tx, servicePointId: string, given: ContactInput[]): Promise<void> {
  for (const [position, { channel, value, language, confirmed }] of given.entries()) {
    const facts = { language, position, confirmedAt: confirmed?.at, confirmedBy: confirmed?.by }
    await tx
      .insert(contacts)
      .values({ id: newId(), servicePointId, channel, value, ...facts })
      .onConflictDoUpdate({
        target: [contacts.servicePointId, contacts.channel, contacts.value],
        set: facts,
      })
  }
}

/** A line of the record about a service point. */
export function pointEntry(
  id: string,
  what: 'created' | 'changed' | 'removed' | 'restored',
  actor: Actor,
  data: Record<string, unknown> = {},
): Entry {
  const thing = `service_point:${id}`
  return { chain: thing, actor: actor.id, action: `service_point.${what}`, thing, data }
}
