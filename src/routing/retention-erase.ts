import { eq, sql } from 'drizzle-orm'
import { consents, referrals } from '../../db/schema.ts'
import { cancelMessages } from '../delivery/message.ts'
import { destroyDataKeys, standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { lockCase, note, type Referral } from './case.ts'
import { lapseReferral } from './end-referral.ts'
import type { Retention } from './retention-rules.ts'

/**
 * Erases what was said: the data key is destroyed, which takes with it everything that it sealed
 * (story, contact, exact place, reasons, disclosures, notes of tasks, messages), in backups too once
 * the key-encryption key of that time is forgotten; the position goes, and who interpreted in which
 * language. One that is open is ended, and its holders told, first. What remains is what statistics
 * need: needs, area, region, province, gender, age group, population, times, outcomes.
 *
 * A report about a minor that is still owed keeps its task: somebody has to answer for it, and can
 * complete it with agency, time and number from elsewhere.
 */
export async function eraseReferral(
  turn: Turn,
  referral: Referral,
  why: Retention['why'],
): Promise<void> {
  const { tx, now } = turn
  const { id, keyId } = referral
  await cancelMessages(turn, { referralId: id })
  if (referral.state === 'open') await endFirst(turn, id)
  await destroyDataKeys(tx, [keyId], now)
  await tx
    .update(referrals)
    .set({ sealed: null, lat: null, lng: null, erasedAt: now })
    .where(eq(referrals.id, id))
  await tx
    .update(consents)
    .set({ language: sql`case when language is not null then 'und' end`, interpreter: null })
    .where(eq(consents.referralId, id))
  await note(turn, id, { action: 'referral.erased', thing: `referral:${id}`, data: { why } })
}

/** Holders are told under the directory's key: the referral's own is gone before the message goes. */
async function endFirst(turn: Turn, id: string): Promise<void> {
  const it = await lockCase(turn, id)
  const key = await standingKey(turn.tx, turn.keys, 'directory', turn.now)
  await lapseReferral(turn, { ...it, key })
}
