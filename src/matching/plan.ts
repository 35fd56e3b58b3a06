import { bits } from '../directory/bits.ts'
import type { Need } from '../directory/needs.ts'
import type { Ask } from './ask.ts'
import type { Candidate } from './candidate.ts'
import type { MatchPolicy } from './policy.ts'

/** `cost` is what the legs cost together, in scores, to four decimals (see `stopCost`). */
export type Plan = { legs: { servicePointId: string; needs: Need[] }[]; cost: number }

/**
 * The cheapest set of stops that covers every need that can be covered: exact, over the subsets of
 * the needs. Of two that cost the same, the fewer stops, then the better candidates.
 */
export function planOf(candidates: readonly Candidate[], ask: Ask, policy: MatchPolicy): Plan {
  let best = new Map<number, Way>([[0, { cost: 0, stops: [] }]])
  for (const stop of stopsOf(candidates, ask, policy)) {
    const next = new Map(best)
    for (const [covered, way] of best) {
      const longer = { cost: way.cost + stop.cost, stops: [...way.stops, stop] }
      const standing = next.get(covered | stop.covers)
      if (!standing || isBetter(longer, standing)) next.set(covered | stop.covers, longer)
    }
    best = next
  }
  const most = Math.max(...best.keys().map((covered) => countOf(covered)))
  const [, way] = [...best].find(([covered]) => countOf(covered) === most)!
  return { legs: told(way.stops, ask), cost: way.cost / UNITS }
}

/** Costs are whole ten-thousandths, so that sums are exact and ties are ties. */
const UNITS = 1e4

type Stop = { id: string; covers: number; cost: number }
type Way = { cost: number; stops: Stop[] }

/** Of the candidates that cover the same needs only the cheapest can be in the best plan. */
function stopsOf(candidates: readonly Candidate[], ask: Ask, policy: MatchPolicy): Stop[] {
  const cheapest = new Map<number, Stop>()
  for (const candidate of candidates) {
    const covers = bits(ask.needs, candidate.needs)
    const cost = Math.round(stopCost(candidate, policy) * UNITS)
    const standing = cheapest.get(covers)
    if (covers && !(standing && standing.cost <= cost)) {
      cheapest.set(covers, { id: candidate.servicePointId, covers, cost })
    }
  }
  return [...cheapest.values()].sort((a, b) => a.cost - b.cost || (a.id < b.id ? -1 : 1))
}

/** A stop costs something in itself, then what it lacks in quality, which is its score without needs. */
export function stopCost(
  { score, parts, offerable }: Candidate,
  { weights, plan }: MatchPolicy,
): number {
  const quality = (score - weights.needs * parts.needs) / (1 - weights.needs)
  return plan.stop + (1 - quality) + (offerable ? 0 : plan.byHand)
}

const isBetter = (a: Way, b: Way) =>
  a.cost < b.cost || (a.cost === b.cost && a.stops.length < b.stops.length)

function countOf(covered: number): number {
  let count = 0
  for (let rest = covered; rest; rest &= rest - 1) count++
  return count
}

/** Each need goes to the cheapest stop that covers it; legs stand in the order of their first need. */
function told(stops: Stop[], ask: Ask): Plan['legs'] {
  const needs = new Map<string, Need[]>()
  for (const [place, need] of ask.needs.entries()) {
    const stop = stops.find(({ covers }) => covers & (1 << place))
    if (stop) needs.set(stop.id, [...(needs.get(stop.id) ?? []), need])
  }
  return [...needs].map(([servicePointId, needs]) => ({ servicePointId, needs }))
}
