import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { field } from '../answers/form.ts'
import { setCapacity } from '../directory/capacity.ts'
import { pausePoint, setReminders } from '../directory/pause.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import { assertMay } from '../protection/may.ts'
import { type Turn, takeTurn } from '../services.ts'
import { type Desk, FOR_MEMBERS, go, PATHS } from './kit.ts'
import { pauseUntil } from './pause-time.ts'
import { type Fault, pointPage, pointsPage } from './point-view.ts'
import { type OwnPoint, ownPoint, ownPoints } from './points.ts'
import { readRoom } from './room.ts'

const config = FOR_MEMBERS
const schema = { params: Type.Object({ id: Uuid() }) }
type OfPoint = FastifyRequest<{ Params: { id: string } }>
/** Returns what was wrong, if anything. */
type Act = (turn: Turn, own: OwnPoint, body: unknown) => Promise<Fault | undefined>

/** What a service point says of itself: room, pause, reminders; its hours and details to look at. */
export function pointPages(app: App, desk: Desk): void {
  const { services, kit } = desk

  /** Who runs one needs no list. */
  app.get(PATHS.points, { config }, async (request, reply) => {
    const { points, now } = await takeTurn(services, request.actor, async (turn) => ({
      points: await ownPoints(turn),
      now: turn.now,
    }))
    const [only, ...more] = points
    if (only && more.length === 0) return go(reply, request, `${PATHS.points}/${only.point.id}`)
    const drawing = kit.drawing(request, { path: PATHS.points })
    return kit.send(reply, pointsPage(drawing, desk, points, now))
  })

  app.get(`${PATHS.points}/:id`, { config, schema }, (request: OfPoint, reply) =>
    show(request, reply),
  )

  const on = (verb: string, act: Act) =>
    app.post(`${PATHS.points}/:id/${verb}`, { config, schema }, async (request: OfPoint, reply) => {
      const { id } = request.params
      const fault = await takeTurn(services, request.actor, async (turn) =>
        act(turn, await ownPoint(turn, id), request.body),
      )
      if (fault) return show(request, reply, fault)
      return verb === 'room' && field(request.body, 'back') !== 'point'
        ? go(reply, request, PATHS.inbox, `#point-${id.toLowerCase()}`)
        : go(reply, request, `${PATHS.points}/${id}`, `#${verb}`)
    })

  on('room', async (turn, { point }, body) => {
    assertMay(turn.actor, 'capacity.set', { madeBy: point.organizationId })
    const said = readRoom(body, { point })
    if (!said) return 'count'
    if (said.length === 0) return 'room'
    await setCapacity(turn.tx, turn, point.id, said, turn.now, turn.actor)
    return undefined
  })

  on('pause', async (turn, { point }, body) => {
    const until = pauseUntil(body, point.zone, turn.now)
    if (until === undefined) return 'pause'
    try {
      await pausePoint(turn, point.id, until)
      return undefined
    } catch (error) {
      if (error instanceof Problem && error.status === 422) return 'pause'
      throw error
    }
  })

  on('reminders', async (turn, { point }, body) => {
    await setReminders(turn, point.id, field(body, 'on') === 'yes')
    return undefined
  })

  async function show(request: OfPoint, reply: FastifyReply, fault?: Fault) {
    const { id } = request.params
    const drawing = kit.drawing(request, { path: `${PATHS.points}/${id}` })
    const page = await takeTurn(services, request.actor, async (turn) =>
      pointPage(drawing, desk, await ownPoint(turn, id), {
        ...{ now: turn.now, gazetteer: turn.gazetteer, fault },
        typed: fault ? request.body : undefined,
      }),
    )
    return kit.send(reply, page, fault ? 422 : 200)
  }
}
