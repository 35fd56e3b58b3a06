import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { upkeepTexts } from '../locales/upkeep.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { takeTurn } from '../services.ts'
import { openCorrections, sayDetails } from '../upkeep/corrections.ts'
import { detailsContent, type Place, thanksContent } from '../upkeep/details-view.ts'
import { changesContent } from '../upkeep/form-view.ts'
import { firstShown, readSaid, type Shown } from '../upkeep/said.ts'
import { buttonLink } from '../web/controls.ts'
import { type Desk, FOR_MEMBERS, go, inboxPage, PATHS } from './kit.ts'
import { ownPoint } from './points.ts'

const config = FOR_MEMBERS
const schema = { params: Type.Object({ id: Uuid() }) }
type OfPoint = FastifyRequest<{ Params: { id: string } }>

/** “Check our details”: the same as behind the link of a review, for who is signed in; no digits. */
export function checkPages(app: App, desk: Desk): void {
  const { services, kit } = desk
  const at = (id: string) => `${PATHS.points}/${id}/check`
  const path = at(':id')

  app.get(path, { config, schema }, (request: OfPoint, reply) => show(request, reply, false))
  app.get(`${path}/changes`, { config, schema }, (request: OfPoint, reply) =>
    show(request, reply, true),
  )
  app.post(path, { config, schema }, async (request: OfPoint, reply) => {
    const { id } = request.params
    await takeTurn(services, request.actor, async (turn) => {
      const { point } = await ownPoint(turn, id)
      await sayDetails(turn, point.id)
    })
    return go(reply, request, `${at(id)}/right`)
  })
  app.post(`${path}/changes`, { config, schema }, async (request: OfPoint, reply) => {
    const { id } = request.params
    const { language } = kit.drawing(request)
    const again = await takeTurn(services, request.actor, async (turn) => {
      const { point } = await ownPoint(turn, id)
      const { shown, different } = await readSaid(turn, point, request.body, language)
      if (shown.errors.length > 0) return shown
      await sayDetails(turn, point.id, different)
      return undefined
    })
    if (again) return show(request, reply, true, again)
    return go(reply, request, `${at(id)}/sent`)
  })
  for (const [end, outcome] of [
    ['right', 'right'],
    ['sent', 'corrected'],
  ] as const)
    app.get(`${path}/${end}`, { config, schema }, async (request: OfPoint, reply) => {
      const { id } = request.params
      const drawing = kit.drawing(request, { path: `${at(id)}/${end}` })
      const { thanks } = upkeepTexts(drawing.language)
      const waiting = await takeTurn(services, request.actor, async (turn) => {
        const { point } = await ownPoint(turn, id)
        return (await openCorrections(turn, point.id)).map(({ field }) => field)
      })
      const page = inboxPage(drawing, desk, {
        heading: thanks.heading,
        content: [
          ...thanksContent(drawing, { outcome, waiting }),
          buttonLink(`${PATHS.points}/${id}${drawing.lang}`, thanks.home, 'quiet'),
        ],
      })
      return kit.send(reply, page)
    })

  async function show(request: OfPoint, reply: FastifyReply, changes: boolean, again?: Shown) {
    const { id } = request.params
    const drawing = kit.drawing(request, { path: changes ? `${at(id)}/changes` : at(id) })
    const { language, lang } = drawing
    const place: Place = { language, to: (verb) => `${at(id)}${verb}${lang}` }
    const t = upkeepTexts(language)
    const errors = again?.errors ?? []
    const content = await takeTurn(services, request.actor, async (turn) => {
      const { point } = await ownPoint(turn, id)
      const { now, gazetteer } = turn
      const about = { point, now, gazetteer, errors }
      if (!changes) return detailsContent(place, about)
      const form = again ?? firstShown(turn, point, language)
      return changesContent(place, { ...form, ...about })
    })
    const heading = changes ? t.form.heading : t.review.heading
    return kit.send(
      reply,
      inboxPage(drawing, desk, { heading, errors, content }),
      again?.stale ? 409 : again ? 422 : 200,
    )
  }
}
