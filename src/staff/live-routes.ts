import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { Type } from 'typebox'
import { staff, staffSessions } from '../../db/schema.ts'
import { after, MINUTE, SECOND } from '../platform/clock.ts'
import { transact } from '../platform/database.ts'
import { Problem } from '../platform/errors.ts'
import { strictHeaders } from '../platform/headers.ts'
import { type App, problems } from '../platform/http.ts'
import { createLive } from '../platform/live.ts'
import { createSignal } from '../platform/signal.ts'
import type { Actor } from '../protection/may.ts'
import type { Services } from '../services.ts'
import { ABSOLUTE, IDLE } from './session.ts'

/** How long a stream lasts, how often it says that it lives, and how many one account may have. */
export const STREAM = { lasts: 30 * MINUTE, beats: 15 * SECOND, each: 6, all: 500 }

/**
 * Tells staff that something changed: the page asks again what it shows. Nothing else goes this way, so
 * that it need not be judged who may know what. Every stream ends with its session, after 30 minutes,
 * and before the server closes.
 */
export async function liveRoutes(app: App, services: Services, stream = STREAM): Promise<void> {
  const live = createLive(services)
  const open = new Map<ServerResponse, { account: string; end(): void }>()
  app.addHook('preClose', async () => {
    for (const { end } of [...open.values()]) end()
  })

  app.get(
    '/v1/live',
    {
      config: { access: { action: 'live.listen' }, stays: true },
      schema: {
        operationId: 'listen',
        tags: ['Tasks'],
        summary: 'That something changed',
        description:
          'Server-sent events, for people who signed in: `event: changed` with a counter of this stream, at most one a second, and a comment every 15 seconds. Ask again what you show. It ends with the session, and after 30 minutes: connect again. Six for each account. Ask with `Accept: text/event-stream`.',
        response: {
          200: {
            description: 'A stream of events.',
            content: {
              'text/event-stream': {
                schema: Type.String(),
                examples: { changed: { value: 'event: changed\ndata: 1\n\n' } },
              },
            },
          },
          ...problems(401, 403, 406, 503),
        },
      },
    },
    async (request, reply) => {
      if (!request.headers.accept?.includes('text/event-stream'))
        throw new Problem(406, 'not_acceptable', 'Ask with Accept: text/event-stream.')
      const { actor } = request
      const own = [...open.values()].filter(({ account }) => account === actor.id)
      if (own.length >= stream.each || open.size >= stream.all) {
        reply.header('retry-after', 15)
        throw new Problem(429, 'too_many_streams', 'Too many live connections are open.')
      }
      const { raw } = reply
      const headers = {
        ...(reply.getHeaders() as OutgoingHttpHeaders),
        ...strictHeaders(services.config),
      }
      reply.hijack()
      raw.writeHead(200, {
        ...headers,
        ...{ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
      })
      // What changed since the page was drawn is no reason to wait for the next change.
      let count = 0
      const changed = () => raw.write(`event: changed\ndata: ${count++}\n\n`)
      raw.write('retry: 3000\n\n')
      changed()
      const silence = live.listen(changed)
      // Whoever does not read, or may not any more, is let go.
      const beat = setInterval(async () => {
        if (!raw.writableNeedDrain && (await stands(services, actor))) raw.write(': here\n\n')
        else end()
      }, stream.beats).unref()
      const last = setTimeout(() => end(), stream.lasts).unref()
      function end(): void {
        silence()
        clearInterval(beat)
        clearTimeout(last)
        open.delete(raw)
        raw.end()
      }
      open.set(raw, { account: actor.id, end })
      raw.on('close', end)
    },
  )
}

/** Does the session still hold? Asking is not being there: a stream keeps none alive. */
async function stands({ db, clock, log }: Services, actor: Actor): Promise<boolean> {
  try {
    return await transact({ db, clock, committed: createSignal() }, async (tx, now) => {
      const [found] = await tx
        .select({ seenAt: staffSessions.seenAt, createdAt: staffSessions.createdAt })
        .from(staffSessions)
        .innerJoin(staff, eq(staff.id, staffSessions.staffId))
        .where(
          and(
            eq(staffSessions.id, actor.sessionId!),
            ...[isNotNull(staffSessions.provedAt), isNull(staff.disabledAt)],
          ),
        )
      if (!found) return false
      return after(found.seenAt, IDLE) > now && after(found.createdAt, ABSOLUTE) > now
    })
  } catch (error) {
    log.warn({ err: error }, 'could not look whether a session stands')
    return false
  }
}
