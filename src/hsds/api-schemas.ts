import { type Static, type TSchema, Type } from 'typebox'
import { MOMENT_SENT, Uuid } from '../platform/schema.ts'
import { EXAMPLES, pageExample } from './api-examples.ts'

const strict = { additionalProperties: false }

/** An object of HSDS: what is always there is named; the standard says what else may be. */
const object = (description: string, example: object, properties: Record<string, TSchema>) =>
  Type.Object(
    { id: Uuid(), ...properties },
    { additionalProperties: true, description, examples: [example] },
  )

const STANDARD = 'The whole of it is in the schemas of HSDS 3.0.'
const Name = Type.String()
const Status = Type.Enum(['active', 'inactive', 'defunct', 'temporarily closed'], {
  type: 'string',
})

export const ServiceSchema = object(`A service. ${STANDARD}`, EXAMPLES.service, {
  name: Name,
  status: Status,
})
export const OrganizationSchema = object(`An organization. ${STANDARD}`, EXAMPLES.organization, {
  name: Name,
  description: Type.String(),
})
export const PointSchema = object(`A service at a location. ${STANDARD}`, EXAMPLES.point, {
  service_id: Uuid(),
  location_id: Uuid(),
})
export const AboutSchema = Type.Object(
  {
    version: Type.String({ description: 'Of HSDS.' }),
    profile: Type.String({ description: 'Our taxonomies.' }),
    openapi_url: Type.String(),
  },
  { examples: [EXAMPLES.about] },
)
export const TaxonomySchema = object('A list of terms.', EXAMPLES.taxonomy, {
  name: Name,
  description: Type.String(),
  uri: Type.String(),
  version: Type.String(),
})
export const TermSchema = object('A term.', EXAMPLES.term, {
  code: Type.String(),
  name: Name,
  description: Type.String(),
  taxonomy: Type.String(),
  taxonomy_id: Uuid(),
})

/** A page as the standard wants it, or, streamed, a line for each. */
export function pageOf<T extends TSchema & { examples?: unknown }>(item: T) {
  const { examples, ...rest } = item
  const [example] = examples as object[]
  return {
    description: 'A page; with `format=ndjson` all of them, a line for each.',
    content: {
      'application/json': { schema: Page(rest as T), example: pageExample(example!) },
      'application/jsonl': { schema: Type.String(), example: `${JSON.stringify(example)}\n` },
    },
  }
}

const Page = <T extends TSchema>(item: T) =>
  Type.Object({
    total_items: Type.Integer(),
    total_pages: Type.Integer(),
    page_number: Type.Integer(),
    size: Type.Integer({ description: 'Of this page.' }),
    first_page: Type.Boolean(),
    last_page: Type.Boolean(),
    empty: Type.Boolean(),
    contents: Type.Array(item),
  })

const words = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, description }))

const PAGING = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
  per_page: Type.Optional(
    Type.Integer({
      ...{ minimum: 1, maximum: 100, default: 50 },
      description: 'Of nested ones at most 25 come at once.',
    }),
  ),
  format: Type.Optional(Type.Enum(['json', 'ndjson'], { type: 'string' })),
}
const SEARCH = { search: words(200, 'Words, all of which it must hold.') }
const FILTERS = {
  taxonomy_term_id: Type.Optional(Uuid('Of a term that is said of it.')),
  taxonomy_id: Type.Optional(Uuid('Of a taxonomy any term of which is said of it.')),
  organization_id: Type.Optional(Uuid()),
  modified_after: Type.Optional(
    Type.String({
      ...MOMENT_SENT,
      description: 'Changed on that day or later: changes are told by the day.',
    }),
  ),
}
const PLACE = {
  postcode: words(10, 'Canadian, whole or its first three characters.'),
  proximity: Type.Optional(
    Type.Integer({
      minimum: 1000,
      maximum: 1_000_000,
      description: 'Metres around the postcode; without it, those that serve it.',
    }),
  ),
}

/** In an address everything is text; in a body yes and no are what they are. */
const flag = (description: string) =>
  Type.Optional(Type.Enum(['true', 'false'], { type: 'string', description }))
const yesNo = (description: string) => Type.Optional(Type.Boolean({ description }))
const FULL = 'Nested, with all that belongs to it.'
const FULL_SERVICE = 'With its services nested, not only named.'
const MINIMAL = 'Only id, name, status and when it was changed.'

const TOP = 'Only those without a parent: all of ours.'
const BELOW = 'Those below this one: none of ours has any.'

export const ServicesQuery = Type.Object(
  { ...PAGING, ...SEARCH, ...FILTERS, full: flag(FULL), minimal: flag(MINIMAL) },
  strict,
)
export const ServicesBody = Type.Object(
  { ...PAGING, ...SEARCH, ...FILTERS, ...PLACE, full: yesNo(FULL), minimal: yesNo(MINIMAL) },
  { ...strict, examples: [EXAMPLES.nearSearch] },
)
export const PointsQuery = Type.Object(
  { ...PAGING, ...SEARCH, ...FILTERS, ...PLACE, full: flag(FULL) },
  strict,
)
export const PointsBody = Type.Object(
  { ...PAGING, ...SEARCH, ...FILTERS, ...PLACE, full: yesNo(FULL) },
  { ...strict, examples: [EXAMPLES.nearSearch] },
)
export const OrganizationsQuery = Type.Object(
  { ...PAGING, ...SEARCH, full: flag(FULL), full_service: flag(FULL_SERVICE) },
  strict,
)
export const OrganizationsBody = Type.Object(
  { ...PAGING, ...SEARCH, full: yesNo(FULL), full_service: yesNo(FULL_SERVICE) },
  { ...strict, examples: [EXAMPLES.search] },
)
export const OrganizationQuery = Type.Object({ full_service: flag(FULL_SERVICE) }, strict)
export const TaxonomiesQuery = Type.Object({ ...PAGING, ...SEARCH }, strict)
export const TaxonomiesBody = Type.Object(
  { ...PAGING, ...SEARCH },
  { ...strict, examples: [EXAMPLES.search] },
)
export const TermsQuery = Type.Object(
  {
    ...{ ...PAGING, ...SEARCH, taxonomy_id: FILTERS.taxonomy_id },
    ...{ top_only: flag(TOP), parent_id: Type.Optional(Uuid(BELOW)) },
  },
  strict,
)
export const TermsBody = Type.Object(
  {
    ...{ ...PAGING, ...SEARCH, taxonomy_id: FILTERS.taxonomy_id },
    ...{ top_only: yesNo(TOP), parent_id: Type.Optional(Uuid(BELOW)) },
  },
  { ...strict, examples: [EXAMPLES.search] },
)

/** What is asked for, the same from an address and from a body. */
export type Asked = Omit<Static<typeof PointsBody>, 'page' | 'per_page'> & {
  page: number
  per_page: number
  minimal?: boolean
  full_service?: boolean
  top_only?: boolean
  parent_id?: string
}

/** The flags of an address as what they are. */
export function asked(query: unknown): Asked {
  const read = Object.entries(query as object).map(([name, value]) =>
    FLAGS.has(name) ? [name, value === true || value === 'true'] : [name, value],
  )
  return Object.fromEntries(read) as Asked
}

const FLAGS = new Set(['full', 'minimal', 'full_service', 'top_only'])
