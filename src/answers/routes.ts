import { type Static, type TObject, type TProperties, Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Action } from '../protection/may.ts'
import { accept, decline, REFUSALS } from '../routing/answer.ts'
import { confirmBySignedIn } from '../routing/confirmation.ts'
import { DetailsSchema } from '../routing/details-schemas.ts'
import { DETAILS_EXAMPLE } from '../routing/examples.ts'
import { assertOffer } from '../routing/reach.ts'
import { readDetails } from '../routing/readings-offer.ts'
import { NeedsSchema, oneOf } from '../routing/schema-parts.ts'
import { MEETING_EXAMPLE, SaidMeetingSchema } from '../routing/talk-routes.ts'
import { ToldSchema } from '../routing/view-schemas.ts'
import { type Services, takeTurn } from '../services.ts'
import { offersList } from './offers-list.ts'

const Id = Type.Object({ id: Uuid() })
const OFFER = '019aa7c2-5d1e-7a40-8c3b-000000000012'
const OfferId = Uuid('Of the offer.')
/** A body that may be left out. */
const orNothing = <P extends TProperties>(properties: P, example: object) =>
  Type.Unsafe<Static<TObject<P>> | null>({
    ...Type.Object(properties),
    ...{ type: ['object', 'null'], additionalProperties: false, examples: [example] },
  })
const action = (name: Action) => ({ access: { action: name } })

/** Answers by a signed-in member of the service point, or by an operator who has them on the telephone. */
export async function answerRoutes(app: App, services: Services): Promise<void> {
  for (const schema of [ToldSchema, DetailsSchema]) app.addSchema(schema)
  await offersList(app, services)

  app.post(
    '/v1/offers/:id/acceptance',
    {
      config: action('offer.answer'),
      schema: {
        operationId: 'acceptOffer',
        tags: ['Offers'],
        summary: 'Yes',
        description:
          'The first yes wins; a late one gets 409 `already_placed`, one to an offer whose messages had failed, or whose needs are sought in parts since, `offer_ended`. Secrets are shown on confirmation only. With `needs`, some of those that were asked for, it is a yes to these: the rest is sought elsewhere at once.',
        params: Id,
        body: orNothing(
          { needs: Type.Optional(NeedsSchema) },
          { needs: ['emergency_shelter'] as const },
        ),
        response: {
          201: Type.Object(
            {
              id: OfferId,
              state: Type.Unsafe<string>({ type: 'string', enum: ['accepted'] }),
              confirmBy: Type.String({
                format: 'date-time',
                description: 'Without a confirmation by then, an operator calls.',
              }),
            },
            {
              description: 'Accepted; to be confirmed.',
              examples: [{ id: OFFER, state: 'accepted', confirmBy: '2026-11-21T20:10:00.000Z' }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      const { offer, confirmBy } = await takeTurn(services, actor, async (turn) => {
        await assertOffer(turn, 'offer.answer', params.id)
        return accept(turn, params.id, { channel: 'api' }, body?.needs)
      })
      return reply
        .code(201)
        .send({ id: offer.id, state: offer.state, confirmBy: confirmBy.toISOString() })
    },
  )

  app.post(
    '/v1/offers/:id/refusal',
    {
      config: action('offer.answer'),
      schema: {
        operationId: 'refuseOffer',
        tags: ['Offers'],
        summary: 'No, with the reason',
        description:
          '`full` marks what was asked for as full as of now; `unsafe` alerts an operator.',
        params: Id,
        body: Type.Object(
          { reason: oneOf(REFUSALS) },
          { additionalProperties: false, examples: [{ reason: 'full' }] },
        ),
        response: {
          201: Type.Object(
            { id: OfferId, state: oneOf(['declined']), reason: oneOf(REFUSALS) },
            {
              description: 'Declined; the next one is asked.',
              examples: [{ id: OFFER, state: 'declined', reason: 'full' }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      await takeTurn(services, actor, async (turn) => {
        await assertOffer(turn, 'offer.answer', params.id)
        await decline(turn, params.id, body.reason, { channel: 'api' })
      })
      return reply.code(201).send({ id: params.id, state: 'declined', reason: body.reason })
    },
  )

  app.post(
    '/v1/offers/:id/confirmation',
    {
      config: action('offer.confirm'),
      schema: {
        operationId: 'confirmOffer',
        tags: ['Offers'],
        summary: 'Confirm a yes',
        description:
          'By a signed-in member of the service point, or by an operator who called out to the number in the directory. The answer holds what was consented to. How to meet may be said at once, or later (PUT /v1/offers/{id}/meeting).',
        params: Id,
        body: orNothing(
          { meeting: Type.Optional(SaidMeetingSchema) },
          { meeting: MEETING_EXAMPLE },
        ),
        response: {
          201: Type.Object(
            { id: OfferId, state: oneOf(['confirmed']), details: named(DetailsSchema) },
            {
              description: 'What is released.',
              examples: [
                {
                  id: OFFER,
                  state: 'confirmed',
                  details: DETAILS_EXAMPLE,
                },
              ],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) => {
      const details = await takeTurn(services, actor, async (turn) => {
        await assertOffer(turn, 'offer.confirm', params.id)
        return confirmBySignedIn(turn, params.id, body?.meeting)
      })
      return reply.code(201).send({ id: params.id, state: 'confirmed', details })
    },
  )

  app.post(
    '/v1/offers/:id/readings',
    {
      config: action('offer.read_sealed'),
      schema: {
        operationId: 'readDetails',
        tags: ['Offers'],
        summary: 'Read the details again',
        description:
          'By a member of the service point that confirmed, as far as the newest consent goes. What is shown is kept, and is a line of the record.',
        params: Id,
        response: { 201: named(DetailsSchema), ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params, actor }, reply) =>
      reply
        .code(201)
        .send(await takeTurn(services, actor, (turn) => readDetails(turn, params.id, 'member'))),
  )
}
