import { and, asc, eq } from 'drizzle-orm'
import { organizations, staff } from '../../db/schema.ts'
import { newId } from '../platform/ids.ts'
import type { Turn } from '../services.ts'
import { emailOf, invite } from './invitation.ts'

/**
 * A one-time link for an administrator: of the hotline with that name, which is made if there is none;
 * without a name of the first that there is, for one installation serves one.
 * A person who is known keeps name and organization; whoever is no administrator is a conflict.
 */
export async function inviteAdmin(
  turn: Turn,
  wanted: { email: string; name: string; organization?: string; language: 'en' | 'fr' },
): Promise<string> {
  const { tx, now } = turn
  const { email, name, organization, language } = wanted
  const [known] = await tx
    .select({ organizationId: staff.organizationId })
    .from(staff)
    .where(eq(staff.email, emailOf(email) ?? ''))
  const [hotline] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(
      and(
        eq(organizations.kind, 'hotline'),
        organization ? eq(organizations.name, organization) : undefined,
      ),
    )
    .orderBy(asc(organizations.createdAt))
    .limit(1)
  const organizationId = known?.organizationId ?? hotline?.id ?? newId()
  if (!known && !hotline)
    await tx.insert(organizations).values({
      id: organizationId,
      kind: 'hotline',
      name: organization ?? 'Hotline',
      createdAt: now,
    })
  return invite(turn, { email, name, role: 'admin', organizationId, language })
}
