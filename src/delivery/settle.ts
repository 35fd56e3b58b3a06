import { and, eq, isNotNull } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import { after, earlier, SECOND } from '../platform/clock.ts'
import { backoff } from '../platform/due.ts'
import type { Turn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import type { Outgoing, SendOutcome } from './provider.ts'
import { applyReceipt, lockReceipts } from './receipts.ts'

export type Message = typeof messages.$inferSelect
/** What a send came to, or why there was none: nobody wants it any more, or its key was destroyed. */
export type Outcome = SendOutcome | { kind: 'failed'; reason: 'stale' | 'erased' }

/** After so many tries that were certainly not taken, or before a longer wait, the next provider gets it (promise D7: 15 s). */
const TRIES = 2
const LONGEST_WAIT = 10 * SECOND
/** What no other provider could change. */
const HOPELESS = new Set(['bad_address', 'landline', 'opted_out', 'too_late', 'stale', 'erased'])

/** The row is ours while its fence stands and it waits for an outcome. */
export const held = ({ id, fence }: Pick<Message, 'id' | 'fence'>) =>
  and(eq(messages.id, id), eq(messages.fence, fence), isNotNull(messages.dueAt))

/** Writes an outcome if the lease still holds, and tells of endings. */
export async function settle(
  turn: Turn,
  hooks: Hooks,
  message: Message,
  outcome: Outcome,
): Promise<void> {
  const { tx, log } = turn
  const { provider, attempts } = message
  if (outcome.kind === 'sent') await lockReceipts(tx, provider, outcome.providerId)
  if (message.referralId) await hooks.lockReferral(turn, message.referralId)
  const [written] = await tx
    .update(messages)
    .set({ ...changeFor(turn, message, outcome), claimedBy: null })
    .where(held(message))
    .returning()
  const reason = 'reason' in outcome ? outcome.reason : undefined
  const leaseLost = written ? undefined : true
  log.info(
    { message: message.id, provider, attempts, outcome: outcome.kind, reason, leaseLost },
    'send',
  )
  if (!written) return
  if (outcome.kind === 'sent') await earlyReceipts(turn, hooks, provider, outcome.providerId)
  else if (written.dueAt === null) await hooks.ended(turn, written)
}

function changeFor({ now, providers }: Turn, message: Message, outcome: Outcome): Partial<Message> {
  if (outcome.kind === 'sent') return { state: 'sent', providerId: outcome.providerId, dueAt: null }
  if (outcome.kind === 'unknown') return { state: 'unknown', reason: outcome.reason, dueAt: null }
  const tried = [...message.tried, message.provider]
  const next = providers.order[message.channel as Outgoing['channel']].find(
    (name) => !tried.includes(name),
  )
  const other = next ? { provider: next, tried, attempts: 0, dueAt: now } : undefined
  if (outcome.kind === 'retry') {
    const { afterSeconds } = outcome
    const wait = afterSeconds ? afterSeconds * SECOND : backoff(message.attempts - 1)
    if (other && (message.attempts >= TRIES || wait > LONGEST_WAIT)) return other
    // Its end is told when it becomes useless, not when the provider might be back.
    return { dueAt: earlier(after(now, wait), message.uselessAt) }
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
