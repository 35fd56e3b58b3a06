import { eq, inArray } from 'drizzle-orm'
import { Type } from 'typebox'
import { legs, referrals } from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import { type App, named, problems } from '../platform/http.ts'
import { MOMENT_SENT, Uuid } from '../platform/schema.ts'
import { type Action, may } from '../protection/may.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { TASK_EXAMPLE } from './examples.ts'
import { referralThings } from './reach.ts'
import { oneOf, Text } from './schema-parts.ts'
import { claimTask, completeTask, openTasks } from './task-work.ts'
import { TaskSchema } from './view-schemas.ts'
import { viewTask } from './view-task.ts'

const Id = Type.Object({ id: Uuid() })
const strict = { additionalProperties: false }
const COMPLETED = ['release', 'refuse', 'offer', 'drop', 'reported', 'done'] as const
const action = (name: Action) => ({ access: { action: name } })

/** What now needs a human, over HTTP. */
export async function taskRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/tasks',
    {
      config: action('task.list'),
      schema: {
        operationId: 'listTasks',
        tags: ['Tasks'],
        summary: 'What now needs a human',
        description:
          'Open tasks for one’s role, the most overdue first, with what to do. Whom to call and why, only of what is one’s own or opened: claim it first. None of what is restricted to others.',
        response: {
          200: Type.Object(
            { tasks: Type.Array(named(TaskSchema)) },
            { description: 'At most 500.', examples: [{ tasks: [TASK_EXAMPLE] }] },
          ),
          ...problems(401, 403, 503),
        },
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
        description: 'From then on its referral is yours to read.',
        params: Id,
        response: {
          201: Type.Object(
            { id: Uuid(), owner: Type.String() },
            {
              description: 'It is yours.',
              examples: [{ id: TASK_EXAMPLE.id, owner: 'key:cw_0a1b2c3d4e5f' }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 503),
        },
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
          'By kind: `screening` release or refuse; holds (`operator_release`, `supervisor_check`) offer or drop; `minor_report` reported, with agency, at and number; all others done. Refused while the leg would be left without a next step; what somebody else took needs its referral opened first.',
        params: Id,
        body: Type.Object(
          {
            outcome: oneOf(COMPLETED),
            note: Type.Optional(Text(2000, 'Sealed with the referral.')),
            agency: Type.Optional(Text(120, 'Of a report: to whom.')),
            at: Type.Optional(Type.String({ ...MOMENT_SENT, description: 'When.' })),
            number: Type.Optional(Text(60, 'Number of the report.')),
          },
          { ...strict, examples: [{ outcome: 'done', note: 'Called; a bed is kept.' }] },
        ),
        response: {
          201: Type.Object(
            { id: Uuid(), outcome: oneOf(COMPLETED) },
            {
              description: 'It is done.',
              examples: [{ id: TASK_EXAMPLE.id, outcome: 'done' }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      await takeTurn(services, actor, (turn) => completeTask(turn, params.id, body))
      return reply.code(201).send({ id: params.id, outcome: body.outcome })
    },
  )
}

/** Of a referral that is not one's own only what there is to do: to see more, take the task or open it. */
async function viewOpenTasks(turn: Turn) {
  const { tx, actor } = turn
  const open = await openTasks(turn)
  const about = await tx
    .select({
      legId: legs.id,
      id: referrals.id,
      reference: referrals.reference,
      province: referrals.province,
    })
    .from(legs)
    .innerJoin(referrals, eq(referrals.id, legs.referralId))
    .where(
      inArray(
        legs.id,
        open.flatMap(({ legId }) => legId ?? []),
      ),
    )
  const things = await referralThings(
    turn,
    about.map(({ id }) => id),
  )
  const ids = open.flatMap((task) => [
    ...task.listed,
    ...(task.candidateId ? [task.candidateId] : []),
  ])
  const points = await servicePointsByIds(tx, [...new Set(ids)])
  return open.map((task) => {
    const referral = about.find(({ legId }) => legId === task.legId)
    const view = viewTask(turn, task, points, referral)
    const shown = !referral || may(actor, 'referral.read_full', things.get(referral.id))
    return shown ? view : { ...view, servicePointId: null, why: null, call: [], lines: [] }
  })
}
