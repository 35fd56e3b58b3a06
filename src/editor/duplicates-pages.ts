import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { judgeDuplicate, listDuplicates } from '../hsds/duplicates.ts'
import { importsTexts } from '../locales/editor-imports.ts'
import { notFound, type Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { takeTurn } from '../services.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { DUPLICATES, duplicatesPage } from './duplicates-view.ts'
import { ticked } from './vetting-form.ts'
import { type Desk, go, refused } from './worklist-kit.ts'

/** Pairs on one page. */
const PAGE = 10
const config = { access: { action: 'directory.edit' } } as const
const querystring = Type.Object({
  from: Type.Optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
  lang: Type.Optional(Type.String()),
})
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Service points that may be one: nobody merges them but an editor. */
export function duplicatesPages(app: App, { services, kit }: Desk): void {
  app.get(DUPLICATES, { config, schema: { querystring } }, (request, reply) => show(request, reply))

  app.post(DUPLICATES, { config }, async (request, reply) => {
    const { body } = request
    const pair = { a: idIn(body, 'a'), b: idIn(body, 'b') }
    try {
      await takeTurn(services, request.actor, (turn) =>
        judgeDuplicate(
          turn,
          fieldOf(body, 'verdict') === 'merge'
            ? { ...pair, verdict: 'merge', keep: idIn(body, 'keep'), take: ticked(body, 'take') }
            : { ...pair, verdict: 'different' },
        ),
      )
    } catch (error) {
      return show(request, reply, refused(error))
    }
    return go(reply, request, DUPLICATES)
  })

  async function show(request: FastifyRequest, reply: FastifyReply, problem?: Problem) {
    const { from = '0' } = request.query as { from?: string }
    const drawing = kit.drawing(request, { path: DUPLICATES })
    const t = importsTexts(drawing.language)
    const { problems } = t.duplicates
    const page = await takeTurn(services, request.actor, async (turn) => {
      const found = await listDuplicates(turn, { limit: PAGE + 1, offset: Number(from) })
      return duplicatesPage(drawing, {
        pairs: found.slice(0, PAGE),
        reader: { t, language: drawing.language, gazetteer: turn.gazetteer, now: turn.now },
        errors: problem ? [{ text: problems[problem.code] ?? problems.other! }] : [],
        next: found.length > PAGE ? Number(from) + PAGE : undefined,
      })
    })
    return kit.send(reply, page, problem?.status)
  }
}

function idIn(body: unknown, name: string): string {
  const id = fieldOf(body, name).toLowerCase()
  if (!UUID.test(id)) throw notFound()
  return id
}
