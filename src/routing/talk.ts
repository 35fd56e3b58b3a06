import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm'
import { offerLinks, offerMessages, offers } from '../../db/schema.ts'
import { queueMessages } from '../delivery/message.ts'
import { after, MINUTE } from '../platform/clock.ts'
import { conflict } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../protection/may.ts'
import { open, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, lockOffer, note, type Offer } from './case.ts'
import { isHeld } from './consent.ts'
import { short } from './notices.ts'
import { assertOffer } from './reach.ts'
import { reachableContacts } from './reachable.ts'
import { endTasks, openTask } from './task.ts'

/** Who talks: the hotline, and the one service point that holds the offer. Nobody else sees the thread. */
export const SIDES = ['hotline', 'service_point'] as const
export type Side = (typeof SIDES)[number]

/** A thread is for what the telephone is too much for; a longer one is a call. */
const MOST = 200

type Row = typeof offerMessages.$inferSelect

/**
 * Writes to the other side: sealed with the referral, and erased with it. The other side is told, once
 * until it has read: the service point by its contacts, with the reference only, the hotline by a task.
 * The same words again within ten minutes are the message that stands.
 * 409 unless the offer is confirmed and held.
 */
export async function writeMessage(turn: Turn, offerId: string, text: string) {
  const { tx, now, actor } = turn
  await assertTalk(turn, offerId)
  const { it, offer, leg } = await lockOffer(turn, offerId)
  if (!stands(it, offer, leg)) throw notHeld(offer)
  const before = await messagesOf(turn, offerId)
  if (before.length >= MOST)
    throw conflict('too_many_messages', 'This thread is full. Please call.')
  const side = sideOf(actor)
  const last = before.at(-1)
  if (last && isAgain(turn, last) && textOf(it, last) === text) return view(turn, last)
  const id = newId()
  const [written] = await tx
    .insert(offerMessages)
    .values({
      ...{ id, referralId: it.referral.id, offerId, side, author: actor.id, at: now },
      sealed: seal(it.key, sealedAt(id), text),
    })
    .returning()
  await note(turn, it.referral.id, {
    action: 'message.written',
    thing: `offer:${offerId}`,
    data: { side, servicePointId: offer.servicePointId },
  })
  const told = before.some((each) => each.side === side && !each.seenAt)
  if (side === 'service_point') await openTask(turn, waitingTask(it, leg))
  else if (!told) await tellPoint(turn, it, offer, id)
  return view(turn, written!)
}

/** The thread with its texts: what the other side wrote counts as read, which is a line of the record. */
export async function readMessages(turn: Turn, offerId: string) {
  const { tx, now, actor } = turn
  await assertTalk(turn, offerId)
  const { it, offer, leg } = await lockOffer(turn, offerId)
  const side = sideOf(actor)
  // To the hotline the thread stays until it is erased; a service point loses it with the offer.
  if (side === 'service_point' && !stands(it, offer, leg)) throw notHeld(offer)
  const unread = and(ne(offerMessages.side, side), isNull(offerMessages.seenAt))
  await tx
    .update(offerMessages)
    .set({ seenAt: now, seenBy: actor.id })
    .where(and(eq(offerMessages.offerId, offerId), unread))
  const thread = await messagesOf(turn, offerId)
  if (thread.length > 0)
    await note(turn, it.referral.id, {
      action: 'message.read',
      thing: `offer:${offerId}`,
      data: { side, count: thread.length },
    })
  if (side === 'hotline' && !(await unreadIn(turn, leg)))
    await endTasks(turn, [leg.id], 'read', ['message_waiting'])
  return thread.map((each) => ({
    ...view(turn, each),
    text: textOf(it, each),
  }))
}

/** Who wrote when, and what is unread: nothing is opened, and nothing changes. */
export async function listMessages(turn: Turn, offerId: string) {
  const offer = await assertTalk(turn, offerId)
  const side = sideOf(turn.actor)
  if (side === 'service_point' && !isHeld(offer)) throw notHeld(offer)
  const thread = await messagesOf(turn, offerId)
  const unread = thread.filter((each) => each.side !== side && !each.seenAt).length
  return { offerId, unread, messages: thread.map((each) => view(turn, each)) }
}

async function assertTalk(turn: Turn, offerId: string): Promise<Offer> {
  await assertOffer(turn, 'offer.talk', offerId)
  const [offer] = await turn.tx.select().from(offers).where(eq(offers.id, offerId))
  return offer!
}

const sideOf = ({ role }: Actor): Side =>
  role === 'operator' || role === 'supervisor' ? 'hotline' : 'service_point'

/** Confirmed, held, and its referral goes on. */
const stands = ({ referral }: Case, offer: Offer, leg: Leg): boolean =>
  isHeld(offer) && referral.state === 'open' && leg.state !== 'closed'

const notHeld = ({ state }: Offer) =>
  conflict('not_held', 'Messages are for whoever holds it, confirmed.', { state })

const messagesOf = ({ tx }: Turn, offerId: string): Promise<Row[]> =>
  tx
    .select()
    .from(offerMessages)
    .where(eq(offerMessages.offerId, offerId))
    .orderBy(asc(offerMessages.id))

/** Of the other side only which side it is. */
const view = ({ actor }: Turn, { id, at, side, author, seenAt }: Row) => ({
  id,
  at: at.toISOString(),
  from: side as Side,
  mine: author === actor.id,
  author: side === sideOf(actor) ? author : null,
  seenAt: seenAt?.toISOString() ?? null,
})

/** A page that was loaded again sends its form again. */
const isAgain = ({ now, actor }: Turn, { author, at }: Row): boolean =>
  author === actor.id && after(at, 10 * MINUTE) > now

const textOf = ({ key }: Case, { id, sealed }: Row): string =>
  open<string>(key, sealedAt(id), sealed)

const sealedAt = (row: string) => ({ table: 'offer_messages', row, field: 'sealed' })

/** Once the person is there nothing is an emergency of ours any more. */
const waitingTask = (it: Case, leg: Leg) =>
  ({
    ...{ legId: leg.id, referralId: it.referral.id },
    urgency: leg.state === 'connected' ? 'standard' : it.urgency,
    kind: 'message_waiting',
    role: 'operator',
  }) as const

/** By the contacts that the offer went to, as far as they still count. */
async function tellPoint(turn: Turn, it: Case, offer: Offer, messageId: string): Promise<void> {
  const links = await turn.tx
    .select({ contactId: offerLinks.contactId })
    .from(offerLinks)
    .where(eq(offerLinks.offerId, offer.id))
  const reachable = await reachableContacts(turn, [offer.servicePointId])
  const told = reachable.filter(({ id }) => links.some(({ contactId }) => contactId === id))
  await queueMessages(
    turn,
    told.map((contact) =>
      short(turn, it, messageId, contact, 'talk', (m) => m.messageWaiting(it.referral)),
    ),
  )
}

async function unreadIn({ tx }: Turn, leg: Leg): Promise<boolean> {
  const [found] = await tx
    .select({ one: sql`1` })
    .from(offerMessages)
    .innerJoin(offers, eq(offers.id, offerMessages.offerId))
    .where(
      and(
        eq(offers.legId, leg.id),
        eq(offerMessages.side, 'service_point'),
        isNull(offerMessages.seenAt),
      ),
    )
    .limit(1)
  return found !== undefined
}
