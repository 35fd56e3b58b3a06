import { and, eq, isNull } from 'drizzle-orm'
import { legs, tasks } from '../../db/schema.ts'
import type { Candidate } from '../matching/candidate.ts'
import type { MatchResult } from '../matching/match.ts'
import { match } from '../matching/match.ts'
import { after, later } from '../platform/clock.ts'
import { cleaned } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { covers, offerable, offerableFirst, whollyAgreed } from './askable.ts'
import { askOfLeg, type Case, isLive, type Leg, notAgain, note, offersOf } from './case.ts'
import { standsAt } from './consent.ts'
import { keepHeard } from './late-yes.ts'
import { makeOffers } from './make-offer.ts'
import { endTasks, openTask } from './task.ts'
import { ANSWERED } from './task-kinds.ts'

/** What matching found for the needs of a leg, or that it failed: a failure refuses nobody. */
export type Found = MatchResult | 'failed'

/** Who makes an offer that no human chose: not whoever's no, or silence, led to it. */
export const BY_ITSELF: Actor = { id: 'system:routing', role: 'system' }

/**
 * Puts a leg to the next service points that can truly help; where there is nobody to ask, opens the
 * task that says why. Where a human must act first, sees that they are asked to. The leg must be locked.
 */
export async function seek(asked: Turn, it: Case, leg: Leg, found?: Found): Promise<void> {
  const turn = { ...asked, actor: BY_ITSELF }
  if (it.referral.state !== 'open' || leg.state !== 'open') return
  const [screening, made] = await Promise.all([inScreening(turn, leg), offersOf(turn, leg.id)])
  if (screening) return
  const live = made.filter(isLive)
  const byHand = it.referral.minor ? 'minor' : standsAt(it.consent, turn.now) ? '' : 'no_consent'
  if (byHand) return live.length > 0 ? undefined : letChoose(turn, it, leg, byHand)
  const wanted = it.policy.offersAtOnce - live.length
  if (wanted <= 0) return
  if (leg.turn >= it.policy.humanAfterOffers && live.length === 0) await tellNoAnswer(turn, it, leg)
  const result = await notYetAsked(turn, it, found ?? (await look(turn, it, leg)))
  const next = result === 'failed' ? [] : await offerable(turn, it, leg, result, wanted)
  if (next.length > 0) {
    await makeOffers(turn, it, [{ leg, chosen: next }])
    await endTasks(turn, [leg.id], 'offered', ['no_candidate'])
  } else if (live.length === 0) {
    const agreed = result === 'failed' ? result : await whollyAgreed(turn, it, result)
    if (agreed !== 'failed' && (await split(turn, it, leg, agreed))) return
    await nobodyToAsk(turn, it, leg, agreed)
  }
}

/**
 * The same for the legs of a referral that was made just now: nobody was asked before, so that those
 * whom somebody can take are written together. `found` is of before the referral was there.
 */
export async function seekFirst(asked: Turn, it: Case, opened: Leg[], found: Found): Promise<void> {
  const turn = { ...asked, actor: BY_ITSELF }
  const byItself = found !== 'failed' && !it.referral.minor && standsAt(it.consent, turn.now)
  const askings = byItself
    ? await offerableFirst(turn, it, opened, found, it.policy.offersAtOnce)
    : []
  if (askings.length > 0) await makeOffers(turn, it, askings)
  for (const leg of opened.slice(askings.length)) await seek(asked, it, leg, found)
}

/** Nothing is offered, by itself or by choice, while this task is open. */
export async function inScreening({ tx }: Turn, leg: Leg): Promise<string | undefined> {
  const [screening] = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.legId, leg.id), eq(tasks.kind, 'screening'), isNull(tasks.doneAt)))
  return screening?.id
}

/** For a minor, or without consent, nothing is offered by itself: whenever no offer lives, a human is asked. */
const letChoose = (turn: Turn, it: Case, leg: Leg, reason: string): Promise<void> =>
  openTask(turn, {
    ...{ legId: leg.id, referralId: it.referral.id, urgency: it.urgency },
    kind: 'choose',
    role: 'operator',
    reason,
  })

/** In a savepoint: a search that fails must not undo the answer or the deadline that it follows. */
async function look(turn: Turn, it: Case, leg: Leg): Promise<Found> {
  const ask = await askOfLeg(turn, it, leg.needs)
  try {
    return await turn.tx.transaction((tx) => match(tx, ask, turn.now))
  } catch (error) {
    turn.log.error({ err: cleaned(error), leg: leg.id }, 'matching failed; a human is told')
    return 'failed'
  }
}

/** What was found before the first offers of this referral were made may name those who have one now. */
async function notYetAsked(turn: Turn, it: Case, found: Found): Promise<Found> {
  if (found === 'failed') return found
  const not = await notAgain(turn, it.referral.id)
  const candidates = found.candidates.filter(({ servicePointId }) => !not.has(servicePointId))
  return { ...found, candidates }
}

export const tellNoAnswer = (turn: Turn, it: Case, leg: Leg): Promise<void> =>
  openTask(turn, {
    ...{ legId: leg.id, referralId: it.referral.id, urgency: it.urgency },
    kind: 'no_answer',
    role: 'operator',
  })

