import { type TSchema, Type } from 'typebox'
import { notFound } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { answering } from './api-answer.ts'
import {
  findOrganization,
  findPoint,
  findService,
  type List,
  listOrganizations,
  listPoints,
  listServices,
} from './api-lists.ts'
import {
  AboutSchema,
  type Asked,
  asked,
  OrganizationQuery,
  OrganizationSchema,
  OrganizationsBody,
  OrganizationsQuery,
  PointSchema,
  PointsBody,
  PointsQuery,
  pageOf,
  ServiceSchema,
  ServicesBody,
  ServicesQuery,
  TaxonomiesBody,
  TaxonomiesQuery,
  TaxonomySchema,
  TermSchema,
  TermsBody,
  TermsQuery,
} from './api-schemas.ts'
import { findTaxonomy, findTermById, listTaxonomies, listTerms } from './api-vocabulary.ts'
import { ANYBODY } from './export.ts'

const Id = Type.Object({ id: Uuid() })
const config = { access: { public: 'the directory as anybody may know it' } }
const tags = ['HSDS']

/** A kind of thing: how it is listed, searched and found. */
type Kind = {
  path: string
  /** As in the names of operations: several, and one. */
  names: [several: string, one: string]
  item: TSchema
  list: List<object>
  query: TSchema
  body: TSchema
  find(turn: Turn, id: string, asked: Asked): Promise<object | undefined> | object | undefined
  /** Of what is found by id. */
  queryOfOne?: TSchema
}

const KINDS: Kind[] = [
  {
    ...{ path: 'services', names: ['Services', 'Service'], item: ServiceSchema },
    ...{ list: listServices, query: ServicesQuery, body: ServicesBody, find: findService },
  },
  {
    ...{ path: 'organizations', names: ['Organizations', 'Organization'] },
    ...{ item: OrganizationSchema, list: listOrganizations },
    ...{ query: OrganizationsQuery, body: OrganizationsBody, queryOfOne: OrganizationQuery },
    find: (turn, id, { full_service }) => findOrganization(turn, id, full_service === true),
  },
  {
    ...{ path: 'service_at_locations', names: ['ServicesAtLocations', 'ServiceAtLocation'] },
    ...{ item: PointSchema, list: listPoints, query: PointsQuery, body: PointsBody },
    find: findPoint,
  },
  {
    ...{ path: 'taxonomies', names: ['Taxonomies', 'Taxonomy'], item: TaxonomySchema },
    ...{ list: listTaxonomies, query: TaxonomiesQuery, body: TaxonomiesBody },
    find: (_, id) => findTaxonomy(id),
  },
  {
    ...{ path: 'taxonomy_terms', names: ['TaxonomyTerms', 'TaxonomyTerm'], item: TermSchema },
    ...{ list: listTerms, query: TermsQuery, body: TermsBody },
    find: (_, id) => findTermById(id),
  },
]

/** The directory as Open Referral HSDS 3.0, read-only: what anybody may know. */
export async function hsdsRoutes(app: App, services: Services): Promise<void> {
  const { PUBLIC_URL } = services.config
  const about = {
    version: '3.0',
    profile: new URL('/hsds/taxonomies', PUBLIC_URL).href,
    openapi_url: new URL('/documentation/json', PUBLIC_URL).href,
  }
  app.get(
    '/hsds',
    {
      config,
      schema: {
        ...{ operationId: 'hsdsAbout', tags, summary: 'About this API' },
        response: { 200: AboutSchema, ...problems(503) },
      },
    },
    async () => about,
  )
  app.get('/hsds/', { config, schema: { hide: true } }, async () => about)

  const answer = answering(services)
  for (const kind of KINDS) routesOf(app, services, kind, answer)
}

function routesOf(
  app: App,
  services: Services,
  { path, names: [several, one], item, list, query, body, find, queryOfOne }: Kind,
  answer: ReturnType<typeof answering>,
): void {
  const url = `/hsds/${path}`
  const page = { 200: pageOf(item), ...problems(400, 422, 503) } as Record<never, never>
  const spaced = (name: string) => name.replace(/(?<!^)[A-Z]/g, (big) => ` ${big.toLowerCase()}`)

  app.get(
    url,
    {
      config,
      schema: {
        ...{ operationId: `hsdsList${several}`, tags, summary: spaced(several) },
        description: 'By id. For somebody who looks for help, ask by POST.',
        ...{ querystring: query, response: page },
      },
    },
    (request, reply) => answer(list, asked(request.query), reply),
  )

  app.post(
    url,
    {
      config,
      schema: {
        ...{ operationId: `hsdsSearch${several}`, tags, summary: `Search: ${spaced(several)}` },
        description: 'As HSDS 3.1 does: neither a need nor a place stands in an address.',
        ...{ body, response: page },
      },
    },
    (request, reply) => answer(list, asked(request.body), reply),
  )

  app.get(
    `${url}/:id`,
    {
      config,
      schema: {
        ...{ operationId: `hsdsRead${one}`, tags, summary: `${spaced(one)}, with all that is its` },
        ...{ params: Id, ...(queryOfOne && { querystring: queryOfOne }) },
        response: { 200: item, ...problems(400, 404, 503) } as Record<never, never>,
      },
    },
    async ({ params, query }) => {
      const found = await takeTurn(services, ANYBODY, async (turn) =>
        find(turn, params.id.toLowerCase(), asked(query)),
      )
      if (!found) throw notFound()
      return found
    },
  )
}
