import { and, desc, eq, gt } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { staffSessions } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { pageKit, pagesOnly } from './page-kit.ts'
import { ABSOLUTE, IDLE } from './session.ts'
import { sessionsPage } from './sessions-view.ts'
import { clearSessionCookie, endAllSessions, endSession } from './start-session.ts'

const own = { access: { action: 'session.own' } }
const pending = { access: { action: 'session.own', pending: true as const } }
type Named = FastifyRequest<{ Params: { id: string } }>

/** One's own sessions, and ending them. */
export async function sessionPages(app: App, services: Services): Promise<void> {
  const { config } = services
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get('/staff/sessions', { config: own }, async (request, reply) => {
    const list = await turned(request, (turn) => live(turn, request.signedIn!.staffId))
    const language = kit.languageOf(request)
    const times = new Intl.DateTimeFormat(`${language}-CA`, {
      ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: config.ZONE },
    })
    const shown = list.map(({ id, userAgent, provedBy, createdAt, seenAt }) => ({
      ...{ id, provedBy, own: id === request.actor.sessionId, browser: userAgent },
      since: times.format(createdAt),
      seen: times.format(seenAt),
    }))
    return kit.send(reply, sessionsPage(kit.drawing(request), shown))
  })

  app.post('/staff/sessions/:id/end', { config: own }, async (request: Named, reply) => {
    const { id } = request.params
    await turned(request, async (turn) => {
      const list = await live(turn, request.signedIn!.staffId)
      if (!list.some((session) => session.id === id)) throw notFound()
      await endSession(turn, id)
    })
    return id === request.actor.sessionId
      ? gone(request, reply)
      : kit.go(reply, request, '/staff/sessions')
  })

  app.post('/staff/sessions/end-all', { config: own }, async (request, reply) => {
    await turned(request, (turn) => endAllSessions(turn, request.signedIn!.staffId))
    return gone(request, reply)
  })

  app.post('/staff/sign-out', { config: pending }, async (request, reply) => {
    await turned(request, (turn) => endSession(turn, request.actor.sessionId!))
    return gone(request, reply)
  })

  const turned = <T>(request: FastifyRequest, work: (turn: Turn) => Promise<T>): Promise<T> =>
    takeTurn(services, request.actor, work)

  /** What a browser kept of our pages goes with the session. */
  function gone(request: FastifyRequest, reply: FastifyReply) {
    clearSessionCookie(reply, config)
    reply.header('clear-site-data', '"cache", "storage"')
    return kit.go(reply, request, '/sign-in')
  }
}

const live = ({ tx, now }: Turn, staffId: string) =>
  tx
    .select()
    .from(staffSessions)
    .where(
      and(
        eq(staffSessions.staffId, staffId),
        gt(staffSessions.seenAt, after(now, -IDLE)),
        gt(staffSessions.createdAt, after(now, -ABSOLUTE)),
      ),
    )
    .orderBy(desc(staffSessions.seenAt))
