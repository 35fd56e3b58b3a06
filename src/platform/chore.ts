import { and, eq, lte, sql } from 'drizzle-orm'
import { chores } from '../../db/schema.ts'
import { after } from './clock.ts'
import type { Tx } from './database.ts'
import { backoff, type Duty } from './due.ts'

/**
 * Something that is done every `every` milliseconds by whichever process looks first, in one
 * transaction. `run` answers whether there is more to do at once. It is due when first looked at.
 */
export function choreDuty(chore: {
  name: string
  every: number
  run(tx: Tx, now: Date): Promise<boolean>
}): Duty {
  const own = eq(chores.name, chore.name)
  return {
    name: chore.name,
    async next(tx, now) {
      const [row] = await tx.select({ dueAt: chores.dueAt }).from(chores).where(own)
      if (row && row.dueAt > now) return undefined
      if (!row)
        await tx.insert(chores).values({ name: chore.name, dueAt: now }).onConflictDoNothing()
      const [locked] = await tx
        .select({ name: chores.name })
        .from(chores)
        .where(and(own, lte(chores.dueAt, now)))
        .for('update', { skipLocked: true })
      return locked?.name
    },
    async run(tx, _, now) {
      const more = await chore.run(tx, now)
      const dueAt = more ? now : after(now, chore.every)
      await tx.update(chores).set({ dueAt, failures: 0 }).where(own)
    },
    async stumble(tx, _, now) {
      const [row] = await tx.select({ failures: chores.failures }).from(chores).where(own)
      const dueAt = after(now, backoff(row?.failures ?? 0))
      await tx
        .update(chores)
        .set({ dueAt, failures: sql`${chores.failures} + 1` })
        .where(own)
    },
  }
}

/**
 * True if this round is the caller's, of something that is done every `every` milliseconds and talks to
 * others between its transactions: whoever asks first once it is due has it, and moves it on. It is due
 * when first asked for.
 */
export async function takeRound(tx: Tx, now: Date, name: string, every: number): Promise<boolean> {
  await tx.insert(chores).values({ name, dueAt: now }).onConflictDoNothing()
  const taken = await tx
    .update(chores)
    .set({ dueAt: after(now, every) })
    .where(and(eq(chores.name, name), lte(chores.dueAt, now)))
    .returning({ name: chores.name })
  return taken.length > 0
}
