import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/**
 * The keys that live outside the database.
 * `seal`: key-encryption keys by name, the first is the one that wraps new data keys.
 * `record`: signs the chains of events. `link`: hashes tokens, digits and codes.
 */
export type Keys = {
  seal: { name: string; key: KeyObject }[]
  record: KeyObject
  link: KeyObject
}

/**
 * Reads keys from configuration text: `SEAL_KEYS` is `name:base64,name:base64` (32 bytes each, the
 * newest first), the others are base64 of 32 bytes. Throws an error that names the variable only.
 */
export function readKeys(text: { SEAL_KEYS: string; RECORD_KEY: string; LINK_KEY: string }): Keys {
  const seal = text.SEAL_KEYS.split(',').map((part) => {
    const [name, value] = part.trim().split(':')
    if (!name || !value) throw new Error('SEAL_KEYS must be name:base64[,name:base64…]')
    return { name, key: key('SEAL_KEYS', value) }
  })
  return { seal, record: key('RECORD_KEY', text.RECORD_KEY), link: key('LINK_KEY', text.LINK_KEY) }
}

function key(variable: string, base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32) throw new Error(`${variable} must hold 32 bytes in base64`)
  return createSecretKey(bytes)
}

/** What is stored of a token, of digits or of a code: useless without the key. `about` separates uses. */
export const keyedHash = (keys: Keys, about: string, secret: string): Buffer =>
  createHmac('sha256', keys.link).update(`${about}\0${secret}`).digest()

/** Compares in constant time. */
export const sameHash = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)
