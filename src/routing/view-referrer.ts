import { routingTexts } from '../locales/routing.ts'
import { after } from '../platform/clock.ts'
import type { Turn } from '../services.ts'
import type { Leg, Offer, Referral } from './case.ts'
import type { Meeting } from './meeting.ts'
import { POLICY, type Urgency } from './policy.ts'
import type { Task } from './task.ts'
import { type Stage, staffClock, stageOf } from './view-leg.ts'
import { told } from './view-task.ts'

/**
 * A referral as it stands. `arrivals`: the person agreed that its referrer learns the outcome.
 * `meetings`: by offer, what its holder said of how to meet.
 */
type Seen = {
  referral: Referral
  legs: Leg[]
  offers: Offer[]
  tasks: Task[]
  arrivals: boolean
  meetings: Map<string, Meeting>
}

/**
 * The legs as their referrer may know them: that somebody was asked, said yes, took it on. Nobody who
 * was asked, no refusal's reason and no deadline of a point or a task shows, not by its time either.
 * Without `arrivals` a leg that was confirmed once stays so, whatever happens later.
 */
export function legsForReferrer(turn: Turn, seen: Seen) {
  return (
    seen.legs
      .filter((leg) => seen.arrivals || !comesOfTaken(seen, leg))
      // As they were made: by the time of its opening one that opened again would change places.
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((leg) => {
        const stage = stageFor(seen, leg)
        return {
          id: leg.id,
          needs: needsFor(seen, leg),
          state: stateOf(leg, stage),
          stage,
          ...nextFor(turn, seen.referral, stage),
          ...meetingFor(seen, leg, stage),
        }
      })
  )
}

const wasTaken = ({ offers }: Seen, leg: Leg): boolean =>
  offers.some(({ legId, confirmedAt }) => legId === leg.id && confirmedAt)

/**
 * Opened when a leg that had been confirmed fell through: that it did is not to be learned. What a
 * partial yes left open before that is another thing.
 */
function comesOfTaken(seen: Seen, leg: Leg): boolean {
  const parent = seen.legs.find(({ id }) => id === leg.parentLegId)
  if (!parent) return false
  return (wasTaken(seen, parent) && !leg.leftOver) || comesOfTaken(seen, parent)
}

/** A leg that was confirmed keeps all that it was confirmed with, whoever took a part of it later. */
function needsFor(seen: Seen, leg: Leg): string[] {
  if (seen.arrivals || !wasTaken(seen, leg)) return leg.needs
  const hidden = seen.legs.filter(
    (each) => comesOfTaken(seen, each) && shownFor(seen, each)?.id === leg.id,
  )
  return [...new Set([leg, ...hidden].flatMap(({ needs }) => needs))].toSorted()
}

/** The leg that is shown in its place. */
function shownFor(seen: Seen, leg: Leg): Leg | undefined {
  if (!comesOfTaken(seen, leg)) return leg
  const parent = seen.legs.find(({ id }) => id === leg.parentLegId)
  return parent && shownFor(seen, parent)
}

function stageFor(seen: Seen, leg: Leg): Stage {
  if (!seen.arrivals) {
    if (wasTaken(seen, leg)) return 'confirmed'
    // The person does not want it any more: theirs to tell.
    if (leg.state === 'closed' && seen.referral.state === 'open') return 'matched'
  }
  const its = seen.offers.filter(({ legId }) => legId === leg.id)
  const open = seen.tasks.filter(({ legId }) => legId === leg.id)
  return stageOf(leg, its, open)
}

/**
 * How to meet, from the confirmation on, while the person is on the way. Without `arrivals` that of
 * the first who confirmed, whatever happens later: another one's would tell.
 */
function meetingFor({ referral, offers, arrivals, meetings }: Seen, leg: Leg, stage: Stage) {
  if (referral.state !== 'open' || stage !== 'confirmed') return {}
  const confirmed = offers
    .filter(({ legId, confirmedAt }) => legId === leg.id && confirmedAt)
    .toSorted((a, b) => a.confirmedAt!.getTime() - b.confirmedAt!.getTime())
  const told = arrivals ? confirmed.find(({ state }) => state === 'accepted') : confirmed[0]
  const meeting = told && meetings.get(told.id)
  return meeting ? { meeting } : {}
}

const stateOf = (leg: Leg, stage: Stage): string =>
  stage === 'closed'
    ? leg.state
    : ['screening', 'matched', 'offered'].includes(stage)
      ? 'open'
      : stage

/** In words, by the policy of its urgency alone: the same whoever was asked, and whatever they said. */
function nextFor(turn: Turn, { state, urgency, createdAt }: Referral, stage: Stage) {
  const until = after(createdAt, POLICY[urgency as Urgency].humanAfter)
  const looking = state === 'open' && stage === 'offered' && turn.now < until
  const next = told((language) => {
    const { next } = routingTexts(language)
    if (state !== 'open' || stage === 'closed') return next.ended()
    if (looking) return next.looking({ until: staffClock(turn, language, until) })
    if (stage === 'accepted') return next.beingConfirmed()
    if (stage === 'confirmed') return next.takenOn()
    if (stage === 'connected') return next.connected()
    return next.operator()
  })
  return { next, nextAt: looking ? until.toISOString() : null }
}
