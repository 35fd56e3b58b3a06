import { and, asc, eq, inArray } from 'drizzle-orm'
import { messages, staff } from '../../db/schema.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { whoHasSeen } from '../routing/disclosure-log.ts'
import { listMessages } from '../routing/talk.ts'
import { viewReferral } from '../routing/view.ts'
import type { viewLeg } from '../routing/view-leg.ts'
import type { Turn } from '../services.ts'

export type LegView = ReturnType<typeof viewLeg> & {
  meeting?: { how: string; at?: string; place?: string }
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
  const actors = [
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
  }
}

/** Names of people of staff, by what the record calls them. */
async function namesOf({ tx }: Turn, actors: string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) =>
    actor.startsWith('staff:') ? [actor.slice('staff:'.length)] : [],
  )
  if (ids.length === 0) return new Map()
  const found = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, ids))
  return new Map(found.map(({ id, name }) => [`staff:${id}`, name]))
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
