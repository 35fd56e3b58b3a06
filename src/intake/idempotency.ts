import { createHmac } from 'node:crypto'
import { and, eq, lte } from 'drizzle-orm'
import { idempotencyKeys } from '../../db/schema.ts'
import { after, DAY } from '../platform/clock.ts'
import { together } from '../platform/database.ts'
import { Problem, violates } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import { canonical, writeRecord } from '../protection/record.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'

export type Answer = { status: number; body: Record<string, unknown> }

/**
 * Does something once per actor and key: the key is written in the transaction it guards. The same key
 * and body give the same answer; the same key with another body is 422.
 */
export async function once(
  services: Services,
  actor: Actor,
  { key: given, body }: { key: string | undefined; body: unknown },
  work: (turn: Turn) => Promise<Answer>,
): Promise<Answer> {
  if (!given) return takeTurn(services, actor, work)
  const key = hmac(services, given).toString('base64url')
  const bodyHmac = hmac(services, canonical(body))
  try {
    return await takeTurn(services, actor, async (turn) => {
      const earlier = await find(turn, key)
      if (earlier) return same(earlier, bodyHmac)
      const answer = await work(turn)
      const { tx, now } = turn
      const { status, body } = answer
      const expiresAt = after(now, DAY)
      const kept = { actor: actor.id, key, bodyHmac, status, answer: body, expiresAt }
      await together(
        () => tx.insert(idempotencyKeys).values(kept),
        () => writeRecord(tx, turn.keys),
      )
      return answer
    })
  } catch (error) {
    if (!violates(error, 'idempotency_keys_pkey')) throw error
    const winner = await takeTurn(services, actor, (turn) => find(turn, key))
    return same(winner!, bodyHmac)
  }
}

/** So that neither a key nor the hash of a body says anything to whoever reads the table. */
const hmac = ({ keys }: Services, text: string): Buffer =>
  createHmac('sha256', keys.link).update(text).digest()

type Kept = typeof idempotencyKeys.$inferSelect

/** One that is over goes: its place is free at once, not only when the sweep comes. */
async function find({ tx, now, actor }: Turn, key: string): Promise<Kept | undefined> {
  const own = and(eq(idempotencyKeys.actor, actor.id), eq(idempotencyKeys.key, key))
  const [kept] = await tx.select().from(idempotencyKeys).where(own)
  if (!kept || kept.expiresAt > now) return kept
  await tx.delete(idempotencyKeys).where(and(own, lte(idempotencyKeys.expiresAt, now)))
  return undefined
}

function same(kept: Kept, bodyHmac: Buffer): Answer {
  if (!kept.bodyHmac.equals(bodyHmac)) {
    throw new Problem(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key was used with another body.',
    )
  }
  return { status: kept.status, body: kept.answer as Record<string, unknown> }
}
