import { and, eq, inArray, isNull, notInArray } from 'drizzle-orm'
import { consents, legs, offers, referrals, tasks } from '../../db/schema.ts'
import { cancelMessages } from '../delivery/message.ts'
import { after, DAY } from '../platform/clock.ts'
import { conflict } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { release } from './answer.ts'
import { type Case, type Leg, lockCase, note, type Offer } from './case.ts'
import { neverLapses } from './consent-more.ts'
import { tellPoint } from './notices.ts'
import { endTasks } from './task.ts'
import { openTasksOf } from './task-about.ts'

export const CLOSINGS = [
  'connected',
  'placed_by_phone',
  'person_declined',
  'not_reachable',
  'duplicate',
  'not_trafficking',
  'refused',
  'other',
] as const
export type Closing = (typeof CLOSINGS)[number]

/**
 * The person takes the consent back: every offer is released, its holders are told what to delete,
 * everything stops. Only a report that the law demands is still to be made. Also after a closure, as
 * long as it is not erased: whoever took the person in may hold what was said.
 */
export async function withdrawReferral(turn: Turn, referralId: string): Promise<void> {
  const it = await lockCase(turn, referralId)
  if (it.referral.state === 'withdrawn') return
  await turn.tx
    .update(consents)
    .set({ withdrawnAt: turn.now })
    .where(and(eq(consents.referralId, referralId), isNull(consents.withdrawnAt)))
  await end(turn, it, 'withdrawn', 'consent_withdrawn')
  await alarmAgain(turn, referralId)
}

/** The alarm of a report that is still to be made was stopped with the other messages: the next rung, now. */
async function alarmAgain({ tx, now }: Turn, referralId: string): Promise<void> {
  const owed = await openTasksOf(tx, referralId, 'minor_report')
  await tx.update(tasks).set({ dueAt: now }).where(inArray(tasks.id, owed))
}

/** A human ends a referral, with a reason. Not before a report that the law demands is made. */
export async function closeReferral(
  turn: Turn,
  referralId: string,
  reason: Closing,
): Promise<void> {
  const it = await lockCase(turn, referralId)
  const [report] = await openTasksOf(turn.tx, referralId, 'minor_report')
  if (report) {
    throw conflict(
      'report_missing',
      'The report about a minor must be recorded first (task minor_report).',
      { taskId: report },
    )
  }
  await end(turn, it, 'closed', reason)
}

/** Nobody has cared for it for too long: those who hold it are told what to delete. */
export const lapseReferral = (turn: Turn, it: Case): Promise<void> =>
  end(turn, it, 'closed', 'retention')

async function end(
  turn: Turn,
  it: Case,
  state: 'withdrawn' | 'closed',
  reason: string,
): Promise<void> {
  const { tx, now } = turn
  const { id, state: before } = it.referral
  if (before !== 'open' && !(before === 'closed' && state === 'withdrawn'))
    throw conflict('referral_ended', 'This referral has ended already.', { state: before })
  if (state === 'withdrawn') await cancelMessages(turn, { referralId: id })
  const retainDueAt = after(now, turn.config.RETAIN_CLOSED_DAYS * DAY)
  await tx
    .update(referrals)
    // It is kept no longer for having been taken back later.
    .set({ state, endReason: reason, ...(before === 'open' && { endedAt: now, retainDueAt }) })
    .where(eq(referrals.id, id))
  await neverLapses(turn, id)
  const own = await tx.select().from(legs).where(eq(legs.referralId, id))
  const made = await tx.select().from(offers).where(eq(offers.referralId, id))
  await tx
    .update(legs)
    .set({ state: 'closed', dueAt: null })
    .where(and(eq(legs.referralId, id), notInArray(legs.state, ['replaced', 'closed'])))
  const kept = state === 'closed' ? own.filter((leg) => staysThere(leg, reason)) : []
  const keptIds = kept.map((leg) => leg.id)
  const released = made.filter((offer) => !keptIds.includes(offer.legId)).map((offer) => offer.id)
  await release(turn, it, released, 'withdrawn', (m) => m.withdrawn(it.referral))
  if (state === 'withdrawn') await tellEarlierHolders(turn, it, made)
  await endTasks(
    turn,
    own.map((leg) => leg.id),
    state,
  )
  await note(turn, id, { action: `referral.${state}`, thing: `referral:${id}`, data: { reason } })
}

/** A connected person stays with whoever took them in: closing takes nothing back. */
const staysThere = ({ state }: Leg, reason: string): boolean =>
  state === 'connected' || (state === 'confirmed' && reason === 'connected')

/** Those who had said yes, or still thought that they were asked, are told what to delete, too. */
async function tellEarlierHolders(turn: Turn, it: Case, made: Offer[]): Promise<void> {
  for (const offer of made.filter(({ state }) => state === 'returned' || state === 'released'))
    await tellPoint(turn, it, offer, 'withdrawn', (m) => m.withdrawn(it.referral))
}
