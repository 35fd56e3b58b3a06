import { type Static, Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { historyOf, type ShownChange } from './history.ts'
import { removeServicePoint, retireOrganization } from './retire.ts'
import { undo } from './undo.ts'

const config = { access: { action: 'directory.edit' } }
const Id = Type.Object({ id: Uuid() })
const tags = ['Directory']

const History = Type.Object({
  changes: Type.Array(
    Type.Object({
      id: Uuid(),
      at: Type.String({ format: 'date-time' }),
      actor: Type.String({ description: 'Who changed it, as the record names them.' }),
      fields: Type.Array(
        Type.Object({
          field: Type.String(),
          from: Type.Optional(Type.Unknown({ description: 'What stood there; null: nothing.' })),
          to: Type.Optional(Type.Unknown()),
          secret: Type.Optional(
            Type.Literal(true, { description: 'That it changed is all that is told.' }),
          ),
        }),
      ),
      against: Type.Optional(
        Type.Object(
          {
            why: Type.Enum(['undone', 'changed_since', 'two_people', 'retired'], {
              type: 'string',
            }),
            fields: Type.Array(Type.String()),
          },
          { description: 'Why one person cannot undo it now.' },
        ),
      ),
    }),
    { description: 'The newest first, 500 at most.' },
  ),
})

const viewHistory = (changes: ShownChange[]): Static<typeof History> => ({
  changes: changes.map(({ at, ...change }) => ({ ...change, at: at.toISOString() })),
})

/** What was changed in the directory, taking a change back, and retiring. */
export async function changeRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/service-points/:id/history',
    {
      config,
      schema: {
        ...{ operationId: 'readServicePointHistory', tags },
        summary: 'What was changed of a service point',
        description:
          'Field by field. Of one that is or was hidden, no place of that time or before is told.',
        params: Id,
        response: { 200: History, ...problems(400, 401, 403, 404, 503) },
      },
    },
    ({ params, actor }) =>
      takeTurn(services, actor, async (turn) =>
        viewHistory(await historyOf(turn, 'service_point', params.id)),
      ),
  )

  app.get(
    '/v1/organizations/:id/history',
    {
      config,
      schema: {
        ...{ operationId: 'readOrganizationHistory', tags },
        summary: 'What was changed of an organization',
        params: Id,
        response: { 200: History, ...problems(400, 401, 403, 404, 503) },
      },
    },
    ({ params, actor }) =>
      takeTurn(services, actor, async (turn) =>
        viewHistory(await historyOf(turn, 'organization', params.id)),
      ),
  )

  app.post(
    '/v1/directory-changes/:id/undoing',
    {
      config,
      schema: {
        ...{ operationId: 'undoDirectoryChange', tags, summary: 'Undo a change' },
        description:
          'Sets its fields back to what stood before; that is a change itself. 409 `undone` where nothing is left of it, `changed_since` with the fields that were changed again, `two_people` for what one person never sets back, `retired` while it is not there. What comes back from its retirement is listed: a partner is vetted anew.',
        params: Id,
        response: {
          201: Type.Object({
            thing: Type.Enum(['organization', 'service_point'], { type: 'string' }),
            id: Uuid('Of what was changed back.'),
          }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, actor }, reply) =>
      reply.code(201).send(await takeTurn(services, actor, (turn) => undo(turn, params.id))),
  )

  app.delete(
    '/v1/service-points/:id',
    {
      config,
      schema: {
        ...{ operationId: 'retireServicePoint', tags, summary: 'Retire a service point' },
        description:
          'From then on nobody finds it and nothing new is offered to it; what it was asked already stands until it answers or its time is over. It can be undone.',
        params: Id,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) =>
        removeServicePoint(turn.tx, turn, params.id, turn.now, actor),
      )
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/v1/organizations/:id',
    {
      config,
      schema: {
        ...{ operationId: 'retireOrganization', tags, summary: 'Retire an organization' },
        description:
          'With all its service points. Undone, it comes back alone; each of them comes back by itself. Only one that runs services.',
        params: Id,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      await takeTurn(services, actor, (turn) => retireOrganization(turn, params.id))
      return reply.code(204).send(null)
    },
  )
}