/** Nobody is left who could do all of it: its needs open new legs, each for whoever can do a part. */
async function split(turn: Turn, it: Case, leg: Leg, found: MatchResult): Promise<boolean> {
  if (leg.needs.length < 2) return false
  const able = found.candidates.filter((candidate) => candidate.offerable)
  const parts = found.plan.legs
    .filter((stop) => able.some((candidate) => candidate.servicePointId === stop.servicePointId))
    .map((stop) => (stop.needs as string[]).filter((need) => leg.needs.includes(need)))
    .filter((part) => part.length > 0 && part.length < leg.needs.length)
  if (parts.length === 0) return false
  const rest = leg.needs.filter((need) => !parts.some((part) => part.includes(need)))
  await turn.tx.update(legs).set({ state: 'replaced', dueAt: null }).where(eq(legs.id, leg.id))
  const ended = await endTasks(turn, [leg.id], 'replaced', ANSWERED)
  const opened = await openLegs(turn, it, [...parts, ...rest.map((need) => [need])], leg)
  for (const part of opened) await seek(turn, it, part, found)
  await keepHeard(turn, it, ended)
  return true
}

/** Opens legs, each with the time at which a human looks at it at the latest. */
export async function openLegs(
  turn: Turn,
  it: Case,
  parts: string[][],
  parent?: Leg,
): Promise<Leg[]> {
  const { tx, now } = turn
  const openedAt = parent?.openedAt ?? now
  const firstLook = after(openedAt, it.policy.humanAfter || it.policy.lookEvery)
  const opened = await tx
    .insert(legs)
    .values(
      parts.map((needs) => ({
        id: newId(),
        referralId: it.referral.id,
        needs,
        parentLegId: parent?.id ?? null,
        turn: parent?.turn ?? 0,
        openedAt,
        dueAt: later(firstLook, now),
      })),
    )
    .returning()
  const data = parent ? { parent: parent.id } : {}
  await note(
    turn,
    it.referral.id,
    ...opened.map(({ id, needs }) => ({
      action: 'leg.opened',
      thing: `leg:${id}`,
      data: { needs, ...data },
    })),
  )
  if (it.urgency === 'emergency')
    for (const leg of opened) await openTask(turn, emergencyTask(it, leg))
  return opened
}

const emergencyTask = (it: Case, leg: Leg) =>
  ({
    ...{ legId: leg.id, referralId: it.referral.id, urgency: 'emergency' as const },
    kind: 'emergency',
    role: 'operator',
  }) as const

/** A hold if somebody could help once a human has looked; else the task that says why nobody is asked. */
async function nobodyToAsk(turn: Turn, it: Case, leg: Leg, found: Found): Promise<void> {
  const common = { legId: leg.id, referralId: it.referral.id, urgency: it.urgency }
  const candidates = found === 'failed' ? [] : mostUseful(found.candidates, leg)
  const near = candidates.filter(withinReach)
  const listed = near.slice(0, 8).map(({ servicePointId }) => servicePointId)
  const held = candidates.find(
    (candidate) => candidate.partner && covers(candidate, leg) && candidate.hold,
  )
  if (!held) {
    const reason = found === 'failed' ? 'matching_failed' : whyNobody(found, candidates, near)
    return openTask(turn, { ...common, kind: 'no_candidate', role: 'operator', reason, listed })
  }
  const supervisor = held.hold?.kind === 'supervisor_check'
  return openTask(turn, {
    ...common,
    kind: supervisor ? 'supervisor_check' : 'operator_release',
    role: supervisor ? 'supervisor' : 'operator',
    reason: held.hold?.why,
    candidateId: held.servicePointId,
    listed,
  })
}

/** Those who could do all of it; if nobody could, those who could do a part. */
function mostUseful(candidates: Candidate[], leg: Leg): Candidate[] {
  const whole = candidates.filter((candidate) => covers(candidate, leg))
  if (whole.length > 0) return whole
  return candidates.filter(({ needs }) => needs.some((need) => leg.needs.includes(need)))
}

/** Where a point does not say how far it serves, numbers to call are those of a day's journey at most. */
const CALLABLE_KM = 300

const reachUnknown = ({ cautions }: Candidate): boolean =>
  cautions.some(({ code }) => code === 'reach_unknown')

/** It says that it serves this place, or is near enough that a call makes sense. */
function withinReach(candidate: Candidate): boolean {
  const { distance } = candidate
  if (!reachUnknown(candidate)) return true
  return distance !== undefined && 'km' in distance && distance.km <= CALLABLE_KM
}

/** Why nobody is asked, as a code; `routingTexts` says it in words. */
function whyNobody(
  { excluded, unmet }: MatchResult,
  candidates: Candidate[],
  near: Candidate[],
): string {
  if (near.some(({ partner }) => partner)) return 'only_by_hand'
  if (candidates.length > 0 && near.length === 0) return 'only_far'
  if (candidates.length > 0) return near.every(reachUnknown) ? 'only_near' : 'only_listed'
  if (excluded.some(({ reasons }) => reasons.includes('already_asked'))) return 'all_asked'
  // Who was left out is not looked for while somebody covers every need.
  return excluded.length > 0 || unmet.length === 0 ? 'none_fits' : 'none_known'
}
