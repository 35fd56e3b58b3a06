import { Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { oneOf } from './schema-parts.ts'
import { SUSPENSIONS, suspendContact } from './stopped-contacts.ts'

/** Stopping a contact: what one person may do, because it only takes away. */
export async function stoppedContactRoutes(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/contacts/:id/suspension',
    {
      config: { access: { action: 'contact.suspend' } },
      schema: {
        operationId: 'suspendContact',
        tags: ['Directory'],
        summary: 'Stop a contact at once',
        description:
          'A telephone was lost or stolen, or somebody left. From now on it gets no offer, and its links and text messages answer nothing. Only a `contact_change`, which takes two people, brings it back. A service point does it for its own.',
        params: Type.Object({ id: Uuid() }),
        body: Type.Object(
          { reason: oneOf(SUSPENSIONS, 'left: whoever held it works there no more.') },
          { additionalProperties: false, examples: [{ reason: 'stolen' }] },
        ),
        response: {
          201: Type.Object({
            id: Uuid(),
            suspendedAt: Type.String({ format: 'date-time' }),
            left: Type.Integer({
              minimum: 0,
              description: 'How many contacts of the service point still get offers.',
            }),
          }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      const suspended = await takeTurn(services, actor, async (turn) => {
        const left = await suspendContact(turn, params.id, body.reason)
        return { id: params.id, suspendedAt: turn.now.toISOString(), left }
      })
      return reply.code(201).send(suspended)
    },
  )
}
