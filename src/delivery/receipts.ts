import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import { texts } from '../platform/sql-arrays.ts'
import type { Turn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import type { Receipt } from './provider.ts'
import { sendAgain } from './send-again.ts'

/**
 * Takes in a receipt, whenever and however often it comes. A state never goes back: such a one is kept,
 * and changes nothing. `messageId`: our own, which our callback address carries.
 */
export async function takeReceipt(
  turn: Turn,
  hooks: Hooks,
  provider: string,
  { messageId, ...receipt }: Receipt & { messageId?: string },
): Promise<void> {
  await lockReceipts(turn.tx, provider, receipt.providerId)
  const kept = await keepReceipt(turn, provider, { messageId, ...receipt }, null)
  if (kept) await applyReceipt(turn, hooks, kept)
}

/** Keeps a receipt, to be worked at `dueAt` or not at all; undefined for a repeat. */
export async function keepReceipt(
  { tx, now }: Turn,
  provider: string,
  { providerId, state, reason, messageId }: Receipt & { messageId?: string },
  dueAt: Date | null,
): Promise<Kept | undefined> {
  const [kept] = await tx
    .insert(messageReceipts)
    .values({ provider, providerId, status: state, reason, messageId, at: now, dueAt })
    .onConflictDoNothing()
    .returning()
  return kept
}

type Kept = typeof messageReceipts.$inferSelect

/**
 * A receipt and the answer to the request that it tells of may come at the same instant: whoever
 * writes second must see what the first one wrote, or the receipt would be lost.
 */
export const lockReceipts = (tx: Tx, provider: string, ...providerIds: string[]) =>
  tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(${provider} || ' ' || id, 0))
      from (select unnest(${texts(providerIds)}) as id order by 1) ids`)

/** Moves the message that a receipt tells of, if it is known yet and this is a step forward. */
export async function applyReceipt(turn: Turn, hooks: Hooks, receipt: Kept): Promise<void> {
  const { provider, providerId, status, reason } = receipt
  if (!['sent', 'delivered', 'failed'].includes(status)) return
  const { tx } = turn
  const found = await messageOf(tx, receipt)
  if (!found) return
  if (found.referralId && status === 'failed') await hooks.lockReferral(turn, found.referralId)
  const [moved] = await tx
    .update(messages)
    .set({ provider, providerId, state: status, reason, dueAt: null, unsureAt: null })
    .where(
      and(
        eq(messages.id, found.id),
        sql`message_rank(${messages.state}) < message_rank(${status})`,
      ),
    )
    .returning()
  if (!moved || status !== 'failed') return
  if (reason === 'misconfigured') await hooks.unworkable?.(turn, 'provider')
  if (!(await sendAgain(turn, moved))) await hooks.ended(turn, moved)
}

/**
 * By the provider's own id; else one of ours that is in doubt, and that the receipt names: at this
 * provider, or on its way to the next one, which then need not send it.
 */
async function messageOf(
  tx: Tx,
  { provider, providerId, messageId, status }: Kept,
): Promise<{ id: string; referralId: string | null } | undefined> {
  const columns = { id: messages.id, referralId: messages.referralId }
  const [known] = await tx
    .select(columns)
    .from(messages)
    .where(and(eq(messages.provider, provider), eq(messages.providerId, providerId)))
  if (known || !messageId) return known
  const [doubtful] = await tx
    .select(columns)
    .from(messages)
    .where(
      and(
        eq(messages.id, messageId),
        isNull(messages.providerId),
        or(
          and(
            eq(messages.provider, provider),
            or(isNotNull(messages.unsureAt), eq(messages.state, 'unknown')),
          ),
          and(
            ...[sql`${provider} = any(${messages.tried})`, isNotNull(messages.dueAt)],
            ...[isNull(messages.claimedBy), sql`${status !== 'failed'}`],
          ),
        ),
      ),
    )
  return doubtful
}
