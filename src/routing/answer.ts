import { and, eq, inArray } from 'drizzle-orm'
import { legs, offerLinks, offers } from '../../db/schema.ts'
import { cancelMessages } from '../delivery/message.ts'
import { countAnswer } from '../directory/answer-counts.ts'
import { conflict } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, lockOffer, moveOffers, note, type Offer, offersOf } from './case.ts'
import { callTask, confirmDeadline, sendCode } from './confirmation.ts'
import { hearing, keepHeard, readSpokenFor } from './late-yes.ts'
import { markFull } from './mark-full.ts'
import { tellPoint, tellReferrer } from './notices.ts'
import { narrow, restOf } from './partial-yes.ts'
import { BY_ITSELF, seek } from './seek.ts'
import { endTasks, openTask } from './task.ts'
import { ANSWERED } from './task-kinds.ts'

export const REFUSALS = [
  'full',
  'gender',
  'age',
  'household',
  'language',
  'outside_area',
  'closed',
  'unsafe',
  'other',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** How an answer came: by which contact and channel, or by a signed-in human. */
export type AnswerBy = { channel: 'sms' | 'email' | 'page' | 'api'; contactId?: string }

export type Accepted = { offer: Offer; confirmBy: Date; next: 'email_code' | 'sms_code' | 'call' }

/**
 * A yes. The first one wins the leg, in this transaction; the other live offers are released and told.
 * A yes after a no or after the deadline counts while the leg is open, unless the no was `unsafe`. The
 * winner may say it again, which changes nothing. Throws `offer_ended` where a human is to hear of it (see
 * `lateYes`), `already_placed` else. With `needs`, which are some of the leg's, it is a yes to these: the rest is
 * sought elsewhere at once. 422 if they are not.
 */
export async function accept(
  turn: Turn,
  offerId: string,
  by: AnswerBy,
  needs?: readonly string[],
): Promise<Accepted> {
  const { tx, now, actor } = turn
  const { it, offer, leg } = await lockOffer(turn, offerId)
  if (isTaken(offer, leg)) return { offer, confirmBy: leg.dueAt!, next: nextAfter(offer) }
  const meant = leg.state === 'open' ? leg : await readSpokenFor(turn, offer)
  const heard = hearing({ offer, leg: meant, referral: it.referral })
  if (heard !== 'counts') throw heard ? ended() : alreadyPlaced()
  const rest = restOf(leg, needs)
  await dropNewer(turn, leg, offer)
  const [accepted] = await moveOffers(turn, [offer.id], ['open', 'declined', 'expired'], {
    state: 'accepted',
    reason: null,
    answeredAt: now,
    answeredBy: actor.id,
  })
  if (!accepted) throw alreadyPlaced()
  if (offer.state !== 'declined') await countAnswer(tx, offer.servicePointId, 'answered')
  const confirmBy = await confirmDeadline(turn, it.policy, offer.servicePointId, now)
  await tx
    .update(legs)
    .set({ state: 'accepted', step: 0, dueAt: confirmBy })
    .where(eq(legs.id, leg.id))
  await note(turn, it.referral.id, {
    action: 'offer.accepted',
    thing: `offer:${offer.id}`,
    data: {
      legId: leg.id,
      servicePointId: offer.servicePointId,
      channel: by.channel,
      late: offer.state !== 'open',
    },
  })
  const tasks = await endTasks(turn, [leg.id], 'accepted', ANSWERED)
  await cancelMessages(turn, { subjectIds: [offer.id] })
  await releaseOthers(turn, it, leg)
  // After the others were released: they may be asked for the rest.
  if (rest.length > 0) await narrow(turn, it, leg, rest)
  await keepHeard({ ...turn, actor: BY_ITSELF }, it, tasks)
  const next = await sendCode(turn, it, accepted, by, confirmBy)
  if (next === 'call' && by.channel !== 'api') await openTask(turn, callTask(it, leg))
  await tellReferrer(turn, it, offer.id, 'accepted', (m) => m.referrerAccepted(it.referral))
  return { offer: accepted, confirmBy, next }
}

const isTaken = (offer: Offer, leg: Leg): boolean =>
  offer.state === 'accepted' && (leg.state === 'accepted' || leg.state === 'confirmed')

/** How this yes is to be confirmed. */
export const nextAfter = ({ codeHash, codeChannel }: Offer): Accepted['next'] =>
  codeHash ? (codeChannel === 'email' ? 'email_code' : 'sms_code') : 'call'

const alreadyPlaced = () =>
  conflict(
    'already_placed',
    'This was placed already, or is not needed any more. Thank you for answering.',
  )

const ended = () =>
  conflict(
    'offer_ended',
    'Our messages about this had failed, or it is sought in parts since, so that it ended. If they can take it on, offer it to them again.',
  )

/** Asked again after a no, they said yes to the first message: that one counts, the newer goes quietly. */
async function dropNewer(turn: Turn, leg: Leg, offer: Offer): Promise<void> {
  const newer = (await offersOf(turn, leg.id)).filter(
    ({ id, servicePointId, state }) =>
      id !== offer.id && servicePointId === offer.servicePointId && state === 'open',
  )
  const ids = newer.map(({ id }) => id)
  await moveOffers(turn, ids, ['open'], { state: 'released' })
  if (ids.length > 0) await cancelMessages(turn, { subjectIds: ids })
}

/** The other live offers of a leg that was taken: released, their unsent messages stopped, everyone told. */
async function releaseOthers(turn: Turn, it: Case, leg: Leg): Promise<void> {
  const live = await turn.tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.legId, leg.id), eq(offers.state, 'open')))
  await release(
    turn,
    it,
    live.map(({ id }) => id),
    'released',
    (m) => m.released(it.referral),
  )
}

