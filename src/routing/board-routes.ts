import { Type } from 'typebox'
import { CHANNELS } from '../directory/people.ts'
import { type App, named, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { readBoard } from './board.ts'
import { URGENCIES } from './policy.ts'
import { TASK_KINDS } from './task-kinds.ts'
import { ToldSchema } from './view-schemas.ts'

const code = (values: readonly string[], description?: string) =>
  Type.Unsafe<string>({ type: 'string', enum: [...values], ...(description && { description }) })
const orNull = <T>(schema: object) => Type.Unsafe<T | null>(schema)
const text = (description: string) => orNull<string>({ type: ['string', 'null'], description })
const When = (description: string) => Type.String({ format: 'date-time', description })
const Referral = Type.Object({ id: Uuid(), reference: Type.String() })

const BoardTask = Type.Object({
  id: Uuid(),
  kind: code(TASK_KINDS),
  what: named(ToldSchema, 'In a few words.'),
  role: code(['operator', 'supervisor', 'editor']),
  urgency: code(URGENCIES),
  owner: text('Who took it.'),
  ownerName: text('The name of that person.'),
  mine: Type.Boolean({ description: 'You took it, or the referral is yours.' }),
  openedAt: When('Since when it waits.'),
  dueAt: When('When it is overdue.'),
  referral: orNull<{ id: string; reference: string }>({ ...Referral, type: ['object', 'null'] }),
  legId: text('Of which part it is.'),
  channel: text('By which way the referral came.'),
  province: text('Of the referral.'),
  region: text('Of the referral, by id.'),
})

const BoardLine = Type.Object({
  referral: Referral,
  legId: Uuid(),
  offerId: text('The offer that was accepted.'),
  urgency: code(URGENCIES),
  channel: code(CHANNELS),
  province: Type.String(),
  region: Type.String({ description: 'By id.' }),
  mine: Type.Boolean(),
  asked: Type.Integer({ description: 'How many are asked now.' }),
  since: When('Since when it is so.'),
  dueAt: text('Until when; null where nothing is due.'),
  servicePoint: orNull<{ en: string; fr: string }>({
    anyOf: [{ $ref: 'Told' }, { type: 'null' }],
    description: 'With whom it lies; null: with nobody yet, or the referral is to be opened first.',
  }),
  unread: Type.Integer({ description: 'Messages from there that nobody at the hotline has read.' }),
})

const LINE = {
  referral: { id: '019aa7c2-5d1e-7a40-8c3b-000000000010', reference: 'K7F-2QX' },
  legId: '019aa7c2-5d1e-7a40-8c3b-000000000011',
  offerId: null,
  ...{ urgency: 'urgent', channel: 'hotline', province: 'ON', region: 'on-north' },
  ...{ mine: true, asked: 1, since: '2026-11-21T19:00:00.000Z' },
  ...{ dueAt: '2026-11-21T19:30:00.000Z', servicePoint: null, unread: 0 },
}

/** The board of a shift. */
export async function boardRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/board',
    {
      config: { access: { action: 'board.read' } },
      schema: {
        operationId: 'readBoard',
        tags: ['Tasks'],
        summary: 'What needs somebody, at a glance',
        description:
          'Tasks of your role by deadline, those of screening apart; then what waits for an answer, is to be confirmed, to arrive, and was connected within a day: your own and what you opened, for supervisors everybody’s (`scope`). None of what is restricted to others. At most 500 of each.',
        querystring: Type.Object(
          {
            mine: Type.Optional(Type.Enum(['true', 'false'], { type: 'string' })),
            province: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', maxLength: 2 })),
            region: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            {
              at: When('The clock that counts: for countdowns.'),
              scope: code(['own', 'all']),
              tasks: Type.Array(BoardTask),
              screening: Type.Array(BoardTask),
              waiting: Type.Array(BoardLine),
              toConfirm: Type.Array(BoardLine),
              toArrive: Type.Array(BoardLine),
              connected: Type.Array(BoardLine),
            },
            {
              description: 'The board.',
              examples: [
                {
                  ...{ at: '2026-11-21T19:10:00.000Z', scope: 'own', tasks: [], screening: [] },
                  ...{ waiting: [LINE], toConfirm: [], toArrive: [], connected: [] },
                },
              ],
            },
          ),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async ({ query: { mine, ...filter }, actor }) =>
      takeTurn(services, actor, (turn) => readBoard(turn, { ...filter, mine: mine === 'true' })),
  )
}
