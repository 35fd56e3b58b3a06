import { languageName } from '../directory/languages.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { areaLabel } from '../geography/region.ts'
import { stableId } from './ids.ts'
import { AREA_TYPE, type Attribute, type Rest, type Service } from './shapes.ts'
import { codes, fact, type Link } from './write-attributes.ts'
import { emailOf, uriOf } from './write-formats.ts'
import { withRest } from './write-rest.ts'

/** What `interpretation_services` says where a file gave no words of its own; the truth is `fact:interpreter`. */
export const INTERPRETATION = {
  true: 'Works with interpreters.',
  false: 'Does not work with interpreters.',
} as const

export type ServiceState = {
  /** RFC 3339, of the newest of its points. */
  modified: string
  status: Service['status']
}

/** A service without its organization and its places, as the first of its points says it. */
export function writeService(
  head: PointDetails,
  { modified, status }: ServiceState,
  gazetteer: Gazetteer,
  rest: Rest | undefined,
): Service {
  const { serviceId: id, nameFr, description, website, email, interpreter } = head
  const uri = website ? uriOf(website) : undefined
  return withRest<Service>(
    {
      ...{ id, organization_id: head.organizationId, name: head.name },
      ...(nameFr && !rest?.alternate_name && { alternate_name: nameFr }),
      ...(description !== null && { description }),
      ...(uri && { url: uri }),
      ...(email && emailOf(email) && { email }),
      status,
      ...(interpreter !== null &&
        !rest?.interpretation_services && {
          interpretation_services: INTERPRETATION[`${interpreter}`],
        }),
      ...(head.minAge !== null && { minimum_age: head.minAge }),
      ...(head.maxAge !== null && { maximum_age: head.maxAge }),
      ...(head.verifiedOn !== null && { assured_date: head.verifiedOn }),
      last_modified: modified,
      languages: head.languages.map((code) => ({
        ...{ id: stableId(`language:${id}:${code}`), name: languageName(code, 'en'), code },
      })),
      service_areas: (head.areas ?? []).map((extent) => ({
        id: stableId(`area:${id}:${extent}`),
        ...{ name: areaLabel(gazetteer, extent).en, extent, extent_type: AREA_TYPE },
      })),
      attributes: attributesOf(head, { entity: 'service', id }),
    },
    rest,
  )
}

function attributesOf(head: PointDetails, link: Link): Attribute[] {
  return [
    ...codes(link, 'need', head.needs),
    ...codes(link, 'gender', head.genders),
    ...codes(link, 'child', head.children),
    ...codes(link, 'takes', head.takes),
    ...codes(link, 'refuses', head.refuses),
    ...codes(link, 'admission', head.admission),
    ...codes(link, 'channel', head.channels),
    ...codes(link, 'exploitation', head.exploitation),
    ...codes(link, 'indigenous', head.indigenous),
    ...fact(link, 'name_fr', head.nameFr),
    ...fact(link, 'interpreter', head.interpreter),
    ...fact(link, 'for_trafficked', head.forTrafficked),
    ...fact(link, 'faith_based', head.faithBased),
    ...fact(link, 'remote', head.remote || null),
    ...fact(link, 'takes_from_elsewhere', head.takesFromElsewhere),
    ...fact(link, 'reach_km', head.reachKm),
  ]
}
