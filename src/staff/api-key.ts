import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { apiKeys } from '../../db/schema.ts'
import { after, DAY, MINUTE } from '../platform/clock.ts'
import { type Transacting, type Tx, transact } from '../platform/database.ts'
import type { Keys } from '../protection/keys.ts'
import type { Actor, Role } from '../protection/may.ts'
import { record } from '../protection/record.ts'

/** How long a key lives unless its maker says otherwise; milliseconds. */
export const KEY_LIFE = 365 * DAY

export type NewApiKey = {
  name: string
  organizationId: string
  role: Role
  /** Default: in a year. */
  expiresAt?: Date
  /** Of the actor; left out for one who has the server's own shell. */
  madeBy?: string
}

/** Makes an API key. What is returned is shown once: only a hash of its secret is kept. */
export async function makeApiKey(
  tx: Tx,
  keys: Keys,
  { name, organizationId, role, expiresAt, madeBy = 'system' }: NewApiKey,
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
    madeBy,
    createdAt: now,
    expiresAt: expiresAt ?? after(now, KEY_LIFE),
  })
  const thing = accountOfKey(id)
  await record(tx, keys, now, [
    {
      chain: thing,
      actor: madeBy,
      action: 'api_key.made',
      thing,
      data: { role, organizationId },
    },
  ])
  return `${id}.${secret}`
}

/** How the record names a key: its chain, and the thing of its events. */
export const accountOfKey = (id: string): string => `account:key:${id}`

/** Finds who presents a key; `forget` makes a key that was revoked here die here at once. */
export type ApiKeyReader = ((presented: string) => Promise<Actor | undefined>) & {
  forget(id: string): void
}

/**
 * Finds who presents an API key: looked up at most every five seconds, so that one that another
 * process revoked dies soon.
 */
export function apiKeyReader(services: Transacting): ApiKeyReader {
  const cache = new Map<string, { until: number; row: typeof apiKeys.$inferSelect | undefined }>()
  // A look that was under way when its key was revoked may still bring what it found.
  const dead = new Set<string>()
  const read = async (presented: string): Promise<Actor | undefined> => {
    const [id, secret] = presented.split('.')
    if (!id || !secret || id.length > 40) return undefined
    let known = cache.get(id)
    if (!known || known.until < performance.now()) {
      known = { until: performance.now() + 5000, row: await look(services, id) }
      if (cache.size > 10_000) cache.clear()
      cache.set(id, known)
    }
    const { row } = known
    if (!row || dead.has(id) || !timingSafeEqual(row.secretHash, hashed(secret))) return undefined
    return { id: `key:${row.id}`, role: row.role as Role, organizationId: row.organizationId }
  }
  return Object.assign(read, { forget: (id: string) => void dead.add(id) })
}

async function look(services: Transacting, id: string) {
  return transact(services, async (tx, now) => {
    const [row] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id))
    if (!row || row.revokedAt || row.expiresAt <= now) return undefined
    if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > MINUTE) {
      await tx.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id))
    }
    return row
  })
}

const hashed = (secret: string): Buffer => createHash('sha256').update(secret).digest()
