import { and, eq } from 'drizzle-orm'
import { organizations } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../protection/may.ts'
import { type Entry, record } from '../protection/record.ts'
import type { Services } from '../services.ts'
import { differences, type FieldChange, keepFields } from './keep-change.ts'
import type { OrganizationFacts } from './schemas.ts'

/** `id`: an existing one. `source` and `sourceId`: where it was imported from, its identity there. */
export type OrganizationInput = OrganizationFacts & {
  id?: string
  /** The id that a new one takes, where it is free; else one is made. */
  newId?: string
  source?: string
  sourceId?: string
  /** An agency whose referrals make offers at once. */
  trustedAt?: Date
  trustedBy?: string
}

/**
 * Writes an organization, and records it if anything changed. Throws 404 if there is none with the id,
 * 422 for another kind than it has: persons agreed to kinds, and a single editor would change what they said.
 */
export async function editOrganization(
  tx: Tx,
  { keys }: Pick<Services, 'keys'>,
  input: OrganizationInput,
  now: Date,
  actor: Actor,
): Promise<string> {
  const { id, entries } = await writeOrganization(tx, input, now, actor)
  await record(tx, keys, now, entries)
  return id
}

/** The same without a word in the record, for builders of tests. */
export async function saveOrganization(
  tx: Tx,
  input: OrganizationInput,
  now: Date,
): Promise<string> {
  return (await write(tx, input, now)).id
}

/** The same for an import, which records the entries of many together. */
export async function writeOrganization(
  tx: Tx,
  input: OrganizationInput,
  now: Date,
  actor: Actor,
): Promise<{ id: string; entries: Entry[] }> {
  const { id, change, fields = [] } = await write(tx, input, now)
  await keepFields(tx, now, actor, { thing: 'organization', thingId: id, fields })
  const thing = `organization:${id}`
  const entry = { chain: thing, actor: actor.id, action: `organization.${change}`, thing }
  return { id, entries: change ? [entry] : [] }
}

async function write(
  tx: Tx,
  { id, newId: made = newId(), ...input }: OrganizationInput,
  now: Date,
): Promise<{ id: string; change?: 'created' | 'changed'; fields?: FieldChange[] }> {
  const known = await find(tx, { id, ...input })
  if (id && (!known || known.removedAt)) throw notFound()
  if (!known) {
    await tx.insert(organizations).values({ ...input, id: made, createdAt: now })
    return { id: made, change: 'created' }
  }
  if (input.kind && input.kind !== known.kind)
    throw invalid([
      { pointer: '/kind', detail: 'does not change: add an organization of that kind' },
    ])
  const facts = { ...input, nameFr: input.nameFr ?? null, website: input.website ?? null }
  const same = Object.entries(facts).every(
    ([name, value]) => value === undefined || known[name as keyof typeof known] === value,
  )
  if (same) return { id: known.id }
  await tx.update(organizations).set(facts).where(eq(organizations.id, known.id))
  const { name, nameFr, website } = known
  const fields = differences({ name, nameFr, website }, facts)
  return { id: known.id, change: 'changed', fields }
}

async function find(
  tx: Tx,
  { id, source, sourceId }: Pick<OrganizationInput, 'id' | 'source' | 'sourceId'>,
) {
  if (!id && !(source && sourceId)) return undefined
  const which = id
    ? eq(organizations.id, id)
    : and(eq(organizations.source, source!), eq(organizations.sourceId, sourceId!))
  const [found] = await tx.select().from(organizations).where(which).for('update')
  return found
}
