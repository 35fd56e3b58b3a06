import type { BetterAuthOptions } from '@better-auth/core'
import type { DBAdapter, Where } from '@better-auth/core/db/adapter'
import { drizzleAdapter } from '@better-auth/drizzle-adapter'
import {
  staff,
  staffAccounts,
  staffPasskeys,
  staffRateLimits,
  staffSessions,
  staffTwoFactors,
  staffVerifications,
} from '../../db/schema.ts'
import type { Database } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'

/**
 * Where better-auth keeps people, factors, codes and counts: our tables. It holds no session: what it
 * "makes" is thrown away, and what it "finds" is the person for whom we ask (auth.ts), because a session is
 * pending until proved, lives by our clock, and its token is stored hashed (session.ts).
 */
export const authStore = (db: Database) => (options: BetterAuthOptions) => {
  const schema = {
    user: staff,
    session: staffSessions,
    account: staffAccounts,
    verification: staffVerifications,
    twoFactor: staffTwoFactors,
    passkey: staffPasskeys,
    rateLimit: staffRateLimits,
  }
  const tables = drizzleAdapter(db.orm, { provider: 'pg', schema, transaction: false })(options)
  const isSession = (query: { model: string }): boolean => query.model === 'session'
  const store: DBAdapter = {
    ...tables,
    async create(query) {
      return isSession(query) ? ({ id: newId(), ...query.data } as never) : tables.create(query)
    },
    async findOne(query) {
      return isSession(query) ? (askedFor(tables, query.where) as never) : tables.findOne(query)
    },
    async findMany(query) {
      return isSession(query) ? [] : tables.findMany(query)
    },
    async update(query) {
      return isSession(query) ? null : tables.update(query)
    },
    async updateMany(query) {
      return isSession(query) ? 0 : tables.updateMany(query)
    },
    async delete(query) {
      if (!isSession(query)) await tables.delete(query)
    },
    async deleteMany(query) {
      return isSession(query) ? 0 : tables.deleteMany(query)
    },
    async consumeOne(query) {
      return isSession(query) ? null : tables.consumeOne(query)
    },
    transaction: (work) => work(store),
  }
  return store
}

/** The token of a session inside is the id of the person; only auth.ts signs one. */
async function askedFor(tables: DBAdapter, where: Where[]) {
  const staffId = where.find(({ field }) => field === 'token')?.value
  if (typeof staffId !== 'string') return null
  const user = await tables.findOne<object>({
    model: 'user',
    where: [{ field: 'id', value: staffId }],
  })
  const session = { id: staffId, token: staffId, userId: staffId, user }
  return user && { ...session, createdAt: SINCE, updatedAt: SINCE, expiresAt: FOREVER }
}

/** How long a session lives is ours to say. */
const SINCE = new Date('2000-01-01T00:00:00Z')
const FOREVER = new Date('9999-01-01T00:00:00Z')
