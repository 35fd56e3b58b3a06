import { asc, eq, lte, sql } from 'drizzle-orm'
import { inboundMessages } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import { backoff, type Duty, dutyJob, HELPLESS, type Job } from '../platform/due.ts'
import { newId } from '../platform/ids.ts'
import { dataKey, open, seal, standingKey } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'
import type { Hooks, Inbound } from './hooks.ts'
import { DELIVERY } from './send-one.ts'

export type Arrived = Omit<Inbound, 'id'> & { providerId: string }

const sealedInbound = (id: string) => ({ table: 'inbound_messages', row: id, field: 'sealed' })

/** Keeps what came in, sealed, to be handled at once. The same message again changes nothing. */
export async function takeInbound(turn: Turn, arrived: Arrived): Promise<void> {
  const { tx, keys, now } = turn
  const key = await standingKey(tx, keys, 'inbound', now)
  const id = newId()
  const { provider, providerId, channel, ...content } = arrived
  await tx
    .insert(inboundMessages)
    .values({
      id,
      provider,
      providerId,
      channel,
      keyId: key.id,
      sealed: seal(key, sealedInbound(id), content),
      receivedAt: now,
      dueAt: now,
    })
    .onConflictDoNothing()
}

/**
 * Reads replies one by one, in the order in which they came: a second process waits for the first
 * one's row instead of skipping it. One that cannot be read goes behind the others, is tried again
 * after 5 s × 2ⁿ, in the end every hour, is an error in the log each time and a task at the third time.
 */
export function inboundJob(services: Services, hooks: Hooks): Job {
  const { db: _, ...rest } = services
  const duty: Duty = {
    name: 'inbound',
    async next(tx, now) {
      const [found] = await tx
        .select({ id: inboundMessages.id })
        .from(inboundMessages)
        .where(lte(inboundMessages.dueAt, now))
        .orderBy(asc(inboundMessages.dueAt), asc(inboundMessages.id))
        .limit(1)
        .for('update')
      return found?.id
    },
    async run(tx, id, now) {
      const [row] = await tx.select().from(inboundMessages).where(eq(inboundMessages.id, id))
      const key = await dataKey(tx, rest.keys, row!.keyId)
      const content = open<{ from: string; to: string; body: string }>(
        key,
        sealedInbound(id),
        row!.sealed,
      )
      const { provider, channel } = row!
      const inbound = { id, provider, channel: channel as Inbound['channel'], ...content }
      const outcome = await hooks.replied({ ...rest, tx, now, actor: DELIVERY }, inbound)
      await tx
        .update(inboundMessages)
        .set({ handledAt: now, dueAt: null, outcome })
        .where(eq(inboundMessages.id, id))
    },
    async stumble(tx, id, now) {
      const [row] = await tx.select().from(inboundMessages).where(eq(inboundMessages.id, id))
      await tx
        .update(inboundMessages)
        .set({ failures: sql`failures + 1`, dueAt: after(now, backoff(row!.failures)) })
        .where(eq(inboundMessages.id, id))
      if (row!.failures + 1 === HELPLESS)
        await hooks.unworkable?.({ ...rest, tx, now, actor: DELIVERY }, 'reply')
    },
  }
  const job = dutyJob(services, duty)
  return { ...job, run: async () => (await anyWaits(services)) && job.run() }
}

/** One question without a transaction: this is asked after each commit, and nearly always the answer is no. */
async function anyWaits({ db }: Pick<Services, 'db'>): Promise<boolean> {
  const [found] = await rows<{ some: boolean }>(
    db.orm,
    sql`select exists (select from inbound_messages where due_at is not null) as some`,
  )
  return found!.some
}
