import { type SQL, sql } from 'drizzle-orm'
import { bits } from '../directory/bits.ts'
import { NEEDS } from '../directory/needs.ts'
import {
  ACCESS_NEEDS,
  ADMISSION,
  CHANNELS,
  CHILD_BANDS,
  CHILD_GENDERS,
  GENDERS,
  populationOf,
} from '../directory/people.ts'
import type { Point } from '../geography/place.ts'
import { integers, texts, uuids } from '../platform/sql-arrays.ts'
import { type Ask, isRough, type Override, possibleAges } from './ask.ts'

/** The hard rules, in the order in which the reason of an exclusion is named. */
export const RULES = [
  'hidden_from_channel',
  'need_not_offered',
  'already_asked',
  'not_accepting_channel',
  'paused',
  'avoided_organization',
  'in_avoided_area',
  'place_left',
  'not_from_elsewhere',
  'outside_service_area',
  'outside_reach',
  'gender_not_served',
  'age_not_served',
  'household_not_taken',
  'stated_rule',
  'access_not_met',
  'full',
  'closed_now',
] as const
export type RuleCode = (typeof RULES)[number]

/**
 * Each hard rule once: true where the row `m` of service_point_matches breaks it, never null, and
 * never true for what is unknown. The same text filters and names the reason.
 */
export function rules(ask: Ask, now: Date): Record<RuleCode, SQL> {
  const at = instant(now)
  const leaving = ask.relocation !== 'stay'
  const [youngest, oldest] = possibleAges(ask)
  const gender = ask.gender === undefined || ask.gender === 'undisclosed' ? 0 : genderBit(ask)
  const access = bits(ACCESS_NEEDS, ask.accessNeeds)

  const all: Record<RuleCode, SQL> = {
    hidden_from_channel: seesNoHidden(ask) ? sql`m.hidden` : sql`false`,
    need_not_offered: sql`m.need_bits & ${needBits(ask)} = 0`,
    already_asked: sql`m.service_point_id = any(${uuids(ask.skip ?? [])})`,
    not_accepting_channel: sql`m.channel_bits & ${bits(CHANNELS, [ask.channel])}::integer = 0`,
    paused: sql`coalesce(m.paused_until > ${at}, false)`,
    avoided_organization: sql`m.organization_id = any(${uuids(ask.avoid.organizations)})`,
    in_avoided_area: inAvoidedArea(ask),
    place_left: placeLeft(ask),
    not_from_elsewhere: leaving ? sql`coalesce(not m.takes_from_elsewhere, false)` : sql`false`,
    outside_service_area: leaving ? sql`false` : outsideServiceArea(ask),
    outside_reach: leaving ? sql`false` : outsideReach(ask),
    gender_not_served: sql`(${gender}::integer <> 0 and coalesce(m.gender_bits & ${gender}::integer = 0, false))`,
    age_not_served: sql`(coalesce(m.min_age > ${oldest}::integer, false) or coalesce(m.max_age < ${youngest}::integer, false))`,
    household_not_taken: householdNotTaken(ask),
    stated_rule: sql`m.refuse_bits & ${bits(ADMISSION, ask.facts)}::integer <> 0`,
    access_not_met: sql`coalesce(m.access_bits & ${access}::integer <> ${access}::integer, false)`,
    // Needs that are not offered at all are another rule's.
    full: sql`(m.need_bits & ${needBits(ask)} <> 0 and ${openNeedBits(ask, now)} = 0)`,
    closed_now: ask.urgency === 'emergency' ? sql`coalesce(not ${isOpen(now)}, false)` : sql`false`,
  }
  for (const rule of ask.override ?? []) all[OVERRIDDEN[rule]] = sql`false`
  return all
}

const OVERRIDDEN: Record<Override, RuleCode> = {
  hours: 'closed_now',
  capacity: 'full',
  gender: 'gender_not_served',
  age: 'age_not_served',
}

/** Police and agencies are told of hidden points by one line only (design, "Hidden service points"). */
export const seesNoHidden = (ask: Ask) => ask.channel === 'police' || ask.channel === 'agency'

/** Metres on the WGS 84 spheroid from the person to the row; null where either is not known. */
export function metres(ask: Ask): SQL {
  return isRough(ask) ? sql`null::float8` : sql`ST_Distance(m.anchor, ${point(ask.located.point)})`
}

/** A scalar subquery, so that a generic plan makes the point once and not for every row. */
export const point = ({ lat, lng }: Point): SQL =>
  sql`(select ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326)::geography)`

