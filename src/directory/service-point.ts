import { and, eq } from 'drizzle-orm'
import { contacts, hiddenPlaces, servicePointMatches, servicePoints } from '../../db/schema.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import type { Tx } from '../platform/database.ts'
import { invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../protection/may.ts'
import { type Entry, record } from '../protection/record.ts'
import { seal, standingKey } from '../protection/seal.ts'
import type { Services } from '../services.ts'
import { writeCapacities } from './capacity.ts'
import { matchRow } from './match-row.ts'
import { judgePlace, type StoredPlace, storedPlace } from './place.ts'
import type { Capacity, Facts } from './schemas.ts'

/**
 * A service point as it should be. Of a hidden one, the place in these facts is its true place: it is
 * sealed, and its region's public anchor stands for it everywhere else.
 */
export type ServicePointInput = Facts & {
  organizationId: string
  /** An existing one, to be brought to these facts. */
  id?: string
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
}

/** In the order in which they are tried. Without `confirmed` it gets nothing. */
export type ContactInput = {
  channel: 'sms' | 'email'
  /** E.164, or an address. */
  value: string
  language: 'en' | 'fr'
  confirmed?: { by: string; at: Date }
}

type Known = typeof servicePoints.$inferSelect

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
  const known = await find(tx, input)
  if (input.id && (!known || known.removedAt)) throw notFound()
  if (known?.removedAt) return { id: known.id, changed: false, created: false, entries: [] }

  const id = known?.id ?? newId()
  const hidden = Boolean(known?.hidden || input.hidden)
  const kept = known?.hidden && !namesPlace(input) ? standingPlace(known) : undefined
  const place = kept ?? newPlace(gazetteer, input, hidden)
  const facts = { ...input, ...keptFacts(input, known) }
  const status = input.status ?? known?.status ?? 'listed'
  const organizationId = known?.organizationId ?? input.organizationId
  const row = {
    ...factColumns(facts),
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
  if (known) await tx.update(servicePoints).set(row).where(eq(servicePoints.id, id))
  else await tx.insert(servicePoints).values({ id, serviceId: newId(), createdAt: now, ...row })

  const point = { id, organizationId, partner: status === 'partner', hidden }
  const match = matchRow(point, facts, place, now)
  await tx
    .insert(servicePointMatches)
    .values(match)
    .onConflictDoUpdate({ target: servicePointMatches.servicePointId, set: match })

  if (hidden && !kept) {
    const { address, city, province, postalCode, lat, lng } = input
    const key = await standingKey(tx, keys, 'directory', now)
    const where = { table: 'hidden_places', row: id, field: 'sealed' }
    const sealed = seal(key, where, { address, city, province, postalCode, lat, lng })
    await tx
      .insert(hiddenPlaces)
      .values({ servicePointId: id, keyId: key.id, sealed })
      .onConflictDoUpdate({ target: hiddenPlaces.servicePointId, set: { keyId: key.id, sealed } })
  }
  if (input.contacts) await saveContacts(tx, id, input.contacts)
  for (const { updatedAt = now, ...capacity } of input.capacities ?? []) {
    await writeCapacities(tx, id, [capacity], updatedAt)
  }
  const entry = change(id, known ? 'changed' : 'created', actor, { status, hidden })
  return { id, changed: true, created: !known, entries: [entry] }
}

/** Takes a service point out: nobody finds it from the commit on. Its past offers still know it. */
export async function removeServicePoint(
  tx: Tx,
  { keys }: Pick<Services, 'keys'>,
  id: string,
  now: Date,
  actor: Actor,
): Promise<void> {
  const known = await find(tx, { id })
  if (!known) throw notFound()
  if (known.removedAt) return
  await tx
    .update(servicePoints)
    .set({ removedAt: now, updatedAt: now })
    .where(eq(servicePoints.id, id))
  await tx.delete(servicePointMatches).where(eq(servicePointMatches.servicePointId, id))
  await record(tx, keys, now, [change(id, 'removed', actor)])
}

async function find(
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

function standingPlace(known: Known): StoredPlace {
  const { province, region, lat, lng, precision, zone } = known
  const nowhere = { address: null, city: null, postalCode: null, placeId: null }
  return { ...nowhere, province, region, lat, lng, precision, zone } as StoredPlace
}

function newPlace(gazetteer: Gazetteer, input: Facts, hidden: boolean): StoredPlace {
  const judged = judgePlace(gazetteer, input)
  if (!judged) throw invalid([{ pointer: '/province', detail: 'is not a province of Canada' }])
  return storedPlace(gazetteer, input, judged.located, hidden)
}

/**
 * States of the moment, which a file of facts does not know and must not reset, and the number of a
 * partner, which operators call to confirm: no import and no single editor changes it.
 */
function keptFacts(input: Facts, known: Known | undefined) {
  return {
    accepting: input.accepting ?? known?.accepting ?? true,
    reminders: input.reminders ?? known?.reminders ?? true,
    pausedUntil:
      input.pausedUntil === undefined ? known?.pausedUntil?.toISOString() : input.pausedUntil,
    ...(known?.status === 'partner' ? { phones: known.phones as Facts['phones'] } : {}),
  }
}

/** The facts but for the place, as columns: every one is named, so that what is left out is unknown again. */
function factColumns(facts: Facts) {
  return {
    name: facts.name,
    nameFr: facts.nameFr ?? null,
    description: facts.description ?? null,
    accepting: facts.accepting ?? true,
    reminders: facts.reminders ?? true,
    pausedUntil: facts.pausedUntil ? new Date(facts.pausedUntil) : null,
    verifiedOn: facts.verifiedOn ?? null,
    phones: facts.phones ?? [],
    website: facts.website ?? null,
    email: facts.email ?? null,
    needs: facts.needs,
    genders: facts.genders ?? null,
    minAge: facts.minAge ?? null,
    maxAge: facts.maxAge ?? null,
    children: facts.children ?? null,
    takes: facts.takes ?? [],
    refuses: facts.refuses ?? [],
    access: facts.access ?? null,
    admission: facts.admission ?? [],
    channels: facts.channels,
    languages: facts.languages ?? [],
    interpreter: facts.interpreter ?? null,
    forTrafficked: facts.forTrafficked ?? null,
    exploitation: facts.exploitation ?? [],
    indigenous: facts.indigenous ?? [],
    faithBased: facts.faithBased ?? null,
    remote: facts.remote ?? false,
    takesFromElsewhere: facts.takesFromElsewhere ?? null,
    reachKm: facts.reachKm ?? null,
    areas: facts.areas ?? null,
    hours: facts.hours ?? { kind: 'unknown' },
  }
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

function change(
  id: string,
  what: 'created' | 'changed' | 'removed',
  actor: Actor,
  data: Record<string, unknown> = {},
): Entry {
  const thing = `service_point:${id}`
  return { chain: thing, actor: actor.id, action: `service_point.${what}`, thing, data }
}
