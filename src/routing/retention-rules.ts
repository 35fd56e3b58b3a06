import { after, DAY, earlier, later } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'

export type Periods = Pick<Config, 'RETAIN_CLOSED_DAYS' | 'RETAIN_IDLE_DAYS' | 'RETAIN_MOST_DAYS'>

/** What decides how long something is kept that was said. */
export type Kept = {
  createdAt: Date
  /** A supervisor renewed it. */
  renewedAt: Date | null
  endedAt: Date | null
  /** The last act of a human. */
  lastActAt: Date
  /** A report about a minor is still to be made. */
  reportOwed: boolean
}

/** `noticeAt`: when humans are told, unless it ended; `period`: in milliseconds, of which they have a tenth, or three days. */
export type Retention = {
  why: 'ended' | 'idle' | 'most'
  since: Date
  noticeAt: Date
  eraseAt: Date
}

/**
 * When what was said is erased (promise P2): RETAIN_CLOSED_DAYS after the end; while open,
 * RETAIN_IDLE_DAYS after the last act of a human, and RETAIN_MOST_DAYS after it was made or renewed,
 * whichever comes first. As long as a report about a minor is owed, which could not be made without
 * what was said, the last of these alone holds: the law's duty goes before, but not for ever.
 */
export function retentionOf(periods: Periods, kept: Kept): Retention {
  const { createdAt, renewedAt, endedAt, lastActAt, reportOwed } = kept
  const most = period('most', renewedAt ?? createdAt, periods.RETAIN_MOST_DAYS)
  if (endedAt) {
    const closed = after(endedAt, periods.RETAIN_CLOSED_DAYS * DAY)
    const eraseAt = reportOwed ? later(closed, most.eraseAt) : closed
    return { why: 'ended', since: endedAt, noticeAt: eraseAt, eraseAt }
  }
  const idle = period('idle', lastActAt, periods.RETAIN_IDLE_DAYS)
  return !reportOwed && earlier(idle.eraseAt, most.eraseAt) === idle.eraseAt ? idle : most
}

/** When a referral that was just made is first looked at. */
export const firstLook = (periods: Periods, now: Date): Date =>
  retentionOf(periods, {
    ...{ createdAt: now, renewedAt: null, endedAt: null, lastActAt: now, reportOwed: false },
  }).noticeAt

/** Humans have three days' notice, or a tenth of a shorter period. */
function period(why: 'idle' | 'most', since: Date, days: number): Retention {
  const eraseAt = after(since, days * DAY)
  return { why, since, noticeAt: after(eraseAt, -Math.min(3, days / 10) * DAY), eraseAt }
}
