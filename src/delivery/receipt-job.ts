import { and, asc, eq, lte, sql } from 'drizzle-orm'
import { messageReceipts } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { backoff, dutyJob, HELPLESS, type Job } from '../platform/due.ts'
import type { Services, Turn } from '../services.ts'
import { takeTurn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import type { Receipt } from './provider.ts'
import { applyReceipt, keepReceipt, lockReceipts, takeReceipt } from './receipts.ts'
import { DELIVERY } from './send-one.ts'

/**
 * Takes in a receipt that will not come again: if it cannot be worked now, it is kept and worked later.
 * Throws only if it could not even be kept, so that the provider hears of it.
 */
export async function takeReceiptSafely(
  services: Services,
  hooks: Hooks,
  provider: string,
  receipt: Receipt & { messageId?: string },
): Promise<void> {
  try {
    await takeTurn(services, DELIVERY, (turn) => takeReceipt(turn, hooks, provider, receipt))
  } catch (err) {
    services.log.error({ provider, err }, 'a receipt is worked later')
    await takeTurn(services, DELIVERY, (turn) =>
      keepReceipt(turn, provider, receipt, after(turn.now, backoff(0))),
    )
  }
}

/** Works the receipts that could not be worked when they came: after 5 s × 2ⁿ, in the end every hour. */
export function receiptJob(services: Services, hooks: Hooks): Job {
  const { db: _, ...rest } = services
  return dutyJob(services, {
    name: 'receipts',
    async next(tx, now) {
      const [due] = await tx
        .select()
        .from(messageReceipts)
        .where(lte(messageReceipts.dueAt, now))
        .orderBy(asc(messageReceipts.dueAt))
        .limit(1)
      return due && [due.provider, due.providerId, due.status].join(' ')
    },
    async run(tx, id, now) {
      const turn: Turn = { ...rest, tx, now, actor: DELIVERY }
      const [provider, providerId] = id.split(' ') as [string, string]
      await lockReceipts(tx, provider, providerId)
      const [receipt] = await tx
        .update(messageReceipts)
        .set({ dueAt: null })
        .where(and(rowOf(id), lte(messageReceipts.dueAt, now)))
        .returning()
      if (receipt) await applyReceipt(turn, hooks, receipt)
    },
    async stumble(tx, id, now) {
      const [row] = await tx.select().from(messageReceipts).where(rowOf(id))
      await tx
        .update(messageReceipts)
        .set({
          failures: sql`${messageReceipts.failures} + 1`,
          dueAt: after(now, backoff(row!.failures + 1)),
        })
        .where(rowOf(id))
      if (row!.failures + 1 === HELPLESS)
        await hooks.unworkable?.({ ...rest, tx, now, actor: DELIVERY }, 'receipt')
    },
  })
}

function rowOf(id: string) {
  const [provider, providerId, status] = id.split(' ') as [string, string, string]
  const { provider: p, providerId: i, status: s } = messageReceipts
  return and(eq(p, provider), eq(i, providerId), eq(s, status))
}
