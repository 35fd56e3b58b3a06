import { isDeepStrictEqual } from 'node:util'
import { and, desc, eq, sql } from 'drizzle-orm'
import { directoryChanges } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Keys } from '../protection/keys.ts'
import type { Actor } from '../protection/may.ts'
import { seal, standingKey } from '../protection/seal.ts'
import type { WrittenPlace } from './columns.ts'
import type { StoredPlace } from './place.ts'

/** What stood in a field, and what stands there since. Of `place` these are marks: the place itself is sealed. */
export type FieldChange = { field: string; from: unknown; to: unknown }

/**
 * A place that changed: as it stood in the open, or, where the point was hidden before or after, as it was
 * written: `secret`, nobody is ever shown this.
 */
export type PlaceChange =
  | { secret: false; from: StoredPlace; to: StoredPlace }
  | { secret: true; from?: WrittenPlace; to?: WrittenPlace }
/** An undo brings back the mark that stood before; a new place gets a new one. */
type Moved = PlaceChange & { mark?: string | null | undefined }

type Change = {
  thing: 'organization' | 'service_point'
  thingId: string
  fields: FieldChange[]
}

/** Keeps a change of an existing thing for its history, in the transaction of the change. Nothing changed: nothing kept. */
export async function keepChange(
  tx: Tx,
  keys: Keys,
  now: Date,
  actor: Actor,
  { place, ...change }: Change & { place?: Moved | undefined },
): Promise<void> {
  if (!place) return keepFields(tx, now, actor, change)
  const { thing, thingId, fields } = change
  const id = newId()
  const { mark = id, ...sealed } = place
  const moved = { field: 'place', from: await placeMark(tx, thingId), to: mark }
  const key = await standingKey(tx, keys, 'directory', now)
  await tx.insert(directoryChanges).values({
    ...{ id, thing, thingId, at: now, actor: actor.id },
    fields: [...fields, moved],
    keyId: key.id,
    sealedPlace: seal(key, sealedAt(id), sealed),
  })
}

/** The same of a change that moves nothing. */
export async function keepFields(tx: Tx, now: Date, actor: Actor, change: Change): Promise<void> {
  if (change.fields.length === 0) return
  await tx.insert(directoryChanges).values({ id: newId(), at: now, actor: actor.id, ...change })
}

/** Where the place of a change is sealed. */
export const sealedAt = (id: string) => ({
  table: 'directory_changes',
  row: id,
  field: 'sealed_place',
})

/**
 * The mark of the place that stands: the id of the change that brought it, null since the beginning.
 * Of a hidden point marks are compared instead of places, so that nobody finds out by trying where it is.
 */
export async function placeMark(tx: Tx, thingId: string): Promise<string | null> {
  const [last] = await tx
    .select({ fields: directoryChanges.fields })
    .from(directoryChanges)
    .where(
      and(
        eq(directoryChanges.thingId, thingId),
        sql`${directoryChanges.fields} @> '[{"field": "place"}]'`,
      ),
    )
    .orderBy(desc(directoryChanges.id))
    .limit(1)
  const fields = (last?.fields ?? []) as FieldChange[]
  return (fields.find(({ field }) => field === 'place')?.to as string | undefined) ?? null
}

/** The newest change of a thing: what an editor had before them when they began. '' if it never changed. */
export async function lastChange(tx: Tx, thingId: string): Promise<string> {
  const [last] = await tx
    .select({ id: directoryChanges.id })
    .from(directoryChanges)
    .where(eq(directoryChanges.thingId, thingId))
    .orderBy(desc(directoryChanges.id))
    .limit(1)
  return last?.id ?? ''
}

/** The fields in which two states differ, in the order of the first. */
export const differences = (
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): FieldChange[] =>
  Object.entries(before)
    .filter(([field, from]) => !saysTheSame(from, after[field]))
    .map(([field, from]) => ({ field, from: from ?? null, to: after[field] ?? null }))

/** Codes have no order. */
export function saysTheSame(a: unknown, b: unknown): boolean {
  const isCodes = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((each) => typeof each === 'string')
  if (isCodes(a) && isCodes(b)) return isDeepStrictEqual([...a].sort(), [...b].sort())
  return isDeepStrictEqual(a ?? null, b ?? null)
}
