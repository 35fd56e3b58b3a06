import { and, eq } from 'drizzle-orm'
import { test } from 'tap'
import { events, referrals, tasks } from '../../db/schema.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { aColleague, tick } from '../fixtures/colleague.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { sentTo } from '../fixtures/referral.ts'
import { aService, START } from '../fixtures/services.ts'

const referenceOf = (task: { referral: { reference: string } | null }) => task.referral?.reference

test('lists show the reference and the state of one’s own', needsPostgres, async (t) => {
  const service = await aService(t)
  const ann = await aColleague(service, 'operator')
  const ben = await aColleague(service, 'operator')
  const boss = await aColleague(service, 'supervisor')
  const first = await ann.make()
  const ended = await ann.make()
  await ann.post(`/v1/referrals/${ended.id}/closure`, { reason: 'other' })

  await t.test('open ones, unless another state is asked for', async (t) => {
    const { referrals } = (await ann.get('/v1/referrals')).json()
    t.same(referrals, [
      {
        ...{ id: first.id, reference: first.reference, state: 'open' },
        ...{ createdAt: START.toISOString(), endedAt: null },
      },
    ])
    t.same(await ann.ids('/v1/referrals?state=closed'), [ended.id])
    t.same(await ben.ids('/v1/referrals'), [])
  })

  await t.test('a supervisor may ask for all, an operator may not', async (t) => {
    t.same(await boss.ids('/v1/referrals'), [])
    t.same(await boss.ids('/v1/referrals?scope=all'), [ended.id, first.id])
    t.same(await boss.ids('/v1/referrals?scope=all&state=open'), [first.id])
    t.equal((await ann.get('/v1/referrals?scope=all')).statusCode, 403)
  })

  await t.test('police and agencies see those of their organization, in any state', async (t) => {
    const officer = await aColleague(service, 'police')
    const { organizationId } = await service.asStaff('police')
    const made = await officer.make({ channel: 'police', referrer: undefined })
    await officer.post(`/v1/referrals/${made.id}/withdrawal`)
    t.same(await officer.ids('/v1/referrals'), [made.id])
    t.same(await officer.ids('/v1/referrals?state=open'), [])
    t.same(await (await aColleague(service, 'police', organizationId)).ids('/v1/referrals'), [])
    t.equal((await officer.get('/v1/referrals?scope=all')).statusCode, 403)
  })
})

test('opening another’s asks for a reason', needsPostgres, async (t) => {
  const service = await aService(t)
  const ann = await aColleague(service, 'operator')
  const made = await ann.make()
  const url = `/v1/referrals/${made.id}`
  const asked = (referral: string) => ({ referral, reason: 'The caller asks about a bed.' })

  for (const role of ['operator', 'supervisor'] as const)
    await t.test(`of an ${role} too`, async (t) => {
      const ben = await aColleague(service, role)
      t.match((await ben.get(url)).json(), { status: 403, code: 'reason_needed' })
      const leg = `/v1/legs/${made.legs[0]!.id}/offers`
      t.match((await ben.post(leg, { servicePointId: newId() })).json(), { code: 'reason_needed' })
      t.equal((await ben.post('/v1/openings', { referral: made.id, reason: '' })).statusCode, 422)
      t.equal((await ben.post('/v1/openings', asked(made.reference))).statusCode, 201)
      t.equal((await ben.get(url)).statusCode, 200)
      t.same(await ben.ids('/v1/referrals'), [], 'it is not one’s own for that')
      const { timeline } = (await ann.get(url)).json()
      t.match(timeline.at(-1), { action: 'referral.opened', actor: ben.id })
    })

  await t.test('for a shift; then again', async (t) => {
    const ben = await aColleague(service, 'operator')
    await ben.post('/v1/openings', asked(made.id.toUpperCase()))
    await tick(service, 12 * HOUR - 1)
    t.equal((await ben.get(url)).statusCode, 200)
    await tick(service, 1)
    t.equal((await ben.get(url)).statusCode, 403)
    t.equal((await ann.get(url)).statusCode, 200)
  })

  await t.test('not of what is not there, nor by police, nor of what is erased', async (t) => {
    const ben = await aColleague(service, 'operator')
    const officer = await aColleague(service, 'police')
    t.equal((await ben.post('/v1/openings', asked('ZZZ-ZZ2'))).statusCode, 404)
    t.equal((await ben.post('/v1/openings', asked(newId()))).statusCode, 404)
    t.equal((await officer.post('/v1/openings', asked(made.id))).statusCode, 403)
    const gone = await ann.make()
    await service.db.orm
      .update(referrals)
      .set({ erasedAt: service.clock.at, sealed: null, lat: null, lng: null })
      .where(eq(referrals.id, gone.id))
    t.match((await ben.post('/v1/openings', asked(gone.id))).json(), {
      status: 409,
      code: 'erased',
    })
  })

  await t.test('ten at once are ten lines of the record', async (t) => {
    const twice = await ann.make()
    const several = await Promise.all(
      Array.from({ length: 10 }, () => aColleague(service, 'operator')),
    )
    const answers = await Promise.all(
      several.map(({ post }) => post('/v1/openings', asked(twice.id))),
    )
    t.same([...new Set(answers.map(({ statusCode }) => statusCode))], [201])
    const chain = eq(events.chain, `referral:${twice.id}`)
    const lines = await service.db.orm
      .select()
      .from(events)
      .where(and(chain, eq(events.action, 'referral.opened')))
    t.same(new Set(lines.map(({ actor }) => actor)), new Set(several.map(({ id }) => id)))
  })
})

