import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { servicePointsByIds } from '../directory/store.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import { notFound, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { decideCorrection, openCorrections, pointsOf, sayDetails } from '../upkeep/corrections.ts'
import { CORRECTIONS, correctionPage, correctionsPage } from './corrections-view.ts'
import { go } from './worklist-kit.ts'

const config = { access: { action: 'directory.edit' } } as const
const schema = { params: Type.Object({ id: Uuid(), part: Type.Optional(Uuid()) }) }
type OfPoint = FastifyRequest<{ Params: { id: string; part?: string } }>

/** What service points say is different about them, which an editor accepts or declines part by part. */
export function correctionsRoutes(app: App, services: Services): void {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  const zone = services.config.ZONE

  app.get(CORRECTIONS, { config }, async (request, reply) => {
    const drawing = kit.drawing(request)
    const page = await takeTurn(services, request.actor, async (turn) => {
      const waiting = await openCorrections(turn)
      return correctionsPage(drawing, { waiting, points: await pointsOf(turn, waiting), zone })
    })
    return kit.send(reply, page)
  })

  app.get(`${CORRECTIONS}/:id`, { config, schema }, (request: OfPoint, reply) =>
    show(request, reply),
  )

  const on = (path: string, act: (turn: Turn, params: OfPoint['params']) => Promise<void>) =>
    app.post(`${CORRECTIONS}/:id/${path}`, { config, schema }, async (request: OfPoint, reply) => {
      try {
        await takeTurn(services, request.actor, (turn) => act(turn, request.params))
      } catch (error) {
        if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error
        return show(request, reply, error)
      }
      return go(reply, request, `${CORRECTIONS}/${request.params.id}`)
    })
  on(':part/acceptance', (turn, { id, part }) => decideCorrection(turn, id, part!, 'accepted'))
  on(':part/refusal', (turn, { id, part }) => decideCorrection(turn, id, part!, 'declined'))
  /** An editor went through it with them by telephone. */
  on('check', (turn, { id }) => sayDetails(turn, id))

  async function show(request: OfPoint, reply: FastifyReply, problem?: Problem) {
    const { id } = request.params
    const drawing = kit.drawing(request, { path: `${CORRECTIONS}/${id}` })
    const page = await takeTurn(services, request.actor, async (turn) => {
      const point = (await servicePointsByIds(turn.tx, [id])).get(id.toLowerCase())
      if (!point || point.removedAt) throw notFound()
      const waiting = await openCorrections(turn, point.id)
      const said = problem && { problem: upkeepTexts(drawing.language).corrections.changed }
      return correctionPage(drawing, { point, waiting, zone, ...said })
    })
    return kit.send(reply, page, problem ? problem.status : 200)
  }
}
