import { randomUUID } from 'node:crypto'
import { and, gt } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { plannedOnce, together } from '../platform/database.ts'
import { among } from '../platform/sql-arrays.ts'
import { leftOf, open } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { sidFromReceipt } from './doubt.ts'
import type { Hooks } from './hooks.ts'
import { type Content, sealedContent } from './message.ts'
import type { Message, Outcome } from './next-step.ts'
import type { Outgoing, Provider } from './provider.ts'
import type { Lease, Sending } from './send-one.ts'

/** What to send or to look up, or the outcome that it has without either. */
export type Ready = { message: Message; at: Date } & (
  | { send: Outgoing }
  | { find: Outgoing }
  | { outcome: Outcome }
)

/** Who leases here. */
export const ME = randomUUID()
/** A message at which so many workers died is not tried again. */
const INTERRUPTIONS = 3

/**
 * The last look before sending, under leases, which are the mark that a send begins; undefined for one that is lost.
 * What may have been taken is looked up first, and goes again unseen only where a repeat is harmless.
 */
export async function lastLooks(
  turn: Turn,
  { provider, hooks }: Pick<Sending, 'provider' | 'hooks'>,
  leases: readonly Omit<Lease, 'since'>[],
): Promise<(Ready | undefined)[]> {
  if (leases.length === 0) return []
  const { tx, now } = turn
  // A lease that is over is lost, even if nobody has taken the row yet: the next one begins anew.
  const ids = leases.map(({ id }) => id)
  const [, known] = await together(
    () => plannedOnce(tx),
    () =>
      tx
        .select()
        .from(messages)
        .where(and(among(messages.id, ids), gt(messages.dueAt, now))),
  )
  const held = leases.map(({ id, fence }) =>
    known.find((message) => message.id === id && message.fence === fence),
  )
  const contents = await contentsOf(
    turn,
    hooks,
    held.filter((message) => message !== undefined),
  )
  const looks: (Ready | undefined)[] = []
  for (const [i, { interrupted }] of leases.entries()) {
    const message = held[i]
    looks.push(
      message && (await lookAt(turn, provider, message, interrupted, contents.get(message.id)!)),
    )
  }
  return looks
}

async function lookAt(
  { tx, now: at }: Turn,
  provider: Provider,
  message: Message,
  interrupted: boolean,
  content: Content | Unwanted,
): Promise<Ready> {
  const doubtful = interrupted || message.unsureAt !== null
  if (doubtful) {
    const providerId = await sidFromReceipt(tx, message)
    if (providerId) return { message, at, outcome: { kind: 'sent', providerId } }
  }
  const unwanted = typeof content === 'string'
  if (doubtful && (unwanted || message.interrupted >= INTERRUPTIONS))
    return { message, at, outcome: { kind: 'given_up', reason: 'reset' } }
  if (unwanted) return { message, at, outcome: { kind: 'failed', reason: content } }
  const { id, uselessAt: validUntil } = message
  const { channel, language } = message as Pick<Outgoing, 'channel' | 'language'>
  const outgoing = { id, channel, language, ...content, validUntil }
  if (!doubtful || provider.repeatable) return { message, at, send: outgoing }
  if (message.unsureAt && provider.find) return { message, at, find: outgoing }
  return { message, at, outcome: { kind: 'unknown', reason: 'reset' } }
}

type Unwanted = 'too_late' | 'stale' | 'erased'

/** What each says, or why nobody is to hear it. */
async function contentsOf(
  turn: Turn,
  hooks: Hooks,
  all: Message[],
): Promise<Map<string, Content | Unwanted>> {
  const { tx, keys, now } = turn
  const inTime = all.filter(({ uselessAt }) => uselessAt > now)
  const [wanted, left] = await together(
    () => hooks.maySend(turn, inTime),
    () =>
      leftOf(
        tx,
        keys,
        inTime.map(({ keyId }) => keyId),
      ),
  )
  const contentOf = (message: Message): Content | Unwanted => {
    if (!inTime.includes(message)) return 'too_late'
    if (!wanted.has(message.id)) return 'stale'
    const key = left.get(message.keyId)
    return key ? open<Content>(key, sealedContent(message.id), message.sealed) : 'erased'
  }
  return new Map(all.map((message) => [message.id, contentOf(message)]))
}
