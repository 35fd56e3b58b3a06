import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { type KeyRing, readNamedKeys, ringOf, secretKey } from './key-ring.ts'
import { fileRing } from './key-ring-file.ts'

/**
 * The keys that live outside the database.
 * `seal`: the ring of key-encryption keys, the newest of which wraps new data keys.
 * `record`: signs the chains of events. `link`: hashes tokens, digits and codes.
 */
export type Keys = {
  seal: KeyRing
  record: KeyObject
  link: KeyObject
}

export type KeyText = {
  SEAL_KEYS?: string | undefined
  /** Instead of it. */
  SEAL_KEYS_FILE?: string | undefined
  RECORD_KEY: string
  LINK_KEY: string
}

/**
 * Reads keys from configuration text: `SEAL_KEYS` is `name:base64,name:base64` (32 bytes each, the
 * newest first), or `SEAL_KEYS_FILE` names a file with one a line; the others are base64 of 32 bytes.
 * Throws an error that names the variable only. `warn` hears of a file that became unreadable later.
 */
export function readKeys(text: KeyText, warn?: (line: string) => void): Keys {
  const { SEAL_KEYS = '', SEAL_KEYS_FILE, RECORD_KEY, LINK_KEY } = text
  return {
    seal: SEAL_KEYS_FILE
      ? fileRing(SEAL_KEYS_FILE, warn)
      : ringOf(readNamedKeys('SEAL_KEYS', SEAL_KEYS)),
    record: secretKey('RECORD_KEY', RECORD_KEY),
    link: secretKey('LINK_KEY', LINK_KEY),
  }
}

/** What is stored of a token, of digits or of a code: useless without the key. `about` separates uses. */
export const keyedHash = (keys: Keys, about: string, secret: string): Buffer =>
  createHmac('sha256', keys.link).update(`${about}\0${secret}`).digest()

/** Compares in constant time. */
export const sameHash = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)
