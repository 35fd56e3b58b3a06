import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { HOUR } from '../platform/clock.ts'
import { decrypt, encrypt } from '../protection/cipher.ts'
import type { Keys } from '../protection/keys.ts'
import type { Answers } from './answers.ts'

/**
 * What was answered so far goes along in the form itself, sealed: the server keeps nothing before the
 * last step, and the browser nothing that it could read. `code` is the receipt that was shown.
 */
export type SoFar = { answers: Answers; code: string; at: string }

/** A page that was left open is no way in the next morning. */
const GOOD_FOR = 3 * HOUR
const PLACE = Buffer.from('public form')

export const sealForm = (keys: Keys, soFar: SoFar): string =>
  encrypt(keyOf(keys), PLACE, Buffer.from(JSON.stringify(soFar))).toString('base64url')

/** Undefined if it is too old, or not ours. */
export function openForm(keys: Keys, sealed: string, now: Date): SoFar | undefined {
  try {
    const plain = decrypt(keyOf(keys), PLACE, Buffer.from(sealed, 'base64url'))
    const soFar = JSON.parse(plain.toString()) as SoFar
    return now.getTime() - Date.parse(soFar.at) < GOOD_FOR ? soFar : undefined
  } catch {
    return undefined
  }
}

const keyOf = (keys: Keys): KeyObject =>
  createSecretKey(createHmac('sha256', keys.link).update('public form').digest())
