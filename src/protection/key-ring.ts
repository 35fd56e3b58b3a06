import { createSecretKey, type KeyObject } from 'node:crypto'
import { decrypt, encrypt } from './cipher.ts'

/**
 * The key-encryption keys, by name. They live outside the database and wrap the data keys in it. A
 * cloud key service is one more of these: its calls may be slow, so they are promises.
 */
export type KeyRing = {
  /** The name of the key that wraps new data keys. */
  newest(): Promise<string>
  /** `aad`: the place where the result will stand. Throws `WrongSealKeys` if there is no such key. */
  wrap(name: string, plain: Buffer, aad: Buffer): Promise<Buffer>
  /** Throws `WrongSealKeys` if there is no such key, or if it is another than the one that wrapped. */
  unwrap(name: string, wrapped: Uint8Array, aad: Buffer): Promise<Buffer>
}

/** Thrown when the keys outside do not fit this database. */
export class WrongSealKeys extends Error {
  override name = 'WrongSealKeys'
}

export type NamedKey = { name: string; key: KeyObject }

/** A ring of keys in memory, the newest first. */
export const ringOf = (list: readonly NamedKey[]): KeyRing => ringFrom(async () => list)

/** `keys` gives them, the newest first; `name` is one that it must look for again before it says that it is unknown. */
export function ringFrom(keys: (name?: string) => Promise<readonly NamedKey[]>): KeyRing {
  const find = async (name: string, list: readonly NamedKey[]) => {
    const found = list.find((each) => each.name === name)
    if (!found)
      throw new WrongSealKeys(
        `SEAL_KEYS has no key named ${name}, with which this database was sealed`,
      )
    return found.key
  }
  return {
    newest: async () => (await keys())[0]!.name,
    wrap: async (name, plain, aad) => encrypt(await find(name, await keys()), aad, plain),
    async unwrap(name, wrapped, aad) {
      const key = await find(name, await keys(name))
      try {
        return decrypt(key, aad, wrapped)
      } catch {
        throw new WrongSealKeys(
          `SEAL_KEYS: ${name} is not the key with which this database was sealed`,
        )
      }
    },
  }
}

/**
 * Reads `name:base64` (32 bytes each), the newest first, with commas or line ends between them; lines
 * that begin with # are comments. Throws an error that names the variable only.
 */
export function readNamedKeys(variable: string, text: string): NamedKey[] {
  const parts = text
    .replace(/^\s*#.*$/gm, '')
    .trim()
    .split(/\s*[,\n]\s*/)
  const list = parts.map((part) => {
    const [name, value] = part.trim().split(':')
    if (!name || !value) throw new Error(`${variable} must be name:base64[,name:base64…]`)
    return { name, key: secretKey(variable, value) }
  })
  const names = list.map(({ name }) => name)
  if (new Set(names).size < names.length) throw new Error(`${variable} has two keys of one name`)
  return list
}

/** 32 bytes in base64. */
export function secretKey(variable: string, base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw new Error(`${variable} must hold 32 bytes in base64`)
  return createSecretKey(bytes)
}