/** Releases offers and tells everyone whom they were sent to. */
export async function release(
  turn: Turn,
  it: Case,
  offerIds: string[],
  purpose: string,
  say: Parameters<typeof tellPoint>[4],
): Promise<void> {
  const released = await moveOffers(turn, offerIds, ['open', 'accepted'], {
    state: 'released',
    viewerHash: null,
  })
  if (released.length === 0) return
  await cancelMessages(turn, { subjectIds: released.map(({ id }) => id) })
  for (const offer of released) await tellPoint(turn, it, offer, purpose, say)
  await note(
    turn,
    it.referral.id,
    ...released.map((offer) => ({
      action: 'offer.released',
      thing: `offer:${offer.id}`,
      data: { legId: offer.legId, servicePointId: offer.servicePointId },
    })),
  )
}

/** A no, with its coded reason. The next service point is asked in the same transaction. */
export async function decline(
  turn: Turn,
  offerId: string,
  reason: Refusal,
  by: AnswerBy,
): Promise<Offer> {
  const { now, actor } = turn
  const { it, offer, leg } = await lockOffer(turn, offerId)
  const [declined] = await moveOffers(turn, [offer.id], ['open'], {
    state: 'declined',
    reason,
    answeredAt: now,
    answeredBy: actor.id,
    viewerHash: null,
  })
  if (!declined) {
    if (offer.state === 'declined' && offer.reason === reason) return offer
    throw offer.state === 'accepted'
      ? conflict(
          'already_accepted',
          'This was accepted. To give it back, record the outcome returned_by_service.',
        )
      : conflict('offer_not_open', 'This offer waits for no answer any more.', {
          state: offer.state,
        })
  }
  await countAnswer(turn.tx, offer.servicePointId, 'answered')
  await note(turn, it.referral.id, {
    action: 'offer.declined',
    thing: `offer:${offer.id}`,
    data: { legId: leg.id, servicePointId: offer.servicePointId, reason, channel: by.channel },
  })
  await cancelMessages(turn, { subjectIds: [offer.id] })
  if (reason === 'full') await markFull(turn, it, leg, offer)
  if (reason === 'unsafe') {
    const common = { legId: leg.id, referralId: it.referral.id, urgency: it.urgency } as const
    await openTask(turn, {
      ...common,
      kind: 'unsafe',
      role: 'operator',
      candidateId: offer.servicePointId,
    })
  }
  await tellReferrer(turn, it, offer.id, 'declined', (m) => m.referrerDeclined(it.referral))
  if (leg.state === 'open') await seek(turn, it, leg)
  return declined
}

/** The deadline passed without an answer; the digits can still say yes while the leg is open. */
export async function expire(turn: Turn, it: Case, leg: Leg, offer: Offer): Promise<void> {
  const [expired] = await moveOffers(turn, [offer.id], ['open'], { state: 'expired' })
  if (!expired) return
  await countAnswer(turn.tx, offer.servicePointId, 'silent')
  await note(turn, it.referral.id, {
    action: 'offer.expired',
    thing: `offer:${offer.id}`,
    data: { legId: leg.id, servicePointId: offer.servicePointId },
  })
  await cancelMessages(turn, { subjectIds: [offer.id] })
  await tellPoint(turn, it, offer, 'expired', (m) => m.expired(it.referral))
  await tellReferrer(turn, it, offer.id, 'expired', (m) => m.referrerExpired(it.referral))
  await seek(turn, it, leg)
}

/** No channel could take it: the next service point is asked at once. */
export async function fail(turn: Turn, offerId: string, reason: string): Promise<void> {
  const { it, offer, leg } = await lockOffer(turn, offerId)
  const [failed] = await moveOffers(turn, [offer.id], ['open'], { state: 'failed', reason })
  if (!failed) return
  await note(turn, it.referral.id, {
    action: 'offer.failed',
    thing: `offer:${offer.id}`,
    data: { legId: leg.id, servicePointId: offer.servicePointId, reason },
  })
  await tellReferrer(turn, it, offer.id, 'bounced', (m) => m.referrerBounced(it.referral))
  if (leg.state === 'open') await seek(turn, it, leg)
}

/** The contacts that an offer was sent to, by link. */
export const linksOf = ({ tx }: Turn, offerIds: string[]) =>
  tx.select().from(offerLinks).where(inArray(offerLinks.offerId, offerIds))
