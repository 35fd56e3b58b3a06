import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import { after, SECOND } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import { backoff, type Job } from '../platform/due.ts'
import type { Actor } from '../protection/may.ts'
import { dataKeysOf, KeyDestroyed, open } from '../protection/seal.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import { type Content, sealedContent } from './message.ts'
import type { Outgoing, Provider, SendOutcome } from './provider.ts'
import { applyReceipt } from './receipts.ts'

type Message = typeof messages.$inferSelect
/** `stale`: it may not go any more. `interrupted`: a worker died between its lease and the outcome. */
type Claimed = { message: Message; content?: Content; interrupted: boolean }

/** Longer than any provider's time-out: a worker that comes back after it finds its fence moved. */
const LEASE = 30 * SECOND
const AT_ONCE = 8
/** After this many tries that were certainly not taken, the next provider gets the message. */
const TRIES = 3
/** An address that no provider can reach. */
const HOPELESS = new Set(['bad_address', 'landline', 'opted_out', 'too_late'])

export const DELIVERY: Actor = { id: 'system:delivery', role: 'system' }

/** Sends what is due with one provider, emergencies first, each row leased while it is at work. */
export function sendJob(services: Services, provider: Provider, hooks: Hooks): Job {
  const me = randomUUID()
  return {
    name: `send:${provider.name}`,
    async run() {
      const claimed = await takeTurn(services, DELIVERY, (turn) => claim(turn, provider, me, hooks))
      await Promise.all(
        claimed.map(async (each) => {
          const outcome = await sent(provider, each, services)
          await takeTurn(services, DELIVERY, (turn) => settle(turn, hooks, each.message, outcome))
        }),
      )
      return claimed.length > 0
    },
  }
}

/** Leases due rows, and looks a last time whether each may still go: one without content may not. */
async function claim(turn: Turn, provider: Provider, me: string, hooks: Hooks): Promise<Claimed[]> {
  const { tx, now } = turn
  const found = await rows<{ id: string; interrupted: boolean }>(
    tx,
    sql`with due as (
          select id, claimed_by is not null as interrupted from messages
           where due_at <= ${now.toISOString()}::timestamptz and provider = ${provider.name}
           order by priority, due_at limit ${AT_ONCE} for update skip locked)
        update messages m set due_at = ${after(now, LEASE).toISOString()}::timestamptz, fence = fence + 1,
               attempts = attempts + 1, claimed_by = ${me}, state = 'sending'
          from due where m.id = due.id returning m.id, due.interrupted`,
  )
  const claimed: Claimed[] = []
  for (const { id, interrupted } of found) {
    const [message] = await tx.select().from(messages).where(eq(messages.id, id))
    const may = message!.uselessAt > now && (await hooks.maySend(turn, message!))
    const content = may ? await contentOf(turn, message!) : undefined
    claimed.push({ message: message!, interrupted, ...(content ? { content } : {}) })
  }
  return claimed
}

async function contentOf({ tx, keys }: Turn, message: Message): Promise<Content | undefined> {
  try {
    const [key] = (await dataKeysOf(tx, keys, [message.keyId])).values()
    return open<Content>(key!, sealedContent(message.id), message.sealed)
  } catch (error) {
    if (error instanceof KeyDestroyed) return undefined
    throw error
  }
}

/** What was interrupted goes again only where a repeat is harmless: it may have been taken. */
async function sent(
  provider: Provider,
  { message, content, interrupted }: Claimed,
  services: Services,
): Promise<SendOutcome> {
  if (!content) return { kind: 'failed', reason: 'too_late' }
  if (interrupted && !provider.repeatable) return { kind: 'unknown', reason: 'reset' }
  const { id, channel, language, uselessAt } = message
  const at = await services.clock.now(services.db.orm)
  return provider.send(
    {
      id,
      channel: channel as Outgoing['channel'],
      language: language as Outgoing['language'],
      ...content,
      validUntil: uselessAt,
    },
    at,
  )
}

/** Writes an outcome if the fence is still ours, and tells of endings. */
async function settle(
  turn: Turn,
  hooks: Hooks,
  message: Message,
  outcome: SendOutcome,
): Promise<void> {
  const { tx, log } = turn
  const final = outcome.kind === 'failed' || outcome.kind === 'unknown'
  if (final && message.referralId) await hooks.lockReferral(turn, message.referralId)
  const change = changeFor(turn, message, outcome)
  const written = await tx
    .update(messages)
    .set({ ...change, claimedBy: null })
    .where(and(eq(messages.id, message.id), eq(messages.fence, message.fence)))
    .returning()
  log.info(
    {
      message: message.id,
      provider: message.provider,
      outcome: outcome.kind,
      reason: 'reason' in outcome ? outcome.reason : undefined,
    },
    'send',
  )
  if (written.length === 0) return
  if (outcome.kind === 'sent')
    return earlyReceipts(turn, hooks, message.provider, outcome.providerId)
  if (change.state === 'failed' || change.state === 'unknown') await hooks.ended(turn, written[0]!)
}

function changeFor(
  { now, providers }: Turn,
  message: Message,
  outcome: SendOutcome,
): Partial<Message> {
  if (outcome.kind === 'sent') return { state: 'sent', providerId: outcome.providerId, dueAt: null }
  if (outcome.kind === 'unknown') return { state: 'unknown', reason: outcome.reason, dueAt: null }
  const tried = [...message.tried, message.provider]
  const next = providers.order[message.channel as 'sms' | 'email'].find(
    (name) => !tried.includes(name),
  )
  const other = next ? { provider: next, tried, attempts: 0, dueAt: now } : undefined
  if (outcome.kind === 'retry') {
    const wait = outcome.afterSeconds
      ? outcome.afterSeconds * SECOND
      : backoff(message.attempts - 1)
    return message.attempts >= TRIES && other ? other : { dueAt: after(now, wait) }
  }
  if (other && !HOPELESS.has(outcome.reason)) return other
  return { state: 'failed', reason: outcome.reason, dueAt: null }
}

/** Receipts that overtook the answer to the request that they tell of. */
async function earlyReceipts(
  turn: Turn,
  hooks: Hooks,
  provider: string,
  providerId: string,
): Promise<void> {
  const early = await turn.tx
    .select()
    .from(messageReceipts)
    .where(and(eq(messageReceipts.provider, provider), eq(messageReceipts.providerId, providerId)))
  for (const receipt of early) await applyReceipt(turn, hooks, receipt)
}
