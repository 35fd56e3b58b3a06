import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { inboundMessages, legs, messages, offerLinks, offers, referrals } from '../../db/schema.ts'
import type { Inbound } from '../delivery/hooks.ts'
import { queueMessages } from '../delivery/message.ts'
import { type Reply, readReply } from '../delivery/replies.ts'
import {
  type Contact,
  confirmedContacts,
  contactsByValue,
  flagContact,
  SUSPENDED,
} from '../directory/store.ts'
import { type Language, locale } from '../locales/locale.ts'
import { after, HOUR } from '../platform/clock.ts'
import { dataKey, standingKey } from '../protection/seal.ts'
import { fail, linksOf } from '../routing/answer.ts'
import { contactTask } from '../routing/delivery-hooks.ts'
import { legSpokenFor } from '../routing/late-yes.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'
import { type Asked, isLive, no, type Result, unclear, yes } from './sms-answers.ts'
import { sayStanding } from './sms-standing.ts'
import { fromStranger } from './sms-stranger.ts'

/** Outcomes that changed nothing, and that are answered all the same. */
const HELPFUL = [
  ...['help', 'start', 'unclear', 'no_open_offer', 'yes_without_offer', 'already_placed'],
  ...['digits_missing', 'digits_older', 'reference_missing', 'reference_wrong', 'accepted_before'],
  'yes_after_failure',
  'yes_after_parts',
  ...['standing_which', 'standing_refused', 'standing_nothing'],
]
/** So many of those in an hour, no more: what answers each of ours may be a machine, as ours is. */
const MOST_HELP = 5

/** Reads a text message that came back and acts on it. It counts only from a number that we wrote to. */
export async function readSms(turn: Turn, inbound: Inbound): Promise<string> {
  const known = await contactsByValue(turn.tx, 'sms', inbound.from)
  // Who has a phone that was lost or stolen answers nothing.
  const contacts = known.filter(({ failedReason }) => failedReason !== SUSPENDED)
  const [contact] = contacts
  const reply = readReply(inbound.body)
  if (!contact) return known.length > 0 ? 'unknown_sender' : fromStranger(turn, inbound, reply)
  const asked = await askedOf(
    turn,
    contacts.map(({ id }) => id),
  )
  const acting: Turn = { ...turn, actor: { id: `contact:${contact.id}`, role: 'contact' } }
  const result = await act(acting, reply, contacts, asked)
  if (result.outcome === 'yes_without_offer') await yesTask(turn, contact)
  if (result.say && !(await wasHelped(turn, contact, result)))
    await answer(turn, inbound, contact, reply.language ?? contact.language, result)
  return result.outcome
}

/** It looks like a yes, and nothing was put to that number: a human calls. */
const yesTask = (turn: Turn, { servicePointId }: Contact): Promise<void> =>
  openTask(turn, {
    ...{ servicePointId, kind: 'unclear_reply', role: 'operator', urgency: 'urgent' },
    ...{ reason: 'yes_without_offer', candidateId: servicePointId },
  })

async function wasHelped(
  { tx, now }: Turn,
  { id }: Contact,
  { outcome }: Result,
): Promise<boolean> {
  if (!HELPFUL.includes(outcome)) return false
  const told = await tx
    .select({ id: messages.id })
    .from(messages)
    .innerJoin(inboundMessages, eq(inboundMessages.id, messages.subjectId))
    .where(
      and(
        ...[eq(messages.contactId, id), eq(messages.purpose, 'reply')],
        ...[gt(messages.createdAt, after(now, -HOUR)), inArray(inboundMessages.outcome, HELPFUL)],
      ),
    )
    .limit(MOST_HELP)
  return told.length === MOST_HELP
}

