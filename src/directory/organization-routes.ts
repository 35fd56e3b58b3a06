import { Type } from 'typebox'
import { notFound } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { browseOrganizations } from './browse.ts'
import { editOrganization } from './organization.ts'
import { OrganizationSchema } from './schemas.ts'
import { OrganizationView, viewOrganization } from './view.ts'

const Id = Type.Object({ id: Uuid() })
const action = (name: Action) => ({ access: { action: name } })
const Body = {
  ...OrganizationSchema,
  examples: [{ name: 'Example Shelter Society', website: 'https://shelter.example' }],
}

/** Organizations over HTTP. Whether an agency is trusted is not changed here. */
export async function organizationRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/organizations',
    {
      config: action('directory.read'),
      schema: {
        operationId: 'listOrganizations',
        tags: ['Directory'],
        summary: 'List organizations',
        description: 'Those that run services; operators, supervisors and editors see all.',
        querystring: Type.Object(
          {
            q: Type.Optional(
              Type.String({ minLength: 2, maxLength: 100, description: 'Part of its name.' }),
            ),
            after: Type.Optional(Uuid('`next` of the page before.')),
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            organizations: Type.Array(OrganizationView),
            next: Type.Optional(Type.String({ description: 'Missing on the last page.' })),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async ({ tx }) => {
        const found = await browseOrganizations(tx, actor, { ...query, limit: query.limit + 1 })
        const page = found.slice(0, query.limit)
        const next = found.length > page.length ? page.at(-1)?.id : undefined
        return { organizations: page.map(viewOrganization), next }
      }),
  )

  app.get(
    '/v1/organizations/:id',
    {
      config: action('directory.read'),
      schema: {
        operationId: 'readOrganization',
        tags: ['Directory'],
        summary: 'Read an organization',
        params: Id,
        response: { 200: OrganizationView, ...problems(400, 401, 403, 404, 503) },
      },
    },
    ({ params, actor }) => takeTurn(services, actor, (turn) => read(turn, params.id)),
  )

  app.post(
    '/v1/organizations',
    {
      config: action('directory.edit'),
      schema: {
        operationId: 'createOrganization',
        tags: ['Directory'],
        summary: 'Add an organization',
        body: Body,
        response: { 201: OrganizationView, ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, actor }, reply) => {
      const saved = await takeTurn(services, actor, async (turn) =>
        read(turn, await editOrganization(turn.tx, turn, body, turn.now, actor)),
      )
      return reply.code(201).header('location', `/v1/organizations/${saved.id}`).send(saved)
    },
  )

  app.put(
    '/v1/organizations/:id',
    {
      config: action('directory.edit'),
      schema: {
        operationId: 'replaceOrganization',
        tags: ['Directory'],
        summary: 'Replace the facts of an organization',
        params: Id,
        body: Body,
        response: { 200: OrganizationView, ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    ({ params, body, actor }) =>
      takeTurn(services, actor, async (turn) => {
        await editOrganization(turn.tx, turn, { ...body, id: params.id }, turn.now, actor)
        return read(turn, params.id)
      }),
  )
}

async function read({ tx, actor }: Turn, id: string) {
  const [found] = await browseOrganizations(tx, actor, { id, limit: 1 })
  if (!found) throw notFound()
  return viewOrganization(found)
}
