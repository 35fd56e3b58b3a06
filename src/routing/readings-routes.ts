import { Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { whoHasSeen } from './disclosure-log.ts'
import { PARTS, readSealed } from './readings.ts'
import { ReadingSchema, SeenSchema } from './readings-schemas.ts'
import { oneOf, Text } from './schema-parts.ts'

const Id = Type.Object({ id: Uuid() })

/** Reading what is sealed, and who has. */
export async function readingRoutes(app: App, services: Services): Promise<void> {
  for (const schema of [ReadingSchema, SeenSchema]) app.addSchema(schema)

  app.post(
    '/v1/referrals/:id/readings',
    {
      config: { access: { action: 'referral.read_sealed' } },
      schema: {
        operationId: 'readSealed',
        tags: ['Referrals'],
        summary: 'Read what is sealed, with a reason',
        description:
          'By a person of the hotline who handles it or opened it. The record keeps who read which parts; the reason is sealed with the referral. A number is shown inside its window only; reasons of others to supervisors only.',
        params: Id,
        body: Type.Object(
          {
            reason: Text(500, 'Why it must be read.'),
            parts: Type.Array(oneOf(PARTS), {
              minItems: 1,
              maxItems: PARTS.length,
              uniqueItems: true,
            }),
          },
          {
            additionalProperties: false,
            examples: [{ reason: 'They agreed to a call at seven.', parts: ['contact'] }],
          },
        ),
        response: {
          201: named(ReadingSchema),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) =>
      reply
        .code(201)
        .send(await takeTurn(services, actor, (turn) => readSealed(turn, params.id, body))),
  )

  app.get(
    '/v1/referrals/:id/disclosures',
    {
      config: { access: { action: 'referral.disclosures' } },
      schema: {
        operationId: 'listDisclosures',
        tags: ['Referrals'],
        summary: 'Who has seen what',
        description:
          'Service points by stage, with the groups of fields that they were really shown, and staff who read or opened it. Nothing that was said.',
        params: Id,
        response: { 200: named(SeenSchema), ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params, actor }) => takeTurn(services, actor, (turn) => whoHasSeen(turn, params.id)),
  )
}
