import type { Province } from './place.ts'

const letters: Record<string, string> = { ł: 'l', ı: 'i', ø: 'o', æ: 'ae', œ: 'oe' }
/** One letter, two code points: of Arabic and of Persian and Urdu keyboards. */
const arabic: Record<string, string> = { ي: 'ی', ى: 'ی', ك: 'ک', ة: 'ه', ہ: 'ه' }
const words: Record<string, string> = { saint: 'st', sainte: 'ste', fort: 'ft' }

/** Words of a name without accents, case and punctuation; Saint is "st", Sainte "ste", Fort "ft". */
export function nameWords(name: string): string[] {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[łıøæœ]/g, (letter) => letters[letter] ?? '')
    .replace(/[يىكةہ]/g, (letter) => arabic[letter] ?? '')
    .replace(/[\p{M}'’ʼ.]/gu, (mark) => (mark === '.' ? ' ' : ''))
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => words[word] ?? word)
}

/** What two spellings of one name share: "St-John's", "saint johns" and "SAINT JOHN’S" are one. */
export const nameKey = (name: string): string => nameWords(name).join('')

/**
 * The keys that a name being typed may begin with: "sain" may become "saint", whose key is "st".
 */
export function typedKeys(typed: string): string[] {
  const parts = nameWords(typed)
  const last = parts.at(-1) ?? ''
  const head = parts.slice(0, -1).join('')
  const keys = [head + last]
  if (last.length > 1 && 'sainte'.startsWith(last)) keys.push(`${head}st`)
  if (last.length > 1 && 'fort'.startsWith(last)) keys.push(`${head}ft`)
  return keys
}

/** The id of a place: province and plain name, such as 'qc-trois-rivieres'. */
export function placeId(province: Province, name: string): string {
  const slug = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[łıøæœ]/g, (letter) => letters[letter] ?? '')
    .replace(/[\p{M}'’ʼ.]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `${province.toLowerCase()}-${slug}`
}

/** Edits (insert, delete, replace, swap of neighbours) between two keys, or `limit + 1` if more. */
export function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, before[j - 2]! + 1)
      }
      row.push(best)
    }
    if (Math.min(...row) > limit) return limit + 1
    before = last
    last = row
  }
  return last[b.length]!
}
