import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { DAY } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { send } from '../fixtures/person.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const TIP = { danger: 'yes', what: 'canary-what <b>', where: 'canary-where' }
const idIn = (body: string): string => /name="id" value="([^"]+)"/.exec(body)![1]!
const all = (service: TestService, query: ReturnType<typeof sql>) =>
  rows<Record<string, unknown>>(service.db.orm, query)

test('a tip', needsPostgres, async (t) => {
  const service = await aService(t)
  const form = await service.app.inject('/fr/note')
  const id = idIn(form.body)
  const empty = await send(service, '/fr/note', { ...TIP, id, what: ' ' })
  t.equal(empty.statusCode, 422)
  t.match(empty.body, 'canary-where')
  t.equal(idIn(empty.body), id)
  for (let i = 0; i < 2; i++)
    t.match((await send(service, '/fr/note', { ...TIP, id })).body, 'Une personne de la ligne')
  await service.settle()

  t.match(await all(service, sql`select kind, role, urgency, account from tasks`), [
    { kind: 'tip', role: 'operator', urgency: 'emergency', account: `account:tip:${id}` },
  ])
  t.same(await all(service, sql`select id from referrals union all select id from offers`), [])
  const [kept] = await all(
    service,
    sql`select (select string_agg(x::text, '') from tips x) || (select string_agg(x::text, '') from events x) ||
        (select string_agg(x::text, '') from tasks x) as all`,
  )
  t.notMatch(kept!.all, 'canary')
  t.notMatch(kept!.all, Buffer.from('canary').toString('hex'))
  t.notMatch(service.provider.sent.map(({ text }) => text).join(), 'canary')

  const url = `/staff/tips/${id}/reading`
  const operator = await service.asStaff('operator')
  const list = await service.app.inject({ url: '/staff/tips', headers: operator.headers })
  t.match(list.body, url)
  t.notMatch(list.body, 'canary', 'a list shows nothing of what was said')
  const read = await service.app.inject({ method: 'POST', url, headers: operator.headers })
  t.match(read.body, 'canary-what &lt;b&gt;')
  t.match(await all(service, sql`select actor from events where action = 'tip.read'`), [
    { actor: operator.actor.id },
  ])
  for (const role of ['police', 'service_point', 'editor', 'rapporteur'] as const) {
    const other = await service.asStaff(role)
    const answer = await service.app.inject({ method: 'POST', url, headers: other.headers })
    t.equal(answer.statusCode, 403, role)
  }

  await service.pass(31 * DAY)
  const { headers } = await service.asStaff('operator')
  t.equal((await service.app.inject({ method: 'POST', url, headers })).statusCode, 404)
  t.match(await all(service, sql`select k.wrapped from tips join data_keys k on k.id = key_id`), [
    { wrapped: null },
  ])
})
