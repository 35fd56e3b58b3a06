import { Type } from 'typebox'
import { searchPlaces } from '../geography/gazetteer.ts'
import { areaOf } from '../geography/region.ts'
import { match } from '../matching/match.ts'
import { present, type Viewer } from '../matching/present.ts'
import { forbidden, invalid, Problem } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { readAsk } from '../routing/facts.ts'
import { makeReferral, prepareReferral } from '../routing/make-referral.ts'
import { AskInputSchema, ReferralInputSchema } from '../routing/schemas.ts'
import { viewReferral } from '../routing/view.ts'
import { type Services, takeTurn } from '../services.ts'
import { MATCH_EXAMPLE, REFERRAL_EXAMPLE } from './examples.ts'
import { once } from './idempotency.ts'

/** Every way in over HTTP: where is that, who could help, and the referral itself. */
export async function intakeRoutes(app: App, services: Services): Promise<void> {
  app.post(
    '/v1/places',
    {
      config: { access: { action: 'place.search' } },
      schema: {
        operationId: 'searchPlaces',
        tags: ['Places'],
        summary: 'Find a place as one types',
        description:
          'Names in English or French, with or without accents and hyphens, or a postal code, whole or its first three characters. A name that exists in several provinces is `ambiguous`; an unknown one comes with the nearest spellings. A POST, so that no place stands in a URL.',
        body: Type.Object(
          {
            query: Type.String({ minLength: 1, maxLength: 120, examples: ['Montreal'] }),
            province: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 8 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: AnyObject('What was found'), ...problems(400, 401, 403, 422) },
      },
    },
    async ({ body }) => {
      const { query, province, limit } = body
      return searchPlaces(services.gazetteer, query, { province: province as never, limit })
    },
  )

  app.post(
    '/v1/matches',
    {
      config: { access: { action: 'match.ask' } },
      schema: {
        operationId: 'findMatches',
        tags: ['Matches'],
        summary: 'Who could help',
        description:
          'Ranks the service points that can truly help, with reasons; says why others are not there, which stops would do everything, and what nobody covers. Stores nothing. With `explain`, answers "why is this one not there?".',
        body: Type.Object(
          {
            ...AskInputSchema.properties,
            explain: Type.Optional(
              Type.Object(
                { servicePointId: Type.String({ format: 'uuid' }) },
                { additionalProperties: false },
              ),
            ),
            language: Type.Optional(Type.Enum(['en', 'fr'], { type: 'string', default: 'en' })),
          },
          { additionalProperties: false, examples: [MATCH_EXAMPLE] },
        ),
        response: {
          200: AnyObject('Candidates, excluded, plan and unmet needs'),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    async ({ body, actor }) => {
      const { explain, language, ...input } = body
      if (['police', 'agency'].includes(actor.role) && input.channel !== actor.role) {
        throw forbidden('This channel does not fit your role.')
      }
      const read = readAsk(services.gazetteer, input)
      if ('errors' in read) throw Object.assign(invalid(read.errors), { extra: read.extra })
      const { ask, located } = read
      const result = await takeTurn(services, actor, ({ tx, now }) =>
        match(tx, ask, now, explain ? { explain: explain.servicePointId } : {}),
      )
      const shown = present(result, {
        language: (language ?? 'en') as 'en' | 'fr',
        viewer: actor.role as Viewer,
      })
      return {
        area: areaOf(services.gazetteer, located).label,
        cautions: located.cautions,
        ...shown,
      }
    },
  )

  app.post(
    '/v1/referrals',
    {
      config: { access: { action: 'referral.make' } },
      schema: {
        operationId: 'makeReferral',
        tags: ['Referrals'],
        summary: 'Make a referral',
        description:
          'Answers after the commit, with the reference, the legs, and what happens next and when. Send an `Idempotency-Key`, so that a lost answer can be asked for again: the same key and body give the same answer, the same key with another body is 422.',
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        }),
        body: Type.Object(ReferralInputSchema.properties, {
          additionalProperties: false,
          examples: [REFERRAL_EXAMPLE],
        }),
        response: { 201: AnyObject('The referral'), ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ body, actor, headers }, reply) => {
      const prepared = await prepareReferral(services, body)
      const answer = await once(
        services,
        actor,
        { key: headers['idempotency-key'], body },
        async (turn) => {
          const id = await makeReferral(turn, prepared)
          return { status: 201, body: await viewReferral(turn, id, { timeline: false }) }
        },
      )
      if (answer.status !== 201) throw new Problem(500, 'internal', 'An answer was lost.')
      return reply.code(201).header('location', `/v1/referrals/${answer.body.id}`).send(answer.body)
    },
  )
}

const AnyObject = (description: string) =>
  Type.Object({}, { additionalProperties: true, description })
