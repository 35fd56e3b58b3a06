import { and, eq, like } from 'drizzle-orm'
import { staffAccounts } from '../../db/schema.ts'
import { conflict } from '../platform/errors.ts'
import type { Turn } from '../services.ts'

/** Of `staff_accounts`: the person is let in by an organization's own provider. */
export const isByProvider = like(staffAccounts.providerId, 'oidc:%')

/**
 * Throws a conflict for somebody whom an organization's own provider lets in. No code, passkey or link
 * of ours may do so beside it: they would outlive what the organization takes away.
 */
export async function assertSignsInHere({ tx }: Pick<Turn, 'tx'>, staffId: string): Promise<void> {
  const byProvider = and(eq(staffAccounts.staffId, staffId), isByProvider)
  if ((await tx.$count(staffAccounts, byProvider)) === 0) return
  throw conflict(
    'signs_in_elsewhere',
    'This person signs in with their organization’s own sign-in, which also gives the role.',
  )
}
