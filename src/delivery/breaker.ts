import { after, MINUTE, SECOND } from '../platform/clock.ts'

/** How one provider does, as all processes see it. */
export type Health = {
  /** In a row. */
  failures: number
  /** Of the minute that began then: what was tried, and what of it failed. */
  windowStart: Date
  attempts: number
  errors: number
  /** 0: left, until `openUntil`. 1 to 3: coming back. `WHOLE`. */
  step: number
  steppedAt: Date
  /** How often it was left since it was last whole. */
  openings: number
  openUntil: Date | null
  /** It asked for time until then; that is no failure. */
  pausedUntil: Date | null
}

export const WHOLE = 4
/** Promise D7: left after 2 failures in a row, or 20 % in a minute, which says nothing of a handful. */
const IN_A_ROW = 2
const SHARE = 0.2
const ENOUGH = 10
const STEP = 5 * SECOND
/** Of the sends that a whole provider has at once, by step. */
const RETURN = [0, 0.1, 0.25, 0.5, 1]
/** A probe that nobody answered for is forgotten after this. */
export const PROBE = 10 * SECOND

/** Of a provider that nothing is known of. */
export const wholeSince = (now: Date): Health => ({
  ...{ failures: 0, windowStart: now, attempts: 0, errors: 0 },
  ...{ step: WHOLE, steppedAt: now, openings: 0, openUntil: null, pausedUntil: null },
})

/** The share of its sends that a provider may have now, 0 to 1. */
export const shareOf = ({ step }: Health): number => RETURN[step]!

/** Until when it is to be left alone; undefined if it is not. */
export const pauseOf = ({ pausedUntil }: Health, now: Date): Date | undefined =>
  pausedUntil && pausedUntil > now ? pausedUntil : undefined

/** It was left, and the time has come for one message to see whether it is back. */
export const probeIsDue = ({ openUntil }: Health, now: Date): boolean =>
  openUntil !== null && openUntil <= now

/** How it stands after these sends, the successes before the failures. */
export function afterSends(
  before: Health,
  { succeeded, failed }: { succeeded: number; failed: number },
  now: Date,
): Health {
  const health = counted(before, succeeded, failed, now)
  if (failed > 0) return health.step < WHOLE || isBad(health) ? left(health, now) : health
  return succeeded > 0 && health.step < WHOLE ? oneStepBack(health, now) : health
}

function counted(before: Health, succeeded: number, failed: number, now: Date): Health {
  const over = now.getTime() - before.windowStart.getTime() >= MINUTE
  const window = over ? { windowStart: now, attempts: 0, errors: 0 } : before
  return {
    ...before,
    windowStart: window.windowStart,
    attempts: window.attempts + succeeded + failed,
    errors: window.errors + failed,
    failures: (succeeded > 0 ? 0 : before.failures) + failed,
  }
}

const isBad = ({ failures, attempts, errors }: Health): boolean =>
  failures >= IN_A_ROW || (attempts >= ENOUGH && errors >= attempts * SHARE)

/** 5 s, 10 s, 20 s … a minute. Failures of sends that began before it was left do not prolong it. */
function left(health: Health, now: Date): Health {
  const known = health.step === 0 && now < after(health.steppedAt, pause(health.openings))
  if (known) return health
  const openings = health.openings + 1
  return { ...health, step: 0, steppedAt: now, openings, openUntil: after(now, pause(openings)) }
}

const pause = (openings: number): number =>
  Math.min(5 * SECOND * 2 ** Math.max(0, openings - 1), MINUTE)

function oneStepBack(health: Health, now: Date): Health {
  if (health.step > 0 && now < after(health.steppedAt, STEP)) return health
  const step = health.step + 1
  const { pausedUntil } = health
  return step === WHOLE
    ? { ...wholeSince(now), pausedUntil }
    : { ...health, step, steppedAt: now, openUntil: null }
}
