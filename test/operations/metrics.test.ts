import { test } from 'tap'
import type { Database } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { accept, aReferral, aRequest, post, readLeg, somePoints } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const METRICS_TOKEN = 'metrics-token-of-a-test'
const shown = { authorization: `Bearer ${METRICS_TOKEN}` }

async function scrape(service: TestService): Promise<Map<string, number>> {
  const { statusCode, body } = await service.app.inject({ url: '/metrics', headers: shown })
  if (statusCode !== 200) throw new Error(body)
  const lines = body.split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

test('metrics', needsPostgres, async (t) => {
  const service = await aService(t, { env: { METRICS_TOKEN } })
  await somePoints(service, 3)
  const made = await aReferral(service)
  const [offer] = (await readLeg(service, made.id)).offers
  await aReferral(service)
  service.clock.tick(90_000)
  await accept(service, offer!.id)
  await post(service, '/v1/referrals', aRequest())
  service.clock.tick(2000)

  await t.test('are for whoever shows the token, and nowhere without one', async (t) => {
    const status = async (given: TestService, headers: Record<string, string> = {}) =>
      (await given.app.inject({ url: '/metrics', headers })).statusCode
    t.equal(await status(service, shown), 200)
    t.equal(await status(service), 401)
    t.equal(await status(service, { authorization: `Bearer ${METRICS_TOKEN}x` }), 401)
    t.equal(await status(service, { authorization: `Basic ${METRICS_TOKEN}` }), 401)
    t.equal(await status(service, await service.as('admin')), 401)
    t.equal(await status(await aService(t, { db: service.db }), shown), 404)
  })

  await t.test('say how referrals, offers and messages do', async (t) => {
    const found = await scrape(service)
    const value = (name: string) => found.get(`causeway_${name}`)
    t.equal(value('database_up'), 1)
    t.equal(value('database_writable'), 1)
    t.equal(value('offers{state="open"}'), 2)
    t.equal(value('offers{state="accepted"}'), 1)
    t.equal(value('answers{urgency="urgent"}'), 1)
    t.equal(value('answer_seconds{urgency="urgent",quantile="0.5"}'), 90)
    t.equal(value('legs{state="open"}'), 2)
    t.equal(value('legs{state="accepted"}'), 1)
    t.equal(value('due_rows{kind="message"}'), 2, 'of the last one, not yet sent')
    t.equal(value('due_oldest_seconds{kind="message"}'), 2)
    t.equal(value('due_oldest_seconds{kind="leg"}'), 0)
    t.equal(value('provider_step{provider="local"}'), 4)
    t.equal(value('standbys{what="wanted"}'), 0)
    t.ok(value('chains_not_anchored')! > 0)
    t.ok(value('sends_total{provider="local",outcome="sent",reason=""}')! > 0)
    const sent = [...found].filter(([name]) => /^causeway_messages\{.*state="sent"/.test(name))
    t.same(
      sent.map(([name]) => name).sort(),
      ['email', 'sms'].map(
        (channel) =>
          `causeway_messages{provider="local",channel="${channel}",state="sent",reason=""}`,
      ),
    )
  })

  await t.test('name routes by their pattern, never by an id', async (t) => {
    await service.app.inject({
      url: `/v1/referrals/${made.id}`,
      headers: await service.as('operator'),
    })
    await service.app.inject({ url: `/nothing/${made.id}` })
    const { body } = await service.app.inject({ url: '/metrics', headers: shown })
    t.match(body, /causeway_http_request_seconds_count\{method="GET",route="\/v1\/referrals\/:id"/)
    t.match(body, /route="(\*|none)",status="404"/)
    t.match(body, /causeway_event_loop_lag_seconds\{quantile="0.99"\}/)
    for (const secret of [made.id, made.reference, 'Thunder Bay', offer!.id, '+1807'])
      t.notMatch(body, secret)
  })

  await t.test('are of one app each: a second one begins at nought', async (t) => {
    const second = await aService(t, { db: service.db, env: { METRICS_TOKEN } })
    const requests = (figures: Map<string, number>) =>
      [...figures].filter(([name]) => name.startsWith('causeway_http_request_seconds_count'))
    t.same(requests(await scrape(second)), [])
    t.ok(requests(await scrape(service)).length > 0)
  })

  await t.test('of the process are still there when the database is not', async (t) => {
    const lame = await aService(t, { db: { ...service.db }, env: { METRICS_TOKEN } })
    const never = () => new Promise(() => {})
    lame.db.orm = { execute: never, select: never } as unknown as Database['orm']
    const found = await scrape({ ...lame })
    t.equal(found.get('causeway_database_up'), 0)
    t.notOk(found.has('causeway_offers{state="open"}'))
    t.ok(found.get('process_resident_memory_bytes')! > 0)
  })
})
