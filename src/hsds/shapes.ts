/**
 * The objects of HSDS 3.0 (Open Referral Human Services Data Specification), as far as we write
 * them, nested as in its JSON. What else a foreign file says of a thing is its `rest`, kept in the
 * table `hsds_rest` as a part of the same object, and joined again by `write-rest.ts`.
 *
 * Which of our facts is which of their fields:
 *
 * | ours | theirs |
 * |---|---|
 * | organization id, name, website | `organization.id`, `name`, `website` |
 * | name_fr | attribute `fact:name_fr`; also `alternate_name` where the rest has none |
 * | (nothing) | `organization.description`, required: the rest's, else the name |
 * | service_id, name, description, website, email | `service.id`, `name`, `description`, `url`, `email` |
 * | min_age, max_age, verified_on, updated_at | `minimum_age`, `maximum_age`, `assured_date`, `last_modified` (the day, in public) |
 * | paused_until | `service.status` "temporarily closed" in a full export, else "active" |
 * | languages, interpreter | `service.languages` (`code`, `name`); attribute, and words in `interpretation_services` |
 * | areas | `service.service_areas`: `extent` is the id, `extent_type` AREA_TYPE |
 * | id | `service_at_location.id` |
 * | phones, hours | `phones`, `schedules` of the service at its location |
 * | location_id, lat, lng | `location.id`, `latitude`, `longitude` |
 * | address, city, province, postal_code | one `address`, where city, address or postal code is known; what is not is UNKNOWN |
 * | access | `location.accessibility` (`details` is the code) |
 * | everything else | attributes of `taxonomy.ts`, on whichever of them it belongs to |
 *
 * Several service points may share a service or a location. The first of them (by id) says what its
 * service and its location are; what is otherwise for another stands in its `fact:facts`, and so
 * does what their fields cannot say exactly (an extension "012", a site whose address is no URI).
 */
export type Organization = {
  id: string
  name: string
  description: string
  alternate_name?: string
  email?: string
  website?: string
  services?: Service[]
  attributes?: Attribute[]
}

export type Service = {
  id: string
  organization_id?: string
  name: string
  alternate_name?: string
  description?: string
  url?: string
  email?: string
  status: 'active' | 'inactive' | 'defunct' | 'temporarily closed'
  interpretation_services?: string
  minimum_age?: number
  maximum_age?: number
  /** YYYY-MM-DD */
  assured_date?: string
  /** RFC 3339 */
  last_modified?: string
  languages?: Language[]
  phones?: Phone[]
  schedules?: Schedule[]
  service_areas?: ServiceArea[]
  service_at_locations?: ServiceAtLocation[]
  organization?: Organization
  attributes?: Attribute[]
}

export type ServiceAtLocation = {
  id: string
  service_id?: string
  location_id?: string
  description?: string
  phones?: Phone[]
  schedules?: Schedule[]
  location?: Location
  service?: Service
  attributes?: Attribute[]
}

export type Location = {
  id: string
  /** `virtual`: it helps from afar and has no place. */
  location_type: 'physical' | 'postal' | 'virtual'
  name?: string
  description?: string
  /** WGS 84 degrees. */
  latitude?: number
  longitude?: number
  addresses?: Address[]
  accessibility?: Accessibility[]
  languages?: Language[]
  phones?: Phone[]
  schedules?: Schedule[]
  attributes?: Attribute[]
}

export type Address = {
  id: string
  address_1: string
  address_2?: string
  city: string
  state_province: string
  postal_code: string
  /** ISO 3166-1, two letters. */
  country: string
  address_type: 'physical' | 'postal' | 'virtual'
}

export type Phone = { id: string; number: string; extension?: number; type?: string }

export type Language = { id: string; name?: string; code?: string; note?: string }

/** A rule of RFC 5545; `opens_at` and `closes_at` are 'HH:MM' and the offset of the day of the export. */
export type Schedule = {
  id: string
  freq?: 'WEEKLY' | 'MONTHLY'
  interval?: number
  /** MO,TU … */
  byday?: string
  valid_from?: string
  valid_to?: string
  dtstart?: string
  until?: string
  count?: number
  opens_at?: string
  closes_at?: string
  /** Hours from UTC. */
  timezone?: number
  description?: string
  attending_type?: string
}

export type ServiceArea = { id: string; name?: string; extent?: string; extent_type?: string }

export type Accessibility = { id: string; description?: string; details?: string; url?: string }

export type Attribute = {
  id: string
  link_id?: string
  taxonomy_term_id?: string
  /** Of ours: the code of the taxonomy. */
  link_type?: string
  link_entity?: string
  value?: string
  taxonomy_term?: TaxonomyTerm
}

export type TaxonomyTerm = {
  id: string
  code?: string
  name: string
  description: string
  /** The name of its taxonomy. */
  taxonomy?: string
  taxonomy_id?: string
  taxonomy_detail?: HsdsTaxonomy
  /** Of the name. */
  language?: string
  term_uri?: string
}

export type HsdsTaxonomy = {
  id: string
  name: string
  description: string
  uri?: string
  version?: string
}

/** What an address must say and nobody knows. */
export const UNKNOWN = 'unknown'

/** The `extent_type` of a service area that is an id of our gazetteer: a place, a region, a province (`on`), `ca`. */
export const AREA_TYPE = 'causeway'

/** The parts of a thing that a foreign file said and that are kept by its kind and id. */
export type RestKind = 'organization' | 'service' | 'location' | 'service_at_location'
export type Rest = Record<string, unknown>
