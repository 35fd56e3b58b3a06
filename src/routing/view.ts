import { and, asc, desc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { consents, events, legs, offers, referrals, tasks } from '../../db/schema.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { areaLabel } from '../geography/region.ts'
import { locale } from '../locales/locale.ts'
import { routingTexts } from '../locales/routing.ts'
import { notFound } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import type { Leg, Offer, Referral } from './case.ts'
import { clockText } from './notices.ts'
import type { Task } from './task.ts'
import type { TaskKind } from './task-kinds.ts'
import { timelineOf } from './timeline.ts'
import { nameOf, type Told, told, viewTask } from './view-task.ts'

export const STAGES = [
  'screening',
  'matched',
  'offered',
  'accepted',
  'confirmed',
  'connected',
] as const
export type Stage = (typeof STAGES)[number] | 'closed'

/** Everything about one referral that its viewer may see. Referrers see no service point: they must not learn where. */
export async function viewReferral(turn: Turn, referralId: string, { timeline = true } = {}) {
  const { tx, actor } = turn
  const [referral] = await tx.select().from(referrals).where(eq(referrals.id, referralId))
  if (!referral) throw notFound()
  assertMay(actor, 'referral.read', { madeBy: referral.organizationId })
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
  const named = [
    ...ownOffers.map((offer) => offer.servicePointId),
    ...ownTasks.flatMap((task) => [
      ...task.listed,
      ...(task.candidateId ? [task.candidateId] : []),
    ]),
  ]
  const points = await servicePointsByIds(tx, [...new Set(named)])
  const staff = isStaff(turn)
  const arrivals = staff || (await mayLearnOutcome(turn, referralId))
  const shownLegs = ownLegs.map((real) => {
    const leg = arrivals ? real : withoutArrival(real)
    const its = ownOffers.filter((offer) => offer.legId === leg.id)
    const open = ownTasks.filter((task) => task.legId === leg.id)
    return {
      id: leg.id,
      needs: leg.needs,
      state: leg.state,
      stage: stageOf(leg, its, open),
      next: nextStep(turn, leg, its, open),
      nextAt: nextAt(leg, its, open)?.toISOString() ?? null,
      offers: its.map((offer) =>
        viewOffer(offer, staff ? points.get(offer.servicePointId) : undefined),
      ),
      ...(staff ? { tasks: open.map((task) => viewTask(turn, task, points, referral)) } : {}),
    }
  })
  const stages = shownLegs.map(({ stage }) => stage)
  return {
    ...summary(turn, referral),
    stage: leastAdvanced(stages),
    legs: shownLegs,
    ...(timeline
      ? {
          timeline: await timelineOf(turn, await eventsOf(turn, referralId), points, {
            staff,
            arrivals,
          }),
        }
      : {}),
  }
}

/** A referrer learns that it was taken on; whether the person arrived, only with their consent. */
async function mayLearnOutcome({ tx }: Turn, referralId: string): Promise<boolean> {
  const told = await tx
    .select({ id: consents.id })
    .from(consents)
    .where(and(eq(consents.referralId, referralId), eq(consents.tellReferrer, true)))
  return told.length > 0
}

/** Confirmed and connected look the same. */
const withoutArrival = (leg: Leg): Leg =>
  leg.state === 'confirmed' || leg.state === 'connected'
    ? { ...leg, state: 'confirmed', dueAt: null }
    : leg

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
  endReason: referral.endReason,
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
  return found.map((referral) => summary(turn, referral))
}

/** An open leg is in screening while that task is open, offered while an offer lives, else matched. */
export function stageOf(leg: Leg, its: Offer[], open: Task[]): Stage {
  if (leg.state === 'replaced' || leg.state === 'closed') return 'closed'
  if (leg.state !== 'open') return leg.state as Stage
  if (open.some(({ kind }) => kind === 'screening')) return 'screening'
  return its.some(({ state }) => state === 'open') ? 'offered' : 'matched'
}

function leastAdvanced(stages: Stage[]): Stage {
  const ranks = stages
    .filter((stage) => stage !== 'closed')
    .map((stage) => (STAGES as readonly string[]).indexOf(stage))
  return ranks.length > 0 ? STAGES[Math.min(...ranks)]! : 'closed'
}

function viewOffer(offer: Offer, point: PointDetails | undefined) {
  return {
    id: offer.id,
    state: offer.state,
    madeAt: offer.madeAt.toISOString(),
    answerBy: offer.dueAt?.toISOString() ?? null,
    ...(point
      ? {
          servicePoint: { id: point.id, name: nameOf(point) },
          reason: offer.reason,
          answeredAt: offer.answeredAt?.toISOString() ?? null,
        }
      : {}),
  }
}

function nextAt(leg: Leg, its: Offer[], open: Task[]): Date | undefined {
  if (leg.state !== 'open') return leg.dueAt ?? undefined
  const ends = [...its, ...open].flatMap(({ dueAt }) => dueAt ?? [])
  return ends.sort((a, b) => a.getTime() - b.getTime())[0]
}

function nextStep(turn: Turn, leg: Leg, its: Offer[], open: Task[]): Told {
  const live = its.filter(({ state }) => state === 'open')
  const [task] = open
  return told((language) => {
    const { next, taskTodo } = routingTexts(language)
    const clock = (at: Date) => clockText(locale(language).messages, at, turn.now, turn.config.ZONE)
    const until = leg.dueAt ? clock(leg.dueAt) : ''
    if (leg.state === 'accepted') return next.accepted({ until })
    if (leg.state === 'confirmed' && leg.dueAt) return next.confirmed({ until })
    if (leg.state === 'connected') return next.connected()
    if (leg.state !== 'open') return next.ended()
    if (live[0]) return next.offered({ count: live.length, until: clock(live[0].dueAt!) })
    if (!task) return next.ended()
    // What the task is about is for staff: it may say who called whom unsafe.
    return isStaff(turn)
      ? next.task({ todo: taskTodo[task.kind as TaskKind], until: clock(task.dueAt!) })
      : next.operator({ until: clock(task.dueAt!) })
  })
}

const eventsOf = ({ tx }: Turn, referralId: string) =>
  tx
    .select()
    .from(events)
    .where(eq(events.chain, `referral:${referralId}`))
    .orderBy(asc(events.seq))
