import { Type } from 'typebox'
import { HOUR } from '../platform/clock.ts'
import { type App, problems } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { issueApiKey, listApiKeys, readApiKey, revokeApiKey, rotateApiKey } from './api-key-life.ts'
import {
  ApiKeySchema,
  ApiKeysSchema,
  KeyId,
  MadeApiKeySchema,
  NewApiKeyBody,
  RotationBody,
  viewApiKey,
} from './api-key-schemas.ts'

const config = { access: { action: 'keys.manage' } }
const Id = Type.Object({ id: KeyId() })
const date = (text: string | undefined) => (text ? { expiresAt: new Date(text) } : {})

/** The life of the keys with which programs sign in. A key's secret is in one answer and nowhere else. */
export async function apiKeyRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/api-keys',
    {
      config,
      schema: {
        operationId: 'listApiKeys',
        tags: ['API keys'],
        summary: 'List API keys',
        description: 'All of them, also those that are void; never a secret.',
        querystring: Type.Object(
          {
            after: Type.Optional(KeyId('`next` of the page before.')),
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          { additionalProperties: false },
        ),
        response: { 200: ApiKeysSchema, ...problems(400, 401, 403, 503) },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const found = await listApiKeys(turn, { ...query, limit: query.limit + 1 })
        const page = found.slice(0, query.limit)
        const next = found.length > page.length ? page.at(-1)?.id : undefined
        return { apiKeys: page.map(viewApiKey), next }
      }),
  )

  app.post(
    '/v1/api-keys',
    {
      config,
      schema: {
        operationId: 'makeApiKey',
        tags: ['API keys'],
        summary: 'Make an API key',
        description: 'The answer holds its secret, which is shown this once.',
        body: NewApiKeyBody,
        response: { 201: MadeApiKeySchema, ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body: { expiresAt, ...asked }, actor }, reply) => {
      const made = await takeTurn(services, actor, async (turn) =>
        shown(turn, await issueApiKey(turn, { ...asked, ...date(expiresAt) })),
      )
      return reply.code(201).send(made)
    },
  )

  app.post(
    '/v1/api-keys/:id/rotation',
    {
      config,
      schema: {
        operationId: 'rotateApiKey',
        tags: ['API keys'],
        summary: 'Replace an API key',
        description:
          'A new secret under a new id, for the same organization and role. The old key stays good for the stated overlap.',
        params: Id,
        body: RotationBody,
        response: { 201: MadeApiKeySchema, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const how = { overlapMs: body.overlapHours * HOUR, ...date(body.expiresAt) }
      const made = await takeTurn(services, actor, async (turn) =>
        shown(turn, await rotateApiKey(turn, params.id, how)),
      )
      if (body.overlapHours === 0) app.forgetApiKey(params.id)
      return reply.code(201).send(made)
    },
  )

  app.post(
    '/v1/api-keys/:id/revocation',
    {
      config,
      schema: {
        operationId: 'revokeApiKey',
        tags: ['API keys'],
        summary: 'End an API key',
        description: 'Dead at once here, and within five seconds in every other process.',
        params: Id,
        response: { 201: ApiKeySchema, ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      const ended = await takeTurn(services, actor, async (turn) => {
        await revokeApiKey(turn, params.id)
        return viewApiKey(await readApiKey(turn, params.id))
      })
      app.forgetApiKey(params.id)
      return reply.code(201).send(ended)
    },
  )
}

async function shown(turn: Turn, key: string) {
  return { ...viewApiKey(await readApiKey(turn, key.split('.')[0]!)), key }
}
