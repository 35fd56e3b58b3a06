import { and, eq, inArray } from 'drizzle-orm'
import { organizations, servicePoints } from '../../db/schema.ts'
import type { Turn } from '../services.ts'
import type { Consent } from './case.ts'

/** An agency whose word counts without an operator's look. */
export async function isTrusted({ tx, actor }: Pick<Turn, 'tx' | 'actor'>): Promise<boolean> {
  const [organization] = await tx
    .select({ trustedAt: organizations.trustedAt })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId!))
  return Boolean(organization?.trustedAt)
}

/** Of these service points, those whose kind of organization the person agreed to. */
export async function agreedTo(
  { tx }: Pick<Turn, 'tx'>,
  { recipients }: Pick<Consent, 'recipients'>,
  servicePointIds: readonly string[],
): Promise<Set<string>> {
  if (servicePointIds.length === 0) return new Set()
  const found = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .innerJoin(organizations, eq(organizations.id, servicePoints.organizationId))
    .where(
      and(inArray(servicePoints.id, [...servicePointIds]), inArray(organizations.kind, recipients)),
    )
  return new Set(found.map(({ id }) => id))
}
