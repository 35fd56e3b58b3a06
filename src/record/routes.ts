import { type Static, Type } from 'typebox'
import { routingTexts } from '../locales/routing.ts'
import { type App, problems } from '../platform/http.ts'
import { MOMENT_SENT } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { type Line, searchEvents } from './search.ts'

const EXAMPLE = {
  ...{ chain: 'referral:01935a3e-7a5c-7c4e-9d0b-2f1e6c8a4b10', seq: 4 },
  ...{ at: '2026-11-21T19:03:12.345Z', actor: 'contact:01935a3e-81aa-7f35-8c0d-5b9a3e7f6c21' },
  ...{ action: 'offer.accepted', what: { en: 'Yes', fr: 'Oui' } },
  thing: 'offer:01935a3e-7d11-7b02-a6c4-0f8e9d2b3a54',
  data: { servicePointId: '01935a3d-0000-7000-8000-1a2b3c4d5e6f', channel: 'sms', late: false },
}

const EventSchema = Type.Object({
  chain: Type.String({
    description: 'The referral, service point or account to whose chain it belongs.',
  }),
  seq: Type.Integer({ description: 'Its number in that chain, from 1.' }),
  at: Type.String({ format: 'date-time' }),
  actor: Type.String({
    description:
      '`staff:` a person, `key:` a program, `contact:` of a service point, or the service itself.',
  }),
  action: Type.String(),
  what: Type.Object(
    { en: Type.String(), fr: Type.String() },
    { description: 'The action in words, where it has any.' },
  ),
  thing: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'Ids and codes.' }),
})

/** The record, for those who watch over it. */
export async function recordRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/events',
    {
      config: { access: { action: 'record.read' } },
      schema: {
        operationId: 'listEvents',
        tags: ['Record'],
        summary: 'Who did what to which thing, and when',
        description:
          'The record, the newest first: by `thing`, by `actor`, or both. It holds ids and codes, nothing that a person said, so that a restricted referral shows here too.',
        querystring: Type.Object({
          thing: Type.Optional(
            Type.String({
              ...{ minLength: 1, maxLength: 128, examples: [EXAMPLE.chain] },
              description:
                '`referral:` and the id, an id alone, or the reference of a referral. All that happened to what belongs to it comes too.',
            }),
          ),
          actor: Type.Optional(
            Type.String({
              ...{ minLength: 1, maxLength: 128, examples: ['key:cw_0a1b2c3d4e5f'] },
              description: '`staff:` and the id, or an id alone.',
            }),
          ),
          action: Type.Optional(
            Type.String({
              ...{ pattern: '^[a-z_.]+$', maxLength: 64, examples: ['offer.'] },
              description: 'How the action begins.',
            }),
          ),
          after: Type.Optional(
            Type.String({ ...MOMENT_SENT, description: 'Not before this moment.' }),
          ),
          before: Type.Optional(
            Type.String({ ...MOMENT_SENT, description: 'Before this moment.' }),
          ),
          cursor: Type.Optional(
            Type.String({ maxLength: 300, description: '`next` of the page before.' }),
          ),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
        }),
        response: {
          200: Type.Object(
            {
              events: Type.Array(EventSchema),
              next: Type.Union([Type.String(), Type.Null()], {
                description: 'The cursor of the next page; null on the last.',
              }),
            },
            { description: 'The newest first.', examples: [{ events: [EXAMPLE], next: null }] },
          ),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    async ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const { after, before, ...search } = query
        const { lines, next } = await searchEvents(turn, {
          ...search,
          ...(after && { after: new Date(after) }),
          ...(before && { before: new Date(before) }),
        })
        return { events: lines.map(viewEvent), next }
      }),
  )
}

const viewEvent = ({
  chain,
  seq,
  at,
  actor,
  action,
  thing,
  data,
}: Line): Static<typeof EventSchema> => ({
  ...{ chain, seq, at: at.toISOString(), actor, action, thing },
  what: { en: inWords(action, 'en'), fr: inWords(action, 'fr') },
  data: data as Record<string, unknown>,
})

/** The code itself where there are no words. */
export const inWords = (action: string, language: 'en' | 'fr'): string =>
  routingTexts(language).events[action] ?? action
