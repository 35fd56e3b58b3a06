import { Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { assertReferral } from './reach.ts'
import { renewReferral } from './retention.ts'
import { viewReferral } from './view.ts'
import { ReferralSchema } from './view-schemas.ts'

/** Keeping what was said for longer. */
export async function retentionRoutes(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/referrals/:id/renewal',
    {
      config: { access: { action: 'referral.renew' } },
      schema: {
        operationId: 'renewReferral',
        tags: ['Referrals'],
        summary: 'Keep an open referral for longer',
        description:
          'What was said is erased 90 days (RETAIN_MOST_DAYS) after the referral was made; a supervisor begins that period anew.',
        params: Type.Object({ id: Uuid() }),
        response: { 201: named(ReferralSchema), ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await assertReferral(turn, 'referral.renew', params.id)
        await renewReferral(turn, params.id)
        return viewReferral(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )
}
