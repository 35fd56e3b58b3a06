import { type SQL, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { Clock } from './clock.ts'
import { DatabaseError, Problem } from './errors.ts'
import type { Signal } from './signal.ts'

/** A transaction, or the database where no transaction is needed. Inside `transact` only the former is in scope. */
export type Tx = PgDatabase<PgQueryResultHKT, Record<string, never>>

export type Database = {
  kind: 'postgres' | 'embedded'
  orm: Tx
  /** Runs SQL text of several statements outside any transaction; migrations and tests only. */
  script(text: string): Promise<void>
  close(): Promise<void>
}

/** What a transaction needs of the services. */
export type Transacting = { db: Database; clock: Clock; committed: Signal }

const RETRIED = new Set(['40001', '40P01'])

/**
 * Runs one verb in one transaction and wakes the workers after its commit. Serialization failures
 * and deadlocks are tried three times more. Database errors come out as `DatabaseError`.
 */
export async function transact<T>(
  { db, clock, committed }: Transacting,
  work: (tx: Tx, now: Date) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await db.orm.transaction(async (tx) => work(tx, await clock.now(tx)))
      committed.wake()
      return result
    } catch (thrown) {
      const error = cleaned(thrown)
      if (attempt > 3 || !(error instanceof DatabaseError && RETRIED.has(error.code))) throw error
    }
  }
}

/**
 * Sends queries in this order and waits for them together: one round trip. A later one may need what
 * an earlier one wrote, but not what it answered; each is a query, or a function whose first step is one.
 */
export const together = <Works extends readonly (() => unknown)[]>(...works: Works) =>
  Promise.all(works.map(async (work) => work())) as Promise<{
    [Each in keyof Works]: Awaited<ReturnType<Works[Each]>>
  }>

/**
 * For what a transaction still asks, if it goes by lists of ids: that is planned once for each connection. By itself
 * PostgreSQL makes a plan for each list, which takes it longer than to follow one.
 */
export const plannedOnce = (tx: Tx) =>
  tx.execute(sql`set local plan_cache_mode = force_generic_plan`)

/** The rows of a raw query: postgres.js answers an array, PGlite an object that holds it. */
export async function rows<T>(tx: Tx, query: SQL): Promise<T[]> {
  const result = (await tx.execute(query).catch((thrown: unknown) => {
    throw cleaned(thrown)
  })) as unknown as T[] | { rows: T[] }
  return Array.isArray(result) ? result : result.rows
}

/** Takes everything but the code and the constraint out of a database error; leaves other errors alone. */
export function cleaned(thrown: unknown): unknown {
  if (thrown instanceof Problem || thrown instanceof DatabaseError) return thrown
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    const { code, constraint_name, constraint } = error as {
      code?: unknown
      constraint_name?: string
      constraint?: string
    }
    if (typeof code === 'string' && /^([0-9A-Z]{5}|CONN.*|E[A-Z_]+)$/.test(code)) {
      return new DatabaseError(code, constraint_name ?? constraint)
    }
  }
  if (thrown instanceof Error && thrown.message.startsWith('Failed query')) {
    return new DatabaseError('XX000', undefined)
  }
  return thrown
}
