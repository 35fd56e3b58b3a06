import type { Tx } from '../platform/database.ts'
import { type Ask, isRough } from './ask.ts'
import { type Candidate, candidatesOf } from './candidate.ts'
import { type Plan, planOf } from './plan.ts'
import { policy as defaultPolicy, type MatchPolicy } from './policy.ts'
import { type RuleCode, seesNoHidden } from './rules.ts'
import {
  detailsOf,
  everywhere,
  fitsTheWalk,
  hasHidden,
  type Judged,
  judge,
  nearest,
  nearestExcluded,
  type Row,
} from './store.ts'
import { lacking, STEPS, type Step, uncovered, within } from './widen.ts'

export type { Candidate } from './candidate.ts'
export type { Plan } from './plan.ts'

export type Excluded = {
  servicePointId: string
  name: { en: string; fr: string }
  hidden: boolean
  /** The first of `reasons`, which are all the rules that it breaks. */
  reason: RuleCode
  reasons: RuleCode[]
}

/** `unknown_service_point` is said of a hidden one too, where hidden ones are not seen. */
export type Explained = {
  servicePointId: string
  eligible: boolean
  reasons: (RuleCode | 'enough_nearer' | 'unknown_service_point')[]
}

export type MatchResult = {
  /** Best first. At most a few times `policy.shortlist`. */
  candidates: Candidate[]
  /** The nearest that offer a needed service, at most ten, nearest first. */
  excluded: Excluded[]
  plan: Plan
  /** Needs that no candidate covers. */
  unmet: Ask['needs']
  looked: Step
  /** Nothing that breaks no rule was left out within what was looked at. */
  complete: boolean
  /** For police and agencies: there is a hidden service in the person's region. */
  confidentialInRegion: boolean
  explained?: Explained
}

/** `excluded: 'if_short'`: who was left out, and why, only where a need is covered by nobody. */
export type MatchOptions = { explain?: string; policy?: MatchPolicy; excluded?: 'if_short' }

const MOST_NEEDS = 16

/**
 * Who can help: reads the directory's rows, changes nothing, and gives the same answer for the same
 * directory, ask and now. Throws RangeError unless there are 1 to 16 needs.
 */
export async function match(
  tx: Tx,
  ask: Ask,
  now: Date,
  { explain, policy = defaultPolicy, excluded }: MatchOptions = {},
): Promise<MatchResult> {
  if (ask.needs.length < 1 || ask.needs.length > MOST_NEEDS) {
    throw new RangeError(`1 to ${MOST_NEEDS} needs`)
  }
  const { rows, looked, complete } = await look(tx, ask, now, policy)
  const enough = excluded === 'if_short' && uncovered(rows, ask).length === 0
  const out = enough ? [] : await nearestExcluded(tx, ask, now, policy)
  const ids = [...rows, ...out].map((row) => row.id)
  const details = await detailsOf(tx, ask, ids, now)
  const candidates = candidatesOf(rows, details, ask, policy)
  const covered = new Set(candidates.flatMap((candidate) => candidate.needs))
  return {
    candidates,
    excluded: out.flatMap((row) => {
      const known = details.get(row.id)
      const name = known && { en: known.name, fr: known.nameFr ?? known.name }
      return name ? [excludedOf(row, name)] : []
    }),
    plan: planOf(candidates, ask, policy),
    unmet: ask.needs.filter((need) => !covered.has(need)),
    looked,
    complete,
    confidentialInRegion: seesNoHidden(ask) && (await hasHidden(tx, ask.located.region)),
    ...(explain && { explained: await explained(tx, ask, explain, candidates, now) }),
  }
}

/** What was judged of one point; `failed` is empty where it breaks no rule that is not overridden. */
export type Assessment = { servicePointId: string; failed: RuleCode[]; candidate: Candidate }

/**
 * Judges given points by the same rules, in the order of their scores: when a human chooses, and
 * again at sending. A point that takes no part in matching (removed, or unknown) is missing.
 */
export async function assess(
  tx: Tx,
  ask: Ask,
  servicePointIds: string[],
  now: Date,
  { policy = defaultPolicy }: Pick<MatchOptions, 'policy'> = {},
): Promise<Assessment[]> {
  const judged = await judge(tx, ask, servicePointIds, now)
  const failed = new Map(judged.map(({ id, broken }) => [id, broken]))
  const details = await detailsOf(tx, ask, [...failed.keys()], now)
  return candidatesOf(judged, details, ask, policy).map((candidate) => ({
    servicePointId: candidate.servicePointId,
    failed: failed.get(candidate.servicePointId)!,
    candidate,
  }))
}

/** Widens step by step until there are enough. */
async function look(
  tx: Tx,
  ask: Ask,
  now: Date,
  policy: MatchPolicy,
): Promise<{ rows: Row[]; looked: Step; complete: boolean }> {
  const rough = isRough(ask)
  const walked = rough ? [] : await nearest(tx, ask, now, policy)
  const found = new Map(walked.map((row) => [row.id, row]))
  let complete = !rough && walked.length < policy.shortlist && (await fitsTheWalk(tx, policy))

  for (const step of STEPS) {
    if (step === 'region' && rough) continue
    let rows = within([...found.values()], ask, step, policy)
    let needs = lacking(rows, ask, policy)
    if (needs.length > 0 && step !== 'region' && !complete) {
      const more = await everywhere(tx, ask, needs, step, now, policy)
      for (const row of more) found.set(row.id, row)
      const all = step === 'country' && needs.length === ask.needs.length
      complete = all && more.length < policy.shortlist
      rows = within([...found.values()], ask, step, policy)
      needs = lacking(rows, ask, policy)
    }
    if (needs.length === 0 || step === 'country') return { rows, looked: step, complete }
  }
  throw new Error('unreachable: the last step returns')
}

const excludedOf = ({ id, hidden, broken }: Judged, name: Excluded['name']): Excluded => ({
  servicePointId: id,
  name,
  hidden,
  reason: broken[0]!,
  reasons: broken,
})

async function explained(
  tx: Tx,
  ask: Ask,
  servicePointId: string,
  candidates: Candidate[],
  now: Date,
): Promise<Explained> {
  const [row] = await judge(tx, ask, [servicePointId], now)
  if (!row || (row.hidden && seesNoHidden(ask))) {
    return { servicePointId, eligible: false, reasons: ['unknown_service_point'] }
  }
  const shown = candidates.some((candidate) => candidate.servicePointId === servicePointId)
  const reasons = row.broken.length > 0 || shown ? row.broken : (['enough_nearer'] as const)
  return { servicePointId, eligible: row.broken.length === 0, reasons: [...reasons] }
}
