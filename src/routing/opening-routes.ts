import { Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import { openReferral } from './opening.ts'
import { Text } from './schema-parts.ts'
import { viewReferral } from './view.ts'
import { ReferralSchema } from './view-schemas.ts'

/** Opening what another made: with a reason, which the record shows to supervisors. */
export async function openingRoutes(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/openings',
    {
      config: { access: { action: 'referral.open' } },
      schema: {
        operationId: 'openReferral',
        tags: ['Referrals'],
        summary: 'Open a referral that somebody else made',
        description:
          'By its reference or id, with the reason; for twelve hours. Your own, and those in which a task is yours, need no opening.',
        body: Type.Object(
          {
            referral: Type.String({
              minLength: 7,
              maxLength: 36,
              description: 'Reference, such as K7F-2QX, or id.',
            }),
            reason: Text(500, 'Why; kept sealed, and shown to supervisors.'),
          },
          {
            additionalProperties: false,
            examples: [{ referral: 'K7F-2QX', reason: 'The caller asks whether a bed was found.' }],
          },
        ),
        response: {
          201: named(ReferralSchema),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ body, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        const id = await openReferral(turn, body.referral, body.reason)
        return viewReferral(turn, id)
      })
      return reply.code(201).send(view)
    },
  )
}
