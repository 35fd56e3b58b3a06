import type { events } from '../../db/schema.ts'
import type { Need } from '../directory/needs.ts'
import { needs as needList } from '../directory/needs.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { routingTexts } from '../locales/routing.ts'
import type { Turn } from '../services.ts'
import type { TaskKind } from './task-kinds.ts'
import { nameOf, told } from './view-task.ts'

type Line = typeof events.$inferSelect
type Data = {
  servicePointId?: string
  reason?: string
  kind?: TaskKind
  needs?: Need[]
  until?: string
}

/** Events that say more than a referrer may know: who was asked, and what happens inside the hotline. */
const INSIDE = new Set([
  'code.wrong',
  'digits.wrong',
  'link.frozen',
  'override.confirmed',
  'reply.unclear',
  'task.opened',
  'task.claimed',
  'task.done',
  'task.told',
])

/** What became of the person: for a referrer only with consent. */
const ARRIVAL = new Set(['leg.connected', 'leg.closed'])

/** The record of a referral in words, oldest first; for a referrer without places and reasons. */
export async function timelineOf(
  { tx }: Turn,
  lines: Line[],
  known: Map<string, PointDetails>,
  { staff, arrivals }: { staff: boolean; arrivals: boolean },
) {
  const ids = lines.flatMap(({ data }) => (data as Data).servicePointId ?? [])
  const points = new Map([
    ...known,
    ...(await servicePointsByIds(
      tx,
      ids.filter((id) => !known.has(id)),
    )),
  ])
  return lines
    .filter(({ action }) => (staff || !INSIDE.has(action)) && (arrivals || !ARRIVAL.has(action)))
    .map((line) => ({
      at: line.at.toISOString(),
      action: line.action,
      what: told((language) => words(line, staff ? points : new Map(), staff, language)),
      ...(staff ? { actor: line.actor, thing: line.thing } : {}),
    }))
}

function words(
  { action, data }: Line,
  points: Map<string, PointDetails>,
  staff: boolean,
  language: 'en' | 'fr',
): string {
  const { events, taskShort, why, refusals } = routingTexts(language)
  const { servicePointId, reason, kind, needs } = data as Data
  const point = servicePointId ? points.get(servicePointId) : undefined
  const details = [
    point ? nameOf(point)[language] : undefined,
    needs?.map((need) => needList[need][language]).join(', '),
    kind ? taskShort[kind] : undefined,
    staff && reason
      ? ((refusals as Record<string, string>)[reason] ?? why[reason] ?? reason)
      : undefined,
  ].filter(Boolean)
  const label = events[action] ?? action
  return details.length > 0 ? `${label}: ${details.join('; ')}` : label
}
