import { stableId } from './ids.ts'
import type { Attribute, RestKind, TaxonomyTerm } from './shapes.ts'
import { type CodeList, findTerm, TERMS, type Term, termOf } from './taxonomy.ts'
import type { FactCode } from './taxonomy-facts.ts'

/** What an attribute is said of. */
export type Link = { entity: RestKind; id: string }

/** The term as it stands within an attribute: enough to be read without our list of terms. */
const nested = new Map(TERMS.map((term) => [term.code, nestedTerm(term)]))

/** The codes of a list, in their order. Of a list that may be unknown, an empty one is said too. */
export function codes(
  link: Link,
  list: CodeList,
  values: readonly string[] | null | undefined,
): Attribute[] {
  if (values?.length === 0 && MAY_BE_UNKNOWN.has(list)) return fact(link, 'none', list, list)
  return (values ?? []).map((value) => attribute(link, termOf(list, value)))
}

/** A single fact, unless it is not known; `which` where there may be several. */
export function fact(
  link: Link,
  code: FactCode,
  value: string | number | boolean | object | null | undefined,
  which?: number | string,
): Attribute[] {
  if (value === null || value === undefined) return []
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return [attribute(link, termOf('fact', code), text, which)]
}

/** Whether an attribute, of ours or of a file, is one of our terms. */
export const isOurs = (attribute: Attribute): boolean =>
  findTerm({ id: attribute.taxonomy_term?.id ?? attribute.taxonomy_term_id }) !== undefined

const MAY_BE_UNKNOWN = new Set<CodeList>(['gender', 'child', 'access'])

function attribute(
  { entity, id }: Link,
  term: Term,
  value?: string,
  which: number | string = 0,
): Attribute {
  return {
    id: stableId(`attribute:${id}:${term.code}:${which}`),
    link_type: term.taxonomyCode,
    link_entity: entity,
    ...(value !== undefined && { value }),
    taxonomy_term: nested.get(term.code)!,
  }
}

function nestedTerm({ id, code, name, description, taxonomy }: Term): TaxonomyTerm {
  return { id, code, name, description, taxonomy, language: 'en' }
}
