import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { events, legs, offers, referrals, tasks } from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import type { LocateCaution } from '../geography/place.ts'
import { areaLabel } from '../geography/region.ts'
import { cleaned } from '../platform/database.ts'
import { notFound } from '../platform/errors.ts'
import { assertMay, may, mayEver } from '../protection/may.ts'
import { writeRecord } from '../protection/record.ts'
import { KeyDestroyed } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, type Consent, newestConsent, openCase, type Referral } from './case.ts'
import { meetingsOf } from './meeting.ts'
import { referralThing } from './reach.ts'
import { ARRIVAL, timelineForReferrer, timelineForStaff } from './timeline.ts'
import { STAGES, type Stage, viewLeg } from './view-leg.ts'
import { stateFor } from './view-list.ts'
import { legsForReferrer } from './view-referrer.ts'

/**
 * Everything about one referral that its viewer may see. Referrers see no service point: they must
 * not learn where.
 */
export async function viewReferral(turn: Turn, referralId: string) {
  const { tx, actor } = turn
  const [referral] = await tx.select().from(referrals).where(eq(referrals.id, referralId))
  if (!referral) throw notFound()
  const thing = await referralThing(turn, referralId)
  assertMay(actor, 'referral.read', thing)
  const inFull = may(actor, 'referral.read_full', thing)
  const [parts, lines] = [await partsOf(turn, referralId), await eventsOf(turn, referralId)]
  const cautions = inFull ? await cautionsOf(turn, referral) : undefined
  const view = inFull
    ? await forStaff(turn, referral, parts, lines)
    : await forReferrer(turn, referral, parts, lines, await newestConsent(tx, referralId))
  return viewOf(turn, referral, cautions, view)
}

/** The answer to whoever made it just now, in this very turn: without a timeline. */
export async function viewMade(turn: Turn, { referral, consent, said }: Case) {
  const made = { madeBy: referral.organizationId, state: referral.state, mine: true }
  const parts = await partsOf(turn, referral.id)
  const view = may(turn.actor, 'referral.read_full', made)
    ? await forStaff(turn, referral, parts)
    : await forReferrer(turn, referral, parts, undefined, consent)
  return viewOf(turn, referral, said.ask.located.cautions, view)
}

const viewOf = <View extends { legs: { stage: Stage }[] }>(
  turn: Turn,
  referral: Referral,
  cautions: LocateCaution[] | undefined,
  view: View,
) => ({
  ...summary(turn, referral),
  ...(cautions && { cautions }),
  stage: leastAdvanced(view.legs.map(({ stage }) => stage)),
  ...view,
})

type Parts = Awaited<ReturnType<typeof partsOf>>
type Lines = Awaited<ReturnType<typeof eventsOf>>

async function partsOf({ tx }: Turn, referralId: string) {
  const own = tx.select({ id: legs.id }).from(legs).where(eq(legs.referralId, referralId))
  // Sent together: one round trip.
  const [ownLegs, ownOffers, ownTasks] = await Promise.all([
    tx
      .select()
      .from(legs)
      .where(eq(legs.referralId, referralId))
      .orderBy(asc(legs.openedAt), asc(legs.id)),
    tx
      .select()
      .from(offers)
      .where(eq(offers.referralId, referralId))
      .orderBy(asc(offers.madeAt), asc(offers.turn)),
    tx
      .select()
      .from(tasks)
      .where(and(inArray(tasks.legId, own), isNull(tasks.doneAt)))
      .orderBy(asc(tasks.dueAt)),
  ])
  return { legs: ownLegs, offers: ownOffers, tasks: ownTasks }
}

async function forStaff(turn: Turn, referral: Referral, parts: Parts, lines?: Lines) {
  const named = [
    ...parts.offers.map((offer) => offer.servicePointId),
    ...parts.tasks.flatMap((task) => [
      ...task.listed,
      ...(task.candidateId ? [task.candidateId] : []),
    ]),
  ]
  const points = await servicePointsByIds(turn.tx, [...new Set(named)])
  const meetings = await meetingsOf(turn, referral, parts.offers)
  return {
    endReason: referral.endReason,
    legs: parts.legs.map((leg) => {
      const its = parts.offers.filter((offer) => offer.legId === leg.id)
      const open = parts.tasks.filter((task) => task.legId === leg.id)
      const meeting = its.flatMap(({ id, state }) =>
        state === 'accepted' ? (meetings.get(id) ?? []) : [],
      )[0]
      const view = viewLeg(turn, leg, its, open, { points, referral })
      return { ...view, ...(meeting && { meeting }) }
    }),
    ...(lines && { timeline: await timelineForStaff(turn, lines, points) }),
  }
}

/**
 * A referrer learns that it was taken on; what became of it, only with the person's consent, while that
 * stands. Where it was taken back no arrival shows, and all else as after a closure: the difference
 * would tell.
 */
async function forReferrer(
  turn: Turn,
  referral: Referral,
  parts: Parts,
  lines: Lines | undefined,
  { tellReferrer: arrivals, withdrawnAt }: Consent,
) {
  const meetings = await meetingsOf(turn, referral, parts.offers)
  const shown = withdrawnAt ? lines?.filter(({ action }) => !ARRIVAL.has(action)) : lines
  return {
    endReason: arrivals && referral.endReason === 'connected' ? referral.endReason : null,
    legs: legsForReferrer(turn, { referral, ...parts, arrivals, meetings }),
    ...(shown && { timeline: timelineForReferrer(endingsFor(turn, shown), arrivals) }),
  }
}

/** What was said about the place and does not fit; nothing where that is erased or does not open. */
async function cautionsOf(turn: Turn, referral: Referral): Promise<LocateCaution[] | undefined> {
  if (!referral.sealed) return undefined
  try {
    return (await openCase(turn, referral)).said.ask.located.cautions
  } catch (error) {
    // A human who looks at what is stuck must see the rest.
    if (!(error instanceof KeyDestroyed))
      turn.log.error({ err: cleaned(error), referral: referral.id }, 'a referral does not open')
    return undefined
  }
}

/** A withdrawal is the person's own affair; see `stateFor`. One that follows a closure is no line at all. */
function endingsFor({ actor }: Turn, lines: Lines): Lines {
  if (mayEver(actor, 'referral.read_withdrawal')) return lines
  const closed = lines.some(({ action }) => action === 'referral.closed')
  return lines.flatMap((line) => {
    if (line.action !== 'referral.withdrawn') return [line]
    return closed ? [] : [{ ...line, action: 'referral.closed' }]
  })
}

const summary = (turn: Turn, referral: Referral) => ({
  id: referral.id,
  reference: referral.reference,
  channel: referral.channel,
  urgency: referral.urgency,
  state: stateFor(turn.actor, referral.state),
  area: areaLabel(turn.gazetteer, referral.area),
  createdAt: referral.createdAt.toISOString(),
  endedAt: referral.endedAt?.toISOString() ?? null,
})

function leastAdvanced(stages: Stage[]): Stage {
  const ranks = stages
    .filter((stage) => stage !== 'closed')
    .map((stage) => (STAGES as readonly string[]).indexOf(stage))
  return ranks.length > 0 ? STAGES[Math.min(...ranks)]! : 'closed'
}

async function eventsOf({ tx, keys }: Turn, referralId: string) {
  // What this very turn did is part of it.
  await writeRecord(tx, keys)
  return tx
    .select()
    .from(events)
    .where(eq(events.chain, `referral:${referralId}`))
    .orderBy(asc(events.seq))
}
