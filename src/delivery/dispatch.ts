import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { after, SECOND } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import { backoff, type Job } from '../platform/due.ts'
import type { Actor } from '../protection/may.ts'
import { dataKey, KeyDestroyed, open } from '../protection/seal.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import { type Content, sealedContent } from './message.ts'
import type { Outgoing, Provider } from './provider.ts'
import { held, type Message, type Outcome, settle } from './settle.ts'

/** A row that is ours as long as its fence stands. `interrupted`: a send of it began and never ended. */
type Lease = { id: string; fence: number; attempts: number; interrupted: boolean }
/** What to send, or the outcome that it has without a send. */
type Ready = { message: Message } & ({ outgoing: Outgoing; at: Date } | { outcome: Outcome })

/** Longer than any provider's time-out; a killed worker's rows are taken up within 30 s (promise D6). */
const LEASE = 20 * SECOND
const AT_ONCE = 8
/** A message at which so many workers died is not tried again. */
const INTERRUPTIONS = 3

export const DELIVERY: Actor = { id: 'system:delivery', role: 'system' }

/** Sends what is due with one provider, emergencies first, each row leased while it is at work. */
export function sendJob(services: Services, provider: Provider, hooks: Hooks): Job {
  const me = randomUUID()
  return {
    name: `send:${provider.name}`,
    async run() {
      const leases = await takeTurn(services, DELIVERY, (turn) => leaseDue(turn, provider))
      await Promise.all(leases.map((lease) => sendOne(services, provider, hooks, me, lease)))
      return leases.length > 0
    },
  }
}

/** Attempts count here, so that a row which kills its worker is counted too. */
function leaseDue({ tx, now }: Turn, { name }: Provider): Promise<Lease[]> {
  return rows<Lease>(
    tx,
    sql`with due as (
          select id, claimed_by is not null as interrupted from messages
           where due_at <= ${now.toISOString()}::timestamptz and provider = ${name}
           order by priority, due_at limit ${AT_ONCE} for update skip locked)
        update messages m set due_at = ${after(now, LEASE).toISOString()}::timestamptz, state = 'sending',
               fence = fence + 1, attempts = attempts + 1
          from due where m.id = due.id returning m.id, m.fence, m.attempts, due.interrupted`,
  )
}

/** One message from lease to outcome. Never throws: what fails pushes back this message and no other. */
async function sendOne(
  services: Services,
  provider: Provider,
  hooks: Hooks,
  me: string,
  lease: Lease,
): Promise<void> {
  const failed = (err: unknown) => services.log.error({ message: lease.id, err }, 'a send failed')
  let began = lease.interrupted
  try {
    const ready = await takeTurn(services, DELIVERY, (turn) =>
      lastLook(turn, provider, hooks, me, lease),
    )
    if (!ready) return
    began ||= 'outgoing' in ready
    const outcome =
      'outgoing' in ready ? await provider.send(ready.outgoing, ready.at) : ready.outcome
    await takeTurn(services, DELIVERY, (turn) => settle(turn, hooks, ready.message, outcome))
  } catch (error) {
    failed(error)
    await takeTurn(services, DELIVERY, (turn) => pushBack(turn, lease, began)).catch(failed)
  }
}

/**
 * The last look before sending, and the mark that a send begins; undefined when the lease is lost.
 * What was interrupted may have been taken: it goes again only where a repeat is harmless.
 */
async function lastLook(
  turn: Turn,
  provider: Provider,
  hooks: Hooks,
  me: string,
  lease: Lease,
): Promise<Ready | undefined> {
  const { tx, now } = turn
  const [message] = await tx.update(messages).set({ claimedBy: me }).where(held(lease)).returning()
  if (!message) return undefined
  const content = await contentIfWanted(turn, hooks, message)
  const unwanted = typeof content === 'string'
  if (lease.interrupted && (unwanted || !provider.repeatable || message.attempts > INTERRUPTIONS))
    return { message, outcome: { kind: 'unknown', reason: 'reset' } }
  if (unwanted) return { message, outcome: { kind: 'failed', reason: content } }
  const { id, uselessAt: validUntil } = message
  const { channel, language } = message as Pick<Outgoing, 'channel' | 'language'>
  return { message, outgoing: { id, channel, language, ...content, validUntil }, at: now }
}

async function contentIfWanted(
  turn: Turn,
  hooks: Hooks,
  message: Message,
): Promise<Content | 'too_late' | 'stale' | 'erased'> {
  if (message.uselessAt <= turn.now) return 'too_late'
  if (!(await hooks.maySend(turn, message))) return 'stale'
  try {
    const key = await dataKey(turn.tx, turn.keys, message.keyId)
    return open<Content>(key, sealedContent(message.id), message.sealed)
  } catch (error) {
    if (error instanceof KeyDestroyed) return 'erased'
    throw error
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
