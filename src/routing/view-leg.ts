import type { PointDetails } from '../directory/store.ts'
import type { Language } from '../locales/locale.ts'
import { locale } from '../locales/locale.ts'
import { routingTexts } from '../locales/routing.ts'
import type { Turn } from '../services.ts'
import type { Leg, Offer, Referral } from './case.ts'
import { clockText } from './notices.ts'
import type { Task } from './task.ts'
import type { TaskKind } from './task-kinds.ts'
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

/** A leg as operators and supervisors see it: whom it was put to, and what is open. */
export function viewLeg(
  turn: Turn,
  leg: Leg,
  its: Offer[],
  open: Task[],
  { points, referral }: { points: Map<string, PointDetails>; referral: Referral },
) {
  return {
    id: leg.id,
    needs: leg.needs,
    state: leg.state,
    stage: stageOf(leg, its, open),
    next: nextStep(turn, leg, its, open),
    nextAt: nextAt(leg, its, open)?.toISOString() ?? null,
    offers: its.map((offer) => viewOffer(offer, points.get(offer.servicePointId)!)),
    tasks: open.map((task) => viewTask(turn, task, points, referral)),
  }
}

/** An open leg is in screening while that task is open, offered while an offer lives, else matched. */
export function stageOf(leg: Leg, its: Offer[], open: Task[]): Stage {
  if (leg.state === 'replaced' || leg.state === 'closed') return 'closed'
  if (leg.state !== 'open') return leg.state as Stage
  if (open.some(({ kind }) => kind === 'screening')) return 'screening'
  return its.some(({ state }) => state === 'open') ? 'offered' : 'matched'
}

const viewOffer = (offer: Offer, point: PointDetails) => ({
  id: offer.id,
  state: offer.state,
  madeAt: offer.madeAt.toISOString(),
  answerBy: offer.dueAt?.toISOString() ?? null,
  servicePoint: { id: point.id, name: nameOf(point) },
  reason: offer.reason,
  answeredAt: offer.answeredAt?.toISOString() ?? null,
})

/** When that which `nextStep` says is due. */
function nextAt(leg: Leg, its: Offer[], open: Task[]): Date | undefined {
  if (leg.state !== 'open') return leg.dueAt ?? undefined
  const live = its.filter(({ state }) => state === 'open')
  const ends = (live[0] ? live : open).flatMap(({ dueAt }) => dueAt ?? [])
  return ends.sort((a, b) => a.getTime() - b.getTime())[0]
}

function nextStep(turn: Turn, leg: Leg, its: Offer[], open: Task[]): Told {
  const live = its.filter(({ state }) => state === 'open')
  const [task] = open
  return told((language) => {
    const { next, taskTodo } = routingTexts(language)
    const clock = (at: Date) => staffClock(turn, language, at)
    const until = leg.dueAt ? clock(leg.dueAt) : ''
    if (leg.state === 'accepted') return next.accepted({ until })
    if (leg.state === 'confirmed' && leg.dueAt) return next.confirmed({ until })
    if (leg.state === 'connected') return next.connected()
    if (leg.state !== 'open') return next.ended()
    if (live[0]) return next.offered({ count: live.length, until: clock(live[0].dueAt!) })
    if (!task) return next.ended()
    return next.task({ todo: taskTodo[task.kind as TaskKind], until: clock(task.dueAt!) })
  })
}

/** A clock of staff with its place, "14:30 (Toronto)": who reads it may sit in another zone. */
export function staffClock({ now, config }: Turn, language: Language, at: Date): string {
  const city = config.ZONE.split('/').at(-1)!.replaceAll('_', ' ')
  return `${clockText(locale(language).messages, at, now, config.ZONE)} (${city})`
}
