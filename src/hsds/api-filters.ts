import { and, type SQL, sql } from 'drizzle-orm'
import { hsdsRest, organizations, servicePointMatches, servicePoints } from '../../db/schema.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { locate } from '../geography/locate.ts'
import type { Located } from '../geography/place.ts'
import { areaIds } from '../geography/region.ts'
import { after, DAY } from '../platform/clock.ts'
import { invalid } from '../platform/errors.ts'
import type { Asked } from './api-schemas.ts'
import { findTerm, TAXONOMIES, type TaxonomyCode } from './taxonomy.ts'
import type { FactCode } from './taxonomy-facts.ts'

const p = servicePoints

/** Which service points are asked for, of those that anybody may know. Throws 422 for a postcode that is none. */
export function pointFilter(asked: Asked, gazetteer: Gazetteer): SQL | undefined {
  return and(
    asked.search ? words(asked.search) : undefined,
    asked.taxonomy_term_id ? hasTerm(asked.taxonomy_term_id) : undefined,
    asked.taxonomy_id ? hasTermOf(asked.taxonomy_id) : undefined,
    asked.organization_id ? sql`${p.organizationId} = ${asked.organization_id}` : undefined,
    asked.modified_after ? changedSince(new Date(asked.modified_after)) : undefined,
    placeFilter(asked, gazetteer),
  )
}

/** Which organizations hold these words. */
export const organizationFilter = ({ search }: Asked): SQL | undefined =>
  search
    ? and(
        ...wordsOf(search).map(
          (word) =>
            sql`concat_ws(' ', ${organizations.name}, ${organizations.nameFr}) ilike ${word}`,
        ),
      )
    : undefined

/** Whether a text holds all these words, whatever their case. */
export function holds(text: string, search: string | undefined): boolean {
  const held = text.toLowerCase()
  return (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => held.includes(word))
}

const words = (search: string): SQL | undefined =>
  and(
    ...wordsOf(search).map(
      (word) =>
        sql`concat_ws(' ', ${p.name}, ${p.nameFr}, ${p.description}, ${p.city},
              ${organizations.name}, ${organizations.nameFr}) ilike ${word}`,
    ),
  )

const MOST_WORDS = 8

const wordsOf = (search: string): string[] =>
  search
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

const LISTS: Record<Exclude<TaxonomyCode, 'fact'>, SQL> = {
  need: sql`${p.needs}`,
  gender: sql`${p.genders}`,
  child: sql`${p.children}`,
  takes: sql`${p.takes}`,
  refuses: sql`${p.refuses}`,
  access: sql`${p.access}`,
  admission: sql`${p.admission}`,
  channel: sql`${p.channels}`,
  exploitation: sql`${p.exploitation}`,
  indigenous: sql`${p.indigenous}`,
}

/** Of single facts only those that anybody may know. */
const FACT_KNOWN: Partial<Record<FactCode, SQL>> = {
  name_fr: sql`${p.nameFr} is not null`,
  interpreter: sql`${p.interpreter} is not null`,
  for_trafficked: sql`${p.forTrafficked} is not null`,
  faith_based: sql`${p.faithBased} is not null`,
  remote: sql`${p.remote}`,
  takes_from_elsewhere: sql`${p.takesFromElsewhere} is not null`,
  reach_km: sql`${p.reachKm} is not null`,
  province: sql`true`,
  zone: sql`true`,
  precision: sql`true`,
}

function hasTerm(id: string): SQL {
  const term = findTerm({ id: id.toLowerCase() })
  if (!term) return inRest({ taxonomy_term: { id } }, { taxonomy_term_id: id })
  if (term.taxonomyCode === 'fact') return FACT_KNOWN[term.own as FactCode] ?? sql`false`
  return sql`${term.own} = any(${LISTS[term.taxonomyCode]})`
}

function hasTermOf(id: string): SQL {
  const taxonomy = TAXONOMIES.find((each) => each.id === id.toLowerCase())
  if (!taxonomy)
    return inRest(
      { taxonomy_term: { taxonomy_id: id } },
      { taxonomy_term: { taxonomy_detail: { id } } },
    )
  return taxonomy.code === 'fact' ? sql`true` : sql`cardinality(${LISTS[taxonomy.code]}) > 0`
}

/** Terms of others, as a file said them of the service, or of it at its location. */
const inRest = (...attributes: object[]): SQL =>
  sql`exists (select from ${hsdsRest} where (
        (${hsdsRest.kind} = 'service' and ${hsdsRest.id} = ${p.serviceId})
        or (${hsdsRest.kind} = 'service_at_location' and ${hsdsRest.id} = ${p.id})
      ) and (${sql.join(
        attributes.map(
          (each) => sql`${hsdsRest.body} @> ${JSON.stringify({ attributes: [each] })}::jsonb`,
        ),
        sql` or `,
      )}))`

/** By the day, as everybody sees it: from the beginning of that day. */
function changedSince(at: Date): SQL {
  const day = new Date(at.getTime() - (((at.getTime() % DAY) + DAY) % DAY))
  return sql`${p.updatedAt} >= ${after(day, 0).toISOString()}`
}

function placeFilter({ postcode, proximity }: Asked, gazetteer: Gazetteer): SQL | undefined {
  if (proximity && !postcode) throw invalid([{ pointer: '/postcode', detail: 'is missing' }])
  if (!postcode) return undefined
  const found = locate(gazetteer, { postalCode: postcode })
  if (!found.ok) throw invalid([{ pointer: '/postcode', detail: found.message.en }])
  return proximity ? within(found.located, proximity) : serves(found.located, gazetteer)
}

const within = ({ point: { lat, lng } }: Located, metres: number): SQL =>
  sql`exists (select from ${servicePointMatches} m where m.service_point_id = ${p.id}
        and ST_DWithin(m.anchor, ST_SetSRID(ST_MakePoint(${lng}, ${lat}), 4326)::geography, ${metres}))`

/** What states no area is not known to leave the place out. */
const serves = (located: Located, gazetteer: Gazetteer): SQL =>
  sql`(${p.areas} is null or ${p.areas} && array[${sql.join(
    areaIds(gazetteer, located).map((id) => sql`${id}`),
    sql`, `,
  )}]::text[])`
