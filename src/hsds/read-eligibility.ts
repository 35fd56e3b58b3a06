import { GENDERS } from '../directory/people.ts'
import { plain } from '../directory/plain.ts'
import { CHILDREN, type Facts } from '../directory/schemas.ts'

export type Served = Pick<Facts, 'genders' | 'minAge' | 'maxAge' | 'children'>

/**
 * Who is served, from words such as "women", "men 18+", "families", "youth 12-17", "hommes de 18 ans et
 * plus". All of the text must be understood, or nothing is taken from it: a wrong word here turns people
 * away. `unsure`: something is left as words: who is named but not as somebody who alone is served ("LGBTQ",
 * "youth", "seniors"), or children without a word about which.
 */
export function readEligibility(text: string): { served?: Served; unsure: boolean } {
  const served: Served = {}
  const genders = new Set<NonNullable<Facts['genders']>[number]>()
  let unsure = false
  const parts = plain(text)
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/(\d)(?: years?| ans)? (?:and|et|or|ou) (?:over|older|up|above|plus)\b/g, '$1+')
    .replace(/(\d) years? old\b/g, '$1')
    .split(/[;,/|\n&.]| and | et | or | ou | with | avec /)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length === 0) return { unsure: false }
  for (const part of parts) {
    const { words, ages } = agesIn(part)
    if (ages) {
      if (served.minAge !== undefined || served.maxAge !== undefined) return { unsure: true }
      Object.assign(served, ages)
    }
    const who = words.replace(FILLERS, ' ').replace(/\s+/g, ' ').trim()
    if (who === '') {
      if (!ages) return { unsure: true }
      continue
    }
    if (/^(?:families|family|familles?|families children|familles enfants)$/.test(who)) {
      served.children = [...CHILDREN]
      continue
    }
    if (/^(?:(?:their|leurs) )?(?:children|enfants|kids)$/.test(who)) {
      if (!served.children) unsure = true
      continue
    }
    if (/^(?:adults?|adultes?)$/.test(who)) {
      served.minAge ??= 18
      continue
    }
    if (
      /^(?:youths?|jeunes?|teens?|ados?|seniors?|aines?|people|persons?|personnes?|individuals)$/.test(
        who,
      )
    ) {
      if (ages || /^(?:people|persons?|personnes?|individuals)$/.test(who)) continue
      return { unsure: true }
    }
    const found = GENDERED.find(({ words: named }) => named.test(who))
    if (!found) return { unsure: true }
    for (const gender of found.genders) genders.add(gender)
  }
  if (genders.size > 0) served.genders = GENDERS.filter((gender) => genders.has(gender))
  if ((served.minAge ?? 0) > (served.maxAge ?? 120)) return { unsure: true }
  return Object.keys(served).length > 0 ? { served, unsure } : { unsure: true }
}

const FILLERS =
  /\b(?:for|only|pour|les|des|the|services? (?:for|to)|open to|ouvert aux?|single|seules?|all(?= (?:families|adults|youth))|exclusivement|seulement|uniquement|aged?|ages?|agees?|of|de|ans|years?(?: old)?|yrs?)\b/g

const GENDERED: { words: RegExp; genders: NonNullable<Facts['genders']> }[] = [
  { words: /^(?:women|woman|females?|femmes?|girls women)$/, genders: ['woman'] },
  { words: /^(?:men|man|males?|hommes?)$/, genders: ['man'] },
  {
    words:
      /^(?:non-?binary(?: people)?|(?:personnes )?non[- ]binaires?|gender[- ]diverse(?: people)?)$/,
    genders: ['non_binary'],
  },
  { words: /^(?:two[- ]spirit(?: people)?|bispirituel(?:le)?s?)$/, genders: ['two_spirit'] },
  {
    words:
      /^(?:everyone|anyone|everybody|all|all genders|any gender|general public|the public|public|tous(?: genres)?|toutes|tout le monde|grand public|open)$/,
    genders: [...GENDERS],
  },
]

/** The ages in a few words, and the words without them: "18+", "12-17", "16 and over", "under 18". */
function agesIn(text: string): { words: string; ages?: { minAge?: number; maxAge?: number } } {
  for (const [shape, ages] of AGES) {
    const found = shape.exec(text)
    if (!found) continue
    const [one, two] = found.slice(1).map(Number)
    if (one! > 120 || (two ?? 0) > 120) break
    return {
      words: `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`,
      ages: ages(one!, two!),
    }
  }
  return { words: text }
}

const AGES: [RegExp, (one: number, two: number) => { minAge?: number; maxAge?: number }][] = [
  [/\(?\b(\d{1,3}) ?(?:-|to|a) ?(\d{1,3})\b\)?/, (minAge, maxAge) => ({ minAge, maxAge })],
  [
    /\(?\b(\d{1,3}) ?(?:\+|(?:years? |ans )?(?:plus|over|older|up|above|et plus)\b)\)?/,
    (minAge) => ({ minAge }),
  ],
  [/\b(?:under|moins de|below) (\d{1,3})\b/, (one) => ({ maxAge: one - 1 })],
]
