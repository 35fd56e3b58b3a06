import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import { organizations } from '../../db/schema.ts'
import { invalid } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'

/** Kinds that the directory never shows; services are made by its editors. */
export const STAFF_KINDS = ['hotline', 'police', 'agency', 'ministry'] as const
export type StaffKind = (typeof STAFF_KINDS)[number]
/** More than a page can offer; the API takes any id. */
const MOST_SERVICES = 1000

export type StaffOrganization = { id: string; name: string; kind: string }

/** Whose people can be invited: first those that are not services, by name. */
export async function organizationsOfStaff({ tx }: Turn): Promise<StaffOrganization[]> {
  const { id, name, kind } = organizations
  const list = (isOfKind: ReturnType<typeof eq>) =>
    tx
      .select({ id, name, kind })
      .from(organizations)
      .where(and(isOfKind, isNull(organizations.removedAt)))
      .orderBy(asc(kind), asc(name), asc(id))
      .limit(MOST_SERVICES)
  return [...(await list(ne(kind, 'service'))), ...(await list(eq(kind, 'service')))]
}

/** Adds an organization that is no service, so that no public page ever shows it. Throws 422. */
export async function addStaffOrganization(
  turn: Turn,
  { name, kind }: { name: string; kind: string },
): Promise<string> {
  const { tx, keys, now, actor } = turn
  const errors = [
    ...(name.trim() && name.length <= 200 ? [] : [{ pointer: '/name', detail: 'is missing' }]),
    ...(STAFF_KINDS.some((each) => each === kind)
      ? []
      : [{ pointer: '/kind', detail: `must be one of: ${STAFF_KINDS.join(', ')}` }]),
  ]
  if (errors.length > 0) throw invalid(errors)
  const id = newId()
  await tx.insert(organizations).values({ id, kind, name: name.trim(), createdAt: now })
  const thing = `organization:${id}`
  const action = 'organization.created'
  await record(tx, keys, now, [{ chain: thing, actor: actor.id, action, thing, data: { kind } }])
  return id
}
