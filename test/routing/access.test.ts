import { test } from 'tap'
import { referrals } from '../../db/schema.ts'
import { DAY } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  aRequest,
  completeTask,
  keyOf,
  kindsOf,
  post,
  readLeg,
  readReferral,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const refuse = (service: TestService, offerId: string, reason = 'other') =>
  post(service, `/v1/offers/${offerId}/refusal`, { reason })
test('the same request twice', needsPostgres, async (t) => {
  const service = await aService(t)
  await aServicePoint(service)
  const operator = await keyOf(service, 'operator')
  const send = (key: string, overrides: Record<string, unknown> = {}, headers = operator) =>
    post(service, '/v1/referrals', aRequest(overrides), { ...headers, 'idempotency-key': key })
  const count = async () => (await service.db.orm.select().from(referrals)).length

  t.test('gives the same answer, and with another body 422', async (t) => {
    const first = await send('one')
    t.same((await send('one')).body, first.body)
    t.match(await send('one', { age: 30 }), {
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
    const other = await send('one', {}, await keyOf(service, 'supervisor'))
    t.equal(other.status, 201)
    t.not(other.body.id, first.body.id, 'a key is its actor’s own')
  })

  t.test('ten times at once makes one referral', async (t) => {
    const before = await count()
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('ten')))
    t.equal(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size, 1)
    t.equal(await count(), before + 1)
  })

  t.test('a day later is a new one', async (t) => {
    const first = await send('late')
    await service.pass(DAY)
    t.not((await send('late')).body.id, first.body.id)
  })
})

test('who sees and does what', needsPostgres, async (t) => {
  const service = await aService(t)
  const canary = { name: 'Canary House', phones: [{ number: '+18075550166' }] }
  const points = [await aServicePoint(service, canary), await aServicePoint(service, canary)]
  const police = await service.as('police')

  t.test('the channel must fit the role', async (t) => {
    for (const [role, channel] of [
      ['operator', 'police'],
      ['police', 'hotline'],
      ['agency', 'web'],
      ['supervisor', 'agency'],
    ] as const) {
      const answer = await post(
        service,
        '/v1/referrals',
        aRequest({ channel }),
        await keyOf(service, role),
      )
      t.equal(answer.status, 403, `${role} ${channel}`)
    }
  })

  t.test('police see no service point, in no state', async (t) => {
    const { id, legId } = await aReferral(
      service,
      { channel: 'police', urgency: 'emergency' },
      police,
    )
    const seen = [JSON.stringify(await readReferral(service, id, police))]
    const look = async () => seen.push(JSON.stringify(await readReferral(service, id, police)))
    const [first, second] = (await readLeg(service, id)).offers
    await refuse(service, first!.id, 'unsafe')
    await look()
    await post(service, `/v1/offers/${second!.id}/acceptance`)
    await look()
    await post(service, `/v1/offers/${second!.id}/confirmation`)
    await look()
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'unsafe' })
    await look()
    await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' })
    await look()
    const secrets = points.flatMap((point) => [
      point.id,
      point.organizationId,
      point.sms,
      point.email,
    ])
    for (const secret of [...secrets, 'Canary', '+18075550166', 'unsafe', 'task'])
      t.notOk(
        seen.some((text) => text.includes(secret)),
        secret,
      )
  })

  t.test('another organization’s referral does not exist', async (t) => {
    const { id } = await aReferral(service, { channel: 'police' }, police)
    const stranger = await service.as('police')
    await t.rejects(readReferral(service, id, stranger), /not_found/)
    t.equal((await post(service, `/v1/referrals/${id}/withdrawal`, {}, stranger)).status, 404)
    const point = await service.as('service_point')
    const [offer] = (await readLeg(service, id)).offers
    t.equal((await post(service, `/v1/offers/${offer!.id}/acceptance`, {}, point)).status, 404)
    const own = points.find((each) => each.id === offer!.servicePoint!.id)!
    const member = await service.as('service_point', own.organizationId)
    t.equal((await post(service, `/v1/offers/${offer!.id}/acceptance`, {}, member)).status, 201)
    const { body } = await post(service, `/v1/offers/${offer!.id}/confirmation`, {}, member)
    t.match(body.details, { contact: { codeWord: 'maple' }, story: { notes: /taxi/ } })
    t.equal((await post(service, `/v1/offers/${offer!.id}/confirmation`, {}, point)).status, 404)
  })

  t.test(
    'a task is for its role, and nothing is completed that leaves somebody alone',
    async (t) => {
      const { id } = await aReferral(service, { location: { place: 'Whitehorse', province: 'YT' } })
      const leg = await readLeg(service, id)
      t.strictSame(kindsOf(leg), ['no_candidate'])
      t.match(await completeTask(service, leg, 'no_candidate'), {
        status: 409,
        body: { code: 'next_step_needed' },
      })
      t.equal((await completeTask(service, leg, 'no_candidate', { outcome: 'offer' })).status, 422)
      const editor = await keyOf(service, 'editor')
      t.equal(
        (await completeTask(service, leg, 'no_candidate', { outcome: 'done' }, editor)).status,
        403,
      )
      const [task] = leg.tasks
      t.equal((await post(service, `/v1/tasks/${task!.id}/claim`)).status, 201)
      const other = await service.as('operator')
      t.match(await post(service, `/v1/tasks/${task!.id}/claim`, {}, other), {
        status: 409,
        body: { code: 'task_claimed' },
      })
      const supervisor = await keyOf(service, 'supervisor')
      t.equal((await post(service, `/v1/tasks/${task!.id}/claim`, {}, supervisor)).status, 201)
    },
  )
})
