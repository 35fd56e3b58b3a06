import { needs } from '../directory/needs.ts'
import {
  accessNeeds,
  admission,
  channels,
  childBands,
  childGenders,
  exploitation,
  genders,
  type Labels,
} from '../directory/people.ts'
import { CHILDREN, type Child, type Indigenous } from '../directory/schemas.ts'
import { stableId } from './ids.ts'
import { FACTS } from './taxonomy-facts.ts'

/** The taxonomies' version: it grows when a term is added; none is ever removed or changes its meaning. */
const VERSION = '1'

/**
 * Our taxonomies: what HSDS has no field for. Each but `fact` is a list of codes, and an attribute
 * of its terms means that the code is in the list. `fact` holds single values: the attribute's
 * `value` says which.
 */
export type TaxonomyCode = CodeList | 'fact'
export type CodeList = keyof typeof LISTS

export type Taxonomy = {
  id: string
  code: TaxonomyCode
  name: string
  description: string
  uri: string
  version: string
}

export type Term = {
  id: string
  /** The taxonomy's code, a colon, and the code of the program: `need:emergency_shelter`. */
  code: string
  name: string
  description: string
  /** The taxonomy's name. */
  taxonomy: string
  taxonomyCode: TaxonomyCode
  /** The code of the program: `emergency_shelter`, `13-17:boy`, `name_fr`. */
  own: string
  termUri: string
}

const indigenous: Labels<Indigenous> = {
  indigenous_led: { en: 'Indigenous-led', fr: 'Dirigé par des Autochtones' },
  first_nations: { en: 'For First Nations', fr: 'Pour les Premières Nations' },
  inuit: { en: 'For Inuit', fr: 'Pour les Inuit' },
  metis: { en: 'For Métis', fr: 'Pour les Métis' },
}
const children = Object.fromEntries(CHILDREN.map((child) => [child, childLabel(child)]))

const LISTS = {
  need: ['Needs met', 'What the service offers.', needs],
  gender: ['Genders served', 'Whom it serves; without any term that is not known.', genders],
  child: ['Children taken', 'Which children may come along with an adult.', children],
  takes: ['Says that it takes', 'Circumstances that it says it takes.', admission],
  refuses: ['Says that it cannot take', 'Circumstances that it says it cannot take.', admission],
  access: [
    'Access needs met',
    'Said as `accessibility` of the location; `details` is the code.',
    accessNeeds,
  ],
  admission: ['Must be told', 'What it must be told before it can say yes.', admission],
  channel: ['Takes referrals from', 'The ways in through which it takes referrals.', channels],
  exploitation: [
    'Kinds of exploitation',
    'Those that it knows: vic_TypeOfExploitation of the Human Trafficking Case Data Standard 2.0 (IOM, CC BY 4.0).',
    exploitation,
  ],
  indigenous: ['Indigenous services', 'Indigenous-led, or made for these peoples.', indigenous],
} as const satisfies Record<string, [name: string, description: string, Labels<string>]>

export const TAXONOMIES: readonly Taxonomy[] = [
  ...Object.entries(LISTS).map(([code, [name, description]]) =>
    taxonomy(code as CodeList, name, description),
  ),
  taxonomy('fact', 'Single facts', 'What has one value, which the attribute says.'),
]

export const TERMS: readonly Term[] = [
  ...Object.entries(LISTS).flatMap(([list, [, , labels]]) =>
    Object.entries(labels as Labels<string>).map(([own, { en, fr }]) =>
      term(list as CodeList, own, en, `French: ${fr}`),
    ),
  ),
  ...Object.entries(FACTS).map(([own, [name, description]]) =>
    term('fact', own, name, description),
  ),
]

const byCode = new Map(TERMS.map((each) => [each.code, each]))
const byId = new Map(TERMS.map((each) => [each.id, each]))
const taxonomiesByCode = new Map(TAXONOMIES.map((each) => [each.code, each]))

/** @throws RangeError for a code that is not ours */
export function termOf(taxonomy: TaxonomyCode, own: string): Term {
  const found = byCode.get(`${taxonomy}:${own}`)
  if (!found) throw new RangeError(`no such term: ${taxonomy}:${own}`)
  return found
}

/** Our term with this id, or with this code of ours; undefined for a term of somebody else's. */
export function findTerm(term: { id?: unknown; code?: unknown }): Term | undefined {
  return byId.get(String(term.id)) ?? byCode.get(String(term.code))
}

export const taxonomyOf = (code: TaxonomyCode): Taxonomy => taxonomiesByCode.get(code)!

function taxonomy(code: TaxonomyCode, name: string, description: string): Taxonomy {
  const uri = `urn:causeway:taxonomy:${code}`
  return {
    ...{ id: stableId(`taxonomy:${code}`), code, name: `Causeway: ${name}` },
    ...{ description, uri, version: VERSION },
  }
}

function term(list: TaxonomyCode, own: string, name: string, description: string): Term {
  const code = `${list}:${own}`
  return {
    ...{ id: stableId(`term:${code}`), code, name, description },
    taxonomy: TAXONOMIES.find((each) => each.code === list)!.name,
    ...{ taxonomyCode: list, own, termUri: `urn:causeway:term:${code.replace('+', '%2B')}` },
  }
}

function childLabel(child: Child) {
  const [band, gender] = child.split(':') as [keyof typeof childBands, keyof typeof childGenders]
  const label = (reader: 'en' | 'fr') =>
    `${childGenders[gender][reader]}, ${childBands[band][reader].toLowerCase()}`
  return { en: label('en'), fr: label('fr') }
}