function act(
  turn: Turn,
  reply: Reply,
  contacts: Contact[],
  asked: Asked[],
): Promise<Result> | Result {
  switch (reply.kind) {
    case 'stop':
      return channelDown(turn, contacts, asked, 'opted_out')
    case 'wrong_number':
      return channelDown(turn, contacts, asked, 'wrong_number')
    case 'start':
    case 'help':
      return {
        say: (m) => m.replyHelp.help({ label: turn.config.SENDER_LABEL }),
        outcome: reply.kind,
      }
    case 'yes':
      return yes(turn, reply, asked)
    case 'no':
      return no(turn, reply, asked)
    case 'full':
      return full(turn, reply, contacts, asked)
    case 'standing':
      return standing(turn, reply, contacts, asked)
    default:
      return unclear(turn, reply, asked)
  }
}

/** An answer to what is asked; where nothing is, there is no room at all. */
async function full(
  turn: Turn,
  reply: Reply,
  contacts: Contact[],
  asked: Asked[],
): Promise<Result> {
  const answered = await no(turn, reply, asked)
  if (!reply.standing || asked.some(isLive)) return answered
  return sayStanding(turn, reply.standing, contacts)
}

/** Room or a pause. “3 beds” while something waits may be meant as an answer: a human calls, too. */
async function standing(
  turn: Turn,
  reply: Reply,
  contacts: Contact[],
  asked: Asked[],
): Promise<Result> {
  if (reply.standing!.loose && asked.some(isLive)) await unclear(turn, reply, asked)
  return sayStanding(turn, reply.standing!, contacts)
}

/** What was put to these contacts last, the newest first. */
async function askedOf({ tx }: Turn, contactIds: string[]): Promise<Asked[]> {
  // Chosen before it is asked what each speaks for.
  const newest = tx
    .select({ id: offerLinks.id })
    .from(offerLinks)
    .innerJoin(offers, eq(offers.id, offerLinks.offerId))
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .where(
      and(
        inArray(offerLinks.contactId, contactIds),
        eq(offerLinks.channel, 'sms'),
        isNull(referrals.erasedAt),
      ),
    )
    .orderBy(desc(offers.madeAt))
    .limit(50)
  return tx
    .select({ link: offerLinks, offer: offers, leg: legs, referral: referrals })
    .from(offerLinks)
    .innerJoin(offers, eq(offers.id, offerLinks.offerId))
    .innerJoin(legs, eq(legs.id, legSpokenFor))
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .where(inArray(offerLinks.id, newest))
    .orderBy(desc(offers.madeAt))
}

/**
 * The number is no way to this service point any more: flagged, and a human told. Its e-mail goes on;
 * where there is none, the next service point is asked at once.
 */
async function channelDown(
  turn: Turn,
  contacts: Contact[],
  asked: Asked[],
  reason: 'opted_out' | 'wrong_number',
): Promise<Result> {
  for (const contact of contacts) {
    await flagContact(turn.tx, turn, contact.id, reason, turn.now)
    await contactTask(turn, contact.servicePointId, reason)
  }
  for (const { offer } of asked.filter(isLive)) {
    const links = (await linksOf(turn, [offer.id])).map(({ contactId }) => contactId)
    const alive = await confirmedContacts(turn.tx, [offer.servicePointId])
    if (!alive.some(({ id }) => links.includes(id))) await fail(turn, offer.id, reason)
  }
  if (reason === 'opted_out') return { outcome: 'stop' }
  return { say: (m) => m.replyHelp.wrongNumberThanks(), outcome: 'wrong_number' }
}

async function answer(
  turn: Turn,
  inbound: Inbound,
  contact: Contact,
  language: Language,
  { say, about }: Result,
): Promise<void> {
  const { tx, keys, now } = turn
  const key = about
    ? await dataKey(tx, keys, about.referral.keyId)
    : await standingKey(tx, keys, 'inbound', now)
  await queueMessages(turn, [
    {
      ...(about ? { referralId: about.referral.id } : {}),
      subjectId: inbound.id,
      contactId: contact.id,
      channel: 'sms',
      purpose: 'reply',
      priority: 1,
      language,
      key,
      uselessAt: after(now, HOUR),
      content: { to: inbound.from, text: say!(locale(language).messages) },
    },
  ])
}
