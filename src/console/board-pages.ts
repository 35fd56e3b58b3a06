import type { FastifyReply, FastifyRequest } from 'fastify'
import { provinces } from '../geography/region.ts'
import { listDrafts } from '../intake/draft.ts'
import type { App } from '../platform/http.ts'
import { readBoard } from '../routing/board.ts'
import { takeTurn } from '../services.ts'
import { boardPage } from './board-view.ts'
import { formOf } from './form.ts'
import { type Desk, PATHS } from './kit.ts'
import { restrictedToOthers } from './restricted.ts'

const read = { access: { action: 'board.read' } } as const

/** What needs somebody, kept up to date by its script. Answers with what shows it. */
export function boardPages(app: App, desk: Desk) {
  const { services, kit } = desk

  app.get(PATHS.board, { config: read }, (request, reply) => show(request, reply))

  /** Finer than the province, where there are finer ones. */
  const regionsOf = (province?: string) =>
    [...services.gazetteer.regions.values()].filter(
      (each) => each.province === province && each.id !== province.toLowerCase(),
    )

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    problem?: string,
    status = 200,
  ) {
    const asked = formOf(
      Object.entries(request.query as object).map(([name, value]) => ({
        name,
        value: String(value),
      })),
    )
    const regions = regionsOf(asked.code('province', provinces))
    const filter = {
      mine: asked.one('mine') === 'yes' || undefined,
      province: asked.code('province', provinces),
      region: regions.find(({ id }) => id === asked.one('region'))?.id,
    }
    const drawing = kit.drawing(request, { path: PATHS.board })
    const page = await takeTurn(services, request.actor, async (turn) =>
      boardPage(drawing, desk, {
        board: await readBoard(turn, filter),
        drafts: await listDrafts(turn),
        restricted: await restrictedToOthers(turn),
        ...{ filter, regions, now: turn.now, zone: turn.config.ZONE, problem },
      }),
    )
    return kit.send(reply, page, status)
  }

  return show
}
