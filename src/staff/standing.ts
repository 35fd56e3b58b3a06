import { and, eq } from 'drizzle-orm'
import { staff, staffInvitations, staffSessions } from '../../db/schema.ts'
import { after, MINUTE } from '../platform/clock.ts'
import { conflict, Problem } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { factorsOf, hasNone } from './factors.ts'
import { assertSignsInHere } from './oidc-account.ts'
import type { SignedIn } from './session.ts'

/** ASVS 7.5.1: who changes a way to sign in has proved who they are within so long. */
const FRESH = 10 * MINUTE

/**
 * `first`: a session that a link began, with nothing set up: it must be now. `unproved`: the second step is
 * missing. `fresh`, `stale`: proved, just now or a while ago.
 */
export type Standing = 'first' | 'unproved' | 'fresh' | 'stale'

export async function standingOf(turn: Turn, { staffId, actor }: SignedIn) {
  const [session] = await turn.tx
    .select()
    .from(staffSessions)
    .where(eq(staffSessions.id, actor.sessionId!))
  if (!session) throw new Problem(401, 'not_signed_in', 'Sign in.')
  const standing = session.provedAt
    ? after(session.provedAt, FRESH) > turn.now
      ? 'fresh'
      : 'stale'
    : (await beganByLink(turn, session)) && hasNone(await factorsOf(turn, staffId))
      ? 'first'
      : 'unproved'
  return { standing: standing as Standing, session }
}

/**
 * The link was used in the same transaction, at the same instant. A session that a code from the mailbox
 * began never sets up a first factor, also not while its owner replaces theirs.
 */
async function beganByLink({ tx }: Turn, { staffId, createdAt }: Session): Promise<boolean> {
  const [found] = await tx
    .select({ id: staffInvitations.id })
    .from(staffInvitations)
    .innerJoin(staff, eq(staff.email, staffInvitations.email))
    .where(and(eq(staff.id, staffId), eq(staffInvitations.usedAt, createdAt)))
  return found !== undefined
}
type Session = typeof staffSessions.$inferSelect

/** Throws unless this session may change ways to sign in now. */
export async function mayChange(turn: Turn, signedIn: SignedIn): Promise<void> {
  const { standing } = await standingOf(turn, signedIn)
  if (standing === 'unproved')
    throw new Problem(401, 'sign_in_unfinished', 'Finish signing in: the second step is missing.')
  await assertSignsInHere(turn, signedIn.staffId)
  if (standing === 'stale') throw conflict('sign_in_again', 'Sign in again to change this.')
}
