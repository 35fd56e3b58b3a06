import { randomUUID } from 'node:crypto'
import { and, gt } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { together } from '../platform/database.ts'
import { type DataKey, dataKey, KeyDestroyed, open } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { sidFromReceipt } from './doubt.ts'
import type { Hooks } from './hooks.ts'
import { type Content, sealedContent } from './message.ts'
import type { Message, Outcome } from './next-step.ts'
import type { Outgoing } from './provider.ts'
import type { Lease, Sending } from './send-one.ts'
import { held } from './settle.ts'

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
 * The last look before sending, under a lease, which is the mark that a send begins; undefined when that is lost.
 * What may have been taken is looked up first, and goes again unseen only where a repeat is harmless.
 */
export async function lastLook(
  turn: Turn,
  { provider, hooks }: Pick<Sending, 'provider' | 'hooks'>,
  lease: Omit<Lease, 'since'>,
): Promise<Ready | undefined> {
  const { tx, now: at } = turn
  // A lease that is over is lost, even if nobody has taken the row yet: the next one begins anew.
  const ours = and(held(lease), gt(messages.dueAt, at))
  const [message] = await tx.select().from(messages).where(ours)
  if (!message) return undefined
  const doubtful = lease.interrupted || message.unsureAt !== null
  if (doubtful) {
    const providerId = await sidFromReceipt(tx, message)
    if (providerId) return { message, at, outcome: { kind: 'sent', providerId } }
  }
  const content = await contentIfWanted(turn, hooks, message)
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

async function contentIfWanted(
  turn: Turn,
  hooks: Hooks,
  message: Message,
): Promise<Content | 'too_late' | 'stale' | 'erased'> {
  if (message.uselessAt <= turn.now) return 'too_late'
  const [wanted, key] = await together(
    () => hooks.maySend(turn, message),
    () => keyOf(turn, message),
  )
  if (!wanted) return 'stale'
  return key ? open<Content>(key, sealedContent(message.id), message.sealed) : 'erased'
}

/** Undefined where the key was destroyed. */
const keyOf = ({ tx, keys }: Turn, { keyId }: Message): Promise<DataKey | undefined> =>
  dataKey(tx, keys, keyId).catch((error: unknown) => {
    if (error instanceof KeyDestroyed) return undefined
    throw error
  })
