import { eq } from 'drizzle-orm'
import { contacts, legs, offerLinks, offers, referrals, servicePoints } from '../../db/schema.ts'
import type { Language } from '../locales/locale.ts'
import { keyedHash } from '../protection/keys.ts'
import { lockOffer } from '../routing/case.ts'
import { hearing, legSpokenFor, readSpokenFor } from '../routing/late-yes.ts'
import type { Turn } from '../services.ts'

/** What stands behind a link: the offer, and the contact whose message carried it. */
export type OpenLink = {
  link: typeof offerLinks.$inferSelect
  offer: typeof offers.$inferSelect
  leg: typeof legs.$inferSelect
  referral: typeof referrals.$inferSelect
  /** The contact's. */
  language: Language
  /** The service point's. */
  zone: string
}

/** Reads what a token opens. It locks and changes nothing. */
export async function findLink(
  { tx, keys }: Pick<Turn, 'tx' | 'keys'>,
  token: string,
): Promise<OpenLink | undefined> {
  const [found] = await tx
    .select({
      link: offerLinks,
      offer: offers,
      leg: legs,
      referral: referrals,
      language: contacts.language,
      zone: servicePoints.zone,
    })
    .from(offerLinks)
    .innerJoin(contacts, eq(contacts.id, offerLinks.contactId))
    .innerJoin(offers, eq(offers.id, offerLinks.offerId))
    .innerJoin(legs, eq(legs.id, legSpokenFor))
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .innerJoin(servicePoints, eq(servicePoints.id, offers.servicePointId))
    .where(eq(offerLinks.tokenHash, keyedHash(keys, 'token', token)))
  return found as OpenLink | undefined
}

/**
 * The same under its locks: the referral first, the link last, so that posts at the same moment
 * count their tries one after the other.
 */
export async function lockLink<T extends Pick<OpenLink, 'link' | 'offer' | 'leg' | 'referral'>>(
  turn: Turn,
  found: T,
): Promise<T> {
  const { it, offer } = await lockOffer(turn, found.offer.id)
  const leg = await readSpokenFor(turn, offer)
  const [link] = await turn.tx
    .select()
    .from(offerLinks)
    .where(eq(offerLinks.id, found.link.id))
    .for('update')
  return { ...found, link: link!, offer, leg, referral: it.referral }
}

/**
 * What a link can still do. `late`: after a no or the deadline, while the leg waits; `missed`: a human
 * hears of a yes, and no machine takes it; `over`: the leg is taken, the referral ended, the yes fell through, or
 * it was said to be unsafe here. `frozen` is of a link only: who signed in has none.
 */
export type Stage = 'asked' | 'late' | 'missed' | 'frozen' | 'accepted' | 'confirmed' | 'over'

export function stageOf({
  link,
  offer,
  leg,
  referral,
}: Pick<OpenLink, 'offer' | 'leg' | 'referral'> & Partial<Pick<OpenLink, 'link'>>): Stage {
  if (referral.state !== 'open' || !referral.sealed) return 'over'
  const stage = stageOfOffer({ offer, leg, referral })
  return stage !== 'over' && link?.frozenAt ? 'frozen' : stage
}

/** Whoever opened the link, as the contact that it went to. */
export const asContact = (turn: Turn, { link }: Pick<OpenLink, 'link'>): Turn => ({
  ...turn,
  actor: { id: `contact:${link.contactId}`, role: 'contact' },
})

function stageOfOffer(asked: Pick<OpenLink, 'offer' | 'leg' | 'referral'>): Stage {
  const { state, confirmedAt } = asked.offer
  if (state === 'accepted') return confirmedAt ? 'confirmed' : 'accepted'
  const heard = hearing(asked)
  if (heard !== 'counts') return heard ? 'missed' : 'over'
  return state === 'open' ? 'asked' : 'late'
}
