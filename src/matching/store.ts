import { type SQL, sql } from 'drizzle-orm'
import type { Need } from '../directory/needs.ts'
import type { Exploitation } from '../directory/people.ts'
import type { Indigenous, Phone } from '../directory/schemas.ts'
import type { Precision, Province } from '../geography/place.ts'
import { rows, type Tx } from '../platform/database.ts'
import { texts, uuids } from '../platform/sql-arrays.ts'
import { type Ask, isRough } from './ask.ts'
import type { MatchPolicy } from './policy.ts'
import {
  instant,
  isOpen,
  metres,
  needBits,
  needNumbers,
  openNeedBits,
  point,
  population,
  RULES,
  type RuleCode,
  rules,
} from './rules.ts'

/** What matching reads of one row of service_point_matches; null is unknown. */
export type Row = {
  id: string
  organizationId: string
  partner: boolean
  hidden: boolean
  province: Province
  region: string
  lat: number | null
  lng: number | null
  /** Of the needs that were asked, those that it covers, as bits. */
  openNeeds: number
  genderBits: number | null
  minAge: number | null
  maxAge: number | null
  childBits: number | null
  takeBits: number
  accessBits: number | null
  remote: boolean
  takesFromElsewhere: boolean | null
  reachKm: number | null
  hasAreas: boolean
  open: boolean | null
  metres: number | null
}

const columns = (ask: Ask, now: Date): SQL => sql`
  m.service_point_id as id, m.organization_id as "organizationId", m.partner, m.hidden, m.province,
  m.region, m.lat, m.lng, ${openNeedBits(ask, now)}::integer as "openNeeds",
  m.gender_bits as "genderBits", m.min_age as "minAge", m.max_age as "maxAge",
  m.child_bits as "childBits", m.take_bits as "takeBits", m.access_bits as "accessBits", m.remote,
  m.takes_from_elsewhere as "takesFromElsewhere", m.reach_km as "reachKm",
  m.areas is not null as "hasAreas", ${isOpen(now)} as open, ${metres(ask)} as metres`

/**
 * The nearest rows that offer a needed service, walked in the order of the index, which is by the
 * sphere (`<->`), up to 0.6 % away from the spheroid. With ties, and then by id, so that the same
 * directory gives the same rows however it was written. Those without a position come last.
 */
const walk = (ask: Ask, { walk }: MatchPolicy): SQL => sql`
  (select *, anchor <-> ${point(ask.located.point)} as walked from service_point_matches
    where need_numbers(need_bits) && ${needNumbers(ask)}
    order by walked fetch first ${limit(walk)} rows with ties) m`

/** The rules whose judgement costs more than a comparison: asked last. */
const DEAR: RuleCode[] = ['in_avoided_area', 'outside_reach', 'full']

/**
 * One expression, of which the planner thinks that half of the rows pass: left to itself it would
 * expect none, and sort the whole table instead of walking the index (20,000 rows: 20 ms, not 2).
 */
function eligible(ask: Ask, now: Date): SQL {
  const all = rules(ask, now)
  const cheap = RULES.filter((rule) => !DEAR.includes(rule))
  const anyBroken = [...cheap, ...DEAR].map((rule) => all[rule])
  return sql`case when ${sql.join(anyBroken, sql` or `)} then false else true end`
}

/** The other rules outside the walk, so that few matches do not make it walk the whole index. */
export const nearestQuery = (ask: Ask, now: Date, policy: MatchPolicy): SQL => sql`
  select ${columns(ask, now)} from ${walk(ask, policy)} where ${eligible(ask, now)}
   order by m.walked, m.service_point_id limit ${limit(policy.shortlist)}`

/** Written out, for a generic plan takes a limit that it does not know for a tenth of the table. */
const limit = (rows: number): SQL => sql.raw(String(Math.trunc(rows)))

/** The nearest that break no rule, at most `policy.shortlist` of the nearest `policy.walk` rows. */
export function nearest(tx: Tx, ask: Ask, now: Date, policy: MatchPolicy): Promise<Row[]> {
  return rows<Row>(tx, nearestQuery(ask, now, policy))
}

export type Scope = 'province' | 'remote' | 'country'

