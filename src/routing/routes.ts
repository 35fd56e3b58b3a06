import { and, eq, inArray } from 'drizzle-orm'
import { Type } from 'typebox'
import { legs, referrals } from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import { notFound } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { type Action, assertMay } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { chooseOffer } from './choose.ts'
import { CLOSINGS, closeReferral, withdrawReferral } from './end-referral.ts'
import { assertOfferedOrStaff } from './offered.ts'
import { OUTCOMES, recordOutcome } from './outcome.ts'
import { oneOf, Text } from './schema-parts.ts'
import { claimTask, completeTask, openTasks } from './task-work.ts'
import { listReferrals, viewReferral, viewTask } from './view.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Anything = (description: string) =>
  Type.Object({}, { additionalProperties: true, description })
const strict = { additionalProperties: false }
const action = (name: Action) => ({ access: { action: name } })

/** The life of a referral over HTTP: a change of state is a resource that is made. */
export async function routingRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/referrals',
    {
      config: action('referral.list'),
      schema: {
        operationId: 'listReferrals',
        tags: ['Referrals'],
        summary: 'List referrals',
        description:
          'References and states, the newest first: every one for operators, else those of one’s own organization.',
        querystring: Type.Object({
          before: Type.Optional(
            Type.String({ format: 'uuid', description: 'Those older than this id.' }),
          ),
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
        }),
        response: { 200: Anything('A page of referrals'), ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => ({ referrals: await listReferrals(turn, query) })),
  )

  app.get(
    '/v1/referrals/:id',
    {
      config: action('referral.read'),
      schema: {
        operationId: 'readReferral',
        tags: ['Referrals'],
        summary: 'Read a referral',
        description: 'Its legs, offers, open tasks and timeline. A referrer sees no service point.',
        params: Id,
        response: { 200: Anything('The referral'), ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params, actor }) => takeTurn(services, actor, (turn) => viewReferral(turn, params.id)),
  )

  app.post(
    '/v1/referrals/:id/withdrawal',
    {
      config: action('referral.withdraw'),
      schema: {
        operationId: 'withdrawReferral',
        tags: ['Referrals'],
        summary: 'The person withdraws consent',
        description: 'Releases every offer, tells the holders what to delete, stops every message.',
        params: Id,
        response: { 201: Anything('The referral'), ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await assertReferral(turn, 'referral.withdraw', params.id)
        await withdrawReferral(turn, params.id)
        return viewReferral(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/referrals/:id/closure',
    {
      config: action('referral.close'),
      schema: {
        operationId: 'closeReferral',
        tags: ['Referrals'],
        summary: 'Close a referral',
        description: 'By a human, with a reason. Not before a report about a minor is recorded.',
        params: Id,
        body: Type.Object({ reason: oneOf(CLOSINGS) }, strict),
        response: { 201: Anything('The referral'), ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await closeReferral(turn, params.id, body.reason)
        return viewReferral(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/legs/:id/offers',
    {
      config: action('offer.make'),
      schema: {
        operationId: 'chooseOffer',
        tags: ['Legs'],
        summary: 'Offer a leg to a service point of one’s choice',
        description:
          'Judged by the same rules as everywhere. Hours and capacity can be set aside by naming the rule with a reason; gender and age by a supervisor; consent, vetting and what is to be avoided never.',
        params: Id,
        body: Type.Object(
          {
            servicePointId: Type.String({ format: 'uuid' }),
            override: Type.Optional(
              Type.Object(
                { rules: Type.Array(Text(40), { minItems: 1, maxItems: 10 }), reason: Text(500) },
                strict,
              ),
            ),
          },
          strict,
        ),
        response: { 201: Anything('The referral'), ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        const offer = await chooseOffer(turn, params.id, body.servicePointId, body.override)
        return viewReferral(turn, offer.referralId)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/legs/:id/outcome',
    {
      config: action('leg.outcome'),
      schema: {
        operationId: 'recordOutcome',
        tags: ['Legs'],
        summary: 'What became of a yes',
        description:
          '`arrived` connects the leg, `person_declined` closes it; all others open it again and raise a task.',
        params: Id,
        body: Type.Object({ outcome: oneOf(OUTCOMES) }, strict),
        response: {
          201: Anything('What was recorded'),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      await takeTurn(services, actor, async (turn) => {
        await assertOfferedOrStaff(turn, 'leg.outcome', { legId: params.id })
        await recordOutcome(turn, params.id, body.outcome)
      })
      return reply.code(201).send({ legId: params.id, outcome: body.outcome })
    },
  )

  app.get(
    '/v1/tasks',
    {
      config: action('task.list'),
      schema: {
        operationId: 'listTasks',
        tags: ['Tasks'],
        summary: 'What now needs a human',
        description:
          'Open tasks for one’s role, the most overdue first, with what to do and whom to call.',
        response: { 200: Anything('Open tasks'), ...problems(401, 403, 503) },
      },
    },
    async ({ actor }) =>
      takeTurn(services, actor, async (turn) => ({ tasks: await viewOpenTasks(turn) })),
  )

  app.post(
    '/v1/tasks/:id/claim',
    {
      config: action('task.work'),
      schema: {
        operationId: 'claimTask',
        tags: ['Tasks'],
        summary: 'Take a task',
        params: Id,
        response: { 201: Anything('Taken'), ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) => claimTask(turn, params.id))
      return reply.code(201).send({ id: params.id, owner: actor.id })
    },
  )

  app.post(
    '/v1/tasks/:id/completion',
    {
      config: action('task.work'),
      schema: {
        operationId: 'completeTask',
        tags: ['Tasks'],
        summary: 'Complete a task',
        description:
          'By kind: `screening` release or refuse; holds (`operator_release`, `supervisor_check`) offer or drop; `minor_report` reported, with agency, at and number; all others done. Refused while the leg would be left without a next step.',
        params: Id,
        body: Type.Object(
          {
            outcome: oneOf(['release', 'refuse', 'offer', 'drop', 'reported', 'done']),
            note: Type.Optional(Text(2000)),
            agency: Type.Optional(Text(120)),
            at: Type.Optional(Type.String({ format: 'date-time' })),
            number: Type.Optional(Text(60)),
          },
          strict,
        ),
        response: { 201: Anything('Done'), ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      await takeTurn(services, actor, (turn) => completeTask(turn, params.id, body))
      return reply.code(201).send({ id: params.id, outcome: body.outcome })
    },
  )
}

async function assertReferral({ tx, actor }: Turn, what: Action, id: string): Promise<void> {
  const [referral] = await tx
    .select({ madeBy: referrals.organizationId })
    .from(referrals)
    .where(eq(referrals.id, id))
  if (!referral) throw notFound()
  assertMay(actor, what, referral)
}

async function viewOpenTasks(turn: Turn) {
  const roles = {
    operator: ['operator', 'editor'],
    supervisor: ['operator', 'supervisor', 'editor'],
  }[turn.actor.role as string] ?? ['editor']
  const open = await openTasks(turn, roles)
  const about = await turn.tx
    .select({
      legId: legs.id,
      id: referrals.id,
      reference: referrals.reference,
      province: referrals.province,
    })
    .from(legs)
    .innerJoin(referrals, eq(referrals.id, legs.referralId))
    .where(
      and(
        inArray(
          legs.id,
          open.flatMap(({ legId }) => legId ?? []),
        ),
      ),
    )
  const ids = open.flatMap((task) => [
    ...task.listed,
    ...(task.candidateId ? [task.candidateId] : []),
  ])
  const points = await servicePointsByIds(turn.tx, [...new Set(ids)])
  return open.map((task) =>
    viewTask(
      turn,
      task,
      points,
      about.find(({ legId }) => legId === task.legId),
    ),
  )
}
