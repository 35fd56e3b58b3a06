import { type SQL, sql } from 'drizzle-orm'
import { rows } from '../platform/database.ts'
import type { Turn } from '../services.ts'

/**
 * What is counted of each account: searches, openings with a reason, tasks taken on referrals that it
 * did not make (which makes them its own without a reason), readings of sealed data, referrals made.
 */
export const FIGURES = ['matches', 'opened', 'claimed', 'readings', 'made'] as const
export type Figure = (typeof FIGURES)[number]

/** One account in a time. `account`: as the record names it, `staff:…` or `key:…`. */
export type Counted = { account: string; name: string; role: string } & Record<Figure, number>

/** An account stands out above so many times the median of the others of its role, and with so many at least. */
export const STANDS_OUT = { times: 3, least: 20 }

/**
 * In which figures an account stands out. Against the others of its role alone: one that did it all
 * would else be its own measure. Where there are no others, the least counts.
 */
export function standsOut(account: Counted, all: readonly Counted[]): Figure[] {
  const others = all.filter(
    (each) => each.role === account.role && each.account !== account.account,
  )
  return FIGURES.filter((figure) => {
    const usual = median(others.map((each) => each[figure]))
    return account[figure] >= STANDS_OUT.least && account[figure] > STANDS_OUT.times * usual
  })
}

/** Of nothing: 0. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[half - 0.5]!
}

/** Every account that did any of it from an instant (whole hours, of the searches) to before another. */
export async function countInsiders({ tx }: Pick<Turn, 'tx'>, from: Date, to: Date) {
  const within = (column: 'at' | 'hour' | 'created_at') =>
    sql`${sql.raw(column)} >= ${from.toISOString()}::timestamptz and ${sql.raw(column)} < ${to.toISOString()}::timestamptz`
  const found = await rows<Counted>(
    tx,
    sql`select d.actor as account, coalesce(s.name, k.name, d.actor) as name,
               coalesce(s.role, k.role, 'none') as role,
               sum(d.matches)::int as matches, sum(d.opened)::int as opened,
               sum(d.claimed)::int as claimed, sum(d.readings)::int as readings,
               sum(d.made)::int as made
          from (select actor, count as matches, 0 as opened, 0 as claimed, 0 as readings, 0 as made
                  from match_counts where ${within('hour')}
                union all select actor, 0, 1, 0, 0, 0 from referral_openings where ${within('at')}
                union all select actor, 0, 0, claimed, 0, 0 from (${claimed(within('at'))}) c
                union all select actor, 0, 0, 0, 1, 0 from referral_readings where ${within('at')}
                union all select made_by, 0, 0, 0, 0, 1 from referrals
                           where ${within('created_at')}) d
          left join staff s on 'staff:' || s.id = d.actor
          left join api_keys k on 'key:' || k.id = d.actor
         where d.actor is not null
         group by d.actor, s.name, k.name, s.role, k.role
         order by 3, 1`,
  )
  return found.map((each) => ({ ...each, standsOut: standsOut(each, found) }))
}

/** Of each account, the tasks that it took; what nobody took is taken by completing it. */
const claimed = (within: SQL): SQL => sql`
  select e.actor, count(distinct e.thing)::int as claimed
    from (select 'staff:' || id as actor from staff union all select 'key:' || id from api_keys) a
    join events e on e.actor = a.actor and e.action in ('task.claimed', 'task.done') and ${within}
    join tasks t on 'task:' || t.id = e.thing
    join legs l on l.id = t.leg_id
    join referrals r on r.id = l.referral_id and r.made_by is distinct from e.actor
   where e.action = 'task.claimed' or (t.owner = e.actor and not exists (
           select from events c where c.chain = e.chain and c.thing = e.thing
              and c.actor = e.actor and c.action = 'task.claimed'))
   group by e.actor`
