import { and, eq, lte } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { staff, staffSessions } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { Problem } from '../platform/errors.ts'
import { newId, newToken } from '../platform/ids.ts'
import type { Turn } from '../services.ts'
import { accountEvent } from './account-event.ts'
import { browserOf } from './browser.ts'
import { assertSignsInHere } from './oidc-account.ts'
import { ABSOLUTE, hashedSession, sessionCookie } from './session.ts'

/** What proved who it is, beyond an e-mailed code. */
export type Proof = 'passkey' | 'totp' | 'recovery_code' | 'oidc'

export type NewSession = {
  staffId: string
  /** Left out: the session is pending, and opens nothing but the pages that finish signing in. */
  provedBy?: Proof
  /** As the browser sent it; only its family is kept. */
  userAgent?: string
  /** A pseudonym of the address (see address.ts), never the address. */
  address?: string
}

/**
 * Begins a session. What is returned goes into the cookie and nowhere else: only its hash is kept.
 * Throws 403 for an account that is disabled.
 */
export async function startSession(turn: Turn, session: NewSession): Promise<string> {
  const { tx, keys, now } = turn
  const { staffId, provedBy, userAgent, address } = session
  if (provedBy !== 'oidc') await assertSignsInHere(turn, staffId)
  const [person] = await tx
    .select({ disabledAt: staff.disabledAt })
    .from(staff)
    .where(eq(staff.id, staffId))
    .for('share')
  if (!person || person.disabledAt)
    throw new Problem(403, 'account_disabled', 'This account is disabled.')
  // What ended by itself says when and from what somebody worked, and nobody needs it.
  const over = lte(staffSessions.createdAt, after(now, -ABSOLUTE))
  await tx.delete(staffSessions).where(and(eq(staffSessions.staffId, staffId), over))
  const id = newId()
  const token = newToken()
  await tx.insert(staffSessions).values({
    id,
    staffId,
    token: hashedSession(keys, token),
    ipAddress: address,
    userAgent: browserOf(userAgent),
    provedAt: provedBy ? now : null,
    provedBy,
    seenAt: now,
    expiresAt: after(now, ABSOLUTE),
    createdAt: now,
    updatedAt: now,
  })
  await accountEvent(turn, staffId, 'session.started', {
    session: id,
    by: provedBy ?? 'email_code',
  })
  return token
}

/**
 * The second step was right. The session gets a new token: one that somebody planted before the
 * proof opens nothing after it (session fixation).
 */
export async function proveSession(turn: Turn, sessionId: string, provedBy: Proof) {
  const { tx, keys, now } = turn
  const token = newToken()
  const [session] = await tx
    .update(staffSessions)
    .set({ token: hashedSession(keys, token), provedAt: now, provedBy, updatedAt: now })
    .where(eq(staffSessions.id, sessionId))
    .returning({ staffId: staffSessions.staffId })
  if (!session) throw new Error('there is no such session')
  await accountEvent(turn, session.staffId, 'session.proved', { session: sessionId, by: provedBy })
  return token
}

/** Ends one session: dead on its next request. One that ended already is no error. */
export async function endSession(turn: Turn, sessionId: string): Promise<void> {
  const [ended] = await turn.tx
    .delete(staffSessions)
    .where(eq(staffSessions.id, sessionId))
    .returning({ staffId: staffSessions.staffId })
  if (ended) await accountEvent(turn, ended.staffId, 'session.ended', { session: sessionId })
}

/** Ends the session whose cookie came along with a new sign-in: one browser has one. */
export async function endPresented(turn: Turn, request: FastifyRequest): Promise<void> {
  const token = request.cookies[sessionCookie(turn.config)]
  if (!token) return
  const [old] = await turn.tx
    .select({ id: staffSessions.id })
    .from(staffSessions)
    .where(eq(staffSessions.token, hashedSession(turn.keys, token)))
  if (old) await endSession(turn, old.id)
}

/** Signs a person out everywhere. */
export async function endAllSessions(turn: Turn, staffId: string): Promise<void> {
  const ended = await turn.tx
    .delete(staffSessions)
    .where(eq(staffSessions.staffId, staffId))
    .returning({ id: staffSessions.id })
  if (ended.length > 0)
    await accountEvent(turn, staffId, 'session.all_ended', { sessions: ended.length })
}

/**
 * Lax, so that a link in an e-mail or a redirect from the organization's own sign-in arrives signed
 * in; what changes something must come from our own pages (authenticate.ts).
 */
export function setSessionCookie(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(sessionCookie(config), token, cookieOptions(config))
}

export function clearSessionCookie(reply: FastifyReply, config: Config): void {
  reply.clearCookie(sessionCookie(config), cookieOptions(config))
}

const cookieOptions = ({ PUBLIC_URL }: Config) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: PUBLIC_URL.startsWith('https:'),
  }) as const
