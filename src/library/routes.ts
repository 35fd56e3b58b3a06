import { Type } from 'typebox'
import { normalizeLanguage } from '../directory/languages.ts'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { LanguageCode, oneOf } from '../routing/schema-parts.ts'
import { type Services, takeTurn } from '../services.ts'
import { importCsv, writeCsv } from './csv.ts'
import { EVERY, findResources } from './find.ts'
import { libraryPages } from './pages.ts'
import { libraryPublicPage } from './public-page.ts'
import { readResource, retireResource, saveResource } from './resource.ts'
import {
  ImportReportSchema,
  KINDS,
  MADE_FOR,
  RESOURCE_EXAMPLE,
  ResourceInputSchema,
  ResourceSchema,
} from './schemas.ts'

const Id = Type.Object({ id: Uuid() })
const action = (name: Action) => ({ access: { action: name } })
const tags = ['Library']

/** The library of tools: for programs, for staff, and for anybody to read. */
export async function libraryRoutes(app: App, services: Services): Promise<void> {
  for (const schema of [ResourceInputSchema, ResourceSchema, ImportReportSchema])
    app.addSchema(schema)
  await app.register(async (app) => reading(app as App, services))
  await app.register(async (app) => editing(app as App, services))
  await app.register(async (app) => libraryPages(app as App, services))
  await app.register(async (app) => libraryPublicPage(app as App, services))
}

async function reading(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/resources',
    {
      config: action('library.read'),
      schema: {
        ...{ operationId: 'listResources', tags, summary: 'Find tools' },
        description: 'In the order in which they were added, without those that were taken out.',
        querystring: Type.Object(
          {
            q: Type.Optional(
              Type.String({
                ...{ minLength: 2, maxLength: 100 },
                description: 'Words of the title, or of whoever made it.',
              }),
            ),
            kind: Type.Optional(oneOf(KINDS)),
            language: Type.Optional(LanguageCode('In which it can be had.')),
            audience: Type.Optional(oneOf(MADE_FOR, 'For whom it was made.')),
            after: Type.Optional(Uuid('`next` of the page before.')),
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            {
              resources: Type.Array(named(ResourceSchema)),
              next: Type.Optional(Type.String({ description: 'Missing on the last page.' })),
            },
            { examples: [{ resources: [RESOURCE_EXAMPLE] }] },
          ),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const language = query.language && (normalizeLanguage(query.language) ?? query.language)
        const search = { ...query, language, limit: query.limit + 1 }
        const found = await findResources(turn, search)
        const resources = found.slice(0, query.limit)
        return {
          resources,
          next: found.length > resources.length ? resources.at(-1)?.id : undefined,
        }
      }),
  )

  app.get(
    '/v1/resources/:id',
    {
      config: action('library.read'),
      schema: {
        ...{ operationId: 'readResource', tags, summary: 'Read a tool', params: Id },
        response: { 200: named(ResourceSchema), ...problems(400, 401, 403, 404, 503) },
      },
    },
    ({ params, actor }) => takeTurn(services, actor, (turn) => readResource(turn, params.id)),
  )

  app.get(
    '/v1/resources.csv',
    {
      config: action('library.read'),
      schema: {
        ...{ operationId: 'exportResources', tags, summary: 'The library as a CSV file' },
        description: 'All of it, as `importResources` reads it again.',
        response: {
          200: {
            description: 'A line for each tool.',
            content: {
              'text/csv': {
                schema: Type.String(),
                example:
                  'title,title_fr,kind,languages,audiences,organization,link,licence,year\r\n',
              },
            },
          },
          ...problems(401, 403, 503),
        },
      },
    },
    async ({ actor }, reply) => {
      const text = await takeTurn(services, actor, async (turn) =>
        writeCsv(await findResources(turn, { limit: EVERY })),
      )
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="library.csv"')
        .send(text as never)
    },
  )
}

async function editing(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/resources',
    {
      config: action('library.edit'),
      schema: {
        ...{ operationId: 'createResource', tags, summary: 'Add a tool' },
        description: 'One tool has one line, by its link.',
        body: named(ResourceInputSchema),
        response: { 201: named(ResourceSchema), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, actor }, reply) => {
      const { resource } = await takeTurn(services, actor, (turn) => saveResource(turn, body))
      return reply.code(201).header('location', `/v1/resources/${resource.id}`).send(resource)
    },
  )

  app.put(
    '/v1/resources/:id',
    {
      config: action('library.edit'),
      schema: {
        ...{ operationId: 'replaceResource', tags, summary: 'Replace what is known of a tool' },
        ...{ params: Id, body: named(ResourceInputSchema) },
        response: { 200: named(ResourceSchema), ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ params, body, actor }) =>
      (await takeTurn(services, actor, (turn) => saveResource(turn, body, params.id))).resource,
  )

  app.post(
    '/v1/resources/:id/retirement',
    {
      config: action('library.edit'),
      schema: {
        ...{ operationId: 'retireResource', tags, summary: 'Take a tool out', params: Id },
        description: 'It is found no more. What was done with it stays in the record.',
        response: {
          201: Type.Object({ id: Uuid() }, { examples: [{ id: RESOURCE_EXAMPLE.id }] }),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) => retireResource(turn, params.id))
      return reply.code(201).send({ id: params.id })
    },
  )

  app.post(
    '/v1/resource-imports',
    {
      config: action('library.edit'),
      bodyLimit: 512 * 1024,
      schema: {
        ...{
          operationId: 'importResources',
          tags,
          summary: 'Add and change tools from a CSV file',
        },
        description:
          'Columns: title, title_fr, kind, languages, audiences, organization, link, licence, year; lists with commas. A tool is known by its link. Good lines go in, each bad one is named.',
        body: Type.Object(
          { csv: Type.String({ minLength: 1, maxLength: 500_000, description: 'The file.' }) },
          {
            additionalProperties: false,
            examples: [
              {
                csv: 'title,kind,languages,organization,link\nA card (fictional),awareness,"en, fr",Example Society,https://tools.example/a-card\n',
              },
            ],
          },
        ),
        response: { 201: named(ImportReportSchema), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, actor }, reply) => {
      const report = await takeTurn(services, actor, (turn) => importCsv(turn, body.csv))
      return reply.code(201).send(report)
    },
  )
}
