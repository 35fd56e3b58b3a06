import { sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'

/** One figure: its labels and its value. */
export type Figure = { value: number } & Record<string, string | number>

/**
 * Ids are UUIDs of version 7, in the order of time, so that the primary key finds what was made in the
 * last day; an hour more for clocks that differ. `created_at` then decides.
 */
const OF_LATE = sql`(lpad(to_hex((extract(epoch from now() - interval '25 hours') * 1000)::bigint), 12, '0')
  || '70008000000000000000')::uuid`

/** What the database says at this instant, for all processes together. Ages in seconds. */
export async function figuresOf(tx: Tx, now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`
  const dayAgo = sql`${at} - interval '1 day'`
  const [offers, answers, legs, tasks, messages, record] = await Promise.all([
    rows<Figure>(
      tx,
      sql`select state, count(*)::float8 as value from offers
           where id >= ${OF_LATE} and made_at >= ${dayAgo} and state <> 'open' group by state
          union all select 'open', count(*)::float8 from offers where due_at is not null`,
    ),
    rows<Figure & { p50: number; p90: number; p99: number; longest: number }>(
      tx,
      sql`select r.urgency, count(*)::float8 as value,
                 percentile_cont(0.5) within group (order by t.seconds) as p50,
                 percentile_cont(0.9) within group (order by t.seconds) as p90,
                 percentile_cont(0.99) within group (order by t.seconds) as p99, max(t.seconds) as longest
            from offers o join referrals r on r.id = o.referral_id,
                 lateral (select extract(epoch from o.answered_at - o.made_at)::float8 as seconds) t
           where o.id >= ${OF_LATE} and o.made_at >= ${dayAgo} and o.state in ('accepted', 'declined', 'returned')
             and o.answered_at is not null
           group by r.urgency`,
    ),
    rows<Figure>(
      tx,
      sql`select state, count(*)::float8 as value from legs where due_at is not null group by state`,
    ),
    rows<Figure & { escalated: number }>(
      tx,
      sql`select kind, urgency, count(*)::float8 as value, (count(*) filter (where step > 0))::float8 as escalated
            from tasks where due_at is not null group by kind, urgency`,
    ),
    rows<Figure>(
      tx,
      sql`select provider, channel, state, coalesce(reason, '') as reason, count(*)::float8 as value
            from messages where id >= ${OF_LATE} and created_at >= ${dayAgo} group by provider, channel, state, reason`,
    ),
    rows<{ age: number | null; waiting: number }>(
      tx,
      sql`select (select extract(epoch from ${at} - max(at))::float8 from anchors) as age,
                 (select count(*)::float8 from chains where seq > anchored_seq) as waiting`,
    ),
  ])
  return { offers, answers, legs, tasks, messages, record: record[0]! }
}
