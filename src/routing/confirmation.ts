import { and, eq, ne } from 'drizzle-orm'
import { disclosures, legs, offers } from '../../db/schema.ts'
import { queueMessages } from '../delivery/message.ts'
import { addOpenTime } from '../directory/hours.ts'
import { servicePointsByIds } from '../directory/store.ts'
import { locale } from '../locales/locale.ts'
import { after, MINUTE } from '../platform/clock.ts'
import { conflict } from '../platform/errors.ts'
import { newDigits, newToken } from '../platform/ids.ts'
import { keyedHash, sameHash } from '../protection/keys.ts'
import type { Turn } from '../services.ts'
import type { Accepted, AnswerBy } from './answer.ts'
import { type Case, type Leg, lockOffer, note, type Offer } from './case.ts'
import { type AfterConfirmation, afterConfirmation } from './disclosure.ts'
import { keepMeeting, meetingsOf, type SaidMeeting } from './meeting.ts'
import { mailContent, tellReferrer } from './notices.ts'
import { POLICY, type Urgency, type UrgencyPolicy, WRONG_TRIES } from './policy.ts'
import { reachableContacts } from './reachable.ts'
import { show } from './readings-offer.ts'
import { endTasks, openTask } from './task.ts'

/** Until when a yes that was said at `from` must be confirmed. */
export async function confirmDeadline(
  { tx }: Pick<Turn, 'tx'>,
  policy: UrgencyPolicy,
  servicePointId: string,
  from: Date,
): Promise<Date> {
  if (!policy.confirmInOpenHours) return after(from, policy.confirmWithin)
  const point = (await servicePointsByIds(tx, [servicePointId])).get(servicePointId)!
  return addOpenTime(point.hours, point.zone, from, policy.confirmWithin / MINUTE)
}

/**
 * Until when the code counts, on this device or another: the confirmation deadline. Undefined if
 * there is no code, or wrong ones made it void.
 */
export async function codeUntil(
  turn: Pick<Turn, 'tx'>,
  offer: Offer,
  urgency: Urgency,
): Promise<Date | undefined> {
  if (!offer.codeHash || offer.codeWrong >= WRONG_TRIES) return undefined
  const { servicePointId, answeredAt, lostMs } = offer
  return after(await confirmDeadline(turn, POLICY[urgency], servicePointId, answeredAt!), lostMs)
}

/**
 * After a yes: six digits to the service point's first contact on the other channel that can be reached,
 * to be typed on the answer page. With one channel only, an operator calls the number in the directory.
 */
export async function sendCode(
  turn: Turn,
  it: Case,
  offer: Offer,
  by: AnswerBy,
  confirmBy: Date,
): Promise<Accepted['next']> {
  const { tx, keys } = turn
  const other = { sms: 'email', email: 'sms' }[by.channel as string]
  const contact = (await reachableContacts(turn, [offer.servicePointId])).find(
    ({ channel }) => channel === other,
  )
  if (!contact) return 'call'
  const code = newDigits(6)
  await tx
    .update(offers)
    .set({
      codeHash: keyedHash(keys, `code:${offer.id}`, code),
      codeChannel: contact.channel,
      codeWrong: 0,
    })
    .where(eq(offers.id, offer.id))
  const { messages } = locale(contact.language)
  const say = { reference: it.referral.reference, code }
  await queueMessages(turn, [
    {
      referralId: it.referral.id,
      subjectId: offer.id,
      contactId: contact.id,
      channel: contact.channel,
      purpose: 'confirm_code',
      turn: offer.codeWrong,
      priority: it.policy.priority,
      language: contact.language,
      key: it.key,
      uselessAt: confirmBy,
      content:
        contact.channel === 'sms'
          ? { to: contact.value, text: messages.confirmCodeSms(say) }
          : mailContent(contact, messages.confirmCodeEmail(say)),
    },
  ])
  return contact.channel === 'email' ? 'email_code' : 'sms_code'
}

export type Confirmed =
  | { ok: true; details: AfterConfirmation; viewer: string; reference: string }
  | { ok: false; reason: 'wrong_code' | 'void' | 'not_accepted'; triesLeft: number }

