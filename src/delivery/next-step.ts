import type { messages } from '../../db/schema.ts'
import { after, earlier, MINUTE, SECOND } from '../platform/clock.ts'
import type { Provider, SendOutcome } from './provider.ts'

export type Message = typeof messages.$inferSelect
/** What a send or a look-up came to, or why there was none. */
export type Outcome =
  | SendOutcome
  /** Nobody wants it any more, or its key was destroyed. */
  | { kind: 'failed'; reason: 'stale' | 'erased' }
  /** It may have been taken, and nobody can find out: not sent again. */
  | { kind: 'given_up'; reason: 'timeout' | 'reset' | 'empty_reply' }
  /** A look-up found no trace of it, or could not look. */
  | { kind: 'absent' }
  | { kind: 'unclear' }

export type Standing = Pick<
  Message,
  | 'provider'
  | 'tried'
  | 'attempts'
  | 'failures'
  | 'uselessAt'
  | 'unsureAt'
  | 'stalledAt'
  | 'slowedAt'
>
type Around = {
  now: Date
  /** 0 to 1, once for each decision: so that many do not come back at the same instant. */
  jitter: number
  provider: Pick<Provider, 'repeatable' | 'find' | 'certainAfter'>
  /** Where else this channel goes: a provider that was not tried and is not left. */
  next: string | undefined
  /** The same, even one that is left: better than an end. */
  last: string | undefined
}

/** After so many tries that were not taken, or before a longer wait, the next provider gets it (promise D7: 15 s). */
const TRIES = 2
const LONGEST_WAIT = 10 * SECOND
const LONGEST_RETRY_AFTER = 5 * MINUTE
/** So long after a doubt the look-up decides; before it, what was sent may not be seen yet. */
const DOUBT = 5 * SECOND
/** What no other provider could change, or what the other channel is for. */
const HOPELESS = new Set([
  ...['bad_address', 'landline', 'opted_out', 'filtered'],
  ...['too_late', 'stale', 'erased'],
])

/** Its provider took it. */
export const SENT = { state: 'sent', dueAt: null, unsureAt: null } as const

/** Between half and the whole of 2.5 s, 5 s, 10 s … two minutes, in ms. */
export const retryWait = (failures: number, jitter: number): number =>
  Math.min(2.5 * SECOND * 2 ** failures, 2 * MINUTE) * (0.5 + jitter / 2)

/** For how long a provider that asked for time is left alone: as long as it said, or longer each time, in ms. */
export const slowFor = (
  { afterSeconds }: { afterSeconds?: number },
  attempts: number,
  jitter: number,
): number =>
  afterSeconds
    ? Math.min(afterSeconds * SECOND, LONGEST_RETRY_AFTER)
    : retryWait(attempts - 1, jitter)

/** True if this message may wait so long for a provider that asked for time. */
export const canWait = (
  { slowedAt, uselessAt }: Pick<Message, 'slowedAt' | 'uselessAt'>,
  until: Date,
  now: Date,
): boolean => until <= after(slowedAt ?? now, LONGEST_WAIT) && until < uselessAt

/**
 * What becomes of a message. Nothing is due after it is useless; only a certain no or a look-up leads to
 * a second send by the same provider, unless a repeat there can be seen as one. What cannot be looked up
 * within seconds of a doubt goes by another provider, if there is one: that may be a second copy, with the
 * same reference and digits, so that it does no harm; waiting longer may leave somebody unasked (promise
 * D7 before D8, whose one in 1,000 holds where the look-up answers). `stalled`: this channel
 * does not get through for now, and the rest of the program is to hear of it.
 */
export function nextStep(
  message: Standing,
  outcome: Outcome,
  around: Around,
): Partial<Message> & { stalled?: true } {
  const { now, provider, next, last, jitter } = around
  const waiting = (ms: number) => ({ dueAt: earlier(after(now, ms), message.uselessAt) })
  switch (outcome.kind) {
    case 'sent':
      return { ...SENT, providerId: outcome.providerId }
    case 'given_up':
      return { state: 'unknown', reason: outcome.reason, dueAt: null }
    case 'failed':
      if (last && !HOPELESS.has(outcome.reason)) return { ...moved(last, now), ...never(message) }
      return { state: 'failed', reason: outcome.reason, dueAt: null }
    case 'retry': {
      if (outcome.reason === 'unavailable') return failedOnce(message, around)
      // Slowing down is no failure: it spends nothing of the tries.
      const wait = slowFor(outcome, message.attempts, jitter)
      const slow = { slowedAt: message.slowedAt ?? now, ...waiting(wait) }
      if (canWait(message, after(now, wait), now)) return slow
      return next ? moved(next, now) : { ...slow, ...stalled(message, now) }
    }
    case 'unknown': {
      const unsureAt = message.unsureAt ?? now
      if (provider.repeatable) return { unsureAt, ...failedOnce({ ...message, unsureAt }, around) }
      if (!provider.find) return { state: 'unknown', reason: outcome.reason, dueAt: null }
      return { unsureAt, ...waiting(SECOND) }
    }
    case 'absent':
    case 'unclear': {
      const since = now.getTime() - (message.unsureAt ?? now).getTime()
      if (since < DOUBT) return waiting(DOUBT - since)
      const certain = outcome.kind === 'absent' && since >= (provider.certainAfter ?? DOUBT)
      if (next) return { ...moved(next, now), ...(certain ? {} : never(message)) }
      if (!certain)
        return {
          ...waiting(retryWait(Math.max(0, message.attempts - 3), jitter)),
          ...stalled(message, now),
        }
      return {
        unsureAt: null,
        dueAt: now,
        failures: message.failures + 1,
        ...stalled(message, now),
      }
    }
  }
}

function failedOnce(message: Standing, { now, next, jitter }: Around) {
  const failures = message.failures + 1
  const enough = failures >= TRIES
  if (enough && next) return { ...moved(next, now), ...(message.unsureAt ? never(message) : {}) }
  const dueAt = earlier(after(now, retryWait(failures - 1, jitter)), message.uselessAt)
  return { failures, dueAt, ...(enough ? stalled(message, now) : {}) }
}

const moved = (provider: string, now: Date) => ({
  ...{ provider, attempts: 0, failures: 0, unsureAt: null, slowedAt: null, dueAt: now },
})

/** It said no, or may have taken it: it does not get this message again. */
const never = ({ tried, provider }: Standing) => ({ tried: [...tried, provider] })

const stalled = ({ stalledAt }: Standing, now: Date): { stalledAt?: Date; stalled?: true } =>
  stalledAt ? {} : { stalledAt: now, stalled: true }