/** The asked needs that the row offers and that are not known to be full for this person. */
export function openNeedBits(ask: Ask, now: Date): SQL {
  const offered = sql`m.need_bits & ${needBits(ask)}`
  if (ask.override?.includes('capacity')) return sql`(${offered})`
  const each = ask.needs.map((need) => bits(NEEDS, [need]))
  return sql`(${offered} & ~coalesce((
    select bit_or((${integers(each)})[array_position(${texts(ask.needs)}, c.need)]::bigint)
      from capacities c
     where c.service_point_id = m.service_point_id and c.need = any(${texts(ask.needs)})
       and c.population in (${population(ask)}, 'any') and c.room = 0 and c.fresh_until > ${instant(now)}), 0))`
}

/** Null where unknown: hours not stated, or openings that were not written out for six days. */
export function isOpen(now: Date): SQL {
  const at = instant(now)
  return sql`(case when m.openings_due_at < ${at} - interval '6 days' then null else m.openings @> ${at} end)`
}

export const population = (ask: Ask) =>
  populationOf({
    children: ask.children.length,
    age: ask.age ?? ask.ageGroup,
    gender: ask.gender,
  })

export const needBits = (ask: Pick<Ask, 'needs'>): SQL => sql`${bits(NEEDS, ask.needs)}::bigint`
/** As the index of the walk has them (migration 0016). */
export const needNumbers = (ask: Pick<Ask, 'needs'>): SQL =>
  integers(ask.needs.map((need) => NEEDS.indexOf(need) + 1))
export const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`

const genderBit = (ask: Ask) => (ask.gender ? bits(GENDERS, [ask.gender]) : 0)

/** A hidden point is never excluded by a distance: it becomes a hold by its region (see hold.ts). */
function inAvoidedArea(ask: Ask): SQL {
  if (ask.avoid.areas.length === 0) return sql`false`
  const inside = ask.avoid.areas.map(
    (area) => sql`ST_Distance(m.anchor, ${point(area.point)}) <= ${area.radiusKm * 1000}::float8`,
  )
  return sql`(not m.hidden and coalesce(${sql.join(inside, sql` or `)}, false))`
}

/** A service without a place, such as a telephone line, is nowhere that could be left. */
function placeLeft(ask: Ask): SQL {
  const { region, province } = ask.located
  if (ask.relocation === 'stay') return sql`false`
  const same =
    ask.relocation === 'leave_area' ? sql`m.region = ${region}` : sql`m.province = ${province}`
  return sql`(${same} and not (m.remote and m.lat is null))`
}

/** Known to the province only, the person may be in any area of that province. */
function outsideServiceArea(ask: Ask): SQL {
  if (!isRough(ask)) return sql`coalesce(not m.areas && ${texts(ask.areaIds)}, false)`
  const province = ask.located.province.toLowerCase()
  return sql`(m.areas is not null and not exists (
    select from unnest(m.areas) area where split_part(area, '-', 1) in (${province}, 'ca')))`
}

/** Counts only where no service area is stated. An unknown reach, or position, excludes nothing. */
function outsideReach(ask: Ask): SQL {
  if (isRough(ask)) {
    return sql`(m.areas is null and not m.remote and m.province <> ${ask.located.province})`
  }
  return sql`(m.areas is null and not m.remote and m.reach_km is not null
    and coalesce(${metres(ask)} > m.reach_km * 1000, false))`
}

/** Everyone who comes along is taken; of a child of unknown gender, at least a girl or a boy. */
function householdNotTaken(ask: Ask): SQL {
  const known = ask.children.reduce((sum, child) => sum | childBits(child.ageBand, child.gender), 0)
  const misses = CHILD_BANDS.flatMap((ageBand) => {
    const unsure = ask.children.some((child) => child.ageBand === ageBand && !child.gender)
    const either = childBits(ageBand, 'girl') | childBits(ageBand, 'boy')
    return unsure ? [sql`m.child_bits & ${either}::integer = 0`] : []
  })
  const anyMissing = [sql`m.child_bits & ${known}::integer <> ${known}::integer`, ...misses]
  return sql`coalesce(${sql.join(anyMissing, sql` or `)}, false)`
}

/** Bands by genders, in the order of `service_point_matches.child_bits`; no gender, no bit. */
export function childBits(
  ageBand: (typeof CHILD_BANDS)[number],
  gender: (typeof CHILD_GENDERS)[number] | undefined,
): number {
  if (!gender) return 0
  return 1 << (CHILD_BANDS.indexOf(ageBand) * CHILD_GENDERS.length + CHILD_GENDERS.indexOf(gender))
}
