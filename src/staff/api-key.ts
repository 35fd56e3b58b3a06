import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { apiKeys } from '../../db/schema.ts'
import { MINUTE } from '../platform/clock.ts'
import { type Transacting, type Tx, transact } from '../platform/database.ts'

import type { Keys } from '../protection/keys.ts'
import type { Actor, Role } from '../protection/may.ts'
import { record } from '../protection/record.ts'

export type NewApiKey = { name: string; organizationId: string; role: Role; expiresAt?: Date }

/** Makes an API key. What is returned is shown once: only a hash of its secret is kept. */
export async function makeApiKey(
  tx: Tx,
  keys: Keys,
  { name, organizationId, role, expiresAt }: NewApiKey,
  now: Date,
): Promise<string> {
  const id = `cw_${randomBytes(6).toString('hex')}`
  const secret = randomBytes(24).toString('base64url')
  await tx.insert(apiKeys).values({
    id,
    secretHash: hashed(secret),
    name,
    organizationId,
    role,
    createdAt: now,
    expiresAt,
  })
  const thing = `account:${id}`
  await record(tx, keys, now, [
    {
      chain: thing,
      actor: 'system',
      action: 'api_key.made',
      thing,
      data: { role, organizationId },
    },
  ])
  return `${id}.${secret}`
}

/** Finds who presents an API key: looked up at most every five seconds, so that a revoked one dies soon. */
export function apiKeyReader(
  services: Transacting,
): (presented: string) => Promise<Actor | undefined> {
  const cache = new Map<string, { until: number; row: typeof apiKeys.$inferSelect | undefined }>()
  return async (presented) => {
    const [id, secret] = presented.split('.')
    if (!id || !secret || id.length > 40) return undefined
    let known = cache.get(id)
    if (!known || known.until < performance.now()) {
      known = { until: performance.now() + 5000, row: await look(services, id) }
      if (cache.size > 10_000) cache.clear()
      cache.set(id, known)
    }
    const { row } = known
    if (!row || !timingSafeEqual(row.secretHash, hashed(secret))) return undefined
    return { id: `key:${row.id}`, role: row.role as Role, organizationId: row.organizationId }
  }
}

async function look(services: Transacting, id: string) {
  return transact(services, async (tx, now) => {
    const [row] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id))
    if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return undefined
    if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > MINUTE) {
      await tx.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id))
    }
    return row
  })
}

const hashed = (secret: string): Buffer => createHash('sha256').update(secret).digest()
