import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { beginExport, exportPieces } from '../hsds/export.ts'
import { exportTexts } from '../hsds/export-texts.ts'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { oneOf } from '../routing/schema-parts.ts'
import { type Services, takeTurn } from '../services.ts'
import { approveAct, ask, refuseAct } from './acts.ts'
import { readSealedApproval } from './reading.ts'
import {
  APPROVAL_EXAMPLE,
  ApprovalReadingSchema,
  ApprovalSchema,
  ASKED_SCHEMAS,
  AskSchema,
} from './schemas.ts'
import { LISTS, listApprovals, readApproval } from './view.ts'

const Id = Type.Object({ id: Uuid() })
const action = (name: Action) => ({ access: { action: name } })

/** What takes two people: one asks, another approves exactly that. */
export async function approvalRoutes(app: App, services: Services): Promise<void> {
  const schemas = [ApprovalSchema, ApprovalReadingSchema, ...ASKED_SCHEMAS]
  for (const schema of schemas) app.addSchema(schema)

  app.get(
    '/v1/approvals',
    {
      config: action('approval.list'),
      schema: {
        operationId: 'listApprovals',
        tags: ['Approvals'],
        summary: 'What waits for a second person',
        description:
          'Those that you asked, or may approve or refuse, the newest first, with exactly what is approved in words and as data. What is sealed in them is read one by one.',
        querystring: Type.Object(
          {
            state: Type.Unsafe<(typeof LISTS)[number]>({
              ...oneOf(LISTS, 'approved: not in effect yet; done: done, refused, or too late.'),
              default: 'open',
            }),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { approvals: Type.Array(named(ApprovalSchema)) },
            { description: 'At most 200.', examples: [{ approvals: [APPROVAL_EXAMPLE] }] },
          ),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => ({
        approvals: await listApprovals(turn, query.state),
      })),
  )

  app.post(
    '/v1/approvals',
    {
      config: action('approval.ask'),
      schema: {
        operationId: 'askApproval',
        tags: ['Approvals'],
        summary: 'Ask for what takes two people',
        description:
          'Only a person who signed in. Exactly this is then approved by another. `partner_activation` makes a service point a partner, with its first contacts and the telephone numbers that it has now; whoever put one of these on file cannot ask, and one that was added counts after 72 hours; `contact_change` changes contacts for referrals, a partner’s telephone numbers, or its organization, 72 hours after the approval and a notice to every old contact; `unhide` shows a hidden service point at this place; `directory_export` lets you fetch one full copy; `legal_hold` and `legal_hold_end` keep a referral beyond its time, or no longer. An override of consent is asked with its referral.',
        body: AskSchema,
        response: {
          201: named(ApprovalSchema),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ body, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) =>
        readApproval(turn, await ask(turn, body)),
      )
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/approvals/:id/reading',
    {
      config: action('approval.read_sealed'),
      schema: {
        operationId: 'readApproval',
        tags: ['Approvals'],
        summary: 'Read what is sealed in it',
        description:
          'The reason, and the place of an `unhide` until it is refused, done, or too late: for whoever asked it or may approve it. Why another asked something about a referral is for supervisors only. Each reading is a line of the record.',
        params: Id,
        response: {
          201: named(ApprovalReadingSchema),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      const read = await takeTurn(services, actor, (turn) => readSealedApproval(turn, params.id))
      return reply.code(201).send(read)
    },
  )

  app.post(
    '/v1/approvals/:id/approval',
    {
      config: action('approval.approve'),
      schema: {
        operationId: 'approve',
        tags: ['Approvals'],
        summary: 'Approve what another person asked',
        description:
          'It happens in the same moment, but for a change of contacts, which takes effect after 72 hours, and an export, which whoever asked fetches. The place of an `unhide` is read first, by whoever approves: else 409 `read_first`.',
        params: Id,
        response: {
          201: named(ApprovalSchema),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await approveAct(turn, params.id)
        return readApproval(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/approvals/:id/refusal',
    {
      config: action('approval.refuse'),
      schema: {
        operationId: 'refuseApproval',
        tags: ['Approvals'],
        summary: 'Refuse it, take it back, or stop it',
        description:
          'Whoever might approve it refuses it; whoever asked takes it back. A change of contacts can be stopped, also by operators, until it takes effect.',
        params: Id,
        response: { 201: named(ApprovalSchema), ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await refuseAct(turn, params.id)
        return readApproval(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/exports/:id',
    {
      config: action('ask.directory_export'),
      schema: {
        operationId: 'fetchExport',
        tags: ['Approvals'],
        summary: 'Fetch an approved export of the directory',
        description:
          'By its approval’s id: only whoever asked, once, within an hour of the approval. Each line is an organization in HSDS 3.0 with its services; what HSDS has no field for, contacts and true places too, stands in attributes (see `/hsds/taxonomy_terms`).',
        params: Id,
        response: {
          201: {
            description: 'The directory, a line for each organization.',
            content: {
              'application/jsonl': {
                schema: Type.String(),
                example:
                  '{"id":"…","name":"Example Shelter Society","description":"…","services":[]}\n',
              },
            },
          },
          ...problems(400, 401, 403, 404, 409, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) => beginExport(turn, params.id))
      return reply
        .code(201)
        .type('application/jsonl')
        .header('content-disposition', 'attachment; filename="directory.ndjson"')
        .send(Readable.from(exportTexts(exportPieces(services, actor, 'full'), 'ndjson')) as never)
    },
  )
}
