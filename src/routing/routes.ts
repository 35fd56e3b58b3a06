import { Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { type Services, takeTurn } from '../services.ts'
import { boardRoutes } from './board-routes.ts'
import { callsRoutes } from './calls-routes.ts'
import { chooseOffer } from './choose.ts'
import { consentRoutes } from './consent-routes.ts'
import { dutyRecordRoutes } from './duty-records-routes.ts'
import { CLOSINGS, closeReferral, withdrawReferral } from './end-referral.ts'
import { SUMMARY_EXAMPLE } from './examples.ts'
import { insiderRoutes } from './insiders-routes.ts'
import { openingRoutes } from './opening-routes.ts'
import { OUTCOMES, recordOutcome } from './outcome.ts'
import { assertLeg, assertReferral } from './reach.ts'
import { readingRoutes } from './readings-routes.ts'
import { restrictionRoutes } from './restriction-routes.ts'
import { retentionRoutes } from './retention-routes.ts'
import { oneOf, Text } from './schema-parts.ts'
import { stoppedContactRoutes } from './stopped-contacts-routes.ts'
import { talkRoutes } from './talk-routes.ts'
import { taskRoutes } from './task-routes.ts'
import { viewReferral } from './view.ts'
import { LISTED_STATES, listReferrals, SCOPES } from './view-list.ts'
import { ReferralSchema, ReferralSummarySchema, routingSchemas } from './view-schemas.ts'

const Id = Type.Object({ id: Uuid() })
const Shown = named(ReferralSchema)
const strict = { additionalProperties: false }
const OVERRIDABLE = ['closed_now', 'full', 'gender_not_served', 'age_not_served'] as const
const action = (name: Action) => ({ access: { action: name } })

/** The life of a referral over HTTP: a change of state is a resource that is made. */
export async function routingRoutes(app: App, services: Services): Promise<void> {
  for (const schema of routingSchemas) app.addSchema(schema)

  app.get(
    '/v1/referrals',
    {
      config: action('referral.list'),
      schema: {
        operationId: 'listReferrals',
        tags: ['Referrals'],
        summary: 'List referrals',
        description:
          'References and states, the newest first. For operators and supervisors those that they made or have a task in, open ones by default; for police and agencies those of their organization.',
        querystring: Type.Object(
          {
            state: Type.Optional(oneOf(LISTED_STATES)),
            scope: Type.Optional({
              ...oneOf(SCOPES, '`all`: everybody’s, in any state; for supervisors.'),
              default: 'own',
            }),
            before: Type.Optional(Uuid('`next` of the page before.')),
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          strict,
        ),
        response: {
          200: Type.Object(
            {
              referrals: Type.Array(named(ReferralSummarySchema)),
              next: Type.Optional(Type.String({ description: 'Missing on the last page.' })),
            },
            { description: 'A page of referrals.', examples: [{ referrals: [SUMMARY_EXAMPLE] }] },
          ),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const found = await listReferrals(turn, { scope: 'own', ...query, limit: query.limit + 1 })
        const page = found.slice(0, query.limit)
        const next = found.length > page.length ? page.at(-1)?.id : undefined
        return { referrals: page, next }
      }),
  )

  app.get(
    '/v1/referrals/:id',
    {
      config: action('referral.read'),
      schema: {
        operationId: 'readReferral',
        tags: ['Referrals'],
        summary: 'Read a referral',
        description: 'Its legs, offers, open tasks and timeline. A referrer sees no service point.',
        params: Id,
        response: { 200: Shown, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params, actor }) => takeTurn(services, actor, (turn) => viewReferral(turn, params.id)),
  )

  app.post(
    '/v1/referrals/:id/withdrawal',
    {
      config: action('referral.withdraw'),
      schema: {
        operationId: 'withdrawReferral',
        tags: ['Referrals'],
        summary: 'The person withdraws consent',
        description: 'Releases every offer, tells the holders what to delete, stops every message.',
        params: Id,
        response: { 201: Shown, ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await assertReferral(turn, 'referral.withdraw', params.id)
        await withdrawReferral(turn, params.id)
        return viewReferral(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/referrals/:id/closure',
    {
      config: action('referral.close'),
      schema: {
        operationId: 'closeReferral',
        tags: ['Referrals'],
        summary: 'Close a referral',
        description: 'By a human, with a reason. Not before a report about a minor is recorded.',
        params: Id,
        body: Type.Object(
          { reason: oneOf(CLOSINGS) },
          { ...strict, examples: [{ reason: 'connected' }] },
        ),
        response: { 201: Shown, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await assertReferral(turn, 'referral.close', params.id)
        await closeReferral(turn, params.id, body.reason)
        return viewReferral(turn, params.id)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/legs/:id/offers',
    {
      config: action('offer.make'),
      schema: {
        operationId: 'chooseOffer',
        tags: ['Legs'],
        summary: 'Offer a leg to a service point of one’s choice',
        description:
          'Judged by the same rules as everywhere. Hours and capacity can be set aside by naming the rule with a reason; gender and age by a supervisor; consent, vetting and what is to be avoided never.',
        params: Id,
        body: Type.Object(
          {
            servicePointId: Uuid(),
            override: Type.Optional(
              Type.Object(
                {
                  rules: Type.Array(oneOf(OVERRIDABLE), {
                    minItems: 1,
                    maxItems: 10,
                    uniqueItems: true,
                  }),
                  reason: Text(500, 'Why it is right here; kept in the record.'),
                },
                { ...strict, description: 'Rules to set aside.' },
              ),
            ),
          },
          {
            ...strict,
            examples: [
              {
                servicePointId: '019aa7c2-5d1e-7a40-8c3b-000000000013',
                override: { rules: ['full'], reason: 'They called: a bed is free.' },
              },
            ],
          },
        ),
        response: { 201: Shown, ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }, reply) => {
      const view = await takeTurn(services, actor, async (turn) => {
        await assertLeg(turn, 'offer.make', params.id)
        const offer = await chooseOffer(turn, params.id, body.servicePointId, body.override)
        return viewReferral(turn, offer.referralId)
      })
      return reply.code(201).send(view)
    },
  )

  app.post(
    '/v1/legs/:id/outcome',
    {
      config: action('leg.outcome'),
      schema: {
        operationId: 'recordOutcome',
        tags: ['Legs'],
        summary: 'What became of a yes',
        description:
          '`arrived` connects the leg, `person_declined` closes it; all others open it again and raise a task.',
        params: Id,
        body: Type.Object(
          { outcome: oneOf(OUTCOMES) },
          { ...strict, examples: [{ outcome: 'arrived' }] },
        ),
        response: {
          201: Type.Object(
            { legId: Uuid(), outcome: oneOf(OUTCOMES) },
            {
              description: 'What was recorded.',
              examples: [{ legId: '019aa7c2-5d1e-7a40-8c3b-000000000011', outcome: 'arrived' }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      await takeTurn(services, actor, async (turn) => {
        await assertLeg(turn, 'leg.outcome', params.id)
        await recordOutcome(turn, params.id, body.outcome)
      })
      return reply.code(201).send({ legId: params.id, outcome: body.outcome })
    },
  )

  await openingRoutes(app, services)
  await consentRoutes(app, services)
  await readingRoutes(app, services)
  await dutyRecordRoutes(app, services)
  await retentionRoutes(app, services)
  await restrictionRoutes(app, services)
  await insiderRoutes(app, services)
  await taskRoutes(app, services)
  await boardRoutes(app, services)
  await callsRoutes(app, services)
  await talkRoutes(app, services)
  await stoppedContactRoutes(app, services)
}
