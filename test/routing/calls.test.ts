import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { dataKeys, drafts, events, referrals, servicePointMatches } from '../../db/schema.ts'
import { DAY, HOUR, MINUTE } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, readLeg, readReferral, sentTo } from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

type Who = Record<string, string>
const asker = (service: TestService) => {
  const send =
    (method: 'GET' | 'POST' | 'PUT' | 'DELETE') =>
    async (who: Who, url: string, payload?: object) => {
      const answer = await service.app.inject({ method, url, headers: who, payload })
      const { statusCode: status, body: text } = answer
      return { status, text, body: text.startsWith('{') ? answer.json() : {}, answer }
    }
  return { get: send('GET'), post: send('POST'), put: send('PUT'), drop: send('DELETE') }
}

test('the person calls back', needsPostgres, async (t) => {
  const service = await aService(t)
  const { get, post } = asker(service)
  await aServicePoint(service)
  const maker = (await service.asStaff('operator')).headers
  const made = await aReferral(service, {}, maker)
  const { reference } = made
  const someone = async () => (await service.asStaff('operator')).headers
  const call = (who: Who, codeWord: string, about = reference) =>
    post(who, '/v1/call-backs', { reference: about, codeWord })

  t.test('with the right word it is opened, for a reason that is a code', async (t) => {
    const who = await someone()
    t.equal((await get(who, `/v1/referrals/${made.id}`)).status, 403)
    t.match(await call(who, ' Máple ', reference.toLowerCase()), {
      status: 201,
      body: { reference },
    })
    t.equal((await get(who, `/v1/referrals/${made.id}`)).status, 200)
    const lines = await service.db.orm
      .select()
      .from(events)
      .where(eq(events.action, 'referral.opened'))
    t.match(lines.at(-1), { data: { how: 'called_back' } })
  })

  t.test('everything else gets the same answer', async (t) => {
    const wordless = await aReferral(service, { safeContact: undefined }, maker)
    const ended = await aReferral(service, {}, maker)
    await post(maker, `/v1/referrals/${ended.id}/closure`, { reason: 'other' })
    const kept = await aReferral(service, {}, maker)
    const restrictedTo = [`staff:${newId()}`]
    await service.db.orm.update(referrals).set({ restrictedTo }).where(eq(referrals.id, kept.id))
    const answers = await Promise.all(
      [
        ['oak', reference],
        ['maple', 'ZZZ-ZZZ'],
        ['maple', wordless.reference],
        ['maple', ended.reference],
        ['maple', kept.reference],
      ].map(async ([word, about]) => call(await someone(), word!, about)),
    )
    t.same([...new Set(answers.map(({ status, text }) => `${status} ${text}`))].length, 1)
    t.match(answers[0], { status: 422, body: { code: 'no_match' } })
    t.notMatch(JSON.stringify(await service.db.orm.select().from(events)), /oak|maple/)
    const { authorization } = await service.as('operator')
    t.equal((await call({ authorization }, 'maple')).status, 403, 'no program')
  })

  t.test('five wrong ones in an hour, also at once, and a supervisor is told', async (t) => {
    const who = await someone()
    const tries = await Promise.all(Array.from({ length: 7 }, () => call(who, 'x', 'ZZZ-ZZ2')))
    const statuses = tries.map(({ status }) => status).sort()
    t.same(statuses, [422, 422, 422, 422, 422, 429, 429])
    const capped = await call(who, 'maple')
    t.equal(capped.status, 429)
    t.ok(Number(capped.answer.headers['retry-after']) > 3000)
    const supervisor = (await service.asStaff('supervisor')).headers
    const { tasks } = (await get(supervisor, '/v1/tasks')).body
    t.ok(tasks.some(({ kind }: { kind: string }) => kind === 'call_backs_capped'))
    service.clock.tick(HOUR + MINUTE)
    const again = { ...(await someone()) }
    t.equal((await call(again, 'maple')).status, 201)
  })

  t.test('three wrong words for one referral by anybody, and its supervisor is told', async (t) => {
    for (const word of ['a', 'b', 'c']) await call(await someone(), word)
    const { legs, timeline } = await readReferral(service, made.id)
    t.ok(legs[0]!.tasks.some(({ kind }) => kind === 'call_back_wrong'))
    t.ok(timeline.some(({ action }) => action === 'call_back.wrong'))
  })
})

