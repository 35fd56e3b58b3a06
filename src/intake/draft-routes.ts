import { Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { dropDraft, listDrafts, readDraft, saveDraft } from './draft.ts'

const Id = Type.Object({ id: Uuid('Chosen by the caller, one for each form.') })
const strict = { additionalProperties: false }
const config = { access: { action: 'draft.own' } }

const Version = Type.Integer({ minimum: 0, maximum: 1_000_000 })
const FieldsSchema = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 80 }),
      value: Type.String({ maxLength: 4000 }),
    },
    strict,
  ),
  { maxItems: 200, description: 'The fields of the form, in order, as a browser sends them.' },
)
const draft = {
  id: Uuid(),
  version: Version,
  savedAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.String({ format: 'date-time', description: 'Then it is erased.' }),
}
const DRAFT = {
  id: '019aa7c2-5d1e-7a40-8c3b-000000000017',
  version: 2,
  savedAt: '2026-11-21T20:00:00.000Z',
  expiresAt: '2026-11-22T20:00:00.000Z',
}
const FIELDS = [{ name: 'place', value: 'Thunder Bay' }]

/** What somebody was writing: sealed, one's own, gone after 24 hours. */
export async function draftRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/drafts',
    {
      config,
      schema: {
        operationId: 'listDrafts',
        tags: ['Drafts'],
        summary: 'Your drafts',
        response: {
          200: Type.Object(
            { drafts: Type.Array(Type.Object(draft)) },
            { description: 'The newest first.', examples: [{ drafts: [DRAFT] }] },
          ),
          ...problems(401, 403, 503),
        },
      },
    },
    async ({ actor }) =>
      takeTurn(services, actor, async (turn) => ({ drafts: await listDrafts(turn) })),
  )

  app.put(
    '/v1/drafts/:id',
    {
      config,
      schema: {
        operationId: 'saveDraft',
        tags: ['Drafts'],
        summary: 'Keep what was written so far',
        description:
          'Sealed under a key of its own and kept for 24 hours from now. `version` is the one that you had, 0 for a new draft; 409 `draft_changed` if it was saved elsewhere since, 404 if it is gone.',
        params: Id,
        body: Type.Object(
          { version: Version, fields: FieldsSchema },
          { ...strict, examples: [{ version: 1, fields: FIELDS }] },
        ),
        response: {
          200: Type.Object(draft, { description: 'It is kept.', examples: [DRAFT] }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }) =>
      takeTurn(services, actor, (turn) => saveDraft(turn, params.id, body.version, body.fields)),
  )

  app.get(
    '/v1/drafts/:id',
    {
      config,
      schema: {
        operationId: 'readDraft',
        tags: ['Drafts'],
        summary: 'Read a draft of yours',
        params: Id,
        response: {
          200: Type.Object(
            { ...draft, fields: FieldsSchema },
            { description: 'What was written.', examples: [{ ...DRAFT, fields: FIELDS }] },
          ),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async ({ params, actor }) => takeTurn(services, actor, (turn) => readDraft(turn, params.id)),
  )

  app.delete(
    '/v1/drafts/:id',
    {
      config,
      schema: {
        operationId: 'dropDraft',
        tags: ['Drafts'],
        summary: 'Erase a draft of yours',
        description: 'With its key: when its referral was made, or nobody needs it.',
        params: Id,
        response: {
          204: Type.Null({ description: 'It is erased.' }),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) => dropDraft(turn, params.id))
      return reply.code(204).send(null)
    },
  )
}
