import { and, desc, eq, gt, inArray, isNotNull, lte, sql } from 'drizzle-orm'
import { chores, messages } from '../../db/schema.ts'
import { takeRound } from '../platform/chore.ts'
import { after, DAY, MINUTE } from '../platform/clock.ts'
import type { Job } from '../platform/due.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import type { Hooks } from './hooks.ts'
import type { Provider } from './provider.ts'
import { takeReceiptSafely } from './receipt-job.ts'
import { DELIVERY } from './send-one.ts'

const EVERY = MINUTE
/** Asked together, so that a round takes no longer than one question. */
const AT_ONCE = 20
/** Most receipts come within seconds. */
const FIRST = 3 * MINUTE
/** Older ones are asked for no more: what they said is over. */
const OLDEST = DAY

/**
 * Asks a provider what became of messages whose last receipt did not come, and takes the answer as that
 * receipt. Every minute, by whichever process looks first; as soon as the next look if more wait. Each
 * message when it is three minutes old, and again each time that its age has tripled: six times in a day.
 */
export function unreportedJob(services: Services, provider: Provider, hooks: Hooks): Job {
  const { name } = provider
  const round = `unreported ${name}`
  return {
    name: round,
    async run() {
      const due = await takeTurn(services, DELIVERY, async (turn) =>
        (await takeRound(turn.tx, turn.now, round, EVERY)) ? dueOf(turn, name) : [],
      )
      if (due.length === 0) return false
      const looked = await Promise.all(
        due.map(async ({ id, providerId }) => ({ id, ...(await provider.look!(providerId!)) })),
      )
      const seen = looked.filter((one) => one.kind === 'seen')
      const ended = seen.flatMap(({ receipt }) =>
        receipt?.state === 'delivered' || receipt?.state === 'failed' ? receipt : [],
      )
      for (const receipt of ended) await takeReceiptSafely(services, hooks, name, receipt)
      const more = seen.length === AT_ONCE
      await takeTurn(services, DELIVERY, async (turn) => {
        await keepLooked(turn, seen)
        if (more)
          await turn.tx.update(chores).set({ dueAt: turn.now }).where(eq(chores.name, round))
      })
      const unclear = looked.length - seen.length
      if (unclear > 0)
        services.log.warn({ provider: name, unclear }, 'receipts could not be asked for')
      return ended.length > 0
    },
  }
}

function dueOf({ tx, now }: Turn, provider: string) {
  const { createdAt, lookedAt } = messages
  const next = sql`${createdAt} + greatest(${FIRST} * interval '1 millisecond', 3 * (${lookedAt} - ${createdAt}))`
  return tx
    .select({ id: messages.id, providerId: messages.providerId })
    .from(messages)
    .where(
      and(
        ...[eq(messages.provider, provider), eq(messages.state, 'sent')],
        ...[isNotNull(messages.providerId), gt(createdAt, after(now, -OLDEST))],
        ...[lte(createdAt, after(now, -FIRST)), sql`${next} <= ${now.toISOString()}::timestamptz`],
      ),
    )
    .orderBy(desc(createdAt))
    .limit(AT_ONCE)
}

async function keepLooked({ tx, now }: Turn, seen: { id: string }[]): Promise<void> {
  if (seen.length === 0) return
  const ids = seen.map(({ id }) => id)
  await tx.update(messages).set({ lookedAt: now }).where(inArray(messages.id, ids))
}
