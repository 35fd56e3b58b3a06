import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import { consents, legs, offers, receipts, referrals } from '../../db/schema.ts'
import { cancelMessages } from '../delivery/message.ts'
import { violates } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import { seal } from '../protection/seal.ts'
import { release } from '../routing/answer.ts'
import { type Case, lockKept, note, sealedReferral } from '../routing/case.ts'
import { withdrawReferral } from '../routing/end-referral.ts'
import { makeReferral, type Prepared } from '../routing/make-referral.ts'
import type { ReferralInput } from '../routing/schemas.ts'
import { openTask } from '../routing/task.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { hashOfCode, sameWord } from './code.ts'

/** Whoever asks for help on the public pages. Nobody is told apart. */
export const PERSON: Actor = { id: 'person', role: 'person' }

/** After so many wrong words in all, somebody else may be trying: as if there were none. */
const WRONG_WORDS = 5

/**
 * The last step of the form: the referral and its receipt, in one transaction. The receipt was shown
 * before, so that sending again gives the same referral. Returns its reference.
 */
export async function sendReferral(
  services: Services,
  prepared: Prepared,
  code: string,
): Promise<string> {
  const codeHmac = hashOfCode(services.keys, code)
  const earlier = () =>
    takeTurn(services, PERSON, async (turn) => (await find(turn, code))?.reference)
  const sent = await earlier()
  if (sent) return sent
  try {
    return await takeTurn(services, PERSON, async (turn) => {
      const { referral } = await makeReferral(turn, prepared)
      await turn.tx.insert(receipts).values({ codeHmac, referralId: referral.id })
      return referral.reference
    })
  } catch (error) {
    if (!violates(error, 'receipts_pkey')) throw error
    return (await earlier())!
  }
}

/**
 * All that a receipt ever tells. `waiting`: somebody has said yes, or took the person in. `stopped`:
 * withdrawn, ended, or stopped until the hotline has checked.
 */
export type Standing = { reference: string; state: 'waiting' | 'looking' | 'stopped' }

/** Undefined: there is no such receipt. */
export async function lookUp(turn: Turn, code: string): Promise<Standing | undefined> {
  const found = await find(turn, code)
  if (!found) return undefined
  const { reference } = found
  const ended = found.state !== 'open' && found.endReason !== 'connected'
  if (ended || (found.stoppedAt && !(await agreedAgain(turn, found))))
    return { reference, state: 'stopped' }
  const [taken] = await turn.tx
    .select({ id: legs.id })
    .from(legs)
    .where(
      and(
        eq(legs.referralId, found.referralId),
        inArray(legs.state, ['accepted', 'confirmed', 'connected']),
      ),
    )
    .limit(1)
  const waiting = taken !== undefined || found.endReason === 'connected'
  return { reference, state: waiting ? 'waiting' : 'looking' }
}

type Change =
  | { kind: 'withdraw' }
  | { kind: 'contact'; safeContact: NonNullable<ReferralInput['safeContact']> }
  /** They say that they do not have the word. */
  | { kind: 'no_word' }

/**
 * Withdraws, or changes how the person is reached, if the word is the one that they chose. Without it
 * everything stops, and an operator checks. Undefined: there is no such receipt, or nothing to change.
 */
export async function change(
  turn: Turn,
  { code, word, wanted }: { code: string; word: string; wanted: Change },
): Promise<'done' | 'wrong_word' | 'stopped' | undefined> {
  const found = await find(turn, code)
  const it = found && (await lockKept(turn, found.referralId))
  if (it?.referral.state !== 'open') return undefined
  if (wanted.kind === 'no_word') return stop(turn, it)
  const chosen = it.said.input.safeContact?.codeWord
  if (!chosen) return stop(turn, it)
  // Under the referral's lock: of several tries at once each counts.
  const { wrongWords } = (await find(turn, code))!
  if (wrongWords >= WRONG_WORDS) return stop(turn, it)
  if (!sameWord(chosen, word)) {
    await turn.tx
      .update(receipts)
      .set({ wrongWords: sql`${receipts.wrongWords} + 1` })
      .where(eq(receipts.referralId, it.referral.id))
    return wrongWords + 1 >= WRONG_WORDS ? stop(turn, it) : 'wrong_word'
  }
  if (wanted.kind === 'withdraw') await withdrawReferral(turn, it.referral.id)
  else await keepContact(turn, it, { ...wanted.safeContact, codeWord: chosen })
  return 'done'
}

async function keepContact(
  turn: Turn,
  it: Case,
  safeContact: NonNullable<ReferralInput['safeContact']>,
): Promise<void> {
  const { id } = it.referral
  const input = { ...it.said.input, safeContact }
  const said = { ...it.said, input, contactAskedAt: turn.now.toISOString() }
  await turn.tx
    .update(referrals)
    .set({ sealed: seal(it.key, sealedReferral(id), said) })
    .where(eq(referrals.id, id))
  await note(turn, id, { action: 'contact.changed', thing: `referral:${id}` })
}

/**
 * Somebody has the receipt and not the word: it may not be the person. Their consent rests (no offer,
 * nothing shown), what waited to be sent is not sent, who was asked is released. A yes stands, so that a
 * stranger cannot take a bed away; an operator finds out who it was, and writes the consent down again.
 */
async function stop(turn: Turn, it: Case): Promise<'stopped'> {
  const { tx, now } = turn
  const { id } = it.referral
  const [stopped] = await tx
    .update(receipts)
    .set({ stoppedAt: now, wrongWords: 0 })
    .where(eq(receipts.referralId, id))
    .returning()
  if (!stopped) return 'stopped'
  const open = await tx
    .select()
    .from(legs)
    .where(and(eq(legs.referralId, id), notInArray(legs.state, ['replaced', 'closed'])))
    .orderBy(legs.id)
  await tx
    .update(consents)
    .set({ withdrawnAt: now })
    .where(and(eq(consents.referralId, id), isNull(consents.withdrawnAt)))
  for (const leg of open)
    await openTask(turn, {
      ...{ kind: 'receipt_check', role: 'operator', urgency: it.urgency },
      ...{ legId: leg.id, referralId: id, reason: 'no_word' },
    })
  await cancelMessages(turn, { referralId: id })
  const asked = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.referralId, id), eq(offers.state, 'open')))
  const ids = asked.map((offer) => offer.id)
  await release(turn, it, ids, 'withdrawn', (m) => m.withdrawn(it.referral))
  await note(turn, id, { action: 'receipt.stopped', thing: `referral:${id}` })
  return 'stopped'
}

/** Stopped, until there is a consent again. */
async function agreedAgain({ tx }: Turn, { referralId }: { referralId: string }): Promise<boolean> {
  const [stands] = await tx
    .select({ id: consents.id })
    .from(consents)
    .where(and(eq(consents.referralId, referralId), isNull(consents.withdrawnAt)))
    .limit(1)
  return stands !== undefined
}

async function find({ tx, keys }: Turn, code: string) {
  const [found] = await tx
    .select({
      referralId: receipts.referralId,
      wrongWords: receipts.wrongWords,
      stoppedAt: receipts.stoppedAt,
      reference: referrals.reference,
      state: referrals.state,
      endReason: referrals.endReason,
    })
    .from(receipts)
    .innerJoin(referrals, eq(referrals.id, receipts.referralId))
    .where(eq(receipts.codeHmac, hashOfCode(keys, code)))
  return found
}
