import { eq } from 'drizzle-orm'
import { type legs, offerLinks, type referrals } from '../../db/schema.ts'
import { type Keys, keyedHash, sameHash } from '../protection/keys.ts'
import { note } from '../routing/case.ts'
import { type Urgency, WRONG_TRIES } from '../routing/policy.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'

type Link = typeof offerLinks.$inferSelect

/** True if these are the four digits that the link's own message carried. */
export const digitsFit = (
  keys: Keys,
  link: Pick<Link, 'id' | 'digitsHash'>,
  digits: string,
): boolean => sameHash(link.digitsHash, keyedHash(keys, `digits:${link.id}`, digits))

/** What one more wrong try makes of a link of any kind: the fifth freezes it. */
export function afterWrongTry(link: Pick<Link, 'wrongDigits'>, now: Date) {
  const wrongDigits = link.wrongDigits + 1
  return { wrongDigits, frozenAt: wrongDigits >= WRONG_TRIES ? now : null }
}

/** Counts a wrong try; the fifth freezes the link and tells a human. The other channel lives. Returns whether it is frozen. */
export async function wrongDigits(
  turn: Turn,
  {
    link,
    leg,
    referral,
  }: { link: Link; leg: typeof legs.$inferSelect; referral: typeof referrals.$inferSelect },
): Promise<boolean> {
  const { tx, now } = turn
  if (link.frozenAt) return true
  const tried = afterWrongTry(link, now)
  const frozen = tried.frozenAt !== null
  await tx.update(offerLinks).set(tried).where(eq(offerLinks.id, link.id))
  const data = { channel: link.channel, wrong: tried.wrongDigits }
  await note(turn, referral.id, {
    action: frozen ? 'link.frozen' : 'digits.wrong',
    thing: `offer:${link.offerId}`,
    data,
  })
  if (frozen && leg.state === 'open') {
    await openTask(turn, {
      ...{ legId: leg.id, referralId: referral.id, urgency: referral.urgency as Urgency },
      kind: 'link_frozen',
      role: 'operator',
    })
  }
  return frozen
}
