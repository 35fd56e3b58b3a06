import { sql } from 'drizzle-orm'
import { matchCounts } from '../../db/schema.ts'
import { after, HOUR, SECOND } from '../platform/clock.ts'
import { isPerson } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { openTask } from './task.ts'
import { accountOf } from './task-about.ts'

/**
 * Counts that somebody asked for matches, and nothing of what was asked. With the first one over the
 * cap of an hour, supervisors are told. The caller refuses after the commit, so that it stays counted.
 * @returns seconds until the next hour for one that is over the cap; undefined for one that is not
 */
export async function countMatch(turn: Turn): Promise<number | undefined> {
  const { tx, keys, now, actor, config } = turn
  const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR)
  const [counted] = await tx
    .insert(matchCounts)
    .values({ actor: actor.id, hour, count: 1 })
    .onConflictDoUpdate({
      target: [matchCounts.actor, matchCounts.hour],
      set: { count: sql`${matchCounts.count} + 1` },
    })
    .returning()
  const most = isPerson(actor) ? config.MATCHES_PER_HOUR : config.MATCHES_PER_HOUR_KEY
  if (counted!.count <= most) return undefined
  if (counted!.count === most + 1) {
    const account = accountOf(actor.id)
    await record(tx, keys, now, [
      { chain: account, actor: actor.id, action: 'matches.capped', thing: account, data: { most } },
    ])
    await openTask(turn, {
      ...{ account, kind: 'matches_capped', role: 'supervisor', urgency: 'standard' },
      dueAt: now,
    })
  }
  return Math.ceil((after(hour, HOUR).getTime() - now.getTime()) / SECOND)
}
