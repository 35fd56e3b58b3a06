import { and, eq, exists, inArray, isNotNull, isNull, lte, not, or, sql } from 'drizzle-orm'
import { dataKeys, idempotencyKeys, inboundMessages, messages } from '../../db/schema.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import { dutyJob, type Job } from '../platform/due.ts'
import { CLOCK } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { destroyDataKeys } from '../protection/seal.ts'
import type { Services } from '../services.ts'

/** A standing key for what came in by SMS seals for a day: a week after it came, no reply opens any more. */
const SEALS_FOR = DAY
const GONE_AFTER = 6 * DAY
/** Messages to staff are of no use when they are done. */
const STAFF_MESSAGES = 7 * DAY
const AT_ONCE = 1000

/** What belongs to no referral: replies, messages to staff, answers that were kept to be repeated. */
export const sweepJob = (services: Services): Job =>
  dutyJob(
    services,
    choreDuty({
      name: 'sweep',
      every: HOUR,
      async run(tx, now) {
        await tx.delete(idempotencyKeys).where(lte(idempotencyKeys.expiresAt, now))
        await retireInboundKeys(tx, now)
        await destroyRetired(services, tx, now)
        return emptyStaffMessages(tx, now)
      },
    }),
  )

/** The next message that comes in makes a new key. */
async function retireInboundKeys(tx: Tx, now: Date): Promise<void> {
  await tx
    .update(dataKeys)
    .set({ retiredAt: now })
    .where(
      and(
        eq(dataKeys.purpose, 'inbound'),
        isNull(dataKeys.retiredAt),
        isNull(dataKeys.destroyedAt),
        lte(dataKeys.createdAt, after(now, -SEALS_FOR)),
      ),
    )
}

/** Not while something under it waits to be read or sent. */
async function destroyRetired({ keys }: Services, tx: Tx, now: Date): Promise<void> {
  const waits = (table: typeof inboundMessages | typeof messages) =>
    exists(
      tx
        .select({ one: sql`1` })
        .from(table)
        .where(and(eq(table.keyId, dataKeys.id), isNotNull(table.dueAt))),
    )
  const due = await tx
    .select({ id: dataKeys.id })
    .from(dataKeys)
    .where(
      and(
        eq(dataKeys.purpose, 'inbound'),
        isNull(dataKeys.destroyedAt),
        lte(dataKeys.retiredAt, after(now, -GONE_AFTER)),
        not(or(waits(inboundMessages), waits(messages))!),
      ),
    )
  if (due.length === 0) return
  const ids = due.map(({ id }) => id)
  await destroyDataKeys(tx, ids, now)
  const line = { chain: 'account:keys', actor: CLOCK.id, thing: 'account:keys' }
  await record(tx, keys, now, [{ ...line, action: 'keys.destroyed', data: { ids } }])
}

/**
 * The standing keys of the directory and of staff seal what has to stay, so they are not destroyed; the
 * bodies of messages under them (alarms, reminders, codes to sign in: none tells of a person) are emptied.
 * @returns whether there may be more
 */
async function emptyStaffMessages(tx: Tx, now: Date): Promise<boolean> {
  const done = await rows<{ id: string }>(
    tx,
    sql`select m.id from messages m join data_keys k on k.id = m.key_id
         where k.purpose in ('directory', 'staff') and m.due_at is null and length(m.sealed) > 0
           and m.created_at <= ${after(now, -STAFF_MESSAGES).toISOString()}::timestamptz limit ${AT_ONCE}`,
  )
  if (done.length > 0)
    await tx
      .update(messages)
      .set({ sealed: Buffer.alloc(0) })
      .where(
        inArray(
          messages.id,
          done.map(({ id }) => id),
        ),
      )
  return done.length === AT_ONCE
}
