import { SMS_LIMIT } from '../locales/fit.ts'

export { SMS_LIMIT }

/** The longest `PUBLIC_URL` with which every offer fits one segment: `{url}/answer/{22 characters}`. */
export const MAX_PUBLIC_URL = 30
/** The longest sender label with which every offer fits one segment. */
export const MAX_SENDER_LABEL = 10

/** GSM 03.38, basic table, without escape. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Its extension table: each of these is sent as two. */
const EXTENSION = '^{}\\[~]|€\f'

/** True if the text can be sent in GSM-7; one other letter makes every segment 70 characters. */
export function isGsm7(text: string): boolean {
  return [...text].every((char) => BASIC.includes(char) || EXTENSION.includes(char))
}

/** Length in septets: extension characters count two. The text must be GSM-7. */
export function gsmLength(text: string): number {
  return [...text].reduce((sum, char) => sum + (EXTENSION.includes(char) ? 2 : 1), 0)
}

/**
 * Words that name the crime or the situation of the person: a text is read over a shoulder.
 * Compared without accents, as whole words. "bed" is allowed.
 */
export const FORBIDDEN_WORDS: readonly RegExp[] = [
  // English
  /\btraffick\w*/,
  /\bvictim\w*/,
  /\bsurvivors?\b/,
  /\bexploit\w*/,
  /\bslave(s|ry)?\b/,
  /\bprostitut\w*/,
  /\bsex\w*/,
  /\brape[sd]?\b/,
  /\babus\w*/,
  /\bassault\w*/,
  /\bviolen\w*/,
  /\bshelters?\b/,
  /\bsafe ?houses?\b/,
  /\brescue\w*/,
  /\bcrim(e|es|inal|inals)\b/,
  // French, written without accents
  /\btraites?\b/,
  /\btrafi(c|cs|quants?|quantes?)\b/,
  /\bsurvivantes?\b/,
  /\besclav\w*/,
  /\bviols?\b/,
  /\bagress\w*/,
  /\brefuges?\b/,
  /\brefugiee?s?\b/,
  /\bhebergement\w*/,
  /\bsauvetage\w*/,
  /\bcriminel\w*/,
]

/** The first word of a text that may not leave; undefined if there is none. Also for the sender label. */
export function forbiddenWord(text: string): string | undefined {
  const plain = fold(text)
  for (const pattern of FORBIDDEN_WORDS) {
    const found = plain.match(pattern)
    if (found) return found[0]
  }
  return undefined
}

/**
 * A name from the directory as it may stand in an SMS: letters outside GSM-7 lose their accent, at
 * most `limit` characters; undefined if it holds a forbidden word, so that the caller says an id instead.
 */
export function smsName(name: string, limit = 40): string | undefined {
  if (forbiddenWord(name)) return undefined
  const chars = [...name.normalize('NFC').replace(/[‘’]/g, "'").replace(/[–—]/g, '-')]
  const plain = chars.map((char) => (BASIC.includes(char) ? char : unaccented(char))).join('')
  return plain.length > limit ? `${plain.slice(0, limit - 3)}...` : plain
}

function unaccented(char: string): string {
  const base =
    char === 'œ' ? 'oe' : char === 'Œ' ? 'OE' : char.normalize('NFD').replace(/\p{M}/gu, '')
  return [...base].every((letter) => BASIC.includes(letter)) ? base : '?'
}

/** Lower case without accents or ligatures, for comparing words. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replace(/[‘’]/g, "'")
}
