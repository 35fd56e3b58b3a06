import type { FastifyReply, FastifyRequest } from 'fastify'
import { NEEDS } from '../directory/needs.ts'
import { localTime } from '../geography/local-time.ts'
import { listTexts } from '../locales/lists.ts'
import type { App } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import { fieldOf, pageKit, pagesOnly } from '../staff/page-kit.ts'
import { MOST_ENTRIES, readList } from './lists.ts'
import { type Chosen, LISTS_PATH, listsPage } from './lists-view.ts'
import { sheetPage } from './sheet-view.ts'
import { AUDIENCES } from './who.ts'

const config = { access: { action: 'list.print' } } as const

/** Lists of services to print. Nothing of what was asked stands in an address, and nothing is kept. */
export async function listsPages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  const { gazetteer, config: settings } = services
  const regions = [...gazetteer.regions.values()]

  app.get(LISTS_PATH, { config }, async (request, reply) =>
    ask(request, reply, { area: '', needs: ['emergency_shelter'], audience: '' }),
  )

  app.post(LISTS_PATH, { config }, async (request, reply) => {
    const chosen = chosenIn(request.body)
    const t = listTexts(kit.languageOf(request)).errors
    const area = regions.find(({ id }) => id === chosen.area)
    const needs = NEEDS.filter((need) => chosen.needs.includes(need))
    const wrong = [
      ...(area ? [] : [{ field: 'area', text: t.area }]),
      ...(needs.length > 0 ? [] : [{ field: 'needs', text: t.needs }]),
    ]
    if (!area || wrong.length > 0) return ask(request, reply, chosen, wrong)
    const audience = AUDIENCES.find((each) => each === chosen.audience)
    const asked = { area, needs, audience }
    const { list, now } = await takeTurn(services, request.actor, async (turn) => ({
      ...{ list: await readList(turn, asked), now: turn.now },
    }))
    if (list.entries > MOST_ENTRIES)
      return ask(request, reply, chosen, [{ field: 'area', text: t.many }])
    const hotline = (settings.CALL_LINES['*'] ?? settings.CALL_LINES[area.province])?.[0]?.phone
    const day = localTime(now, settings.ZONE).date
    const drawing = kit.drawing(request, { path: LISTS_PATH })
    return kit.send(reply, sheetPage(drawing, { asked, list, day, hotline }))
  })

  function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    chosen: Chosen,
    errors: { field: string; text: string }[] = [],
  ) {
    const page = listsPage(kit.drawing(request, { path: LISTS_PATH }), regions, chosen, errors)
    return kit.send(reply, page, errors.length > 0 ? 422 : 200)
  }
}

function chosenIn(body: unknown): Chosen {
  const given = (body as { needs?: unknown } | undefined)?.needs
  const needs = [given ?? []].flat().filter((each) => typeof each === 'string')
  return { area: fieldOf(body, 'area'), audience: fieldOf(body, 'audience'), needs }
}
