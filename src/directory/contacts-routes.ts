import { Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { confirmContact } from './contacts.ts'
import { PhoneSchema } from './schemas.ts'

/** Making sure that a contact still holds. Changing one takes two people: see src/approvals. */
export async function contactRoutes(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/contacts/:id/confirmation',
    {
      config: { access: { action: 'contact.confirm' } },
      schema: {
        operationId: 'confirmContact',
        tags: ['Directory'],
        summary: 'Say that a contact still holds',
        description:
          'After a call to a number on file. It counts for 90 days; then the contact gets no offer until somebody calls again. A first confirmation, a wrong number and a landline need a `contact_change`.',
        params: Type.Object({ id: Uuid() }),
        body: Type.Object(
          { calledNumber: PhoneSchema.properties.number },
          { additionalProperties: false, examples: [{ calledNumber: '+18075550110' }] },
        ),
        response: {
          201: Type.Object({
            id: Uuid(),
            confirmedAt: Type.String({ format: 'date-time' }),
          }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      const confirmedAt = await takeTurn(services, actor, async (turn) => {
        await confirmContact(turn, params.id, body.calledNumber)
        return turn.now.toISOString()
      })
      return reply.code(201).send({ id: params.id, confirmedAt })
    },
  )
}
