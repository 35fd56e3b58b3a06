import type { FastifyError } from 'fastify'
import { type Static, Type } from 'typebox'
import { searchPlaces } from '../geography/gazetteer.ts'
import { areaOf, provinces } from '../geography/region.ts'
import { match } from '../matching/match.ts'
import { present, type Viewer } from '../matching/present.ts'
import { together } from '../platform/database.ts'
import { forbidden, invalid, Problem } from '../platform/errors.ts'
import { type App, named, problems } from '../platform/http.ts'
import { validationProblem } from '../platform/validation.ts'
import { may } from '../protection/may.ts'
import { readAsk } from '../routing/facts.ts'
import { countMatch } from '../routing/insiders-count.ts'
import { makeReferral, meaningErrors, prepareReferral } from '../routing/make-referral.ts'
import type { ReferralInput } from '../routing/schemas.ts'
import { viewMade } from '../routing/view.ts'
import { ReferralSchema, routingSchemas } from '../routing/view-schemas.ts'
import { type Services, takeTurn } from '../services.ts'
import { once } from './idempotency.ts'
import { MatchRequestSchema, ReferralRequestSchema, requestSchemas } from './schemas.ts'
import { intakeSchemas, MatchesSchema, PlacesSchema } from './view-schemas.ts'

/** Every way in over HTTP: where is that, who could help, and the referral itself. */
export async function intakeRoutes(app: App, services: Services): Promise<void> {
  for (const schema of [...routingSchemas, ...requestSchemas, ...intakeSchemas])
    app.addSchema(schema)

  app.post(
    '/v1/places',
    {
      config: { access: { action: 'place.search' } },
      schema: {
        operationId: 'searchPlaces',
        tags: ['Places'],
        summary: 'Find a place as one types',
        description:
          'Names in English or French, with or without accents and hyphens, or a postal code, whole or its first three characters. A name that exists in several provinces is `ambiguous`; an `unknown` one comes with a message and the nearest spellings. A POST, so that no place stands in a URL.',
        body: Type.Object(
          {
            query: Type.String({ minLength: 1, maxLength: 120 }),
            province: Type.Optional(Type.Enum(provinces, { type: 'string' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 8 })),
          },
          { additionalProperties: false, examples: [{ query: 'Windsor' }, { query: 'H2X 1Y4' }] },
        ),
        response: {
          200: named(PlacesSchema),
          ...problems(400, 401, 403, 422),
        },
      },
    },
    async ({ body: { query, province, limit } }) =>
      searchPlaces(services.gazetteer, query, { province, limit }),
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
          'Ranks the service points that can truly help, with reasons; says why others are not there, which stops would do everything, and what nobody covers. Stores that it was asked, for a count by account and hour, and nothing of what was asked; over the cap of an hour it is 429. With `explain`, answers "why is this one not there?". A name that stands for several places is refused with `suggestions`. Police and agencies ask through their own channel and get a list to telephone from: the nearest, by name, without score, plan, holds or room, because who would be asked first tells where a person goes. What takes nobody for now is `not_now`, full or not.',
        body: named(MatchRequestSchema),
        response: {
          200: named(MatchesSchema),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    async ({ body, actor }, reply) => {
      const { explain, language, limit, ...input } = body
      if (!may(actor, 'match.any_channel') && input.channel !== actor.role)
        throw forbidden('This channel does not fit your role.')
      const read = readAsk(services.gazetteer, input)
      if ('errors' in read) throw Object.assign(invalid(read.errors), { extra: read.extra })
      const { ask, located } = read
      const { result, wait } = await takeTurn(services, actor, async (turn) => ({
        result: await match(
          turn.tx,
          ask,
          turn.now,
          explain ? { explain: explain.servicePointId } : {},
        ),
        // Last, so that searches of one account do not wait for each other.
        wait: await countMatch(turn),
      }))
      if (wait) {
        reply.header('retry-after', wait)
        throw new Problem(429, 'too_many_matches', 'Too many searches in this hour.')
      }
      const shown = present(result, {
        language: language ?? 'en',
        // What each role is shown of a match is a rule of matching (design, "Hidden service points").
        viewer: actor.role as Viewer,
        limit,
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
      // So that one answer names what is malformed and what cannot be right.
      attachValidation: true,
      schema: {
        operationId: 'makeReferral',
        tags: ['Referrals'],
        summary: 'Make a referral',
        description:
          'Answers after the commit, with the reference, the legs, and what happens next and when. Send an `Idempotency-Key`, so that a lost answer can be asked for again: the same key and body give the same answer, the same key with another body is 422.',
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 200,
              description: 'Chosen by the caller, one for each referral; kept for a day.',
              examples: ['3f1c0a52-first'],
            }),
          ),
        }),
        body: named(ReferralRequestSchema),
        response: {
          201: named(ReferralSchema),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    async ({ body, actor, headers, validationError }, reply) => {
      if (validationError) throw everyError(services, validationError as FastifyError, body)
      const prepared = await prepareReferral(services, body)
      const answer = await once(
        services,
        actor,
        { key: headers['idempotency-key'], body },
        async (turn) => {
          const made = await makeReferral(turn, prepared)
          // It matched as well, which is counted and never refused: somebody waits.
          const [body] = await together(
            () => viewMade(turn, made),
            () => countMatch(turn),
          )
          return { status: 201, body }
        },
      )
      if (answer.status !== 201) throw new Problem(500, 'internal', 'An answer was lost.')
      const referral = answer.body as Static<typeof ReferralSchema>
      return reply.code(201).header('location', `/v1/referrals/${referral.id}`).send(referral)
    },
  )
}

function everyError(services: Services, error: FastifyError, body: ReferralInput): Problem {
  const malformed = validationProblem(error)
  if (malformed.status !== 422) return malformed
  const read = () => readAsk(services.gazetteer, body)
  const meant = meaningErrors(body, read, malformed.fields)
  return invalid([...malformed.fields, ...meant])
}
