import { setTimeout as sleep } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { eq } from 'drizzle-orm'
import Fastify from 'fastify'
import { test } from 'tap'
import { staffSessions } from '../../db/schema.ts'
import { SECOND } from '../../src/platform/clock.ts'
import { type App, ProblemSchema } from '../../src/platform/http.ts'
import { createLive } from '../../src/platform/live.ts'
import { answerEnquiry } from '../../src/routing/enquiry.ts'
import { takeTurn } from '../../src/services.ts'
import { liveRoutes, STREAM } from '../../src/staff/live-routes.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const happen = (service: TestService) =>
  takeTurn(service, service.actor('operator'), (turn) => answerEnquiry(turn))

test('something changed, and nothing else', needsPostgres, async (t) => {
  const service = await aService(t)

  t.test('is told after any event, whenever it was committed', async (t) => {
    const live = createLive(service)
    t.equal(await live.look(), false, 'the first look only remembers')
    await happen(service)
    t.equal(await live.look(), true)
    t.equal(await live.look(), false)
    // One that took its time: what came after it was seen already.
    service.clock.tick(-20 * SECOND)
    await happen(service)
    service.clock.tick(20 * SECOND)
    t.equal(await live.look(), true)
    for (let i = 0; i < 5; i++) {
      service.clock.tick(50 * SECOND)
      t.equal(await live.look(), false, 'that time goes on is no change')
    }
    await happen(service)
    t.equal(await live.look(), true)
  })

  t.test('tells whoever listens, until they end it', async (t) => {
    const live = createLive(service)
    let told = 0
    const end = live.listen(() => told++)
    // The first look only remembers: what happens before it is no news.
    for (let i = 0; i < 50 && told === 0; i++) {
      await happen(service)
      await sleep(200)
    }
    t.ok(told > 0)
    end()
    t.equal(live.listeners(), 0)
  })

  t.test('over HTTP, for people who signed in', async (t) => {
    await service.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = service.app.server.address() as { port: number }
    const url = `http://127.0.0.1:${port}/v1/live`
    const person = await service.asStaff('operator')
    const { cookie } = person.headers
    const open = (headers: Record<string, string> = {}) =>
      fetch(url, { headers: { cookie, accept: 'text/event-stream', ...headers } })
    const refused = await fetch(url, { headers: { cookie } })
    t.equal(refused.status, 406)
    t.equal((await fetch(url)).status, 401)
    const key = await service.as('operator')
    t.equal((await fetch(url, { headers: { authorization: key.authorization } })).status, 403)

    const stream = await open()
    t.match(stream.headers.get('content-type'), 'text/event-stream')
    t.equal(stream.headers.get('cache-control'), 'no-store')
    t.equal(stream.headers.get('referrer-policy'), 'no-referrer')
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (part: string) => {
      while (!text.includes(part)) {
        const { value, done } = await reader.read()
        if (done) return false
        text += value
      }
      return true
    }
    t.ok(await until('event: changed\ndata: 0\n\n'))
    // The first look only remembers what there is.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await happen(service)
    t.ok(await until('event: changed\ndata: 1\n\n'))
    t.notMatch(text, /enquiry|operator|account/)

    const more = await Promise.all(Array.from({ length: 6 }, () => open()))
    t.same(more.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 429])
    await service.app.close()
    t.equal(await until('never'), false, 'closing the server ends every stream')
  })
})

test('a stream ends', needsPostgres, async (t) => {
  const service = await aService(t)
  const person = await service.asStaff('operator')
  const open = async (stream: Partial<typeof STREAM>) => {
    const app = Fastify().withTypeProvider<TypeBoxTypeProvider>() as App
    app.addHook('onRequest', async (request) => {
      request.actor = person.actor
    })
    app.addSchema(ProblemSchema)
    await liveRoutes(app, service, { ...STREAM, ...stream })
    t.teardown(() => app.close())
    return app.inject({ url: '/v1/live', headers: { accept: 'text/event-stream' } })
  }

  t.test('after its time', async (t) => {
    t.match(await open({ lasts: 300, beats: 10 }), { statusCode: 200, body: /: here/ })
  })

  t.test('with its session', async (t) => {
    const ends = open({ beats: 200 })
    await service.db.orm.delete(staffSessions).where(eq(staffSessions.id, person.actor.sessionId!))
    t.match(await ends, { statusCode: 200, body: /changed/ })
  })
})