test('a task that one takes makes its referral one’s own', needsPostgres, async (t) => {
  const service = await aService(t)
  const ann = await aColleague(service, 'operator')
  const ben = await aColleague(service, 'operator')
  const cem = await aColleague(service, 'operator')
  const boss = await aColleague(service, 'supervisor')
  await aServicePoint(service, { status: 'listed', contacts: [] })
  const made = await ann.make()
  const url = `/v1/referrals/${made.id}`
  const seen = async (as: typeof ann) =>
    (await as.get('/v1/tasks'))
      .json()
      .tasks.find((task: never) => referenceOf(task) === made.reference)
  const { id } = await seen(ann)

  await t.test('before that it says what to do, and nothing of what was said', async (t) => {
    const [own, others] = [await seen(ann), await seen(ben)]
    t.match(own, { why: { en: String }, call: [{ phones: [] }], lines: [{}] })
    t.match(others, { todo: { en: String }, why: null, servicePointId: null })
    t.same([others.call, others.lines], [[], []])
  })

  await t.test('claimed', async (t) => {
    t.equal((await ben.get(url)).statusCode, 403)
    t.equal((await ben.post(`/v1/tasks/${id}/claim`)).statusCode, 201)
    t.equal((await ben.get(url)).statusCode, 200)
    t.match(await seen(ben), { call: [{ phones: [] }] })
    t.same(await ben.ids('/v1/referrals'), [made.id])
  })

  await t.test('what somebody else took needs its referral opened, or a supervisor', async (t) => {
    const completion = `/v1/tasks/${id}/completion`
    t.match((await cem.post(`/v1/tasks/${id}/claim`)).json(), { code: 'task_claimed' })
    t.match((await cem.post(completion, { outcome: 'done' })).json(), { code: 'reason_needed' })
    t.equal((await boss.post(`/v1/tasks/${id}/claim`)).statusCode, 201)
    t.equal((await boss.get(url)).statusCode, 200)
    t.equal((await cem.get(url)).statusCode, 403)
  })

  await t.test('completed by somebody, where nobody had claimed it', async (t) => {
    const other = await ann.make({ channel: 'web', referrer: undefined })
    const { tasks } = (await cem.get('/v1/tasks')).json()
    const screening = tasks.find((task: never) => referenceOf(task) === other.reference)
    const completed = await cem.post(`/v1/tasks/${screening.id}/completion`, { outcome: 'release' })
    t.equal(completed.statusCode, 201)
    t.equal((await cem.get(`/v1/referrals/${other.id}`)).statusCode, 200)
  })
})

