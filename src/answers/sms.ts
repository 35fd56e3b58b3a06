import { and, desc, eq, inArray } from 'drizzle-orm'
import { legs, offerLinks, offers, referrals } from '../../db/schema.ts'
import type { Inbound } from '../delivery/hooks.ts'
import { queueMessages } from '../delivery/message.ts'
import { type Reply, readReply } from '../delivery/replies.ts'
import {
  type Contact,
  confirmedContacts,
  contactsByValue,
  flagContact,
} from '../directory/store.ts'
import { type Language, locale } from '../locales/locale.ts'
import { after, DAY } from '../platform/clock.ts'
import { dataKey, standingKey } from '../protection/seal.ts'
import { accept, decline, fail, nextAfter } from '../routing/answer.ts'
import { contactTask } from '../routing/delivery-hooks.ts'
import type { Urgency } from '../routing/policy.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'
import { digitsFit, wrongDigits } from './digits.ts'
import { lockLink } from './open-link.ts'

type Asked = {
  link: typeof offerLinks.$inferSelect
  offer: typeof offers.$inferSelect
  leg: typeof legs.$inferSelect
  referral: typeof referrals.$inferSelect
}
type Texts = ReturnType<typeof locale>['messages']
/** What is answered, if anything, and what was made of the reply (a code for the record). */
type Result = { say?: (texts: Texts) => string; outcome: string; about?: Asked }

/** Reads a text message that came back and acts on it. It counts only from a number that we wrote to. */
export async function readSms(turn: Turn, inbound: Inbound): Promise<string> {
  const contacts = await contactsByValue(turn.tx, 'sms', inbound.from)
  const [contact] = contacts
  if (!contact) return 'unknown_sender'
  const reply = readReply(inbound.body)
  const asked = await askedOf(
    turn,
    contacts.map(({ id }) => id),
  )
  const acting: Turn = { ...turn, actor: { id: `contact:${contact.id}`, role: 'contact' } }
  const result = await act(acting, reply, contacts, asked)
  if (result.say) await answer(turn, inbound, contact, reply.language ?? contact.language, result)
  return result.outcome
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
    case 'full':
      return no(turn, reply, asked)
    default:
      return unclear(turn, reply, asked)
  }
}

/** Everything that was put to these contacts, the newest first. */
async function askedOf({ tx }: Turn, contactIds: string[]): Promise<Asked[]> {
  return tx
    .select({ link: offerLinks, offer: offers, leg: legs, referral: referrals })
    .from(offerLinks)
    .innerJoin(offers, eq(offers.id, offerLinks.offerId))
    .innerJoin(legs, eq(legs.id, offers.legId))
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .where(and(inArray(offerLinks.contactId, contactIds), eq(offerLinks.channel, 'sms')))
    .orderBy(desc(offers.madeAt))
    .limit(50)
}

const isLive = ({ offer }: Asked) => offer.state === 'open'
/** This number's own yes, which stands. */
const saidYes = ({ offer, leg }: Asked) =>
  offer.state === 'accepted' && (leg.state === 'accepted' || leg.state === 'confirmed')
/** A yes still counts: the leg waits, even after a no or the deadline. */
const canSayYes = ({ offer, leg, referral }: Asked) =>
  leg.state === 'open' &&
  referral.state === 'open' &&
  ['open', 'declined', 'expired'].includes(offer.state) &&
  offer.reason !== 'unsafe'
const named = (reply: Reply) => (each: Asked) =>
  !reply.reference || each.referral.reference === reply.reference

