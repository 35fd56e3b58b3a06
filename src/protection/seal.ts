import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { dataKeys } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Keys } from './keys.ts'

/** A data key, unwrapped. It never leaves the process. */
export type DataKey = { id: string; key: KeyObject }
/** Where a sealed value stands. A value moved to another row or field does not open. */
export type Place = { table: string; row: string; field: string }

const VERSION = 1

/** Seals any JSON value: version ‖ nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM bound to its place. */
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
  purpose: 'referral' | 'directory' | 'inbound',
  now: Date,
): Promise<DataKey> {
  const id = newId()
  const bytes = randomBytes(32)
  const { name, key } = keys.seal[0]!
  const wrapped = encrypt(key, bound({ table: 'data_keys', row: id, field: 'wrapped' }), bytes)
  await tx
    .insert(dataKeys)
    .values({ id, purpose, kek: name, wrapped, createdAt: now })
    .onConflictDoNothing()
  return { id, key: createSecretKey(bytes) }
}

/** Thrown when the key of what should be opened was destroyed: what it sealed is gone for good. */
export class KeyDestroyed extends Error {
  override name = 'KeyDestroyed'
}

/** Thrown when the keys outside do not fit this database. */
export class WrongSealKeys extends Error {}

/** The data keys with these ids. Throws `KeyDestroyed` if one is gone. */
export async function dataKeysOf(
  tx: Tx,
  keys: Keys,
  ids: readonly string[],
): Promise<Map<string, DataKey>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const found = await tx.select().from(dataKeys).where(inArray(dataKeys.id, wanted))
  const result = new Map(found.map((row) => [row.id, unwrap(keys, row)]))
  if (result.size < wanted.length) throw new KeyDestroyed('a data key is missing')
  return result
}

export async function dataKey(tx: Tx, keys: Keys, id: string): Promise<DataKey> {
  return (await dataKeysOf(tx, keys, [id])).get(id)!
}

/** The one standing key for the directory's hidden places, or for inbound messages; made when first needed. */
export async function standingKey(
  tx: Tx,
  keys: Keys,
  purpose: 'directory' | 'inbound',
  now: Date,
): Promise<DataKey> {
  const find = () =>
    tx
      .select()
      .from(dataKeys)
      .where(and(eq(dataKeys.purpose, purpose), isNull(dataKeys.destroyedAt)))
  const [found] = await find()
  if (found) return unwrap(keys, found)
  await newDataKey(tx, keys, purpose, now)
  const [made] = await find()
  return unwrap(keys, made!)
}

function unwrap(keys: Keys, row: typeof dataKeys.$inferSelect): DataKey {
  if (!row.wrapped) throw new KeyDestroyed('a data key was destroyed')
  const kek = keys.seal.find(({ name }) => name === row.kek)
  if (!kek)
    throw new WrongSealKeys(
      `SEAL_KEYS has no key named ${row.kek}, with which this database was sealed`,
    )
  const place = bound({ table: 'data_keys', row: row.id, field: 'wrapped' })
  try {
    return { id: row.id, key: createSecretKey(decrypt(kek.key, place, row.wrapped)) }
  } catch {
    throw new WrongSealKeys(
      `SEAL_KEYS: ${row.kek} is not the key with which this database was sealed`,
    )
  }
}

const bound = ({ table, row, field }: Place): Buffer =>
  Buffer.from(JSON.stringify([VERSION, table, row, field]))

function encrypt(key: KeyObject, place: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()])
}

function decrypt(key: KeyObject, place: Buffer, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed)
  if (bytes[0] !== VERSION || bytes.length < 29) throw new Error('not a sealed value')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13), {
    authTagLength: 16,
  })
  decipher.setAAD(place).setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(13, -16)), decipher.final()])
}
