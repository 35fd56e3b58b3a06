import { Type } from 'typebox'
import { after, DAY } from '../platform/clock.ts'
import { invalid } from '../platform/errors.ts'
import { type App, problems } from '../platform/http.ts'
import { MOMENT_SENT } from '../platform/schema.ts'
import { type Services, takeTurn } from '../services.ts'
import { countInsiders, FIGURES, STANDS_OUT } from './insiders.ts'
import { oneOf } from './schema-parts.ts'

const Count = (description: string) => Type.Integer({ minimum: 0, description })
const Moment = (description: string) => Type.String({ format: 'date-time', description })
/** A year: more than anybody looks back, and no more than is kept for long. */
const LONGEST = 366 * DAY

/** How much each account asked, opened, read and made: the table of the weekly digest, for any time. */
export async function insiderRoutes(app: App, services: Services): Promise<void> {
  app.get(
    '/v1/insiders',
    {
      config: { access: { action: 'insiders.read' } },
      schema: {
        operationId: 'readInsiders',
        tags: ['Insiders'],
        summary: 'How much each account asked, opened and read',
        description: `For supervisors. An account stands out above ${STANDS_OUT.times} times the median of the others of its role, and with ${STANDS_OUT.least} at least. What was asked for is never counted, and counts of searches are kept for 90 days.`,
        querystring: Type.Object(
          {
            from: Type.Optional(
              Type.String({ ...MOMENT_SENT, description: 'Default: seven days before `to`.' }),
            ),
            to: Type.Optional(Type.String({ ...MOMENT_SENT, description: 'Default: now.' })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            {
              from: Moment('From when it is counted.'),
              to: Moment('Until when.'),
              accounts: Type.Array(
                Type.Object({
                  account: Type.String({ description: 'As the record names it.' }),
                  name: Type.String(),
                  role: Type.String(),
                  matches: Count('Searches for who could help.'),
                  opened: Count('Referrals of others opened with a reason.'),
                  claimed: Count('Tasks taken on referrals of others, without a reason.'),
                  readings: Count('Readings of sealed data.'),
                  made: Count('Referrals made.'),
                  standsOut: Type.Array(oneOf(FIGURES), {
                    description: 'In which of these it is far above others of its role.',
                  }),
                }),
                { description: 'Those that did any of it.' },
              ),
            },
            {
              description: 'The table.',
              examples: [
                {
                  from: '2026-11-14T19:00:00.000Z',
                  to: '2026-11-21T19:00:00.000Z',
                  accounts: [
                    {
                      ...{ account: 'staff:019aa7c2-5d1e-7a40-8c3b-000000000015' },
                      ...{ name: 'A. Operator', role: 'operator' },
                      ...{ matches: 41, opened: 3, claimed: 9, readings: 6, made: 12 },
                      standsOut: ['matches'],
                    },
                  ],
                },
              ],
            },
          ),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    ({ query, actor }) =>
      takeTurn(services, actor, async (turn) => {
        const to = query.to ? new Date(query.to) : turn.now
        const from = query.from ? new Date(query.from) : after(to, -7 * DAY)
        if (from >= to || to.getTime() - from.getTime() > LONGEST)
          throw invalid([
            { pointer: '/query/from', detail: 'must be before `to`, by a year at most' },
          ])
        const accounts = await countInsiders(turn, from, to)
        return { from: from.toISOString(), to: to.toISOString(), accounts }
      }),
  )
}