async function yes(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
  const meant = asked.filter(named(reply))
  const [newest] = meant.filter(canSayYes)
  if (!reply.digits) {
    if (!newest) return none(meant)
    return {
      say: (m) => m.replyHelp.needDigits(newest.referral),
      outcome: 'digits_missing',
      about: newest,
    }
  }
  const fitting = meant.filter(({ link }) => digitsFit(turn.keys, link, reply.digits!))
  const found = fitting.find(canSayYes) ?? fitting[0] ?? newest
  if (!found) return none(meant)
  // Under its locks, because the page counts tries on the same link.
  const fits = fitting.length > 0
  const now = await lockLink(turn, found)
  if (!canSayYes(now)) return none([now])
  if (fits && !now.link.frozenAt) return accepted(turn, now)
  const frozen = now.link.frozenAt !== null || (await wrongDigits(turn, now))
  return frozen
    ? { say: (m) => m.replyHelp.frozen(now.referral), outcome: 'frozen', about: now }
    : { say: (m) => m.replyHelp.wrongDigits(now.referral), outcome: 'digits_wrong', about: now }
}

async function accepted(turn: Turn, asked: Asked): Promise<Result> {
  const { next } = await accept(turn, asked.offer.id, {
    channel: 'sms',
    contactId: asked.link.contactId,
  })
  return { say: (m) => m.thanksYes({ ...asked.referral, next }), outcome: 'accepted', about: asked }
}

/** Nothing waits for a yes: kindly so. The winner hears again what to do, others "already placed". */
function none(meant: Asked[]): Result {
  const about = meant.find(saidYes) ?? meant[0]
  if (!about) return { say: (m) => m.replyHelp.noOpenOffer(), outcome: 'no_open_offer' }
  if (!saidYes(about))
    return { say: (m) => m.alreadyPlaced(about.referral), outcome: 'already_placed', about }
  const next = nextAfter(about.offer)
  return {
    say: (m) => m.thanksYes({ ...about.referral, next }),
    outcome: 'accepted_before',
    about,
  }
}

/**
 * One word is enough when a single request is live on that number; else the reference or the digits
 * say which. Two service points of one number are both meant.
 */
async function no(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
  const live = asked.filter(isLive).filter(named(reply))
  const byDigits = live.filter(
    ({ link }) => reply.digits && digitsFit(turn.keys, link, reply.digits),
  )
  const meant = byDigits.length === 1 ? byDigits : live
  const [first] = meant
  if (!first) return afterYes(turn, asked.filter(named(reply)))
  const references = [...new Set(meant.map(({ referral }) => referral.reference))]
  if (references.length > 1) {
    return {
      say: (m) => m.replyHelp.needReference({ references }),
      outcome: 'reference_missing',
      about: first,
    }
  }
  const full = reply.kind === 'full'
  for (const { offer, link } of meant) {
    await decline(turn, offer.id, full ? 'full' : 'other', {
      channel: 'sms',
      contactId: link.contactId,
    })
  }
  const say = (m: Texts) => (full ? m.thanksFull(first.referral) : m.thanksNo(first.referral))
  return { say, outcome: full ? 'full' : 'declined', about: first }
}

/** A no to what they said yes to is no answer that a machine may act on: a human calls. */
async function afterYes(turn: Turn, meant: Asked[]): Promise<Result> {
  const taken = meant.find(saidYes)
  if (taken) await askHuman(turn, taken)
  return {
    say: (m) => m.replyHelp.noOpenOffer(),
    outcome: taken ? 'no_after_yes' : 'no_open_offer',
    ...(taken ? { about: taken } : {}),
  }
}

const askHuman = (turn: Turn, { leg, referral, offer }: Asked): Promise<void> =>
  openTask(turn, {
    ...{ legId: leg.id, referralId: referral.id, urgency: referral.urgency as Urgency },
    kind: 'unclear_reply',
    role: 'operator',
    candidateId: offer.servicePointId,
  })

/** Contradictory or not understood while something waits: a human calls. */
async function unclear(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
  const [newest] = asked.filter(canSayYes).filter(named(reply))
  if (newest) await askHuman(turn, newest)
  return {
    say: (m) => m.replyHelp.notUnderstood(),
    outcome: 'unclear',
    ...(newest ? { about: newest } : {}),
  }
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
    const left = await confirmedContacts(turn.tx, [offer.servicePointId])
    if (left.length === 0) await fail(turn, offer.id, reason)
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
      uselessAt: after(now, DAY),
      content: { to: inbound.from, text: say!(locale(language).messages) },
    },
  ])
}
