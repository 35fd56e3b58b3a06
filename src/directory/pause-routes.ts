import { Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import { MOMENT_SENT, Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { pausePoint, setReminders } from './pause.ts'

const Id = Type.Object({ id: Uuid() })
const POINT = '019aa7c2-5d1e-7a40-8c3b-000000000013'
const strict = { additionalProperties: false }
const config = { access: { action: 'point.own' } }
const orNull = (schema: object) =>
  Type.Unsafe<string | null>({ ...schema, type: ['string', 'null'] })

/** What a service point says of itself, beside its room: takes nobody for a while; reminders on or off. */
export async function pauseRoutes(app: App, services: Services): Promise<void> {
  app.put(
    '/v1/service-points/:id/pause',
    {
      config,
      schema: {
        operationId: 'pauseServicePoint',
        tags: ['Directory'],
        summary: 'Take nobody until a date',
        description:
          'Nothing new is offered to it until then; what it was asked already waits on. null ends the pause.',
        params: Id,
        body: Type.Object(
          { until: orNull({ ...MOMENT_SENT, description: 'null: from now on again.' }) },
          { ...strict, examples: [{ until: '2026-12-01T13:00:00Z' }] },
        ),
        response: {
          200: Type.Object(
            { id: Uuid(), pausedUntil: orNull({ format: 'date-time' }) },
            {
              description: 'What now stands.',
              examples: [{ id: POINT, pausedUntil: '2026-12-01T13:00:00.000Z' }],
            },
          ),
          ...problems(400, 401, 403, 404, 422, 503),
        },
      },
    },
    async ({ params, body, actor }) =>
      takeTurn(services, actor, (turn) =>
        pausePoint(turn, params.id, body.until === null ? null : new Date(body.until)),
      ),
  )

  app.put(
    '/v1/service-points/:id/reminders',
    {
      config,
      schema: {
        operationId: 'setReminders',
        tags: ['Directory'],
        summary: 'Reminders on or off',
        description: 'Of what waits for an answer there. Offers themselves always go out.',
        params: Id,
        body: Type.Object({ on: Type.Boolean() }, { ...strict, examples: [{ on: false }] }),
        response: {
          200: Type.Object(
            { id: Uuid(), reminders: Type.Boolean() },
            { description: 'What now stands.', examples: [{ id: POINT, reminders: false }] },
          ),
          ...problems(400, 401, 403, 404, 422, 503),
        },
      },
    },
    async ({ params, body, actor }) =>
      takeTurn(services, actor, (turn) => setReminders(turn, params.id, body.on)),
  )
}
