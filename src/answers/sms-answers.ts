import type { legs, offerLinks, offers, referrals } from '../../db/schema.ts'
import type { Reply } from '../delivery/replies.ts'
import type { locale } from '../locales/locale.ts'
import { accept, decline, nextAfter } from '../routing/answer.ts'
import type { Urgency } from '../routing/policy.ts'
import { openTask } from '../routing/task.ts'
import type { Turn } from '../services.ts'
import { digitsFit, wrongDigits } from './digits.ts'
import { lockLink } from './open-link.ts'

/** Something that was put to a number. */
export type Asked = {
  link: typeof offerLinks.$inferSelect
  offer: typeof offers.$inferSelect
  leg: typeof legs.$inferSelect
  referral: typeof referrals.$inferSelect
}
export type Texts = ReturnType<typeof locale>['messages']
/** What is answered, if anything, and what was made of the reply (a code for the record). */
export type Result = { say?: (texts: Texts) => string; outcome: string; about?: Asked }

export const isLive = ({ offer }: Asked) => offer.state === 'open'
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

/** A yes needs its digits. */
export async function yes(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
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
export async function no(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
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
export async function unclear(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
  const [newest] = asked.filter(canSayYes).filter(named(reply))
  if (newest) await askHuman(turn, newest)
  return {
    say: (m) => m.replyHelp.notUnderstood(),
    outcome: 'unclear',
    ...(newest ? { about: newest } : {}),
  }
}
