import { DAY, HOUR, MINUTE } from '../platform/clock.ts'

export const URGENCIES = ['emergency', 'urgent', 'standard'] as const
export type Urgency = (typeof URGENCIES)[number]

/** How a leg is routed by urgency (design, "Routing"). Times in milliseconds. */
export type UrgencyPolicy = {
  /** Offers that are open at the same time. */
  offersAtOnce: number
  /** How long an offer stays open; `standard` counts from the next opening, at most `offerAtMost`. */
  offerFor: number
  offerAtMost: number
  /** Is a service point reminded at half the time of its offer? Not where half is minutes. */
  reminds: boolean
  /** Are service points that are known to be closed skipped? */
  skipClosed: boolean
  /** Without a yes by then, a human is told; 0: a human is there from the start, by a task of its own. */
  humanAfter: number
  /** Without a yes after this many offers, a human is told. */
  humanAfterOffers: number
  /** How often an open leg is looked at again. */
  lookEvery: number
  /** A yes must be confirmed within; `openHours`: only the time when the service point is open counts. */
  confirmWithin: number
  confirmInOpenHours: boolean
  /** The person must have arrived within this time of the confirmation. */
  arriveWithin: number
  /** A task of this urgency is overdue after. */
  taskWithin: number
  /** Messages of this urgency go first (0 is first). */
  priority: number
}

export const POLICY: Record<Urgency, UrgencyPolicy> = {
  emergency: {
    offersAtOnce: 2,
    offerFor: 5 * MINUTE,
    offerAtMost: 5 * MINUTE,
    reminds: false,
    skipClosed: true,
    humanAfter: 0,
    humanAfterOffers: Number.POSITIVE_INFINITY,
    lookEvery: 5 * MINUTE,
    confirmWithin: 10 * MINUTE,
    confirmInOpenHours: false,
    arriveWithin: 2 * HOUR,
    taskWithin: MINUTE,
    priority: 0,
  },
  urgent: {
    offersAtOnce: 1,
    offerFor: 30 * MINUTE,
    offerAtMost: 30 * MINUTE,
    reminds: false,
    skipClosed: true,
    humanAfter: HOUR,
    humanAfterOffers: Number.POSITIVE_INFINITY,
    lookEvery: HOUR,
    confirmWithin: HOUR,
    confirmInOpenHours: false,
    arriveWithin: DAY,
    taskWithin: 30 * MINUTE,
    priority: 1,
  },
  standard: {
    offersAtOnce: 1,
    offerFor: DAY,
    offerAtMost: 3 * DAY,
    reminds: true,
    skipClosed: false,
    humanAfter: 2 * DAY,
    humanAfterOffers: 2,
    lookEvery: DAY,
    confirmWithin: 8 * HOUR,
    confirmInOpenHours: true,
    arriveWithin: 7 * DAY,
    taskWithin: 4 * HOUR,
    priority: 2,
  },
}

/**
 * Who is told of an emergency task and when, counted from its opening. `unclaimed` rungs are passed
 * over once somebody has claimed it. After the last rung the supervisors hear again every 10 minutes.
 */
export const EMERGENCY_LADDER = [
  { after: 0, tell: 'first_operator', unclaimed: false },
  { after: MINUTE, tell: 'operators', unclaimed: true },
  { after: 3 * MINUTE, tell: 'supervisors', unclaimed: true },
  { after: 5 * MINUTE, tell: 'backup', unclaimed: true },
  { after: 10 * MINUTE, tell: 'supervisors', unclaimed: false },
] as const

/** An override acts at once, and lapses where no second person confirms it within this time. */
export const OVERRIDE_CONFIRMED_WITHIN = 30 * MINUTE
/** By when the person should have been told of a confirmed override. */
export const TELL_PERSON_WITHIN = DAY
/** Wrong tries before a link is frozen, and before a confirmation code is void. */
export const WRONG_TRIES = 5
export const FOLLOW_UPS = { follow_up_24h: DAY, follow_up_7d: 7 * DAY } as const
