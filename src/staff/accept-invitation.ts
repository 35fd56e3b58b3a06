import { and, eq, gt, isNotNull, isNull, ne, notExists, or, sql } from 'drizzle-orm'
import { staff, staffInvitations, staffPasskeys, staffTwoFactors } from '../../db/schema.ts'
import { newId } from '../platform/ids.ts'
import type { Turn } from '../services.ts'
import { tellOfAccess } from './access-mail.ts'
import { accountEvent } from './account-event.ts'
import { hashedInvitation } from './invitation.ts'
import { tellOfChange } from './mail.ts'
import { endAllSessions } from './start-session.ts'

type Row = typeof staffInvitations.$inferSelect

/** True if this link is still good. Changes nothing: robots open links too. */
export async function isGood(turn: Turn, token: string): Promise<boolean> {
  return (await good(turn, token)) !== undefined
}

/**
 * Uses a link, once: makes the person's account, or takes every factor and session of a known one
 * away. Returns who it is, or undefined if the link is not good (any more).
 */
export async function acceptInvitation(turn: Turn, token: string): Promise<string | undefined> {
  const { tx, now } = turn
  const invitation = await good(turn, token, true)
  if (!invitation) return undefined
  await tx
    .update(staffInvitations)
    .set({ usedAt: now })
    .where(eq(staffInvitations.id, invitation.id))
  const [known] = await tx
    .select()
    .from(staff)
    .where(eq(staff.email, invitation.email))
    .for('update')
  if (!known) return join(turn, invitation)
  // What was decided about the person since counts for more than the link.
  const same = known.role === invitation.role && known.organizationId === invitation.organizationId
  if (known.disabledAt || !same) return undefined
  await tellOfUse(turn, invitation)
  await resetFactors(turn, known.id, invitation.id)
  return known.id
}

async function good({ tx, now, ...turn }: Turn, token: string, locked = false) {
  // Whoever must let nobody in any more has left no links behind.
  const letNobodyIn = tx
    .select({ id: staff.id })
    .from(staff)
    .where(
      and(
        sql`'staff:' || ${staff.id} = ${staffInvitations.madeBy}`,
        or(isNotNull(staff.disabledAt), ne(staff.role, 'admin')),
      ),
    )
  const query = tx
    .select()
    .from(staffInvitations)
    .where(
      and(
        eq(staffInvitations.tokenHash, hashedInvitation(turn, token)),
        isNull(staffInvitations.usedAt),
        gt(staffInvitations.expiresAt, now),
        notExists(letNobodyIn),
      ),
    )
  const [found] = await (locked ? query.for('update') : query)
  return found
}

async function join(turn: Turn, invitation: Row): Promise<string> {
  const { tx, now } = turn
  const { name, email, role, organizationId, language } = invitation
  const id = newId()
  await tx.insert(staff).values({
    ...{ id, name, email, role, organizationId, language },
    // The administrator vouched for the address; only codes sent to it are ever accepted from it.
    emailVerified: true,
    createdAt: now,
    updatedAt: now,
  })
  const data = { invitation: invitation.id, role, organizationId }
  await accountEvent(asSelf(turn, id), id, 'staff.joined', data)
  await tellOfUse(turn, invitation)
  return id
}

async function resetFactors(turn: Turn, staffId: string, invitation: string): Promise<void> {
  const { tx, now } = turn
  await endAllSessions(turn, staffId)
  await tx.delete(staffPasskeys).where(eq(staffPasskeys.staffId, staffId))
  await tx.delete(staffTwoFactors).where(eq(staffTwoFactors.staffId, staffId))
  await tx
    .update(staff)
    .set({ twoFactorEnabled: false, updatedAt: now })
    .where(eq(staff.id, staffId))
  await accountEvent(asSelf(turn, staffId), staffId, 'staff.factors_reset', { invitation })
  await tellOfChange(turn, staffId)
}

const tellOfUse = (turn: Turn, { name, role, madeBy }: Row): Promise<void> =>
  tellOfAccess(turn, { act: 'joined', name, roles: [role], by: madeBy })

/** Whoever holds the link is the person from here on. */
const asSelf = (turn: Turn, staffId: string): Turn => ({
  ...turn,
  actor: { ...turn.actor, id: `staff:${staffId}` },
})
