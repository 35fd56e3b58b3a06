import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import { staff, staffPasskeys, staffTwoFactors } from '../../db/schema.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { type Keys, keyedHash } from '../protection/keys.ts'
import type { Turn } from '../services.ts'
import { accountEvent } from './account-event.ts'
import { tellOfChange } from './mail.ts'

/** With what somebody can prove who they are, beyond a code sent by e-mail. */
export type Factors = {
  totp: boolean
  passkeys: { id: string; name: string | null; createdAt: Date | null }[]
}

export async function factorsOf({ tx }: Pick<Turn, 'tx'>, staffId: string): Promise<Factors> {
  const totp = and(eq(staffTwoFactors.staffId, staffId), eq(staffTwoFactors.verified, true))
  const passkeys = await tx
    .select({
      id: staffPasskeys.id,
      name: staffPasskeys.name,
      createdAt: staffPasskeys.createdAt,
    })
    .from(staffPasskeys)
    .where(eq(staffPasskeys.staffId, staffId))
    .orderBy(asc(staffPasskeys.createdAt))
  return { totp: (await tx.$count(staffTwoFactors, totp)) > 0, passkeys }
}

export const hasNone = ({ totp, passkeys }: Factors): boolean => !totp && passkeys.length === 0

/** Takes the authenticator app away, with its recovery codes. Throws a conflict for the last way in. */
export async function removeTotp(turn: Turn, staffId: string): Promise<void> {
  const { totp, passkeys } = await lockedFactors(turn, staffId)
  if (!totp) throw notFound()
  if (passkeys.length === 0) throw lastOne()
  await turn.tx.delete(staffTwoFactors).where(eq(staffTwoFactors.staffId, staffId))
  await turn.tx.update(staff).set({ twoFactorEnabled: false }).where(eq(staff.id, staffId))
  await factorChanged(turn, staffId, 'staff.totp_removed')
}

/** Takes one passkey away. Throws a conflict for the last way in. */
export async function removePasskey(turn: Turn, staffId: string, id: string): Promise<void> {
  const { totp, passkeys } = await lockedFactors(turn, staffId)
  if (!passkeys.some((passkey) => passkey.id === id)) throw notFound()
  if (!totp && passkeys.length === 1) throw lastOne()
  await turn.tx
    .delete(staffPasskeys)
    .where(and(eq(staffPasskeys.id, id), eq(staffPasskeys.staffId, staffId)))
  await factorChanged(turn, staffId, 'staff.passkey_removed', { passkey: id })
}

/** The app is lost or replaced: it is good no more, and a new one may be set up in its place. */
export async function forgetTotp(turn: Turn, staffId: string): Promise<void> {
  const { totp } = await lockedFactors(turn, staffId)
  if (!totp) return
  const { secret, backupCodes } = staffTwoFactors
  await turn.tx
    .update(staffTwoFactors)
    .set({ verified: false, replaced: sql`array[${secret}, ${backupCodes}]` })
    .where(eq(staffTwoFactors.staffId, staffId))
  await factorChanged(turn, staffId, 'staff.totp_replaced')
}

/** The new app has shown its first code, which is good no more; the one before is gone for good. */
export async function totpAdded(turn: Turn, staffId: string, code: string): Promise<void> {
  await turn.tx
    .update(staffTwoFactors)
    .set({ usedCodes: [hashedTotp(turn.keys, staffId, code)], replaced: null })
    .where(eq(staffTwoFactors.staffId, staffId))
  await factorChanged(turn, staffId, 'staff.totp_added')
}

/** Whoever signs in anew has given up setting another app up: the one before is good again. */
export async function bringTotpBack(turn: Turn, staffId: string): Promise<void> {
  const { replaced } = staffTwoFactors
  const [back] = await turn.tx
    .update(staffTwoFactors)
    .set({
      ...{ secret: sql`${replaced}[1]`, backupCodes: sql`${replaced}[2]` },
      ...{ verified: true, replaced: null },
    })
    .where(
      and(
        eq(staffTwoFactors.staffId, staffId),
        eq(staffTwoFactors.verified, false),
        isNotNull(replaced),
      ),
    )
    .returning({ id: staffTwoFactors.id })
  if (back) await factorChanged(turn, staffId, 'staff.totp_restored')
}

/** What is kept of a code that was used. */
export const hashedTotp = (keys: Keys, staffId: string, code: string): string =>
  keyedHash(keys, 'totp', `${staffId} ${code}`).toString('base64url')

/** One line of the record, and an e-mail to whom it is about. */
export async function factorChanged(
  turn: Turn,
  staffId: string,
  action: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await accountEvent(turn, staffId, action, data)
  await tellOfChange(turn, staffId)
}

async function lockedFactors(turn: Turn, staffId: string): Promise<Factors> {
  await turn.tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId)).for('update')
  return factorsOf(turn, staffId)
}

const lastOne = () =>
  conflict('last_factor', 'The last way to sign in stays. Set up another first.')
