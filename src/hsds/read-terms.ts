import type { Facts } from '../directory/schemas.ts'
import { type Notes, partsOf, textOf } from './read-notes.ts'
import { valueSays } from './says-value.ts'
import type { Rest } from './shapes.ts'
import { findTerm } from './taxonomy.ts'
import type { TermFacts } from './terms.ts'
import type { ForeignTerm, Meanings } from './terms-seen.ts'

/** The foreign terms of a service, and what they mean together. */
export function termsOf(parts: (Rest | undefined)[], meanings: Meanings, notes: Notes) {
  const terms: ForeignTerm[] = []
  const meaning = { needs: new Set<Facts['needs'][number]>(), facts: {} as Record<string, unknown> }
  for (const attribute of parts.flatMap((part) => partsOf(part, 'attributes'))) {
    const term = attribute.taxonomy_term as Rest | undefined
    const name = textOf(term, 'name')
    if (!name || findTerm({ id: term?.id })) continue
    const detail = term!.taxonomy_detail as Rest | undefined
    const foreign: ForeignTerm = {
      taxonomy: (textOf(term, 'taxonomy') ?? textOf(detail, 'name') ?? '').slice(0, 200),
      code: (textOf(term, 'code') ?? '').slice(0, 100),
      name: name.slice(0, 300),
    }
    terms.push(foreign)
    const known = meanings.of(foreign)
    if (!known) notes.say(attribute, '', 'term', 'noted', valueSays.no_meaning, name)
    for (const need of known?.needs ?? []) meaning.needs.add(need)
    for (const [fact, value] of Object.entries(known?.facts ?? {})) {
      const before = meaning.facts[fact]
      meaning.facts[fact] =
        Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value
    }
  }
  return { terms, meaning: { needs: [...meaning.needs], facts: meaning.facts as TermFacts } }
}
