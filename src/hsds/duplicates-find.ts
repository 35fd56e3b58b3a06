import { sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'

/** A number of so many service points is a switchboard, and says nothing. */
const SHARED_BY = 12

/**
 * Looks through the whole directory for service points that may be one: the same name (but for case,
 * accents and signs) within a kilometre, or the same telephone number at two organizations or under one
 * name. Of hidden points only the region is compared. Pairs that nobody judged and that are no longer
 * alike go. With 100,000 service points it takes some seconds.
 * @returns how many pairs are new
 */
export async function findDuplicates(tx: Tx, now: Date): Promise<number> {
  const found = await rows<{ made: boolean }>(
    tx,
    sql`
    with p as materialized (
      select id, organization_id, name_key(name) as k, region, province, phones,
             case when not hidden then lat end as lat, case when not hidden then lng end as lng
        from service_points where removed_at is null
    ),
    named as (
      select a.id as a, b.id as b, ${km('a', 'b')} as km
        from p a join p b on a.k = b.k and a.id < b.id and a.province = b.province
       where a.k <> '' and case
         when a.lat is null or b.lat is null then a.region = b.region
         else abs(a.lat - b.lat) < 0.0091 and ${km('a', 'b')} <= 1 end
    ),
    numbers as (
      select id, organization_id, k, lat, lng, phone ->> 'number' as number,
             count(*) over (partition by phone ->> 'number') as shared
        from p cross join lateral jsonb_array_elements(phones) as phone
    ),
    called as (
      select a.id as a, b.id as b, min(${km('a', 'b')}) as km
        from numbers a join numbers b on a.number = b.number and a.id < b.id
       where a.shared <= ${SHARED_BY} and (a.organization_id <> b.organization_id or a.k = b.k)
       group by a.id, b.id
    ),
    alike as (
      select coalesce(n.a, c.a) as a, coalesce(n.b, c.b) as b, coalesce(n.km, c.km) as km,
             n.a is not null as same_name, c.a is not null as same_phone
        from named n full join called c on c.a = n.a and c.b = n.b
    ),
    gone as (
      delete from duplicate_pairs d where d.judged_at is null
         and not exists (select 1 from alike where alike.a = d.a and alike.b = d.b)
    )
    insert into duplicate_pairs as d (a, b, same_name, same_phone, km, found_at)
    select a, b, same_name, same_phone, km, ${now.toISOString()}::timestamptz from alike
    on conflict (a, b) do update
       set same_name = excluded.same_name, same_phone = excluded.same_phone, km = excluded.km
     where d.judged_at is null
       and (d.same_name, d.same_phone, d.km) is distinct from
           (excluded.same_name, excluded.same_phone, excluded.km)
    returning xmax = 0 as made`,
  )
  return found.filter(({ made }) => made).length
}

/** Kilometres along the great circle; null where one of the two has no position. */
function km(a: string, b: string) {
  const one = sql.raw(a)
  const other = sql.raw(b)
  // least() leaves nulls out
  return sql`(case when ${one}.lat is null or ${other}.lat is null then null else 12742 * asin(least(1, sqrt(
    power(sin(radians(${other}.lat - ${one}.lat) / 2), 2)
    + cos(radians(${one}.lat)) * cos(radians(${other}.lat))
    * power(sin(radians(${other}.lng - ${one}.lng) / 2), 2)))) end)`
}
