import { and, count, isNull, sql } from 'drizzle-orm'
import { Type } from 'typebox'
import { corrections, duplicatePairs, servicePoints } from '../../db/schema.ts'
import { listApprovals } from '../approvals/view.ts'
import { type App, problems } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { isPerson } from '../protection/may.ts'
import { oneOf } from '../routing/schema-parts.ts'
import { type Turn, takeTurn } from '../services.ts'
import { undecidedIn } from './terms-pages.ts'
import { worklist } from './worklist.ts'
import { type Desk, WORK } from './worklist-kit.ts'
import { CODES, GROUPS } from './worklist-rules.ts'
import { type Also, inWords, nextPage, worklistPage } from './worklist-view.ts'

/** Lines of a group beside others, and alone. */
const SOME = 25
const MANY = 500
const config = { access: { action: 'directory.edit' } } as const

/** The list of what needs an editor. */
export function worklistPages(app: App, { services, kit }: Desk): void {
  const querystring = Type.Object({
    group: Type.Optional(oneOf(GROUPS)),
    lang: Type.Optional(Type.String()),
  })
  app.get(WORK, { config, schema: { querystring } }, async (request, reply) => {
    const { group } = request.query
    const drawing = kit.drawing(request, { path: WORK })
    const list = await worklist(services, request.actor, { most: group ? MANY : SOME })
    const page = await takeTurn(services, request.actor, async (turn) =>
      worklistPage(drawing, {
        ...{ list, group, at: turn.now, zone: turn.config.ZONE },
        ...{ all: await pointsIn(turn), also: await alsoOf(turn) },
      }),
    )
    return kit.send(reply, page)
  })
}

async function pointsIn({ tx }: Turn): Promise<number> {
  const [found] = await tx
    .select({ all: count() })
    .from(servicePoints)
    .where(isNull(servicePoints.removedAt))
  return found!.all
}

async function alsoOf(turn: Turn): Promise<Also> {
  const { tx, actor } = turn
  return {
    approvals: isPerson(actor) ? (await listApprovals(turn, 'open')).length : 0,
    duplicates: await tx.$count(duplicatePairs, and(isNull(duplicatePairs.judgedAt), standing)),
    terms: await undecidedIn(turn),
    corrections: await tx.$count(corrections, isNull(corrections.decidedAt)),
  }
}

/** Neither of the two was retired since. */
const standing = sql`not exists (
  select 1 from ${servicePoints} p where p.id in (${duplicatePairs.a}, ${duplicatePairs.b})
     and p.removed_at is not null)`

/** The same list for programs. */
export function worklistRoutes(app: App, { services }: Desk): void {
  app.get(
    '/v1/directory/work',
    {
      config,
      schema: {
        operationId: 'listDirectoryWork',
        tags: ['Directory'],
        summary: 'What needs an editor',
        description:
          'Service points whose contacts do not work, that never answer, that contradict themselves, or that nobody has checked, the worst first; each group counted whole, with its first 100.',
        response: {
          200: Type.Object(
            {
              groups: Type.Array(
                Type.Object({
                  group: oneOf(GROUPS),
                  count: Type.Integer({ description: 'How many service points stand in it.' }),
                  lines: Type.Array(
                    Type.Object({
                      servicePointId: Uuid(),
                      name: Type.String(),
                      status: oneOf(['listed', 'partner']),
                      reasons: Type.Array(
                        Type.Object({
                          code: oneOf(CODES),
                          words: Type.Object({ en: Type.String(), fr: Type.String() }),
                        }),
                      ),
                      page: Type.String({ description: 'Where an editor goes on.' }),
                    }),
                  ),
                }),
              ),
            },
            { description: 'By group.', examples: [EXAMPLE] },
          ),
          ...problems(401, 403, 503),
        },
      },
    },
    async ({ actor }) => {
      const list = await worklist(services, actor, { most: 100 })
      return {
        groups: GROUPS.map((group) => ({
          ...{ group, count: list[group].count },
          lines: list[group].lines.map(({ point, reasons }) => ({
            ...{ servicePointId: point.id, name: point.name, status: point.status },
            reasons: reasons.map((each) => ({
              code: each.code,
              words: { en: inWords(each, 'en'), fr: inWords(each, 'fr') },
            })),
            page: nextPage(group, point.id),
          })),
        })),
      }
    },
  )
}

const EXAMPLE = {
  groups: [
    {
      ...{ group: 'unverified', count: 1 },
      lines: [
        {
          servicePointId: '019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a10',
          ...{ name: 'Example House', status: 'listed' },
          reasons: [
            { code: 'never_checked', words: { en: 'Never checked.', fr: 'Jamais vérifié.' } },
          ],
          page: '/staff/directory/points/019a9d6e-3a10-7c55-9d4a-0f5f1c2b7a10',
        },
      ],
    },
  ],
}
