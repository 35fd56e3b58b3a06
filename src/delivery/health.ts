import { and, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { messages, providerHealth } from '../../db/schema.ts'
import { MINUTE } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import { afterSends, type Health, WHOLE, wholeSince } from './breaker.ts'

/** What one process has seen of a provider and not written yet: successes of a good time cost no write. */
export type Tally = { succeeded: number; since: Date; seen: Health }
/** What a send says of its provider; undefined: nothing. */
export type Verdict = 'good' | 'bad' | undefined

export const newTally = (): Tally => ({
  succeeded: 0,
  since: new Date(0),
  seen: wholeSince(new Date(0)),
})

/** So many successes in a bad minute are written together, so that its share of errors is true. */
const TOGETHER = 10

export async function healthOf(tx: Tx, names: string[], now: Date): Promise<Map<string, Health>> {
  const known = await tx
    .select()
    .from(providerHealth)
    .where(inArray(providerHealth.provider, names))
  const byName = new Map<string, Health>(known.map((row) => [row.provider, row]))
  return new Map(names.map((name) => [name, byName.get(name) ?? wholeSince(now)]))
}

/** Locks the one probe that a provider gets when its time has come; false if another process has it. */
export async function lockProbe(tx: Tx, name: string, now: Date): Promise<boolean> {
  const [row] = await tx
    .select({ openUntil: providerHealth.openUntil })
    .from(providerHealth)
    .where(eq(providerHealth.provider, name))
    .for('update', { skipLocked: true })
  return Boolean(row?.openUntil && row.openUntil <= now)
}

/** The probe is on its way: nobody sends another one before `until`. */
export async function takeProbe(tx: Tx, name: string, until: Date): Promise<void> {
  await tx.update(providerHealth).set({ openUntil: until }).where(eq(providerHealth.provider, name))
}

/** True if this must be written: a failure, or a success that changes something. Counts it if not. */
export function mustTell(tally: Tally, verdict: Verdict, now: Date): boolean {
  if (now.getTime() - tally.since.getTime() >= MINUTE)
    Object.assign(tally, { succeeded: 0, since: now })
  if (verdict === 'bad') return true
  if (verdict !== 'good') return false
  tally.succeeded++
  const { step, failures, errors } = tally.seen
  return step < WHOLE || failures > 0 || (errors > 0 && tally.succeeded >= TOGETHER)
}

/** Writes what was counted, and this failure if it is one. Last in its transaction: the row is everybody's. */
export async function tell(
  { tx, now, log }: Turn,
  name: string,
  tally: Tally,
  verdict: Verdict,
): Promise<void> {
  const counted = { succeeded: tally.succeeded, failed: verdict === 'bad' ? 1 : 0 }
  tally.succeeded = 0
  await tx
    .insert(providerHealth)
    .values({ provider: name, ...wholeSince(now) })
    .onConflictDoNothing()
  const own = eq(providerHealth.provider, name)
  const [before] = await tx.select().from(providerHealth).where(own).for('update')
  const health = afterSends(before!, counted, now)
  await tx.update(providerHealth).set(health).where(own)
  tally.seen = health
  if (before!.step === 0 && health.step > 0) await takeUp(tx, name, now)
  if (health.step !== before!.step) {
    const level = health.step < before!.step ? 'warn' : 'info'
    log[level]({ provider: name, step: health.step, openings: health.openings }, 'provider health')
  }
}

/** It asked for time: every process leaves it alone until then. */
export async function pause(
  { tx, now, log }: Turn,
  name: string,
  pausedUntil: Date,
): Promise<void> {
  const own = providerHealth.pausedUntil
  const longer = await tx
    .insert(providerHealth)
    .values({ provider: name, ...wholeSince(now), pausedUntil })
    .onConflictDoUpdate({
      target: providerHealth.provider,
      set: { pausedUntil: sql`greatest(${own}, excluded.paused_until)` },
      setWhere: or(isNull(own), lt(own, pausedUntil)),
    })
    .returning()
  if (longer.length > 0) log.warn({ provider: name, pausedUntil }, 'a provider asked for time')
}

/** It is back: what waited for that is due. */
async function takeUp(tx: Tx, name: string, now: Date): Promise<void> {
  await tx
    .update(messages)
    .set({ dueAt: now })
    .where(
      and(
        eq(messages.provider, name),
        gt(messages.dueAt, now),
        isNull(messages.claimedBy),
        isNull(messages.unsureAt),
      ),
    )
}
