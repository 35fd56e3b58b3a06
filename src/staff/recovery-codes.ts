import { randomInt } from 'node:crypto'

/** Lower-case letters and digits that are not mistaken for each other on paper: 31, five bits each. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'

/** Ten codes such as `k7f2q-xm4hc`: 49 bits each, for the drawer. */
export const newRecoveryCodes = (): string[] => Array.from({ length: 10 }, newCode)

function newCode(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)])
  return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`
}

/** What somebody typed, as it was printed. */
export function readRecoveryCode(typed: string): string {
  const letters = typed.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}
