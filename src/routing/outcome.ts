import { eq } from 'drizzle-orm'
import { legs } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { conflict } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { release } from './answer.ts'
import { type Case, type Leg, lockLeg, moveOffers, note, type Offer, offersOf } from './case.ts'
import { tellPoint, tellReferrer } from './notices.ts'
import { FOLLOW_UPS } from './policy.ts'
import { seek } from './seek.ts'
import { endTasks, openTask } from './task.ts'

export const OUTCOMES = [
  'arrived',
  'no_show',
  'unreachable',
  'person_declined',
  'unsafe',
  'returned_by_service',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/**
 * What became of a yes. `arrived` connects the leg; `person_declined` closes it; all others open it
 * again and raise a task: a yes is not an ending.
 */
export async function recordOutcome(turn: Turn, legId: string, outcome: Outcome): Promise<void> {
  const { it, leg } = await lockLeg(turn, legId)
  const accepted = (await offersOf(turn, leg.id)).find(({ state }) => state === 'accepted')
  const taken = ['accepted', 'confirmed', 'connected'].includes(leg.state)
  if (outcome === 'arrived') return arrived(turn, it, leg)
  if (outcome === 'person_declined') return personDeclined(turn, it, leg, accepted)
  if (!taken || !accepted) throw wrongState(leg)
  await fallThrough(turn, it, leg, accepted, outcome)
}

const wrongState = ({ state }: Leg) =>
  conflict('leg_state', 'This outcome does not fit the state of the leg.', { state })

async function arrived(turn: Turn, it: Case, leg: Leg): Promise<void> {
  const { tx, now } = turn
  if (leg.state === 'connected') return
  if (leg.state !== 'confirmed') throw wrongState(leg)
  await tx
    .update(legs)
    .set({ state: 'connected', step: 0, dueAt: null, connectedAt: now })
    .where(eq(legs.id, leg.id))
  await note(turn, it.referral.id, {
    action: 'leg.connected',
    thing: `leg:${leg.id}`,
    data: { outcome: 'arrived' },
  })
  await endTasks(turn, [leg.id], 'connected', ['not_arrived', 'confirm_by_call'])
  if (!it.consent.followUp) return
  for (const kind of ['follow_up_24h', 'follow_up_7d'] as const) {
    await openTask(turn, {
      ...{ legId: leg.id, referralId: it.referral.id, urgency: 'standard', role: 'operator', kind },
      dueAt: after(now, FOLLOW_UPS[kind]),
    })
  }
}

async function personDeclined(
  turn: Turn,
  it: Case,
  leg: Leg,
  accepted: Offer | undefined,
): Promise<void> {
  const { tx } = turn
  if (!['open', 'accepted', 'confirmed', 'connected'].includes(leg.state)) throw wrongState(leg)
  const live = (await offersOf(turn, leg.id)).filter(({ state }) => state === 'open')
  await release(
    turn,
    it,
    [...live, ...(accepted ? [accepted] : [])].map(({ id }) => id),
    'withdrawn',
    (m) => m.withdrawn(it.referral),
  )
  await tx.update(legs).set({ state: 'closed', dueAt: null }).where(eq(legs.id, leg.id))
  await endTasks(turn, [leg.id], 'person_declined')
  await note(turn, it.referral.id, {
    action: 'leg.closed',
    thing: `leg:${leg.id}`,
    data: { outcome: 'person_declined' },
  })
}

/**
 * A yes fell through: its offer is returned, the leg opens again with a task. Where the person is
 * still waiting for a place (the service point gave it back, did not confirm, or is unsafe) the next is asked at once;
 * where the person is missing, a human goes first.
 */
export async function fallThrough(
  turn: Turn,
  it: Case,
  leg: Leg,
  accepted: Offer,
  why: Exclude<Outcome, 'arrived' | 'person_declined'> | 'not_confirmed' | 'not_agreed',
): Promise<void> {
  const { tx, now } = turn
  await moveOffers(turn, [accepted.id], ['accepted'], {
    state: 'returned',
    reason: why,
    viewerHash: null,
    codeHash: null,
  })
  const [open] = await tx
    .update(legs)
    .set({
      state: 'open',
      step: 0,
      connectedAt: null,
      openedAt: now,
      dueAt: after(now, it.policy.humanAfter || it.policy.lookEvery),
    })
    .where(eq(legs.id, leg.id))
    .returning()
  await note(turn, it.referral.id, {
    action: 'offer.returned',
    thing: `offer:${accepted.id}`,
    data: { legId: leg.id, servicePointId: accepted.servicePointId, reason: why },
  })
  await endTasks(turn, [leg.id], 'fell_through', [
    'not_arrived',
    'confirm_by_call',
    'follow_up_24h',
    'follow_up_7d',
  ])
  const common = { legId: leg.id, referralId: it.referral.id, urgency: it.urgency } as const
  const about = { ...common, role: 'operator', reason: why } as const
  const candidateId = accepted.servicePointId
  // In an emergency a human is there again at once, and stays until the next yes.
  if (it.urgency === 'emergency') await openTask(turn, { ...about, kind: 'emergency', candidateId })
  if (why === 'unsafe') await openTask(turn, { ...about, kind: 'unsafe', candidateId })
  else if (it.urgency !== 'emergency')
    await openTask(turn, { ...about, kind: 'fell_through', candidateId })
  if (why !== 'returned_by_service')
    await tellPoint(turn, it, accepted, 'returned', (m) => m.withdrawn(it.referral))
  await tellReferrer(turn, it, accepted.id, 'returned', (m) => m.referrerDeclined(it.referral))
  if (['returned_by_service', 'not_confirmed', 'not_agreed', 'unsafe'].includes(why))
    await seek(turn, it, open!)
}