test('somebody asks about a person', needsPostgres, async (t) => {
  const service = await aService(t)
  const { post } = asker(service)
  const operator = (await service.asStaff('operator')).headers
  for (const kind of ['family', 'partner_or_ex', 'police', 'media', 'unknown']) {
    const { status, body } = await post(operator, '/v1/enquiries', { asker: kind })
    t.match(
      { status, body },
      { status: 201, body: { asker: kind, script: { en: String, fr: String } } },
    )
    t.match(body.script.en, /cannot say whether we know/)
    t.match(body.script.fr, /ne peux pas dire si/)
  }
  t.match((await post(operator, '/v1/enquiries', {})).body, { asker: 'unknown' })
  t.equal((await post(operator, '/v1/enquiries', { name: 'x' })).status, 422)
  const lines = await service.db.orm
    .select()
    .from(events)
    .where(eq(events.action, 'enquiry.answered'))
  t.equal(lines.length, 6)
  t.same(lines[0]!.data, { asker: 'family' })
})

test('drafts', needsPostgres, async (t) => {
  const service = await aService(t)
  const { get, put, drop } = asker(service)
  const me = (await service.asStaff('operator')).headers
  const other = (await service.asStaff('operator')).headers
  const id = newId()
  const url = `/v1/drafts/${id}`
  const fields = [
    { name: 'needs', value: 'food' },
    { name: 'notes', value: 'Quetzal' },
  ]
  const inDatabase = async () => (await service.db.orm.select().from(drafts))[0]

  t.test('are one’s own, sealed, and each save is on the one before', async (t) => {
    t.equal((await put(me, url, { version: 3, fields })).status, 404)
    t.match(await put(me, url, { version: 0, fields: [] }), { status: 200, body: { version: 1 } })
    t.match(await put(me, url, { version: 1, fields }), { status: 200, body: { version: 2 } })
    t.match(await put(me, url, { version: 1, fields: [] }), {
      status: 409,
      body: { code: 'draft_changed', state: '2' },
    })
    t.same((await get(me, url)).body.fields, fields)
    t.match((await get(me, '/v1/drafts')).body, { drafts: [{ id, version: 2 }] })
    t.notMatch((await inDatabase())!.sealed.toString('latin1'), 'Quetzal')
    for (const answer of [
      get(other, url),
      put(other, url, { version: 2, fields }),
      drop(other, url),
    ])
      t.equal((await answer).status, 404)
    t.same((await get(other, '/v1/drafts')).body, { drafts: [] })
  })

  t.test('are erased with their keys: by hand, and after 24 hours', async (t) => {
    const { keyId } = (await inDatabase())!
    const gone = async (key: string) =>
      (await service.db.orm.select().from(dataKeys).where(eq(dataKeys.id, key)))[0]!.destroyedAt
    t.equal((await drop(me, url)).status, 204)
    t.ok(await gone(keyId))
    t.equal((await get(me, url)).status, 404)
    await put(me, url, { version: 0, fields })
    await service.pass(DAY - MINUTE)
    const again = (await inDatabase())!
    t.ok(again)
    await service.pass(20 * MINUTE)
    t.notOk(await inDatabase())
    t.ok(await gone(again.keyId))
  })

  t.test('are no more than twenty', async (t) => {
    const mine = (await service.asStaff('operator')).headers
    for (let i = 0; i < 22; i++) {
      await put(mine, `/v1/drafts/${newId()}`, { version: 0, fields })
      service.clock.tick(1000)
    }
    t.equal((await get(mine, '/v1/drafts')).body.drafts.length, 20)
  })
})

