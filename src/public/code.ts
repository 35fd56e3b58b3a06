import { randomInt } from 'node:crypto'
import type { Keys } from '../protection/keys.ts'
import { keyedHash } from '../protection/keys.ts'

/** 25 decimal digits: 83 bits. Digits are read, dictated and typed in every language, and look like nothing. */
const DIGITS = 25

export const newCode = (): string => Array.from({ length: DIGITS }, () => randomInt(10)).join('')

/** As it is written down: five groups of five. */
export const inGroups = (code: string): string[] => code.match(/\d{5}/g) ?? []

/** A code as somebody typed it, in whatever digits their keyboard has; undefined if it cannot be one. */
export function readCode(typed: string): string | undefined {
  const digits = typed.replace(/\p{Nd}/gu, asciiDigit).replace(/[^0-9]/g, '')
  return digits.length === DIGITS ? digits : undefined
}

/** Unicode keeps the ten digits of each script in a row, zero first. */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0)!
  for (let zero = point; zero > point - 10; zero--)
    if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) return String(point - zero)
  return String(point % 10)
}

/** What is stored of it: useless without the key, which is not in the database. */
export const hashOfCode = (keys: Keys, code: string): Buffer =>
  keyedHash(keys, 'receipt of a person', code)

/** A word compares without case and spaces, however its letters were composed. */
export const sameWord = (a: string, b: string): boolean => plain(a) === plain(b)
const plain = (word: string): string => word.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
