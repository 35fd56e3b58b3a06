import { confirmedContacts } from '../directory/store.ts'
import type { Candidate, MatchResult } from '../matching/match.ts'
import type { Turn } from '../services.ts'
import type { Case, Leg } from './case.ts'
import { agreedTo } from './consent-recipients.ts'
import { suspendStaleContacts } from './stale-contacts.ts'

/** So many are looked at together: most often the first of them will do. */
const TOGETHER = 6

/**
 * Those who may be asked without a human, the best first, at most `wanted`: partners with a confirmed
 * contact, of a kind that the person agreed to, that cover the whole leg.
 */
export async function offerable(
  turn: Turn,
  it: Case,
  leg: Leg,
  { candidates, plan }: MatchResult,
  wanted: number,
): Promise<Candidate[]> {
  const fit = candidates.filter(
    (candidate) =>
      candidate.offerable &&
      covers(candidate, leg) &&
      !(it.policy.skipClosed && candidate.open === 'closed'),
  )
  const planned = plan.legs.find((stop) =>
    leg.needs.every((need) => (stop.needs as string[]).includes(need)),
  )
  fit.sort(
    (a, b) =>
      Number(idOf(b) === planned?.servicePointId) - Number(idOf(a) === planned?.servicePointId),
  )
  const able: Candidate[] = []
  for (let at = 0; at < fit.length && able.length < wanted; at += TOGETHER) {
    const some = fit.slice(at, at + TOGETHER)
    const ids = some.map(idOf)
    await suspendStaleContacts(turn, ids)
    const [agreed, contacts] = await Promise.all([
      agreedTo(turn, it.consent, ids),
      confirmedContacts(turn.tx, ids),
    ])
    const reachable = new Set(contacts.map(({ servicePointId }) => servicePointId))
    able.push(...some.filter((each) => agreed.has(idOf(each)) && reachable.has(idOf(each))))
  }
  return able.slice(0, wanted)
}

/** Without those of a kind of organization that the person did not agree to. */
export async function whollyAgreed(turn: Turn, it: Case, found: MatchResult): Promise<MatchResult> {
  const agreed = await agreedTo(turn, it.consent, found.candidates.map(idOf))
  return { ...found, candidates: found.candidates.filter((each) => agreed.has(idOf(each))) }
}

export const covers = (candidate: Candidate, leg: Pick<Leg, 'needs'>): boolean =>
  leg.needs.every((need) => (candidate.needs as string[]).includes(need))

const idOf = ({ servicePointId }: Candidate): string => servicePointId
