import type { legs, offerLinks, offers, referrals } from '../../db/schema.ts'
import type { Reply } from '../delivery/replies.ts'
import type { locale } from '../locales/locale.ts'
import { accept, decline, nextAfter } from '../routing/answer.ts'
import { hearing, type Late, lateness, lateYes } from '../routing/late-yes.ts'
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
const canSayYes = (asked: Asked) => hearing(asked) === 'counts'
const named = (reply: Reply) => (each: Asked) =>
  !reply.reference || each.referral.reference === reply.reference

/** A yes needs its digits. */
export async function yes(turn: Turn, reply: Reply, asked: Asked[]): Promise<Result> {
  const meant = asked.filter(named(reply))
  if (meant.length === 0) return stray(turn, asked)
  const counting = meant.filter(canSayYes)
  // Who has taken a part means that one.
  const forHuman = meant.filter((each) => lateness(each) && !sameAs(meant.filter(saidYes), each))
  const waiting = counting.length > 0 ? counting : forHuman
  const [newest] = waiting
  if (!reply.digits) {
    if (!newest) return none(meant)
    return {
      say: (m) => m.replyHelp.needDigits(newest.referral),
      outcome: 'digits_missing',
      about: newest,
    }
  }
  const fitting = meant.filter(fits(turn, reply.digits))
  const found = fitting.find(canSayYes) ?? fitting.find(lateness) ?? fitting[0]
  if (!found) return newest ? wrongTry(turn, waiting) : none(meant)
  // Under its locks, because the page counts tries on the same link.
  const now = await lockLink(turn, found)
  const heard = hearing(now)
  // Asked again since: that is what they mean, and what can be settled.
  const newer = heard === 'counts' || saidYes(now) ? undefined : sameAs(counting, now)
  if (newer) return olderDigits(newer)
  if (!heard) return none([now])
  if (now.link.frozenAt) return frozen(now)
  return heard === 'counts' ? accepted(turn, now) : late(turn, now, heard)
}

/** One of these that was put to the same service point for the same person. */
const sameAs = (these: Asked[], { offer }: Asked): Asked | undefined =>
  these.find(
    (each) =>
      each.offer.referralId === offer.referralId &&
      each.offer.servicePointId === offer.servicePointId,
  )

const olderDigits = (about: Asked): Result => ({
  say: (m) => m.replyHelp.olderDigits(about.referral),
  outcome: 'digits_older',
  about,
})

/** To nothing that was put to this number: a human calls, unless it is only a slip in the reference. */
async function stray(turn: Turn, asked: Asked[]): Promise<Result> {
  const waiting = asked.find(canSayYes)
  if (!waiting) return { say: (m) => m.replyHelp.noOpenOffer(), outcome: 'yes_without_offer' }
  await askHuman(turn, waiting)
  return {
    say: (m) => m.replyHelp.needDigits(waiting.referral),
    ...{ outcome: 'reference_wrong', about: waiting },
  }
}

/** A frozen link is not even compared: nothing that is typed can open it by SMS any more. */
const fits =
  ({ keys }: Turn, digits: string) =>
  ({ link }: Asked): boolean =>
    link.frozenAt === null && digitsFit(keys, link, digits)

/**
 * Digits that fitted nothing were a guess at every link of this number, so they count on each that is
 * not frozen. Locked in one order, because replies may come side by side.
 */
async function wrongTry(turn: Turn, compared: Asked[]): Promise<Result> {
  const left: Asked[] = []
  const locked: Asked[] = []
  for (const each of compared.toSorted(byReferral)) {
    const now = await lockLink(turn, each)
    locked.push(now)
    if (hearing(now) && !(await wrongDigits(turn, now))) left.push(now)
  }
  const waiting = locked.filter(hearing)
  if (waiting.length === 0) return none(locked)
  const [about] = left
  if (!about) return frozen(waiting[0]!)
  return { say: (m) => m.replyHelp.wrongDigits(about.referral), outcome: 'digits_wrong', about }
}

const byReferral = (a: Asked, b: Asked): number =>
  `${a.referral.id} ${a.link.id}` < `${b.referral.id} ${b.link.id}` ? -1 : 1

const frozen = (about: Asked): Result => ({
  say: (m) => m.replyHelp.frozen(about.referral),
  outcome: 'frozen',
  about,
})

async function accepted(turn: Turn, asked: Asked): Promise<Result> {
  const { next } = await accept(turn, asked.offer.id, {
    channel: 'sms',
    contactId: asked.link.contactId,
  })
  return { say: (m) => m.thanksYes({ ...asked.referral, next }), outcome: 'accepted', about: asked }
}

/** It wins nothing by itself, and a human calls. */
async function late(turn: Turn, about: Asked, why: Late): Promise<Result> {
  await lateYes(turn, about.offer.id)
  if (why === 'parts')
    return { say: (m) => m.replyHelp.partsYes(about.referral), outcome: 'yes_after_parts', about }
  return { say: (m) => m.replyHelp.lateYes(about.referral), outcome: 'yes_after_failure', about }
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
  const byDigits = reply.digits ? live.filter(fits(turn, reply.digits)) : []
  const meant = byDigits.length === 1 ? byDigits : live
  const [first] = meant
  if (!first) return afterYes(turn, asked.filter(named(reply)))
  const references = [...new Set(meant.map(({ referral }) => referral.reference))]
  if (references.length > 1) {
    if (reply.digits && byDigits.length === 0) await wrongTry(turn, live)
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
