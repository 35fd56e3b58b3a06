import { GENDERS } from '../directory/people.ts'
import { plain } from '../directory/plain.ts'
import { CHILDREN, type Facts } from '../directory/schemas.ts'

export type Served = Pick<Facts, 'genders' | 'minAge' | 'maxAge' | 'children'>

/**
 * Who is served, from words such as "women", "men 18+", "families", "youth 12-17", "hommes de 18 ans et
 * plus". All of the text must be understood, or nothing is taken from it: a wrong word here turns people
 * away. So ages are taken only where one group is named that they can be of, which is neither families nor
 * children, and genders only where no adults of any other gender are named.
 * `unsure`: something is left as words: whose the ages are, who is named but not as somebody who alone is
 * served ("LGBTQ", "youth", "seniors"), or children without a word about which.
 */
export function readEligibility(text: string): { served?: Served; unsure: boolean } {
  const parts = plain(text)
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/(\d)(?: years?| ans)? (?:and|et|or|ou) (?:over|older|up|above|plus)\b/g, '$1+')
    .replace(/(\d) years? old\b/g, '$1')
    .split(/[;,/|\n&.]| and | et | or | ou | with | avec /)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length === 0) return { unsure: false }
  const groups: Group[] = []
  const ages: Ages[] = []
  let minors = false
  for (const part of parts) {
    const read = agesIn(part)
    const who = read.words.replace(FILLERS, ' ').replace(/\s+/g, ' ').trim()
    if (read.ages) ages.push(read.ages)
    if (who === '' && read.ages) minors ||= (read.ages.maxAge ?? 120) < 18
    else {
      const group = GROUPS.find(({ words }) => words.test(who))
      if (!group) return { unsure: true }
      groups.push(group)
    }
  }
  const has = (kind: Group['is']) => groups.some(({ is }) => is === kind)
  const only = (...kinds: Group['is'][]) => groups.every(({ is }) => kinds.includes(is))
  // "women, adults" are women of age
  const ofAge = has('adults') && ages.length === 0 && only('adults', 'gendered')
  if (ofAge) ages.push({ minAge: 18 })
  const ofOne = groups.length <= 1 && !has('family') && !has('children')
  const aged = ages.length === 1 && (ofAge || ofOne) && (!minors || only('age_group'))
  const genders = new Set(groups.flatMap((group) => group.genders ?? []))
  const gendered = genders.size > 0 && (ofAge || only('gendered', 'children'))
  const { minAge = 0, maxAge = 120 } = ages[0] ?? {}
  if (minAge > maxAge) return { unsure: true }
  const unsure =
    (!aged && (ages.length > 0 || has('age_group'))) ||
    (!gendered && genders.size > 0) ||
    (has('children') && !has('family'))
  const served: Served = {
    ...(gendered && { genders: GENDERS.filter((each) => genders.has(each)) }),
    ...(aged && ages[0]),
    ...(has('family') && ages.length === 0 && { children: [...CHILDREN] }),
  }
  return Object.keys(served).length > 0 ? { served, unsure } : { unsure: true }
}

type Ages = { minAge?: number; maxAge?: number }

const FILLERS =
  /\b(?:for|only|pour|les|des|the|services? (?:for|to)|open to|ouvert aux?|single|seules?|all(?= (?:families|adults|youth))|exclusivement|seulement|uniquement|aged?|ages?|agees?|of|de|ans|years?(?: old)?|yrs?)\b/g

type Group = {
  words: RegExp
  is: 'family' | 'children' | 'adults' | 'age_group' | 'people' | 'gendered'
  genders?: NonNullable<Facts['genders']>
}

const GROUPS: Group[] = [
  {
    words: /^(?:families|family|familles?|families children|familles enfants)$/,
    is: 'family',
  },
  { words: /^(?:(?:their|leurs) )?(?:children|enfants|kids)$/, is: 'children' },
  { words: /^(?:adults?|adultes?)$/, is: 'adults' },
  { words: /^(?:youths?|jeunes?|teens?|ados?|seniors?|aines?)$/, is: 'age_group' },
  { words: /^(?:people|persons?|personnes?|individuals)$/, is: 'people' },
  { words: /^(?:women|woman|females?|femmes?|girls women)$/, is: 'gendered', genders: ['woman'] },
  { words: /^(?:men|man|males?|hommes?)$/, is: 'gendered', genders: ['man'] },
  {
    words:
      /^(?:non-?binary(?: people)?|(?:personnes )?non[- ]binaires?|gender[- ]diverse(?: people)?)$/,
    is: 'gendered',
    genders: ['non_binary'],
  },
  {
    words: /^(?:two[- ]spirit(?: people)?|bispirituel(?:le)?s?)$/,
    is: 'gendered',
    genders: ['two_spirit'],
  },
  {
    words:
      /^(?:everyone|anyone|everybody|all|all genders|any gender|general public|the public|public|tous(?: genres)?|toutes|tout le monde|grand public|open)$/,
    is: 'gendered',
    genders: [...GENDERS],
  },
]

/** The ages in a few words, and the words without them: "18+", "12-17", "16 and over", "under 18". */
function agesIn(text: string): { words: string; ages?: Ages } {
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

const AGES: [RegExp, (one: number, two: number) => Ages][] = [
  [/\(?\b(\d{1,3}) ?(?:-|to|a) ?(\d{1,3})\b\)?/, (minAge, maxAge) => ({ minAge, maxAge })],
  [
    /\(?\b(\d{1,3}) ?(?:\+|(?:years? |ans )?(?:plus|over|older|up|above|et plus)\b)\)?/,
    (minAge) => ({ minAge }),
  ],
  [/\b(?:under|moins de|below) (\d{1,3})\b/, (one) => ({ maxAge: one - 1 })],
]
