import { Type } from 'typebox'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { restrictReferral } from './restriction.ts'
import { Text } from './schema-parts.ts'

/** As the record names them: `staff:…` for a person, `key:…` for a program. */
const AccountId = Type.String({
  pattern:
    '^(staff:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|key:[A-Za-z0-9_]{1,40})$',
  maxLength: 50,
})
const Named = Type.Union(
  [Type.Array(AccountId, { minItems: 1, maxItems: 50, uniqueItems: true }), Type.Null()],
  {
    description:
      'Accounts to whom it is restricted, such as `staff:…`; null: to nobody in particular.',
  },
)
const EXAMPLE = ['staff:019aa7c2-5d1e-7a40-8c3b-000000000015']

/** A referral for named people only. */
export async function restrictionRoutes(app: App, services: Services): Promise<void> {
  app.put(
    '/v1/referrals/:id/restriction',
    {
      config: { access: { action: 'referral.restrict' } },
      schema: {
        operationId: 'restrictReferral',
        tags: ['Referrals'],
        summary: 'Restrict a referral to named staff',
        description:
          'For all others it does not exist any more, in no list and by no opening: name yourself to keep it. Service points go on answering it, and people on call still hear its reference. Any supervisor can change it, and that is in the record.',
        params: Type.Object({ id: Uuid() }),
        body: Type.Object(
          {
            staff: Named,
            reason: Text(500, 'Why; kept sealed with the referral.'),
          },
          {
            additionalProperties: false,
            examples: [{ staff: EXAMPLE, reason: 'A relative of the person works here.' }],
          },
        ),
        response: {
          200: Type.Object(
            { id: Uuid(), reference: Type.String(), staff: Named },
            {
              description: 'To whom it is restricted now.',
              examples: [
                {
                  id: '019aa7c2-5d1e-7a40-8c3b-000000000010',
                  reference: 'K7F-2QX',
                  staff: EXAMPLE,
                },
              ],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    ({ params, body, actor }) =>
      takeTurn(services, actor, (turn) => restrictReferral(turn, params.id, body)),
  )
}