test('a service point pauses, and wants no reminders', needsPostgres, async (t) => {
  const service = await aService(t)
  const { put, post } = asker(service)
  const point = await aServicePoint(service)
  const member = (await service.asStaff('service_point', point.organizationId)).headers
  const stranger = (await service.asStaff('service_point')).headers
  const url = `/v1/service-points/${point.id}`
  const until = new Date(service.clock.at.getTime() + DAY).toISOString()
  t.equal((await put(stranger, `${url}/pause`, { until })).status, 404)
  t.equal((await put(member, `${url}/pause`, { until: '2020-01-01T00:00:00Z' })).status, 422)
  t.match(await put(member, `${url}/pause`, { until }), {
    status: 200,
    body: { pausedUntil: until },
  })
  const paused = await aReferral(service)
  t.same((await readLeg(service, paused.id)).offers, [])
  t.equal(sentTo(service, point.sms).length, 0)
  await put(member, `${url}/pause`, { until: null })
  const [row] = await service.db.orm.select().from(servicePointMatches)
  t.equal(row!.pausedUntil, null)
  const open = await aReferral(service)
  t.equal((await readLeg(service, open.id)).offers.length, 1)
  t.match(await put(member, `${url}/reminders`, { on: false }), { body: { reminders: false } })
  t.equal((await put(stranger, `${url}/reminders`, { on: true })).status, 404)
  const standard = await aReferral(service, { urgency: 'standard' })
  t.equal((await readLeg(service, standard.id)).offers.length, 1)
  const before = service.provider.sent.length
  await service.pass(13 * HOUR)
  t.notOk(service.provider.sent.slice(before).some(({ text }) => /for your answer/.test(text)))
  const who = (await service.asStaff('operator')).headers
  t.equal((await put(who, `${url}/pause`, { until: null })).status, 200)
  t.equal((await post(who, '/v1/enquiries', {})).status, 201)
})

test('the board', needsPostgres, async (t) => {
  const service = await aService(t)
  const { get, post } = asker(service)
  const point = await aServicePoint(service, { name: 'Cedar' })
  const member = (await service.asStaff('service_point', point.organizationId)).headers
  const me = (await service.asStaff('operator')).headers
  const other = (await service.asStaff('operator')).headers
  const supervisor = (await service.asStaff('supervisor')).headers
  const board = async (who: Who, query = '') => (await get(who, `/v1/board${query}`)).body
  const count = (b: Record<string, unknown[]>) =>
    ['tasks', 'screening', 'waiting', 'toConfirm', 'toArrive', 'connected'].map((c) => b[c]!.length)

  const stages = ['waiting', 'toConfirm', 'toArrive', 'connected']
  const made = []
  for (const stage of stages) {
    const one = await aReferral(service, {}, me)
    const { offers, id: legId } = (await readReferral(service, one.id, me)).legs[0]!
    const answer = (what: string) => post(member, `/v1/offers/${offers[0]!.id}/${what}`)
    if (stage !== 'waiting') await answer('acceptance')
    if (stage === 'toArrive' || stage === 'connected') await answer('confirmation')
    if (stage === 'connected')
      await post(member, `/v1/legs/${legId}/outcome`, { outcome: 'arrived' })
    made.push(one)
  }
  await aReferral(service, { channel: 'web', referrer: undefined }, me)

  const mine = await board(me)
  for (const [i, stage] of stages.entries())
    t.match(mine[stage], [{ referral: { reference: made[i]!.reference }, mine: true }], stage)
  t.match(mine.waiting[0], { asked: 1, dueAt: String, servicePoint: null })
  t.match(mine.toArrive[0], { servicePoint: { en: 'Cedar' }, unread: 0 })
  t.match(mine.screening, [
    { kind: 'screening', channel: 'web', mine: true, what: { en: 'to screen' } },
  ])
  t.equal(mine.scope, 'own')

  const theirs = await board(other)
  t.same(count(theirs).slice(1), [1, 0, 0, 0, 0], 'tasks are everybody’s, lines one’s own')
  t.same(count(await board(other, '?mine=true')), [0, 0, 0, 0, 0, 0])
  const all = await board(supervisor)
  t.same(count(all).slice(1), [1, 1, 1, 1, 1])
  t.match(all, { scope: 'all', toArrive: [{ servicePoint: null, mine: false }] })
  t.same(count(await board(me, '?province=QC')), [0, 0, 0, 0, 0, 0])
  const { region } = mine.waiting[0]
  t.same(count(await board(me, `?province=ON&region=${region}`)).slice(2), [1, 1, 1, 1])
  await service.pass(DAY + HOUR)
  t.equal((await board((await service.asStaff('supervisor')).headers)).connected.length, 0)
  const restrictedTo = [`staff:${newId()}`]
  await service.db.orm.update(referrals).set({ restrictedTo })
  t.same(count(await board((await service.asStaff('supervisor')).headers)), [0, 0, 0, 0, 0, 0])
})
