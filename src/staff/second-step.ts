import { eq } from 'drizzle-orm'
import { staffTwoFactors } from '../../db/schema.ts'
import { after, MINUTE } from '../platform/clock.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { accountEvent } from './account-event.ts'
import type { Ask } from './auth.ts'
import { hashedTotp } from './factors.ts'
import { tellOfLock } from './mail.ts'
import { readRecoveryCode } from './recovery-codes.ts'
import type { SignedIn } from './session.ts'
import { proveSession } from './start-session.ts'

/** Wrong codes in a row, before none is taken for a while. */
const TRIES = 5
const LOCKED = 15 * MINUTE
/** An app's code fits for 90 seconds, and is good once: whoever saw it typed cannot use it. So many are kept. */
const KEPT = 2 * TRIES

export type Step = { kind: 'totp' | 'recovery_code'; code: string }
export type Taken = { token: string } | { refused: 'wrong' | 'locked' }

/**
 * The second step: a code of the authenticator, or a recovery code. A right one proves the session,
 * which gets a new token. Each try is counted before it is looked at, so that tries at once count too.
 */
export async function takeSecondStep(
  services: Services,
  { ask, address }: { ask: Ask; address: string },
  { staffId, actor }: SignedIn,
  step: Step,
): Promise<Taken> {
  const refused = await takeTurn(services, actor, (turn) => countTry(turn, staffId, step))
  if (refused) return { refused }
  const { status } = await ask({ ...question(step), staffId, address })
  if (status === 429) return { refused: 'locked' }
  return takeTurn(services, actor, async (turn): Promise<Taken> => {
    if (status !== 200) return { refused: await tellOfWrong(turn, staffId) }
    await turn.tx
      .update(staffTwoFactors)
      .set({ failedVerificationCount: 0, lockedUntil: null })
      .where(eq(staffTwoFactors.staffId, staffId))
    return { token: await proveSession(turn, actor.sessionId!, step.kind) }
  })
}

const question = ({ kind, code }: Step) =>
  kind === 'totp'
    ? { path: '/two-factor/verify-totp', body: { code } }
    : {
        path: '/two-factor/verify-backup-code',
        body: { code: readRecoveryCode(code), disableSession: true },
      }

async function countTry(turn: Turn, staffId: string, { kind, code }: Step) {
  const { tx, keys, now } = turn
  const mine = eq(staffTwoFactors.staffId, staffId)
  const [factor] = await tx.select().from(staffTwoFactors).where(mine).for('update')
  if (!factor || factor.verified === false) return 'wrong'
  const { lockedUntil, failedVerificationCount, usedCodes } = factor
  if (lockedUntil && lockedUntil > now) return 'locked'
  const tries = (lockedUntil ? 0 : (failedVerificationCount ?? 0)) + 1
  const hashed = hashedTotp(keys, staffId, code)
  const used = kind === 'totp' && usedCodes.includes(hashed)
  await tx
    .update(staffTwoFactors)
    .set({
      failedVerificationCount: tries,
      lockedUntil: tries >= TRIES ? after(now, LOCKED) : null,
      ...(kind === 'totp' && { usedCodes: [hashed, ...usedCodes].slice(0, KEPT) }),
    })
    .where(mine)
  return used ? tellOfWrong(turn, staffId) : undefined
}

async function tellOfWrong(turn: Turn, staffId: string): Promise<'locked' | 'wrong'> {
  const { tx, now } = turn
  const [factor] = await tx
    .select({ lockedUntil: staffTwoFactors.lockedUntil })
    .from(staffTwoFactors)
    .where(eq(staffTwoFactors.staffId, staffId))
  const locked = factor?.lockedUntil != null && factor.lockedUntil > now
  await accountEvent(turn, staffId, locked ? 'sign_in.locked' : 'sign_in.wrong_code')
  if (locked) await tellOfLock(turn, staffId)
  return locked ? 'locked' : 'wrong'
}
