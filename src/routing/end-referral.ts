import { and, eq, inArray, isNull } from 'drizzle-orm'
import { consents, legs, offers, referrals, tasks } from '../../db/schema.ts'
import { cancelMessages } from '../delivery/message.ts'
import { conflict } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { release } from './answer.ts'
import { type Case, lockCase, note } from './case.ts'
import { endTasks } from './task.ts'

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

/** The person takes the consent back: every offer is released, its holders are told what to delete, everything stops. */
export async function withdrawReferral(turn: Turn, referralId: string): Promise<void> {
  const it = await lockCase(turn, referralId)
  if (it.referral.state === 'withdrawn') return
  await turn.tx
    .update(consents)
    .set({ withdrawnAt: turn.now })
    .where(and(eq(consents.referralId, referralId), isNull(consents.withdrawnAt)))
  await end(turn, it, 'withdrawn', 'consent_withdrawn')
}

/** A human ends a referral, with a reason. Not before a report that the law demands is made. */
export async function closeReferral(
  turn: Turn,
  referralId: string,
  reason: Closing,
): Promise<void> {
  const it = await lockCase(turn, referralId)
  const reports = await turn.tx
    .select({ id: tasks.id })
    .from(tasks)
    .innerJoin(legs, eq(legs.id, tasks.legId))
    .where(
      and(eq(legs.referralId, referralId), eq(tasks.kind, 'minor_report'), isNull(tasks.doneAt)),
    )
  if (reports.length > 0) {
    throw conflict(
      'report_missing',
      'The report about a minor must be recorded first (task minor_report).',
      {
        taskId: reports[0]!.id,
      },
    )
  }
  await end(turn, it, 'closed', reason)
}

async function end(
  turn: Turn,
  it: Case,
  state: 'withdrawn' | 'closed',
  reason: string,
): Promise<void> {
  const { tx, now } = turn
  const { id, state: before } = it.referral
  if (before !== 'open')
    throw conflict('referral_ended', 'This referral has ended already.', { state: before })
  const open = await tx
    .select({ id: legs.id })
    .from(legs)
    .where(
      and(
        eq(legs.referralId, id),
        inArray(legs.state, ['open', 'accepted', 'confirmed', 'connected']),
      ),
    )
  const held = await tx
    .select({ id: offers.id, legId: offers.legId, state: offers.state })
    .from(offers)
    .where(and(eq(offers.referralId, id), inArray(offers.state, ['open', 'accepted'])))
  await cancelMessages(turn, { referralId: id })
  const legIds = open.map((leg) => leg.id)
  await tx
    .update(referrals)
    .set({ state, endedAt: now, endReason: reason })
    .where(eq(referrals.id, id))
  await tx
    .update(legs)
    .set({ state: 'closed', dueAt: null })
    .where(inArray(legs.id, legIds.length > 0 ? legIds : [id]))
  // A connected person stays with whoever took them in: closing takes nothing back.
  const kept = state === 'closed' ? await connectedOffers(turn, it) : []
  const released = held.filter((offer) => !kept.includes(offer.id)).map((offer) => offer.id)
  await release(turn, it, released, 'withdrawn', (m) => m.withdrawn(it.referral))
  await endTasks(turn, legIds, state)
  await note(turn, id, { action: `referral.${state}`, thing: `referral:${id}`, data: { reason } })
}

async function connectedOffers({ tx }: Turn, { referral }: Case): Promise<string[]> {
  const confirmed = await tx
    .select({ id: offers.id, confirmedAt: offers.confirmedAt })
    .from(offers)
    .where(and(eq(offers.referralId, referral.id), eq(offers.state, 'accepted')))
  return confirmed.filter(({ confirmedAt }) => confirmedAt).map(({ id }) => id)
}
