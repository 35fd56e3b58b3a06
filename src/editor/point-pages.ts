import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type FactColumns, factsOf, writtenPlace } from '../directory/columns.ts'
import { removeServicePoint } from '../directory/retire.ts'
import { saveServicePoint } from '../directory/service-point.ts'
import { undo } from '../directory/undo.ts'
import { localTime } from '../geography/local-time.ts'
import { notFound, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { type Turn, takeTurn } from '../services.ts'
import { standingPoint } from './edit-data.ts'
import { type Editing, go, POINT, TO_EDIT, TO_READ } from './kit.ts'
import { liveOffers, readAny, readSeen } from './point-data.ts'
import { pointPage } from './point-view.ts'
import { retirePointPage } from './retire-view.ts'

const schema = { params: Type.Object({ id: Uuid() }) }
type OfPoint = FastifyRequest<{ Params: { id: string } }>
type OfChange = FastifyRequest<{ Params: { id: string; change: string } }>

/** One service point: all of it, and what is done to it in a press. */
export function pointPages(app: App, desk: Editing): void {
  const { services, kit } = desk

  app.get(`${POINT}/:id`, { config: TO_READ, schema }, (request: OfPoint, reply) =>
    show(request, reply),
  )

  const on = (verb: string, act: (turn: Turn, id: string) => Promise<unknown>, hash = '') =>
    app.post(
      `${POINT}/:id/${verb}`,
      { config: TO_EDIT, schema },
      async (request: OfPoint, reply) => {
        const id = request.params.id.toLowerCase()
        await takeTurn(services, request.actor, (turn) => act(turn, id))
        return go(reply, request, `${POINT}/${id}`, hash)
      },
    )

  on('check', sayChecked, '#checked')
  on('hide', hide)
  on('retire', (turn, id) => removeServicePoint(turn.tx, turn, id, turn.now, turn.actor))

  app.get(`${POINT}/:id/retire`, { config: TO_EDIT, schema }, async (request: OfPoint, reply) => {
    const drawing = kit.drawing(request)
    const page = await takeTurn(services, request.actor, async (turn) => {
      const point = await standingPoint(turn, request.params.id)
      return retirePointPage(drawing, desk, point, await liveOffers(turn, point.id))
    })
    return kit.send(reply, page)
  })

  app.post(
    `${POINT}/:id/changes/:change/undo`,
    { config: TO_EDIT, schema: { params: Type.Object({ id: Uuid(), change: Uuid() }) } },
    async (request: OfChange, reply) => {
      const { id, change } = request.params
      try {
        await takeTurn(services, request.actor, async (turn) => {
          await readAny(turn, id)
          await undo(turn, change)
        })
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 409) throw error
        return show(request, reply, error.code === 'two_people' ? 'two_people_undo' : error.code)
      }
      return go(reply, request, `${POINT}/${id.toLowerCase()}`, '#history')
    },
  )

  async function show(request: OfPoint, reply: FastifyReply, problem?: string) {
    const id = request.params.id.toLowerCase()
    const drawing = kit.drawing(request, { path: `${POINT}/${id}` })
    const page = await takeTurn(services, request.actor, async (turn) => {
      const { now, gazetteer, config } = turn
      const reading = { language: drawing.language, gazetteer, zone: config.ZONE }
      const seen = await readSeen(turn, id, drawing.language)
      return pointPage(drawing, desk, seen, { now, reading, ...(problem && { problem }) })
    })
    return kit.send(reply, page, problem ? 409 : 200)
  }
}

/** Somebody looked at every fact today, on the calendar of the service point. */
async function sayChecked(turn: Turn, id: string): Promise<void> {
  const { tx, now, actor } = turn
  const point = await standingPoint(turn, id)
  const { organizationId, zone } = point
  const facts = factsOf(point as FactColumns & { province: string })
  const verifiedOn = localTime(now, zone).date
  const input = { ...facts, verifiedOn, id, organizationId, standing: 'stays' as const }
  await saveServicePoint(tx, turn, input, now, actor)
}

/** Its place is confidential from now on: sealed as it stands. */
async function hide(turn: Turn, id: string): Promise<void> {
  const { tx, now, actor } = turn
  const point = await standingPoint(turn, id)
  if (point.hidden) throw notFound()
  const facts = factsOf(point as FactColumns & { province: string })
  const { zone: _, ...place } = writtenPlace(point)
  const { organizationId } = point
  await saveServicePoint(
    tx,
    turn,
    { ...facts, ...place, id, organizationId, hidden: true },
    now,
    actor,
  )
}
