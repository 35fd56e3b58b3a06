import { and, asc, eq } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { mayEver } from '../protection/may.ts'
import { whoHasSeen } from '../routing/disclosure-log.ts'
import type { Meeting } from '../routing/meeting.ts'
import { referralThing } from '../routing/reach.ts'
import { listMessages } from '../routing/talk.ts'
import { viewReferral } from '../routing/view.ts'
import type { viewLeg } from '../routing/view-leg.ts'
import type { Turn } from '../services.ts'
import { namesOf, teamOf } from './team.ts'

export type LegView = ReturnType<typeof viewLeg> & {
  meeting?: Meeting
}
export type Thread = Awaited<ReturnType<typeof listMessages>>
export type Delivery = { channel: string; state: string }
export type ReferralData = Awaited<ReturnType<typeof readReferralData>>

/** Everything that the page of one referral shows; 403 `reason_needed` where it must be opened first. */
export async function readReferralData(turn: Turn, id: string) {
  const { timeline = [], ...view } = await viewReferral(turn, id)
  const legs = view.legs as LegView[]
  const offers = legs.flatMap((leg) => leg.offers ?? [])
  const seen = await whoHasSeen(turn, id)
  const points = await servicePointsByIds(turn.tx, [
    ...new Set(offers.map(({ servicePoint }) => servicePoint.id)),
  ])
  const lines = timeline as ((typeof timeline)[number] & { actor?: string })[]
  const { restrictedTo } = await referralThing(turn, id)
  const actors = [
    ...(restrictedTo ?? []),
    ...lines.map(({ actor }) => actor ?? ''),
    ...[...seen.readings, ...seen.openings].map(({ actor }) => actor),
    ...legs.flatMap((leg) => leg.tasks.map(({ owner }) => owner ?? '')),
  ]
  return {
    ...view,
    legs,
    seen,
    points: points as Map<string, PointDetails>,
    timeline: lines,
    names: await namesOf(turn, actors),
    deliveries: await deliveriesOf(turn, id),
    threads: await threadsOf(turn, legs),
    restrictedTo: restrictedTo ?? undefined,
    team: mayEver(turn.actor, 'referral.restrict') ? await teamOf(turn) : [],
  }
}

/** How far the messages of each offer are, by offer. */
async function deliveriesOf({ tx }: Turn, referralId: string): Promise<Map<string, Delivery[]>> {
  const found = await tx
    .select({ subjectId: messages.subjectId, channel: messages.channel, state: messages.state })
    .from(messages)
    .where(and(eq(messages.referralId, referralId), eq(messages.purpose, 'offer')))
    .orderBy(asc(messages.channel))
  return Map.groupBy(found, ({ subjectId }) => subjectId)
}

/** Threads with whoever holds it, confirmed; by offer. */
async function threadsOf(turn: Turn, legs: LegView[]): Promise<Map<string, Thread>> {
  const threads = new Map<string, Thread>()
  for (const leg of legs.filter(({ state }) => state === 'confirmed' || state === 'connected')) {
    const held = leg.offers.find(({ state }) => state === 'accepted')
    if (held) threads.set(held.id, await listMessages(turn, held.id))
  }
  return threads
}
