import { Type } from 'typebox'
import { recordTexts } from '../locales/record.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import { fieldOf, pageKit, pagesOnly } from '../staff/page-kit.ts'
import { actorNames, searchEvents } from './search.ts'
import { type Found, recordPage } from './view.ts'

const PATH = '/staff/record'
const PAGE = 50

/** The record as a page for supervisors; ids only stand in its address. */
export async function recordPages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get(
    PATH,
    {
      config: { access: { action: 'record.read' } },
      schema: { hide: true, querystring: Type.Record(Type.String(), Type.Unknown()) },
    },
    async (request, reply) => {
      const drawing = kit.drawing(request, { path: PATH })
      const { query } = request
      const asked = { thing: fieldOf(query, 'thing'), actor: fieldOf(query, 'actor') }
      const cursor = fieldOf(query, 'cursor')
      const search = { ...asked, ...(cursor && { cursor }), limit: PAGE }
      const draw = (found: Found | undefined, errors: { text: string }[] = []) =>
        recordPage(drawing, { asked, zone: services.config.ZONE, found, errors })
      if (!asked.thing && !asked.actor) return kit.send(reply, draw(undefined))
      try {
        const found = await takeTurn(services, request.actor, async (turn) => {
          const { lines, next } = await searchEvents(turn, search)
          return {
            lines,
            next,
            names: await actorNames(
              turn,
              lines.map(({ actor }) => actor),
            ),
          }
        })
        return kit.send(reply, draw(found))
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 422) throw error
        return kit.send(
          reply,
          draw(undefined, [{ text: recordTexts(drawing.language).badPage }]),
          422,
        )
      }
    },
  )
}
