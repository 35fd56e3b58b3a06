import { and, eq, inArray, isNotNull, lte } from 'drizzle-orm'
import { tips } from '../../db/schema.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import { dutyJob, type Job } from '../platform/due.ts'
import { CLOCK } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { dataKey, destroyDataKeys, newDataKey, open, seal } from '../protection/seal.ts'
import { openTask } from '../routing/task.ts'
import type { Services, Turn } from '../services.ts'

/** What somebody said about somebody else. They name no one of themselves, and are not asked. */
export type Tip = {
  danger: 'yes' | 'no' | 'unknown'
  what: string
  where: string
  language: string
}

/** As its task and the record name it. */
export const tipThing = (id: string): string => `account:tip:${id}`
const sealedTip = (id: string) => ({ table: 'tips', row: id, field: 'sealed' })

/**
 * Keeps a tip for an operator, sealed under a key of its own. `id` was made with the form, so that
 * sending it twice keeps it once. It never becomes an offer or a contact by itself.
 */
export async function keepTip(turn: Turn, id: string, tip: Tip): Promise<void> {
  const { tx, keys, now, config, actor } = turn
  const [there] = await tx.select({ id: tips.id }).from(tips).where(eq(tips.id, id))
  if (there) return
  const key = await newDataKey(tx, keys, 'referral', now)
  const eraseDueAt = after(now, config.RETAIN_IDLE_DAYS * DAY)
  const [kept] = await tx
    .insert(tips)
    .values({ id, keyId: key.id, sealed: seal(key, sealedTip(id), tip), madeAt: now, eraseDueAt })
    .onConflictDoNothing()
    .returning()
  if (!kept) return
  const thing = tipThing(id)
  await record(tx, keys, now, [{ chain: thing, thing, actor: actor.id, action: 'tip.made' }])
  const urgency = tip.danger === 'yes' ? 'emergency' : 'urgent'
  await openTask(turn, { kind: 'tip', role: 'operator', urgency, account: thing })
}

/** An operator reads it; that they did is a line of the record. Undefined: there is none, or it is erased. */
export async function readTip(turn: Turn, id: string): Promise<(Tip & { at: Date }) | undefined> {
  const { tx, keys, now, actor } = turn
  const [found] = await tx
    .select()
    .from(tips)
    .where(and(eq(tips.id, id), isNotNull(tips.eraseDueAt)))
  if (!found) return undefined
  const key = await dataKey(tx, keys, found.keyId)
  const thing = tipThing(id)
  await record(tx, keys, now, [{ chain: thing, thing, actor: actor.id, action: 'tip.read' }])
  return { ...open<Tip>(key, sealedTip(id), found.sealed), at: found.madeAt }
}

const AT_ONCE = 100

/** Tips are erased as referrals are that nobody cares for: their keys are destroyed. */
export const tipJob = (services: Services): Job =>
  dutyJob(
    services,
    choreDuty({
      name: 'tips',
      every: HOUR,
      async run(tx, now) {
        const due = await tx.select().from(tips).where(lte(tips.eraseDueAt, now)).limit(AT_ONCE)
        const ids = due.map(({ id }) => id)
        if (ids.length === 0) return false
        await destroyDataKeys(
          tx,
          due.map(({ keyId }) => keyId),
          now,
        )
        await tx.update(tips).set({ eraseDueAt: null }).where(inArray(tips.id, ids))
        for (const id of ids) {
          const line = { chain: tipThing(id), thing: tipThing(id), actor: CLOCK.id }
          await record(tx, services.keys, now, [{ ...line, action: 'tip.erased' }])
        }
        return ids.length === AT_ONCE
      },
    }),
  )
