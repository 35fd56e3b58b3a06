import { eq, or, sql } from 'drizzle-orm'
import { referralOpenings, referrals } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { assertMay } from '../protection/may.ts'
import { dataKey, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { note, type Referral } from './case.ts'
import { referralThing } from './reach.ts'

/** A shift: after it, one says again why. */
const OPENED_FOR = 12 * HOUR

/** The reason of an opening in which the person gave the word that they chose. */
export const CALLED_BACK = 'called_back'

/**
 * Opens a referral that another made, with the reason, which is kept sealed with the referral. By its
 * id or its reference. 404 if there is none, or if it is restricted to others; 409 once it is erased.
 * @returns the referral's id
 */
export async function openReferral(turn: Turn, which: string, reason: string): Promise<string> {
  const { tx, actor } = turn
  // Under its lock: its key cannot be destroyed meanwhile.
  const [found] = await tx
    .select()
    .from(referrals)
    .where(
      or(
        sql`${referrals.id}::text = ${which.toLowerCase()}`,
        eq(referrals.reference, which.toUpperCase()),
      ),
    )
    .for('update')
  if (!found) throw notFound()
  assertMay(actor, 'referral.open', await referralThing(turn, found.id))
  if (found.erasedAt) throw conflict('erased', 'What was said is erased: nothing is left to open.')
  await keepOpening(turn, found, reason)
  return found.id
}

/** Keeps that the actor opened it, and why: in words, or as a code of ours. The referral must be locked. */
export async function keepOpening(turn: Turn, referral: Referral, reason: string): Promise<void> {
  const { tx, keys, now, actor } = turn
  const id = newId()
  const key = await dataKey(tx, keys, referral.keyId)
  await tx.insert(referralOpenings).values({
    id,
    referralId: referral.id,
    actor: actor.id,
    sealedReason: seal(
      key,
      { table: 'referral_openings', row: id, field: 'sealed_reason' },
      reason,
    ),
    at: now,
    until: after(now, OPENED_FOR),
  })
  const thing = `referral:${referral.id}`
  await note(turn, referral.id, {
    ...{ action: 'referral.opened', thing },
    ...(reason === CALLED_BACK && { data: { how: reason } }),
  })
}
