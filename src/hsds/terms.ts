import { and, asc, eq, gt, ilike, isNull, or, sql } from 'drizzle-orm'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { termMappings } from '../../db/schema.ts'
import { NEEDS, type Need } from '../directory/needs.ts'
import { FactsSchema } from '../directory/schemas.ts'
import { invalid, notFound } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'

const { genders, minAge, maxAge, children, takes, access } = FactsSchema.properties
const { languages, interpreter, forTrafficked, exploitation } = FactsSchema.properties
const { indigenous, faithBased, remote } = FactsSchema.properties

/** What a term may say of a service besides the needs that it meets. */
export const TermFactsSchema = Type.Object(
  {
    ...{ genders, minAge, maxAge, children, takes, access, languages, interpreter },
    ...{ forTrafficked, exploitation, indigenous, faithBased, remote },
  },
  { additionalProperties: false },
)
export type TermFacts = Static<typeof TermFactsSchema>

/** What a foreign term means here. Both empty and decided: it means nothing that we have a word for. */
export type Meaning = { needs: Need[]; facts: TermFacts }

export type TermMapping = Meaning & {
  id: string
  /** The name of its taxonomy, '' where the file named none. */
  taxonomy: string
  code: string
  term: string
  /** Who decided, `starter list` for what came with the program; null: nobody yet. */
  decidedBy: string | null
  decidedAt: Date | null
  /** How many services carried it when they came in or changed. */
  seen: number
  firstSeenAt: Date
  lastSeenAt: Date
}

/** Foreign terms that were met in files, the undecided and most seen first. */
export async function listTerms(
  turn: Turn,
  {
    undecided,
    q,
    limit = 100,
    offset = 0,
  }: {
    undecided?: boolean
    q?: string
    limit?: number
    offset?: number
  } = {},
): Promise<TermMapping[]> {
  const { tx, actor } = turn
  assertMay(actor, 'directory.edit')
  const like = q && `%${q.replace(/[\\%_]/g, '\\$&')}%`
  const found = await tx
    .select()
    .from(termMappings)
    .where(
      and(
        undecided ? isNull(termMappings.decidedAt) : undefined,
        like
          ? or(...[termMappings.term, termMappings.code].map((column) => ilike(column, like)))
          : undefined,
        gt(termMappings.seen, 0),
      ),
    )
    .orderBy(
      sql`${termMappings.decidedAt} is not null`,
      sql`${termMappings.seen} desc`,
      asc(termMappings.term),
      asc(termMappings.id),
    )
    .limit(limit)
    .offset(offset)
  return found as unknown as TermMapping[]
}

/**
 * Says what a term means here, from the next import on: services that carry it are brought up to date
 * when their file is imported again. 404 for an unknown term, 422 with everything wrong.
 */
export async function decideTerm(
  turn: Turn,
  id: string,
  { needs, facts = {} }: { needs: string[]; facts?: object },
): Promise<void> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'directory.edit')
  const errors = needs
    .filter((need) => !NEEDS.includes(need as Need))
    .map((need) => ({ pointer: '/needs', detail: `${need} is not a need` }))
  for (const { instancePath, message } of Value.Errors(TermFactsSchema, facts))
    errors.push({ pointer: `/facts${instancePath}`, detail: message })
  if (errors.length > 0) throw invalid(errors)
  const [decided] = await tx
    .update(termMappings)
    .set({ needs: [...new Set(needs)], facts, decidedBy: actor.id, decidedAt: now })
    .where(eq(termMappings.id, id))
    .returning({ id: termMappings.id })
  if (!decided) throw notFound()
  const thing = `term:${id}`
  const data = { needs, facts: Object.keys(facts) }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'term.decided', thing, data },
  ])
}
