import { and, asc, desc, eq, gt, ilike, isNull, or, sql } from 'drizzle-orm'
import { resources } from '../../db/schema.ts'
import type { Turn } from '../services.ts'
import { viewOf } from './resource.ts'
import type { Kind, MadeFor, Resource } from './schemas.ts'

/** More than the sector has: a file holds all. */
export const EVERY = 2_000

export type Search = { q?: string; kind?: Kind; language?: string; audience?: MadeFor }

/** Tools that fit, in the order in which they were added; a page begins after the id `after`. */
export async function findResources(
  { tx }: Turn,
  { q, kind, language, audience, after, limit }: Search & { after?: string; limit: number },
): Promise<Resource[]> {
  const found = await tx
    .select()
    .from(resources)
    .where(
      and(
        isNull(resources.retiredAt),
        kind ? eq(resources.kind, kind) : undefined,
        language ? sql`${language} = any(${resources.languages})` : undefined,
        audience ? sql`${audience} = any(${resources.audiences})` : undefined,
        ...words(q).map((word) =>
          or(
            ...[resources.title, resources.titleFr, resources.organization].map((column) =>
              ilike(column, `%${word.replace(/[\\%_]/g, '\\$&')}%`),
            ),
          ),
        ),
        after ? gt(resources.id, after) : undefined,
      ),
    )
    .orderBy(asc(resources.id))
    .limit(limit)
  return found.map(viewOf)
}

/** In which languages there are tools: what one can choose. */
export async function languagesThere({ tx }: Turn): Promise<string[]> {
  const found = await tx
    .select({ code: sql<string>`unnest(${resources.languages})`.as('code') })
    .from(resources)
    .where(isNull(resources.retiredAt))
    .groupBy(sql`code`)
    .orderBy(desc(sql`count(*)`), sql`code`)
  return found.map(({ code }) => code)
}

const words = (q = ''): string[] => q.split(/\s+/).filter(Boolean).slice(0, 8)
