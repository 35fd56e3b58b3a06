import { eq, sql } from 'drizzle-orm'
import { legs, offerLinks, offers } from '../../db/schema.ts'
import { queueMessages } from '../delivery/message.ts'
import { nextOpening } from '../directory/hours.ts'
import { type Contact, type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { after, earlier } from '../platform/clock.ts'
import { together } from '../platform/database.ts'
import { newDigits, newId, newToken } from '../platform/ids.ts'
import { keyedHash } from '../protection/keys.ts'
import { seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import type { Case, Leg, Offer } from './case.ts'
import { note } from './case.ts'
import { beforeYes, disclose } from './disclosure.ts'
import { type Addressed, offerMessages } from './notices.ts'
import type { UrgencyPolicy } from './policy.ts'
import { reachableContacts } from './reachable.ts'

/** Whom to ask, and why it was they: what the record keeps. */
export type Chosen = {
  servicePointId: string
  score?: number
  overridden?: { rules: string[]; reason: string }
}

/** A leg, and whom to put it to. */
export type Asking = { leg: Leg; chosen: Chosen[] }

/** Puts legs to service points: the offers, their links, what they disclose, and the messages. */
export async function makeOffers(turn: Turn, it: Case, askings: Asking[]): Promise<Offer[]> {
  const { tx, now, keys, actor } = turn
  const asked = askings.flatMap(({ leg, chosen }) => chosen.map((each, at) => ({ leg, each, at })))
  const ids = asked.map(({ each }) => each.servicePointId)
  const [points, contacts] = await Promise.all([
    servicePointsByIds(tx, ids),
    reachableContacts(turn, ids),
  ])
  const values = asked.map(({ leg, each: { servicePointId, overridden }, at }) => {
    const id = newId()
    const point = points.get(servicePointId)!
    const dueAt = answerBy(it.policy, point, now)
    const why = { table: 'offers', row: id, field: 'sealed_override' }
    return {
      id,
      sealedOverride: overridden ? seal(it.key, why, overridden) : null,
      referralId: it.referral.id,
      legId: leg.id,
      consentId: it.consent.id,
      servicePointId,
      turn: leg.turn + 1 + at,
      madeAt: now,
      madeBy: actor.id,
      dueAt,
      remindAt: it.policy.reminds && point.reminders ? halfway(now, dueAt) : null,
    }
  })
  const sent = values.map((offer, i) => {
    const point = points.get(offer.servicePointId)!
    return {
      leg: asked[i]!.leg,
      offer,
      point,
      addressed: firstOfEachChannel(contacts, offer.servicePointId).map(address),
    }
  })
  const links = sent.flatMap(({ offer, addressed }) =>
    addressed.map(({ contact, token, digits }) => {
      const id = newId()
      return {
        id,
        offerId: offer.id,
        contactId: contact.id,
        channel: contact.channel,
        tokenHash: keyedHash(keys, 'token', token),
        digitsHash: keyedHash(keys, `digits:${id}`, digits),
      }
    }),
  )
  const shown = sent.map(({ leg, offer, point }) => ({
    offer,
    what: beforeYes(turn, it, leg.needs, point),
  }))
  const messages = sent.flatMap(({ leg, offer, point, addressed }) =>
    offerMessages(turn, it, leg, offer, point, addressed),
  )
  const [made] = await together(
    () => tx.insert(offers).values(values).returning(),
    () => together(...askings.map((asking) => () => countTurns(turn, asking))),
    () => (links.length > 0 ? tx.insert(offerLinks).values(links) : undefined),
    () => disclose(turn, it, 'offer', shown),
    () => queueMessages(turn, messages),
  )
  await note(
    turn,
    it.referral.id,
    ...made.map((offer, i) => ({
      action: 'offer.made',
      thing: `offer:${offer.id}`,
      data: {
        legId: offer.legId,
        servicePointId: offer.servicePointId,
        until: offer.dueAt!.toISOString(),
        score: asked[i]!.each.score,
        overridden: asked[i]!.each.overridden?.rules,
      },
    })),
  )
  return made
}

const countTurns = ({ tx }: Turn, { leg, chosen }: Asking) =>
  tx
    .update(legs)
    .set({ turn: sql`${legs.turn} + ${chosen.length}` })
    .where(eq(legs.id, leg.id))

/** Until when an answer counts; standard offers wait for the next opening, at most `offerAtMost`. */
function answerBy(policy: UrgencyPolicy, { hours, zone }: PointDetails, now: Date): Date {
  const opening = policy.skipClosed ? now : (nextOpening(hours, zone, now) ?? now)
  return earlier(after(opening, policy.offerFor), after(now, policy.offerAtMost))
}

const halfway = (from: Date, to: Date): Date => new Date((from.getTime() + to.getTime()) / 2)

export function firstOfEachChannel(contacts: Contact[], servicePointId: string): Contact[] {
  const own = contacts.filter((contact) => contact.servicePointId === servicePointId)
  return ['sms', 'email'].flatMap(
    (channel) => own.find((contact) => contact.channel === channel) ?? [],
  )
}

const address = (contact: Contact): Addressed => ({
  contact,
  token: newToken(),
  digits: newDigits(4),
})
