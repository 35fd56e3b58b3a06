import { type SQL, sql } from 'drizzle-orm'
import { chains } from '../db/schema.ts'
import { readConfig } from '../src/platform/config.ts'
import { rows, type Tx } from '../src/platform/database.ts'
import { openDatabase } from '../src/platform/open.ts'
import { keysOf } from '../src/protection/demo-keys.ts'
import { breakOf } from '../test/fixtures/record.ts'
import type { Counts } from './prove-kills-caller.ts'

export type Findings = {
  acknowledged: number
  lost: number
  /** Referrals beyond one for each key. */
  doubled: number
  legs: number
  /** Legs that wait for nothing: no live offer, no deadline ahead, no open task. */
  dropped: number
  replies: number
  /** Legs that came as far as a confirmation. */
  confirmed: number
  repliesLost: number
  /** Legs with two accepted offers, or whose state and yes do not agree. */
  wrongYeses: number
  /** Rows that were due more than five seconds before the end (promise D5). */
  overdue: number
  brokenChains: number
  faults: string[]
}

/** Opens the database after the last kill and counts what breaks a law, at the instant of that kill. */
export async function checkDatabase(
  env: Record<string, string>,
  { ids, replies }: Counts,
  found: Set<string>,
  diedAt: Date,
): Promise<Findings> {
  const config = readConfig(env)
  const db = await openDatabase(config)
  try {
    const stored = await list(db.orm, sql`select id::text as what from referrals`)
    const lost = ids.filter((id) => !found.has(id) || !stored.includes(id))
    const extra = stored.filter((id) => !ids.includes(id))
    const received = await list(db.orm, sql`select id::text as what from inbound_messages`)
    const dropped = await list(db.orm, droppedAt(diedAt))
    const wrongYeses = await list(db.orm, WRONG_YESES)
    const overdue = await list(db.orm, overdueAt(new Date(diedAt.getTime() - 5000)))
    const broken: string[] = []
    for (const { id } of await db.orm.select({ id: chains.id }).from(chains)) {
      const why = await breakOf(db.orm, keysOf(config), id)
      if (why) broken.push(`${id}: ${why}`)
    }
    const repliesLost = Math.max(0, replies - received.length)
    return {
      acknowledged: ids.length,
      lost: lost.length,
      doubled: extra.length + ids.length - new Set(ids).size,
      legs: (await list(db.orm, sql`select id::text as what from legs`)).length,
      dropped: dropped.length,
      replies,
      confirmed: (await list(db.orm, CONFIRMED)).length,
      repliesLost,
      wrongYeses: wrongYeses.length,
      overdue: overdue.length,
      brokenChains: broken.length,
      faults: [
        ...lost.map((id) => `referral ${id} was acknowledged and is lost`),
        ...extra.map((id) => `referral ${id} belongs to no key`),
        ...(new Set(ids).size < ids.length ? ['two keys gave one referral'] : []),
        ...dropped.map((what) => `${what} has no next step`),
        ...(repliesLost ? [`${repliesLost} replies were taken and are lost`] : []),
        ...wrongYeses.map((what) => `${what} yeses`),
        ...overdue.map((what) => `${what} was overdue`),
        ...broken.map((what) => `record of ${what}`),
      ],
    }
  } finally {
    await db.close()
  }
}

const list = async (tx: Tx, query: SQL): Promise<string[]> =>
  (await rows<{ what: string }>(tx, query)).map(({ what }) => what)

/** As in test/fixtures/life.ts, and a referral always has a leg. */
const droppedAt = (at: Date) => sql`
  select 'leg ' || l.id || ' (' || l.state || ')' as what from legs l
   where l.state not in ('connected', 'replaced', 'closed')
     and not (l.state <> 'open' and l.due_at > ${at.toISOString()}::timestamptz)
     and not exists (select from offers o where o.leg_id = l.id and o.state = 'open' and o.due_at is not null)
     and not exists (select from tasks t where t.leg_id = l.id and t.done_at is null and t.due_at is not null)
  union all
  select 'referral ' || r.id from referrals r
   where not exists (select from legs l where l.referral_id = r.id)`

const CONFIRMED = sql`select id::text as what from offers where confirmed_at is not null`

const WRONG_YESES = sql`
  select 'leg ' || l.id || ' (' || l.state || ') has ' || count(o.id) as what
    from legs l left join offers o on o.leg_id = l.id and o.state = 'accepted'
   group by l.id, l.state
  having count(o.id) <> case when l.state in ('accepted', 'confirmed', 'connected') then 1 else 0 end`

const overdueAt = (at: Date) => {
  const past = sql`due_at <= ${at.toISOString()}::timestamptz`
  return sql`
    select 'offer ' || id as what from offers where ${past}
    union all select 'leg ' || id from legs where ${past}
    union all select 'task ' || kind || ' ' || id from tasks where ${past}
    union all select 'message ' || purpose || ' ' || id from messages where ${past}
    union all select 'inbound message ' || id from inbound_messages where ${past}`
}
