import { eq } from 'drizzle-orm'
import { offers } from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import { keyedHash, sameHash } from '../protection/keys.ts'
import { assertMay } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { type Case, lockOffer, note, type Offer } from './case.ts'
import { isHeld } from './consent.ts'
import { type AfterConfirmation, afterConfirmation, disclose, groupsIn } from './disclosure.ts'
import { meetingsOf } from './meeting.ts'

export type How = 'code' | 'member' | 'called_out' | 'page'

/** Nothing is shown that is in no snapshot. What waits for a second person holds nothing new to keep. */
export async function show(
  turn: Turn,
  it: Case,
  offer: Offer,
  what: AfterConfirmation,
  stage: 'confirmation' | 'reading',
  how: How,
): Promise<void> {
  if (what.waitsFor) return
  await disclose(turn, it, stage, [{ offer, what }])
  if (stage === 'confirmation') return
  await note(turn, it.referral.id, {
    action: 'sealed.read',
    thing: `offer:${offer.id}`,
    data: { parts: groupsIn(what), servicePointId: offer.servicePointId, how },
  })
}

/**
 * The details again, for whoever holds it: kept as a snapshot, and a line of the record. 409 once the
 * yes does not stand any more, or was never confirmed; 404 for a stranger's.
 */
export async function readDetails(
  turn: Turn,
  offerId: string,
  how: 'member' | 'page',
): Promise<AfterConfirmation> {
  // Before anything else: to a stranger what was erased is as if it had never been.
  const [asked] = await turn.tx.select().from(offers).where(eq(offers.id, offerId))
  assertMay(turn.actor, 'offer.read_sealed', { offeredTo: asked ? [asked.organizationId] : [] })
  const { it, offer, leg } = await lockOffer(turn, offerId)
  const held = isHeld(offer) && it.referral.state === 'open' && leg.state !== 'closed'
  assertMay(turn.actor, 'offer.read_sealed', {
    offeredTo: [offer.organizationId],
    state: held ? 'confirmed' : offer.state,
  })
  const points = await servicePointsByIds(turn.tx, [offer.servicePointId])
  const point = points.get(offer.servicePointId)!
  const meeting = (await meetingsOf(turn, it.referral, [offer])).get(offer.id)
  const details = afterConfirmation(turn, it, leg.needs, point, meeting)
  await show(turn, it, offer, details, 'reading', how)
  return details
}

/** Is this the browser that confirmed, while the offer lives? Locks and changes nothing. */
export function isViewer({ keys }: Pick<Turn, 'keys'>, offer: Offer, viewer: string): boolean {
  if (!isHeld(offer) || !offer.viewerHash) return false
  return sameHash(offer.viewerHash, keyedHash(keys, `viewer:${offer.id}`, viewer))
}
