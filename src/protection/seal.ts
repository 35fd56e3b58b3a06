import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { dataKeys } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { among } from '../platform/sql-arrays.ts'
import { decrypt, encrypt } from './cipher.ts'
import type { Keys } from './keys.ts'

/** A data key, unwrapped. It never leaves the process. */
export type DataKey = { id: string; key: KeyObject }
/** Where a sealed value stands. A value moved to another row or field does not open. */
export type Place = { table: string; row: string; field: string }

/** Part of every place, so that what an older form sealed opens in no other. */
const VERSION = 1

/** Seals any JSON value: AES-256-GCM, bound to its place. */
export function seal({ key }: DataKey, place: Place, value: unknown): Buffer {
  return encrypt(key, bound(place), Buffer.from(JSON.stringify(value)))
}

/** Opens what `seal` made at this very place; throws on anything else. */
export function open<T>({ key }: DataKey, place: Place, sealed: Uint8Array): T {
  return JSON.parse(decrypt(key, bound(place), sealed).toString()) as T
}

/**
 * Makes a data key, stored wrapped: one of its own for each referral. Of the standing ones there is
 * one at a time: when another process made it just now, this one is not stored.
 */
export async function newDataKey(
  tx: Tx,
  keys: Keys,
  purpose: 'referral' | 'duty' | 'draft' | Standing,
  now: Date,
): Promise<DataKey> {
  const { key, store } = await wrappedKey(keys, purpose, now)
  await store(tx)
  return key
}

/** The same, to be stored together with what it seals: before that. */
export async function wrappedKey(
  keys: Keys,
  purpose: 'referral' | 'duty' | 'draft' | Standing,
  createdAt: Date,
): Promise<{ key: DataKey; store: (tx: Tx) => PromiseLike<unknown> }> {
  const id = newId()
  const bytes = randomBytes(32)
  const kek = await keys.seal.newest()
  const wrapped = await keys.seal.wrap(kek, bytes, wrappedPlace(id))
  return {
    key: { id, key: createSecretKey(bytes) },
    store: (tx) =>
      tx.insert(dataKeys).values({ id, purpose, kek, wrapped, createdAt }).onConflictDoNothing(),
  }
}

/** Thrown when the key of what should be opened was destroyed: what it sealed is gone for good. */
export class KeyDestroyed extends Error {
  override name = 'KeyDestroyed'
}

/** The data keys with these ids. Throws `KeyDestroyed` if one is gone. */
export async function dataKeysOf(
  tx: Tx,
  keys: Keys,
  ids: readonly string[],
): Promise<Map<string, DataKey>> {
  const found = await leftOf(tx, keys, ids)
  if (found.size < new Set(ids).size) throw new KeyDestroyed('a data key is missing')
  return found
}

/** Those of the data keys with these ids that were not destroyed. */
export async function leftOf(
  tx: Tx,
  keys: Keys,
  ids: readonly string[],
): Promise<Map<string, DataKey>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const found = await tx
    .select()
    .from(dataKeys)
    .where(and(among(dataKeys.id, wanted), isNotNull(dataKeys.wrapped)))
  const result = new Map<string, DataKey>()
  for (const row of found) result.set(row.id, await unwrap(keys, row))
  return result
}

export async function dataKey(tx: Tx, keys: Keys, id: string): Promise<DataKey> {
  return (await dataKeysOf(tx, keys, [id])).get(id)!
}

/** What is sealed under a key that many things share: no one's person is in it, or it is retired every day. */
export type Standing = 'directory' | 'inbound' | 'staff'

/**
 * The one standing key for the directory's hidden places, for inbound messages, or for staff; made
 * when first needed, and again when the one before was retired.
 */
export async function standingKey(
  tx: Tx,
  keys: Keys,
  purpose: Standing,
  now: Date,
): Promise<DataKey> {
  const find = () =>
    tx
      .select()
      .from(dataKeys)
      .where(
        and(
          eq(dataKeys.purpose, purpose),
          isNull(dataKeys.destroyedAt),
          isNull(dataKeys.retiredAt),
        ),
      )
  const [found] = await find()
  if (found) return unwrap(keys, found)
  await newDataKey(tx, keys, purpose, now)
  const [made] = await find()
  return unwrap(keys, made!)
}

/** Destroys data keys: what they sealed is gone for good, as soon as the keys that wrapped them are forgotten. */
export async function destroyDataKeys(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(dataKeys)
    .set({ wrapped: null, destroyedAt: now })
    .where(and(inArray(dataKeys.id, [...ids]), isNull(dataKeys.destroyedAt)))
}

async function unwrap(keys: Keys, row: typeof dataKeys.$inferSelect): Promise<DataKey> {
  if (!row.wrapped) throw new KeyDestroyed('a data key was destroyed')
  const bytes = await keys.seal.unwrap(row.kek, row.wrapped, wrappedPlace(row.id))
  return { id: row.id, key: createSecretKey(bytes) }
}

/** Where a wrapped data key stands. */
export const wrappedPlace = (id: string): Buffer =>
  bound({ table: 'data_keys', row: id, field: 'wrapped' })

const bound = ({ table, row, field }: Place): Buffer =>
  Buffer.from(JSON.stringify([VERSION, table, row, field]))
