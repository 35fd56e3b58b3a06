import { sql } from 'drizzle-orm'
import { rows, type Tx } from './database.ts'

/** Where `now` comes from: the database in production, so that all processes agree; a fixed instant in tests. */
export type Clock = { now(tx: Tx): Promise<Date> }

/** The database's own clock, to the millisecond. */
export const databaseClock: Clock = {
  async now(tx) {
    const [row] = await rows<{ ms: number }>(
      tx,
      sql`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
    )
    return new Date(Number(row?.ms))
  },
}

/** The same, so many milliseconds ahead: for trying out what comes later. */
export const clockAhead = (clock: Clock, ms: number): Clock =>
  ms === 0 ? clock : { now: async (tx) => after(await clock.now(tx), ms) }

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** `date` moved by `ms` milliseconds. */
export const after = (date: Date, ms: number): Date => new Date(date.getTime() + ms)

export const earlier = (a: Date, b: Date): Date => (a.getTime() <= b.getTime() ? a : b)
export const later = (a: Date, b: Date): Date => (a.getTime() >= b.getTime() ? a : b)
