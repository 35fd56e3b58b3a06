import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { termMappings } from '../../db/schema.ts'
import { nameKey } from '../geography/names.ts'
import type { Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Meaning } from './terms.ts'

/** A term as a file wrote it. */
export type ForeignTerm = { taxonomy: string; code: string; name: string }

/** What foreign terms mean here: decided by an editor, else by the list that comes with the program. */
export type Meanings = {
  of(term: ForeignTerm): Meaning | undefined
}

const STARTER = 'starter list'

/** Without a database only the starter list is known. */
export async function loadMeanings(tx: Tx | undefined): Promise<Meanings> {
  const rows = tx ? await tx.select().from(termMappings) : []
  const decided = new Map<string, Meaning>()
  for (const { taxonomy, code, termKey, needs, facts, decidedBy } of rows)
    if (decidedBy) decided.set(`${taxonomy}\0${code}\0${termKey}`, { needs, facts } as Meaning)
  return { of: (term) => decided.get(keyOf(term)) ?? starter().get(nameKey(term.name)) }
}

/** Notes that services carried these terms; a term that nobody met before is there to be decided on. */
export async function noteTerms(tx: Tx, seen: readonly ForeignTerm[], now: Date): Promise<void> {
  const counts = new Map<string, { term: ForeignTerm; count: number }>()
  for (const term of seen) {
    const known = counts.get(keyOf(term))
    if (known) known.count++
    else counts.set(keyOf(term), { term, count: 1 })
  }
  if (counts.size === 0) return
  // in one order everywhere: two imports at once wait for each other and never in a circle
  const rows = [...counts.entries()].sort(([one], [other]) => (one < other ? -1 : 1))
  await tx
    .insert(termMappings)
    .values(
      rows.map(([, { term, count }]) => {
        const meaning = starter().get(nameKey(term.name))
        return {
          ...{ id: newId(), taxonomy: term.taxonomy, code: term.code, term: term.name },
          ...{ termKey: nameKey(term.name), seen: count, firstSeenAt: now, lastSeenAt: now },
          ...(meaning && { ...meaning, decidedBy: STARTER, decidedAt: now }),
        }
      }),
    )
    .onConflictDoUpdate({
      target: [termMappings.taxonomy, termMappings.code, termMappings.termKey],
      set: { seen: sql`${termMappings.seen} + excluded.seen`, lastSeenAt: now },
    })
}

const keyOf = ({ taxonomy, code, name }: ForeignTerm) => `${taxonomy}\0${code}\0${nameKey(name)}`

/** db/seed/terms.json: common terms of directories in English and French, by hand. */
function starter(): ReadonlyMap<string, Meaning> {
  list ??= new Map(
    (
      JSON.parse(readFileSync(join(import.meta.dirname, '../../db/seed/terms.json'), 'utf8')) as {
        terms: string[]
        needs?: Meaning['needs']
        facts?: Meaning['facts']
      }[]
    ).flatMap(({ terms, needs = [], facts = {} }) =>
      terms.map((term) => [nameKey(term), { needs, facts }] as const),
    ),
  )
  return list
}
let list: ReadonlyMap<string, Meaning> | undefined