test('a referral restricted to named staff does not exist for others', needsPostgres, async (t) => {
  const service = await aService(t)
  const ann = await aColleague(service, 'operator')
  const ben = await aColleague(service, 'operator')
  const boss = await aColleague(service, 'supervisor')
  const other = await aColleague(service, 'supervisor')
  const point = await aServicePoint(service)
  const made = await ann.make({ urgency: 'emergency' })
  await service.settle()
  const url = `/v1/referrals/${made.id}`
  const restrict = (as: typeof boss, staff: string[] | null) =>
    as.put(`${url}/restriction`, { staff, reason: 'A relative works here.' })
  const listed = async (as: typeof ann) => ({
    own: (await as.ids('/v1/referrals')).includes(made.id),
    task: (await as.get('/v1/tasks')).json().tasks.some((task: never) => {
      return referenceOf(task) === made.reference
    }),
  })

  await t.test('who is named works here', async (t) => {
    t.equal((await restrict(ann, [ann.id])).statusCode, 403)
    const wrong = await restrict(boss, [ann.id, `staff:${newId()}`, 'key:cw_nobody'])
    t.same(
      wrong.json().errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/staff/1', '/staff/2'],
    )
    t.equal(
      (await boss.put(`/v1/referrals/${newId()}/restriction`, { staff: null, reason: 'x' }))
        .statusCode,
      404,
    )
  })

  await t.test('for the others it is as if it had never been', async (t) => {
    await ben.post('/v1/openings', { referral: made.id, reason: 'x' })
    t.equal((await ben.get(url)).statusCode, 200)
    t.match((await restrict(boss, [ann.id])).json(), { staff: [ann.id], id: made.id })
    t.same(await listed(ann), { own: true, task: true })
    for (const as of [ben, boss, other]) {
      const nothing = await as.get(`/v1/referrals/${newId()}`)
      const hidden = await as.get(url)
      t.equal(hidden.statusCode, 404)
      t.equal(hidden.body, nothing.body)
      for (const referral of [made.id, made.reference]) {
        const opened = await as.post('/v1/openings', { referral, reason: 'x' })
        t.equal(opened.statusCode, 404)
      }
      t.same(await listed(as), { own: false, task: false })
    }
    const [task] = await service.db.orm
      .select()
      .from(tasks)
      .where(eq(tasks.legId, made.legs[0]!.id))
    t.equal((await ben.post(`/v1/tasks/${task!.id}/claim`)).statusCode, 404)
    t.equal(
      (await ben.post(`/v1/tasks/${task!.id}/completion`, { outcome: 'done' })).statusCode,
      404,
    )
    t.equal(
      (await ben.post(`/v1/legs/${made.legs[0]!.id}/outcome`, { outcome: 'arrived' })).statusCode,
      404,
    )
    t.same(await boss.ids('/v1/referrals?scope=all'), [made.id], 'but its reference and state')
  })

  await t.test('nobody is dropped: alarms go on, and the service point answers', async (t) => {
    service.provider.sent.length = 0
    await service.pass(2 * MINUTE)
    const told = sentTo(service, '+18075550101')
    t.ok(told.some((text) => text.includes(made.reference)))
    const { legs } = (await ann.get(url)).json()
    const member = await aColleague(service, 'service_point', point.organizationId)
    const offer = legs[0].offers[0].id
    t.equal((await member.post(`/v1/offers/${offer}/acceptance`)).statusCode, 201)
  })

  await t.test('any supervisor can change it, and the record tells', async (t) => {
    t.equal((await restrict(other, [other.id])).statusCode, 200)
    t.equal((await ann.get(url)).statusCode, 404, 'not even for who made it')
    t.equal((await restrict(boss, null)).statusCode, 200)
    t.same(
      (await ann.get(url))
        .json()
        .timeline.map(({ action, actor }: { action: string; actor: string }) => [action, actor])
        .filter(([action]: string[]) => action!.includes('restricted')),
      [
        ['referral.restricted', boss.id],
        ['referral.restricted', other.id],
        ['referral.unrestricted', boss.id],
      ],
    )
    await other.post('/v1/openings', { referral: made.id, reason: 'x' })
    const reading = { parts: ['opening_reasons'], reason: 'A complaint.' }
    const { opening_reasons: reasons } = (await other.post(`${url}/readings`, reading)).json()
    t.match(
      reasons.filter(({ actor }: { actor: string }) => actor === boss.id),
      [{ reason: 'A relative works here.' }, {}],
    )
    t.equal((await ann.post(`${url}/readings`, reading)).statusCode, 403)
  })
})
