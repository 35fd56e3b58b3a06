import type { events } from '../../db/schema.ts'
import type { Need } from '../directory/needs.ts'
import { needs as needList } from '../directory/needs.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { referralTexts } from '../locales/console-referral.ts'
import { routingTexts } from '../locales/routing.ts'
import type { Turn } from '../services.ts'
import type { TaskKind } from './task-kinds.ts'
import { nameOf, told, whyInWords } from './view-task.ts'

type Line = typeof events.$inferSelect
type Data = {
  servicePointId?: string
  reason?: string
  kind?: TaskKind
  needs?: Need[]
  legId?: string
  parent?: string
}

/** All that a referrer is told of. What is not here says who was asked, or what happens inside. */
const TOLD = new Set([
  'referral.made',
  'referral.withdrawn',
  'referral.closed',
  'referral.erased',
  'leg.opened',
  'offer.made',
  'offer.accepted',
  'offer.confirmed',
])

/** To a referrer these are one: a service could not take it on, neither who nor why. */
const NOT_TAKEN = new Set(['offer.declined', 'offer.expired', 'offer.failed', 'offer.returned'])

/** What became of the person: for a referrer only with consent. */
export const ARRIVAL: ReadonlySet<string> = new Set(['leg.connected', 'leg.closed'])

/** The record of a referral in words, oldest first. */
export async function timelineForStaff(
  { tx }: Turn,
  lines: Line[],
  known: Map<string, PointDetails>,
) {
  const ids = lines.flatMap(({ data }) => (data as Data).servicePointId ?? [])
  const unknown = ids.filter((id) => !known.has(id))
  const points = new Map([...known, ...(await servicePointsByIds(tx, unknown))])
  return lines.map((line) => ({
    ...inWords(line, points),
    actor: line.actor,
    thing: line.thing,
  }))
}

/**
 * The same without places and reasons. Without `arrivals` nothing that comes after the confirmation
 * of a leg, for it or for what came of it: that would tell an outcome.
 */
export function timelineForReferrer(lines: Line[], arrivals: boolean) {
  const taken = new Set<string>()
  return lines.flatMap((line) => {
    const { legId, parent = '' } = line.data as Data
    const leg = legId ?? line.thing.replace(/^leg:/, '')
    if (!arrivals && (taken.has(leg) || taken.has(parent))) {
      taken.add(leg)
      return []
    }
    if (line.action === 'offer.confirmed') taken.add(leg)
    if (NOT_TAKEN.has(line.action)) return [inWords({ ...line, action: 'offer.not_taken' })]
    const isTold = TOLD.has(line.action) || (arrivals && ARRIVAL.has(line.action))
    return isTold ? [inWords(line)] : []
  })
}

const inWords = (line: Line, points?: Map<string, PointDetails>) => ({
  at: line.at.toISOString(),
  action: line.action,
  what: told((language) => words(line, points, language)),
})

function words(
  { action, data }: Line,
  points: Map<string, PointDetails> | undefined,
  language: 'en' | 'fr',
): string {
  const { events, taskShort } = routingTexts(language)
  const { servicePointId, reason, kind, needs } = data as Data
  const point = servicePointId ? points?.get(servicePointId) : undefined
  const details = [
    point ? nameOf(point)[language] : undefined,
    needs?.map((need) => needList[need][language]).join(', '),
    kind ? taskShort[kind] : undefined,
    points && reason ? reasonInWords(language, reason) : undefined,
  ].filter(Boolean)
  const label = events[action] ?? action
  const colon = language === 'fr' ? '\u00a0:' : ':'
  return details.length > 0 ? `${label}${colon} ${details.join('; ')}` : label
}

/** Of a refusal, an end, a task or a hold; nothing where the action says it all: a code is no word. */
function reasonInWords(language: 'en' | 'fr', reason: string): string | undefined {
  const refusals: Record<string, string> = routingTexts(language).refusals
  const ends = referralTexts(language).end.reasons
  const why = whyInWords(language, reason)
  return refusals[reason] ?? ends[reason] ?? (why === reason ? undefined : why)
}
