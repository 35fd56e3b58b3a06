import { and, asc, desc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { consents, events, legs, offers, referrals, tasks } from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import type { LocateCaution } from '../geography/place.ts'
import { areaLabel } from '../geography/region.ts'
import { cleaned } from '../platform/database.ts'
import { notFound } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import { KeyDestroyed } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { openCase, type Referral } from './case.ts'
import { timelineForReferrer, timelineForStaff } from './timeline.ts'
import { STAGES, type Stage, viewLeg } from './view-leg.ts'
import { legsForReferrer } from './view-referrer.ts'

/**
 * Everything about one referral that its viewer may see. Referrers see no service point: they must
 * not learn where. Without `timeline` it is the answer to its making.
 */
export async function viewReferral(turn: Turn, referralId: string, { timeline = true } = {}) {
  const { tx, actor } = turn
  const [referral] = await tx.select().from(referrals).where(eq(referrals.id, referralId))
  if (!referral) throw notFound()
  assertMay(actor, 'referral.read', { madeBy: referral.organizationId })
  const parts = await partsOf(turn, referralId)
  const lines = timeline ? await eventsOf(turn, referralId) : undefined
  const cautions = isStaff(turn) || !timeline ? await cautionsOf(turn, referral) : undefined
  const view = isStaff(turn)
    ? await forStaff(turn, referral, parts, lines)
    : forReferrer(turn, referral, parts, lines, await mayLearnOutcome(turn, referralId))
  return {
    ...summary(turn, referral),
    ...(cautions && { cautions }),
    stage: leastAdvanced(view.legs.map(({ stage }) => stage)),
    ...view,
  }
}

type Parts = Awaited<ReturnType<typeof partsOf>>
type Lines = Awaited<ReturnType<typeof eventsOf>>

async function partsOf({ tx }: Turn, referralId: string) {
  const ownLegs = await tx
    .select()
    .from(legs)
    .where(eq(legs.referralId, referralId))
    .orderBy(asc(legs.openedAt), asc(legs.id))
  const ownOffers = await tx
    .select()
    .from(offers)
    .where(eq(offers.referralId, referralId))
    .orderBy(asc(offers.madeAt), asc(offers.turn))
  const ownTasks = await tx
    .select()
    .from(tasks)
    .where(
      and(
        inArray(
          tasks.legId,
          ownLegs.map(({ id }) => id),
        ),
        isNull(tasks.doneAt),
      ),
    )
    .orderBy(asc(tasks.dueAt))
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
  return {
    endReason: referral.endReason,
    legs: parts.legs.map((leg) => {
      const its = parts.offers.filter((offer) => offer.legId === leg.id)
      const open = parts.tasks.filter((task) => task.legId === leg.id)
      return viewLeg(turn, leg, its, open, { points, referral })
    }),
    ...(lines && { timeline: await timelineForStaff(turn, lines, points) }),
  }
}

function forReferrer(
  turn: Turn,
  referral: Referral,
  parts: Parts,
  lines: Lines | undefined,
  arrivals: boolean,
) {
  return {
    endReason: arrivals && referral.endReason === 'connected' ? referral.endReason : null,
    legs: legsForReferrer(turn, { referral, ...parts, arrivals }),
    ...(lines && { timeline: timelineForReferrer(lines, arrivals) }),
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

/** A referrer learns that it was taken on; what became of it, only with the person's consent, while it stands. */
async function mayLearnOutcome({ tx }: Turn, referralId: string): Promise<boolean> {
  const told = await tx
    .select({ id: consents.id })
    .from(consents)
    .where(
      and(
        eq(consents.referralId, referralId),
        eq(consents.tellReferrer, true),
        isNull(consents.withdrawnAt),
      ),
    )
  return told.length > 0
}

const isStaff = ({ actor }: Turn): boolean =>
  actor.role === 'operator' || actor.role === 'supervisor'

const summary = ({ gazetteer }: Turn, referral: Referral) => ({
  id: referral.id,
  reference: referral.reference,
  channel: referral.channel,
  urgency: referral.urgency,
  state: referral.state,
  area: areaLabel(gazetteer, referral.area),
  createdAt: referral.createdAt.toISOString(),
  endedAt: referral.endedAt?.toISOString() ?? null,
})

/** References and states only; one's own organization's for those who may see no others. */
export async function listReferrals(
  turn: Turn,
  { before, limit }: { before?: string; limit: number },
) {
  const { tx, actor } = turn
  const everything = isStaff(turn)
  const found = await tx
    .select()
    .from(referrals)
    .where(
      and(
        everything ? undefined : eq(referrals.organizationId, actor.organizationId!),
        before ? lt(referrals.id, before) : undefined,
      ),
    )
    .orderBy(desc(referrals.id))
    .limit(limit)
  return found.map((referral) => ({
    ...summary(turn, referral),
    endReason: everything ? referral.endReason : null,
  }))
}

function leastAdvanced(stages: Stage[]): Stage {
  const ranks = stages
    .filter((stage) => stage !== 'closed')
    .map((stage) => (STAGES as readonly string[]).indexOf(stage))
  return ranks.length > 0 ? STAGES[Math.min(...ranks)]! : 'closed'
}

const eventsOf = ({ tx }: Turn, referralId: string) =>
  tx
    .select()
    .from(events)
    .where(eq(events.chain, `referral:${referralId}`))
    .orderBy(asc(events.seq))
