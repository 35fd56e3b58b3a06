import { Type } from 'typebox'
import {
  mayBeSaid,
  STATEMENTS,
  type Statement,
  statementIn,
} from '../locales/consent/statements.ts'
import { notFound } from '../platform/errors.ts'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { addConsent } from './consent-more.ts'
import { ConsentSchema } from './consent-schemas.ts'
import { assertReferral } from './reach.ts'
import { oneOf } from './schema-parts.ts'
import { viewReferral } from './view.ts'
import { ReferralSchema } from './view-schemas.ts'

const Version = Type.String({ pattern: '^\\d{4}-\\d{1,2}$', description: 'Such as 2026-1.' })
const Language = Type.String({ pattern: '^[a-z]{2,3}$', description: 'Primary subtag of BCP 47.' })
const strict = { additionalProperties: false }

const EXAMPLE = {
  ...{ version: '2026-1', language: 'en', status: 'original', mayBeSaid: true },
  ...{ checked: null, text: 'We would like to ask services near you … Do you agree?' },
}
const StatementSchema = Type.Object(
  {
    version: Version,
    language: Language,
    status: oneOf(['original', 'translation'] as const),
    mayBeSaid: Type.Boolean({
      description: 'An original or a checked translation. Any other needs an interpreter.',
    }),
    checked: Type.Union(
      [Type.Object({ by: Type.String(), on: Type.String({ format: 'date' }) }), Type.Null()],
      { description: 'By a lawyer or a second speaker, and when; null: not reviewed yet.' },
    ),
    text: Type.String({ description: 'To be read out, word for word.' }),
  },
  {
    $id: 'Statement',
    description: 'What is read out before somebody agrees.',
    examples: [EXAMPLE],
  },
)

/** What is read out before somebody agrees, and what they agree to later. */
export async function consentRoutes(app: App, services: Services): Promise<void> {
  app.addSchema(StatementSchema)

  app.get(
    '/v1/consent-statements',
    {
      config: { access: { action: 'consent.statement' } },
      schema: {
        operationId: 'listStatements',
        tags: ['Referrals'],
        summary: 'Statements that may be read out',
        description: 'Every version in every language that we have, the newest first.',
        response: {
          200: Type.Object(
            { statements: Type.Array(named(StatementSchema)) },
            { description: 'All of them.', examples: [{ statements: [EXAMPLE] }] },
          ),
          ...problems(401, 403),
        },
      },
    },
    async () => ({ statements: STATEMENTS.map(view) }),
  )

  app.get(
    '/v1/consent-statements/:version/:language',
    {
      config: { access: { action: 'consent.statement' } },
      schema: {
        operationId: 'readStatement',
        tags: ['Referrals'],
        summary: 'One statement',
        params: Type.Object({ version: Version, language: Language }),
        response: { 200: named(StatementSchema), ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params }) => {
      const found = statementIn(params.version, params.language)
      if (!found) throw notFound()
      return view(found)
    },
  )

  app.post(
    '/v1/referrals/:id/consents',
    {
      config: { access: { action: 'referral.consent' } },
      schema: {
        operationId: 'addConsent',
        tags: ['Referrals'],
        summary: 'The person agrees to something else',
        description:
          'More, less, or for the first time. The newest consent governs what is shown from then on, also to those who were asked before; seeking goes on where it waited for consent. An override is only how a referral begins.',
        params: Type.Object({ id: Uuid() }),
        body: Type.Object(ConsentSchema.properties, {
          ...strict,
          examples: [
            {
              ...{ basis: 'consent', givenBy: 'person', method: 'verbal', statement: '2026-1' },
              ...{ language: 'en', scope: ['needs', 'area', 'age_gender', 'contact'] },
            },
          ],
        }),
        response: {
          201: named(ReferralSchema),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      const shown = await takeTurn(services, actor, async (turn) => {
        await assertReferral(turn, 'referral.consent', params.id)
        await addConsent(turn, params.id, body)
        return viewReferral(turn, params.id)
      })
      return reply.code(201).send(shown)
    },
  )
}

const view = (statement: Statement) => ({ ...statement, mayBeSaid: mayBeSaid(statement) })
