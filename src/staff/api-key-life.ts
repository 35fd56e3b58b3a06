import { and, asc, eq, gt } from 'drizzle-orm'
import { apiKeys, organizations } from '../../db/schema.ts'
import { after, DAY, earlier, HOUR } from '../platform/clock.ts'
import { conflict, invalid, notFound } from '../platform/errors.ts'
import type { Role } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { tellOfAccess } from './access-mail.ts'
import { accountOfKey, makeApiKey } from './api-key.ts'
import { assertFits } from './invitation.ts'

/** Two years, one of them a leap year; milliseconds. */
const LONGEST_LIFE = 731 * DAY
/** How long a key may stay good beside the one that replaces it. */
export const LONGEST_OVERLAP = 7 * DAY

export const KEY_STATES = ['valid', 'replaced', 'expired', 'revoked'] as const
export type KeyState = (typeof KEY_STATES)[number]
/** `replaced`: still good, until it expires. */
export type ApiKey = ReturnType<typeof withState>

/** All keys, dead ones too, in the order of their ids; a page begins after the id `after`. */
export async function listApiKeys(
  turn: Turn,
  { after, limit }: { after?: string; limit: number },
): Promise<ApiKey[]> {
  const found = await selected(turn)
    .where(after ? gt(apiKeys.id, after) : undefined)
    .orderBy(asc(apiKeys.id))
    .limit(limit)
  return found.map((row) => withState(row, turn.now))
}

/** One key. Throws 404. */
export async function readApiKey(turn: Turn, id: string): Promise<ApiKey> {
  const [row] = await selected(turn).where(eq(apiKeys.id, id))
  if (!row) throw notFound()
  return withState(row, turn.now)
}

export type AskedApiKey = { name: string; organizationId: string; role: Role; expiresAt?: Date }

/**
 * A new key, with its secret. Throws 422 if the role is not one of the organization's kind, or if it
 * would live longer than two years.
 */
export async function issueApiKey(turn: Turn, asked: AskedApiKey): Promise<string> {
  await assertFits(turn, asked.role, asked.organizationId)
  assertLife(asked.expiresAt, turn.now)
  await tellOfAccess(turn, { act: 'key', name: asked.name, roles: [asked.role] })
  return makeApiKey(turn.tx, turn.keys, { ...asked, madeBy: turn.actor.id }, turn.now)
}

/**
 * A new secret under a new id; the old one stays good for `overlapMs`, so that programs can change
 * over one by one. Throws 404, 409 for a key that is not valid or was replaced already, 422.
 */
export async function rotateApiKey(
  turn: Turn,
  id: string,
  { overlapMs, expiresAt }: { overlapMs: number; expiresAt?: Date },
): Promise<string> {
  const { tx, now, actor, keys } = turn
  if (overlapMs > LONGEST_OVERLAP)
    throw invalid([{ pointer: '/overlapHours', detail: 'must be 168 (seven days) at most' }])
  const old = await locked(turn, id)
  if (old.state !== 'valid')
    throw conflict('wrong_state', 'Only a valid key is rotated, and once.', { state: old.state })
  const { name, organizationId } = old
  const made = await issueApiKey(turn, {
    ...{ name, organizationId, role: old.role as Role },
    ...(expiresAt && { expiresAt }),
  })
  const replacedBy = made.split('.')[0]!
  const until = earlier(old.expiresAt, after(now, overlapMs))
  await tx.update(apiKeys).set({ replacedBy, expiresAt: until }).where(eq(apiKeys.id, id))
  const thing = accountOfKey(id)
  const data = { by: replacedBy, overlapHours: overlapMs / HOUR }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'api_key.replaced', thing, data },
  ])
  return made
}

/** Ends a key for good. Throws 404, 409 if it was revoked before. */
export async function revokeApiKey(turn: Turn, id: string): Promise<void> {
  const { tx, now, actor, keys } = turn
  const { state } = await locked(turn, id)
  if (state === 'revoked') throw conflict('wrong_state', 'It was revoked before.', { state })
  await tx.update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, id))
  const thing = accountOfKey(id)
  await record(tx, keys, now, [{ chain: thing, actor: actor.id, action: 'api_key.revoked', thing }])
}

function assertLife(expiresAt: Date | undefined, now: Date): void {
  if (!expiresAt) return
  const wrong = expiresAt <= now || expiresAt > after(now, LONGEST_LIFE)
  if (wrong) throw invalid([{ pointer: '/expiresAt', detail: 'must be within two years from now' }])
}

async function locked(turn: Turn, id: string): Promise<ApiKey> {
  await turn.tx.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.id, id)).for('update')
  return readApiKey(turn, id)
}

/** Everything but the hash of the secret. */
const selected = ({ tx }: Turn) =>
  tx
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      role: apiKeys.role,
      organizationId: apiKeys.organizationId,
      organizationName: organizations.name,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
      lastUsedAt: apiKeys.lastUsedAt,
      madeBy: apiKeys.madeBy,
      replacedBy: apiKeys.replacedBy,
    })
    .from(apiKeys)
    .innerJoin(organizations, and(eq(organizations.id, apiKeys.organizationId)))

type Row = Awaited<ReturnType<typeof selected>>[number]

function withState(row: Row, now: Date) {
  const state: KeyState = row.revokedAt
    ? 'revoked'
    : row.expiresAt <= now
      ? 'expired'
      : row.replacedBy
        ? 'replaced'
        : 'valid'
  return { ...row, state }
}
