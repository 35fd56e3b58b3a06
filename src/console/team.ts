import { and, asc, inArray, isNull } from 'drizzle-orm'
import { staff } from '../../db/schema.ts'
import type { Turn } from '../services.ts'

/** Names of people of staff, by what the record calls them. */
export async function namesOf({ tx }: Turn, actors: string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) =>
    actor.startsWith('staff:') ? [actor.slice('staff:'.length)] : [],
  )
  if (ids.length === 0) return new Map()
  const found = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, ids))
  return new Map(found.map(({ id, name }) => [`staff:${id}`, name]))
}

/** Whoever works at the hotline, by name: to whom a referral may be restricted. */
export async function teamOf({ tx }: Turn): Promise<{ id: string; name: string }[]> {
  const found = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(and(isNull(staff.disabledAt), inArray(staff.role, ['operator', 'supervisor'])))
    .orderBy(asc(staff.name))
  return found.map(({ id, name }) => ({ id: `staff:${id}`, name }))
}