/** The code from the other channel was typed. A wrong one is counted, so this returns instead of throwing. */
export async function confirmByCode(turn: Turn, offerId: string, code: string): Promise<Confirmed> {
  const { tx, keys, now } = turn
  const { it, offer, leg } = await lockOffer(turn, offerId)
  if (!isTaken(it, offer, leg)) return { ok: false, reason: 'not_accepted', triesLeft: 0 }
  const until = await codeUntil(turn, offer, it.urgency)
  if (!offer.codeHash || !until || until < now) return { ok: false, reason: 'void', triesLeft: 0 }
  if (!sameHash(offer.codeHash, keyedHash(keys, `code:${offer.id}`, code))) {
    const codeWrong = offer.codeWrong + 1
    await tx.update(offers).set({ codeWrong }).where(eq(offers.id, offer.id))
    await note(turn, it.referral.id, {
      action: 'code.wrong',
      thing: `offer:${offer.id}`,
      data: { codeWrong },
    })
    if (codeWrong >= WRONG_TRIES) await openTask(turn, callTask(it, leg))
    return {
      ok: false,
      reason: codeWrong >= WRONG_TRIES ? 'void' : 'wrong_code',
      triesLeft: WRONG_TRIES - codeWrong,
    }
  }
  const details = await confirm(turn, it, offer, leg, 'code')
  const viewer = newToken()
  await tx
    .update(offers)
    .set({ viewerHash: keyedHash(keys, `viewer:${offer.id}`, viewer) })
    .where(eq(offers.id, offer.id))
  return { ok: true, details, viewer, reference: it.referral.reference }
}

/**
 * By a signed-in member of the service point, or by an operator who called out to the number in the
 * directory; with how to meet, if that is known already.
 */
export async function confirmBySignedIn(
  turn: Turn,
  offerId: string,
  meeting?: SaidMeeting,
): Promise<AfterConfirmation> {
  const { it, offer, leg } = await lockOffer(turn, offerId)
  if (!isTaken(it, offer, leg)) {
    throw conflict('not_accepted', 'Only an accepted offer can be confirmed.', {
      state: offer.state,
    })
  }
  const how = turn.actor.role === 'service_point' ? 'member' : 'called_out'
  const details = await confirm(turn, it, offer, leg, how, meeting)
  if (meeting) await keepMeeting(turn, it, offer, meeting)
  return details
}

/** A yes stands, and its referral has not ended: with that, what was said is closed to everyone. */
const isTaken = ({ referral }: Case, offer: Offer, leg: Leg): boolean =>
  referral.state === 'open' && offer.state === 'accepted' && leg.state !== 'closed'

/**
 * Opens the details to whoever confirmed; repeating it changes nothing but shows them again. Not to an
 * operator who passed them on before: to read them is another thing, and asks for a reason.
 */
async function confirm(
  turn: Turn,
  it: Case,
  offer: Offer,
  leg: Leg,
  how: 'code' | 'member' | 'called_out',
  saying?: SaidMeeting,
): Promise<AfterConfirmation> {
  const { tx, now, actor } = turn
  const point = (await servicePointsByIds(tx, [offer.servicePointId])).get(offer.servicePointId)!
  const meeting = saying ?? (await meetingsOf(turn, it.referral, [offer])).get(offer.id)
  const details = afterConfirmation(turn, it, leg.needs, point, meeting)
  if (leg.state !== 'accepted') {
    if (how === 'called_out' && (await wasShown(turn, offer)))
      throw conflict(
        'already_confirmed',
        'It was confirmed, and shown to them. Read with a reason: POST /v1/referrals/{id}/readings.',
      )
    await show(turn, it, offer, details, 'reading', how)
    return details
  }
  await tx
    .update(legs)
    .set({ state: 'confirmed', step: 0, dueAt: after(now, it.policy.arriveWithin) })
    .where(eq(legs.id, leg.id))
  await tx
    .update(offers)
    .set({ confirmedAt: now, confirmedBy: actor.id })
    .where(eq(offers.id, offer.id))
  await note(turn, it.referral.id, {
    action: 'offer.confirmed',
    thing: `offer:${offer.id}`,
    data: { legId: leg.id, servicePointId: offer.servicePointId, how },
  })
  await show(turn, it, offer, details, 'confirmation', how)
  await endTasks(turn, [leg.id], 'confirmed', ['confirm_by_call'])
  await tellReferrer(turn, it, offer.id, 'confirmed', (m) => m.referrerConfirmed(it.referral))
  return details
}

async function wasShown({ tx }: Turn, { id }: Offer): Promise<boolean> {
  const shown = and(eq(disclosures.offerId, id), ne(disclosures.stage, 'offer'))
  return (await tx.$count(disclosures, shown)) > 0
}

export const callTask = (it: Case, leg: Leg) =>
  ({
    ...{ legId: leg.id, referralId: it.referral.id, urgency: it.urgency },
    kind: 'confirm_by_call',
    role: 'operator',
  }) as const
