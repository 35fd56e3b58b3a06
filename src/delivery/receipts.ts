import { and, eq, sql } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import type { Receipt } from './provider.ts'

/** Takes in a receipt, whenever and however often it comes. A state never goes back: such a one is kept, and changes nothing. */
export async function takeReceipt(
  turn: Turn,
  hooks: Hooks,
  provider: string,
  { providerId, state, reason = undefined }: Receipt,
): Promise<void> {
  const receipt = { provider, providerId, status: state, reason: reason ?? null }
  await lockReceipts(turn.tx, provider, providerId)
  const added = await turn.tx
    .insert(messageReceipts)
    .values({ ...receipt, at: turn.now })
    .onConflictDoNothing()
    .returning()
  if (added.length > 0) await applyReceipt(turn, hooks, receipt)
}

/**
 * A receipt and the answer to the request that it tells of may come at the same instant: whoever
 * writes second must see what the first one wrote, or the receipt would be lost.
 */
export const lockReceipts = (tx: Tx, provider: string, providerId: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${provider} ${providerId}`}, 0))`)

/** Moves the message that a receipt tells of, if it is known yet and this is a step forward. */
export async function applyReceipt(
  turn: Turn,
  hooks: Hooks,
  {
    provider,
    providerId,
    status,
    reason,
  }: { provider: string; providerId: string; status: string; reason: string | null },
): Promise<void> {
  if (!['sent', 'delivered', 'failed'].includes(status)) return
  const { tx } = turn
  const [message] = await tx
    .select({ id: messages.id, referralId: messages.referralId })
    .from(messages)
    .where(and(eq(messages.provider, provider), eq(messages.providerId, providerId)))
  if (!message) return
  if (status === 'failed' && message.referralId) await hooks.lockReferral(turn, message.referralId)
  const [moved] = await tx
    .update(messages)
    .set({ state: status, reason, dueAt: null })
    .where(
      and(
        eq(messages.id, message.id),
        sql`message_rank(${messages.state}) < message_rank(${status})`,
      ),
    )
    .returning()
  if (moved && status === 'failed') await hooks.ended(turn, moved)
}