/** From need and scope, without a walk: the nearest, and the nearest partners. */
export function everywhere(
  tx: Tx,
  ask: Ask,
  needs: Need[],
  scope: Scope,
  now: Date,
  { shortlist }: MatchPolicy,
): Promise<Row[]> {
  const inScope = {
    province: sql`m.province = ${ask.located.province}`,
    remote: sql`m.remote`,
    country: sql`true`,
  }[scope]
  const walked = isRough(ask) ? sql`0` : sql`m.anchor <-> ${point(ask.located.point)}`
  return rows<Row>(
    tx,
    sql`select ${columns(ask, now)} from (
          select *, row_number() over (order by walked, service_point_id) as rank,
                    row_number() over (partition by partner order by walked, service_point_id) as own_rank
            from (select m.*, ${walked} as walked from service_point_matches m
                   where ${inScope} and m.need_bits & ${needBits({ needs })} <> 0 and ${eligible(ask, now)}) m
        ) m where m.rank <= ${shortlist} or (m.partner and m.own_rank <= ${shortlist})
        order by m.rank`,
  )
}

/** Whether the walk reads the whole directory. */
export async function fitsTheWalk(tx: Tx, { walk }: MatchPolicy): Promise<boolean> {
  const [found] = await rows<{ n: number }>(
    tx,
    sql`select count(*)::integer as n from (select from service_point_matches limit ${walk + 1}) m`,
  )
  return found!.n <= walk
}

/** A row with the rules that it breaks, in the order of RULES. */
export type Judged = Row & { broken: RuleCode[] }

const broken = (all: Record<RuleCode, SQL>): SQL => {
  const named = RULES.map((rule) => sql`case when ${all[rule]} then ${rule}::text end`)
  return sql`array_remove(array[${sql.join(named, sql`, `)}], null)`
}

/** The nearest that offer a needed service and break a rule; hidden ones only where they may be seen. */
export function nearestExcluded(
  tx: Tx,
  ask: Ask,
  now: Date,
  policy: MatchPolicy,
): Promise<Judged[]> {
  const all = rules(ask, now)
  const { need_not_offered, hidden_from_channel, ...others } = all
  const from = isRough(ask)
    ? sql`(select *, null::float8 as walked from service_point_matches
            where province = ${ask.located.province}) m`
    : walk(ask, policy)
  return rows<Judged>(
    tx,
    sql`select ${columns(ask, now)}, ${broken(all)} as broken from ${from}
         where case when ${need_not_offered} or ${hidden_from_channel} then false
                    else ${sql.join(Object.values(others), sql` or `)} end
         order by m.walked, m.service_point_id limit ${limit(policy.excluded)}`,
  )
}

/** Named points, each with the rules that it breaks. An id that matching does not know is missing. */
export function judge(tx: Tx, ask: Ask, ids: string[], now: Date): Promise<Judged[]> {
  return rows<Judged>(
    tx,
    sql`select ${columns(ask, now)}, ${broken(rules(ask, now))} as broken
          from service_point_matches m where m.service_point_id = any(${uuids(ids)})
         order by m.service_point_id`,
  )
}

/** What is fetched of the winners only. */
export type Details = {
  id: string
  name: string
  nameFr: string | null
  phones: Phone[]
  precision: Precision
  languages: string[]
  interpreter: boolean | null
  forTrafficked: boolean | null
  exploitation: Exploitation[]
  indigenous: Indigenous[]
  faithBased: boolean | null
  /** Offers that it answered, and those that it let pass. */
  answered: number
  silent: number
  /** Fresh figures for a need that was asked, of the person's population or of anyone. */
  rooms: { need: Need; room: number; updatedAt: number }[]
}

export async function detailsOf(
  tx: Tx,
  ask: Ask,
  ids: string[],
  now: Date,
): Promise<Map<string, Details>> {
  if (ids.length === 0) return new Map()
  const found = await rows<Details>(
    tx,
    sql`select s.id, s.name, s.name_fr as "nameFr", s.phones, s.precision, s.languages, s.interpreter,
               s.for_trafficked as "forTrafficked", s.exploitation, s.indigenous,
               s.faith_based as "faithBased", coalesce(r.rooms, '[]') as rooms,
               coalesce(a.answered, 0) as answered, coalesce(a.silent, 0) as silent
          from service_points s
          left join answer_counts a on a.service_point_id = s.id
          left join lateral (
            select jsonb_agg(jsonb_build_object('need', c.need, 'room', c.room,
                     'updatedAt', extract(epoch from c.updated_at) * 1000) order by c.need, c.population) as rooms
              from capacities c
             where c.service_point_id = s.id and c.need = any(${texts(ask.needs)})
               and c.population in (${population(ask)}, 'any') and c.fresh_until > ${instant(now)}) r on true
         where s.id = any(${uuids(ids)})`,
  )
  return new Map(found.map((details) => [details.id, details]))
}

/** Whether any hidden point has this region; the same for every place in it. */
export async function hasHidden(tx: Tx, region: string): Promise<boolean> {
  const [found] = await rows<{ found: boolean }>(
    tx,
    sql`select exists (select from service_point_matches where hidden and region = ${region}) as found`,
  )
  return found!.found
}
