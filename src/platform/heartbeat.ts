import { type SQL, sql } from 'drizzle-orm'
import { chores } from '../../db/schema.ts'
import { after, SECOND } from './clock.ts'
import { rows, type Tx } from './database.ts'

export const HEARTBEAT = 'heartbeat'
/** So long after its last heartbeat the program counts as up, in ms. */
export const UP_FOR = 60 * SECOND
/** Processes write their heartbeats every few seconds, each with the clock as it was a moment ago. */
const SLACK = 5 * SECOND

/** `lost`: nobody was up since `from`. `back`: the clock was set back by so many ms. */
export type Heartbeat = { lost: { from: Date } } | { back: number } | undefined

/**
 * Writes that somebody is up, and says what happened since the last time. The one row of the program:
 * its `due_at` is until when it counts as up. Processes that start together write one after another,
 * so that only the first sees a gap; `clock` is read under the row's lock, or a wait would look like a
 * clock that was set back.
 */
export async function beat(
  tx: Tx,
  clock: () => Promise<Date>,
): Promise<{ seen: Heartbeat; now: Date }> {
  const [last] = await rows<{ until: number }>(
    tx,
    sql`select extract(epoch from due_at)::float8 * 1000 as until from chores
         where name = ${HEARTBEAT} for update`,
  )
  const now = await clock()
  const dueAt = after(now, UP_FOR)
  await tx
    .insert(chores)
    .values({ name: HEARTBEAT, dueAt })
    .onConflictDoUpdate({ target: chores.name, set: { dueAt } })
  if (!last) return { seen: undefined, now }
  const from = new Date(Math.round(Number(last.until)) - UP_FOR)
  const since = now.getTime() - from.getTime()
  if (since > UP_FOR) return { seen: { lost: { from } }, now }
  return { seen: since < -SLACK ? { back: -since } : undefined, now }
}

/**
 * For the where clause of whatever takes an opportunity away when its time is over: false while time
 * was lost that nobody has given back yet. In the same transaction and for the same `now`, so that not
 * even a process that hung between two statements runs ahead of it.
 */
export const nothingLost = (now: Date): SQL =>
  sql`not exists (select from chores where name = ${HEARTBEAT} and due_at < ${now.toISOString()}::timestamptz)`
