import { Type } from 'typebox'
import { type App, named, problems } from '../platform/http.ts'
import { MOMENT_SENT, Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { DRIVERS, MEETINGS, sayMeeting } from './meeting.ts'
import { assertOffer } from './reach.ts'
import { oneOf, Text } from './schema-parts.ts'
import { listMessages, readMessages, SIDES, writeMessage } from './talk.ts'
import { MeetingSchema } from './view-schemas.ts'

const Id = Type.Object({ id: Uuid() })
const OFFER = '019aa7c2-5d1e-7a40-8c3b-000000000012'
const strict = { additionalProperties: false }
const talk = { access: { action: 'offer.talk' } }

const line = {
  id: Uuid(),
  at: Type.String({ format: 'date-time' }),
  from: oneOf(SIDES, 'Which side wrote it.'),
  mine: Type.Boolean({ description: 'The caller wrote it.' }),
  author: Type.Union([Type.String(), Type.Null()], {
    description: 'Who wrote it, on the caller’s own side; null: on the other.',
  }),
  seenAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'When the other side read it.',
  }),
}
const LINE = {
  id: '019aa7c2-5d1e-7a40-8c3b-000000000015',
  at: '2026-11-21T20:00:00.000Z',
  from: 'hotline' as const,
  mine: true,
  author: 'staff:019aa7c2-5d1e-7a40-8c3b-000000000016',
  seenAt: null,
}

export const MEETING_EXAMPLE = {
  how: 'meet' as const,
  at: '2026-11-21T20:30:00Z',
  place: 'Library, main door',
  whoDrives: 'referrer' as const,
  neutral: true,
}

/** How to meet, as it is sent. */
export const SaidMeetingSchema = Type.Object(
  {
    how: oneOf(MEETINGS, '`we_call`: you call the referrer; then without a place.'),
    at: Type.Optional(Type.String({ ...MOMENT_SENT, description: 'When you call, or meet.' })),
    place: Type.Optional(Text(200, 'A neutral place, never your own name or address. Sealed.')),
    whoDrives: oneOf(DRIVERS),
    neutral: Type.Optional(
      Type.Boolean({
        description:
          'True: the place tells nothing about where you are. A confidential service point must say so.',
      }),
    ),
  },
  { ...strict, examples: [MEETING_EXAMPLE] },
)

/** What the hotline and whoever holds an offer say to each other, and how the person comes over. */
export async function talkRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/offers/:id/messages',
    {
      config: talk,
      schema: {
        operationId: 'listMessages',
        tags: ['Offers'],
        summary: 'Who wrote when, and what is unread',
        description:
          'Between the hotline and the one service point that holds this offer, confirmed; no other sees it. Without the texts, because looking opens nothing: for these POST …/messages/reading.',
        params: Id,
        response: {
          200: Type.Object(
            {
              offerId: Uuid(),
              unread: Type.Integer({ description: 'Of the other side’s, by nobody on this one.' }),
              messages: Type.Array(Type.Object(line)),
            },
            {
              description: 'The thread, the oldest first.',
              examples: [{ offerId: OFFER, unread: 0, messages: [LINE] }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 503),
        },
      },
    },
    async ({ params, actor }) => takeTurn(services, actor, (turn) => listMessages(turn, params.id)),
  )

  app.post(
    '/v1/offers/:id/messages',
    {
      config: talk,
      schema: {
        operationId: 'writeMessage',
        tags: ['Offers'],
        summary: 'Write to the other side',
        description:
          'Sealed with the referral, and erased with it. The other side is told with the reference only: the service point by SMS and e-mail, once until it has read; the hotline by a task `message_waiting`.',
        params: Id,
        body: Type.Object(
          { text: Text(1000) },
          { ...strict, examples: [{ text: 'She can come at seven. Is there a cot?' }] },
        ),
        response: {
          201: Type.Object(line, { description: 'It is written.', examples: [LINE] }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async ({ params, body, actor }, reply) =>
      reply
        .code(201)
        .send(await takeTurn(services, actor, (turn) => writeMessage(turn, params.id, body.text))),
  )

  app.post(
    '/v1/offers/:id/messages/reading',
    {
      config: talk,
      schema: {
        operationId: 'readMessages',
        tags: ['Offers'],
        summary: 'Read the messages',
        description:
          'With the texts. What the other side wrote counts as read; that it was is a line of the record.',
        params: Id,
        response: {
          201: Type.Object(
            { messages: Type.Array(Type.Object({ ...line, text: Type.String() })) },
            {
              description: 'The thread, the oldest first.',
              examples: [{ messages: [{ ...LINE, text: 'She can come at seven.' }] }],
            },
          ),
          ...problems(400, 401, 403, 404, 409, 503),
        },
      },
    },
    async ({ params, actor }, reply) => {
      const messages = await takeTurn(services, actor, (turn) => readMessages(turn, params.id))
      return reply.code(201).send({ messages })
    },
  )

  app.put(
    '/v1/offers/:id/meeting',
    {
      config: { access: { action: 'offer.meeting' } },
      schema: {
        operationId: 'sayMeeting',
        tags: ['Offers'],
        summary: 'Say how to meet',
        description:
          'While it is confirmed and the person is still to arrive. A police or agency referrer sees exactly this, and never which service it is.',
        params: Id,
        body: SaidMeetingSchema,
        response: { 200: named(MeetingSchema), ...problems(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, actor }) => {
      const { neutral: _, ...meeting } = body
      await takeTurn(services, actor, async (turn) => {
        await assertOffer(turn, 'offer.meeting', params.id)
        await sayMeeting(turn, params.id, body)
      })
      return meeting
    },
  )
}
