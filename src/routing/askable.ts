import type { Candidate, MatchResult } from '../matching/match.ts'
import { together } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import type { Case, Leg } from './case.ts'
import { agreedTo } from './consent-recipients.ts'
import { reachableContacts } from './reachable.ts'
import { suspendStaleContacts } from './stale-contacts.ts'

/** So many are looked at together: most often the first of them will do. */
const TOGETHER = 6

/**
 * Those who may be asked without a human, the best first, at most `wanted`: partners with a contact
 * that can be reached, of a kind that the person agreed to, that cover the whole leg.
 */
export async function offerable(
  turn: Turn,
  it: Case,
  leg: Leg,
  found: MatchResult,
  wanted: number,
): Promise<Candidate[]> {
  const fit = fitting(it, leg, found)
  const able: Candidate[] = []
  for (let at = 0; at < fit.length && able.length < wanted; at += TOGETHER)
    able.push(...(await ableOf(turn, it, fit.slice(at, at + TOGETHER))))
  return able.slice(0, wanted)
}

/**
 * The same for legs that were opened just now, one after the other and nobody twice, looked at together;
 * up to the first leg whose best few are not enough.
 */
export async function offerableFirst(
  turn: Turn,
  it: Case,
  legs: Leg[],
  found: MatchResult,
  wanted: number,
): Promise<{ leg: Leg; chosen: Candidate[] }[]> {
  const best = legs.map((leg) => ({ leg, fit: fitting(it, leg, found).slice(0, TOGETHER) }))
  const some = new Set(best.flatMap(({ fit }) => fit))
  let free = await ableOf(turn, it, [...some])
  const all: { leg: Leg; chosen: Candidate[] }[] = []
  for (const { leg, fit } of best) {
    const chosen = fit.filter((each) => free.includes(each)).slice(0, wanted)
    if (chosen.length < wanted) break
    all.push({ leg, chosen })
    free = free.filter((each) => !chosen.includes(each))
  }
  return all
}

/** Partners that cover the whole leg, whom the plan names first. */
function fitting(it: Case, leg: Leg, { candidates, plan }: MatchResult): Candidate[] {
  const fit = candidates.filter(
    (candidate) =>
      candidate.offerable &&
      covers(candidate, leg) &&
      !(it.policy.skipClosed && candidate.open === 'closed'),
  )
  const planned = plan.legs.find((stop) =>
    leg.needs.every((need) => (stop.needs as string[]).includes(need)),
  )
  return fit.sort(
    (a, b) =>
      Number(idOf(b) === planned?.servicePointId) - Number(idOf(a) === planned?.servicePointId),
  )
}

/** Those of a kind that the person agreed to, with a contact that can be reached. */
async function ableOf(turn: Turn, it: Case, some: Candidate[]): Promise<Candidate[]> {
  if (some.length === 0) return []
  const ids = some.map(idOf)
  const [suspended, agreed, contacts] = await together(
    () => suspendStaleContacts(turn, ids),
    () => agreedTo(turn, it.consent, ids),
    () => reachableContacts(turn, ids),
  )
  const stand = contacts.filter(({ id }) => !suspended.includes(id))
  const reachable = new Set(stand.map(({ servicePointId }) => servicePointId))
  return some.filter((each) => agreed.has(idOf(each)) && reachable.has(idOf(each)))
}

/** Without those of a kind of organization that the person did not agree to. */
export async function whollyAgreed(turn: Turn, it: Case, found: MatchResult): Promise<MatchResult> {
  const agreed = await agreedTo(turn, it.consent, found.candidates.map(idOf))
  return { ...found, candidates: found.candidates.filter((each) => agreed.has(idOf(each))) }
}

export const covers = (candidate: Candidate, leg: Pick<Leg, 'needs'>): boolean =>
  leg.needs.every((need) => (candidate.needs as string[]).includes(need))

const idOf = ({ servicePointId }: Candidate): string => servicePointId
