import { randomBytes, randomInt, randomUUIDv7 } from 'node:crypto'

/** A UUID version 7: in the order of the milliseconds in which they are made, random within one. PostgreSQL 15 cannot make them. */
export const newId = (): string => randomUUIDv7()

/** Letters and digits that are not mistaken for each other on the telephone; no vowels, so no words. */
const REFERENCE_ALPHABET = '23456789CDFGHJKMNPQRTVWXYZ'

/** A reference such as `K7F-2QX`. It identifies and never authorizes; uniqueness is the database's. */
export function newReference(): string {
  const letter = () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]
  const three = () => letter()! + letter() + letter()
  // Three digits or four would be read as the digits of an offer.
  const reference = `${three()}-${three()}`
  return /[A-Z]/.test(reference) ? reference : newReference()
}

/** 128 random bits, base64url (22 characters). */
export const newToken = (): string => randomBytes(16).toString('base64url')

/** `length` decimal digits, uniformly random. */
export const newDigits = (length: number): string =>
  String(randomInt(10 ** length)).padStart(length, '0')
