import { channel } from 'node:diagnostics_channel'
import { messages } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { backoff } from '../platform/due.ts'
import type { Actor } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { lookUp } from './doubt.ts'
import { mustTell, pause, type Tally, tell, type Verdict } from './health.ts'
import type { Hooks } from './hooks.ts'
import { lastLooks, type Ready } from './last-look.ts'
import { slowFor } from './next-step.ts'
import type { Provider, SendOutcome } from './provider.ts'
import { held, settle } from './settle.ts'
import type { Settle } from './settle-together.ts'

/** A row that is ours as long as its fence stands. `interrupted`: a send of it began and never ended. */
export type Lease = {
  id: string
  fence: number
  attempts: number
  interrupted: boolean
  /** When it was asked for, by this process's own steady clock, in ms. */
  since: number
}
/** What one provider's worker goes by. */
export type Sending = {
  services: Services
  provider: Provider
  hooks: Hooks
  /** 0 to 1. */
  jitter: () => number
  tally: Tally
  settle: Settle
}
/** What each send came to, told within the process: of a message that another provider took, its row says no more. */
export const sends = channel('causeway:send')
export type Sent = { provider: string; outcome: SendOutcome['kind']; reason: string }

/** A lease that is older begins no send: what remains of it must be longer than a provider's time-out. Milliseconds. */
const SEND_WITHIN = 12_000

export const DELIVERY: Actor = { id: 'system:delivery', role: 'system' }

/**
 * One message from lease to outcome. Never throws: what fails pushes back this message and no other.
 * @param looked if the last look was taken together with the lease
 */
export async function sendOne(sending: Sending, lease: Lease, looked?: Ready): Promise<void> {
  const { services, provider } = sending
  const failed = (err: unknown) => services.log.error({ message: lease.id, err }, 'a send failed')
  let began = lease.interrupted
  try {
    const ready =
      looked ??
      (await takeTurn(
        services,
        DELIVERY,
        async (turn) => (await lastLooks(turn, sending, [lease]))[0],
      ))
    if (!ready) return
    // It slept meanwhile: another one has it, or will have before a send of ours could end.
    if (performance.now() - lease.since > SEND_WITHIN)
      return await takeTurn(services, DELIVERY, (turn) => pushBack(turn, lease, began))
    began ||= 'send' in ready
    const { message } = ready
    if ('send' in ready) {
      const outcome = await provider.send(ready.send, ready.at)
      const said: Sent = { provider: provider.name, outcome: outcome.kind, reason: '' }
      sends.publish('reason' in outcome ? { ...said, reason: outcome.reason } : said)
      const now = await sending.settle(message, outcome)
      if (outcome.kind === 'retry' && outcome.reason === 'rate_limited')
        await slowDown(sending, after(now, slowFor(outcome, message.attempts, sending.jitter())))
      await count(sending, verdictOf(outcome), now)
    } else if ('find' in ready) {
      const found = await provider.find!(ready.find, message.createdAt)
      await takeTurn(services, DELIVERY, (turn) => lookUp(turn, sending, message, found))
    } else {
      await takeTurn(services, DELIVERY, (turn) => settle(turn, sending, message, ready.outcome))
    }
  } catch (error) {
    failed(error)
    await takeTurn(services, DELIVERY, (turn) => pushBack(turn, lease, began)).catch(failed)
  }
}

/** What the outcome of a send says of the provider, not of the message. */
function verdictOf(outcome: SendOutcome): Verdict {
  if (outcome.kind === 'unknown') return 'bad'
  const reason = 'reason' in outcome ? outcome.reason : undefined
  if (reason === 'unavailable' || reason === 'misconfigured') return 'bad'
  return reason === 'rate_limited' || reason === 'too_late' ? undefined : 'good'
}

/** No failure, and as little worth a message's outcome. */
async function slowDown({ services, provider }: Sending, until: Date): Promise<void> {
  try {
    await takeTurn(services, DELIVERY, (turn) => pause(turn, provider.name, until))
  } catch (err) {
    services.log.error({ provider: provider.name, err }, 'the pause of a provider was not written')
  }
}

/** In a transaction of its own: what it says is not worth a message's outcome. */
async function count(
  { services, provider, tally }: Sending,
  verdict: Verdict,
  now: Date,
): Promise<void> {
  if (!mustTell(tally, verdict, now)) return
  try {
    await takeTurn(services, DELIVERY, (turn) => tell(turn, provider.name, tally, verdict))
  } catch (err) {
    services.log.error({ provider: provider.name, err }, 'the health of a provider was not written')
  }
}

/** Looked at again later; as one that may have gone out, if its send had begun. */
async function pushBack({ tx, now }: Turn, lease: Lease, began: boolean): Promise<void> {
  const dueAt = after(now, backoff(lease.attempts - 1))
  await tx
    .update(messages)
    .set(began ? { dueAt } : { dueAt, claimedBy: null })
    .where(held(lease))
}
