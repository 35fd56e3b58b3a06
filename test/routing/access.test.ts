import { test } from 'tap'
import { referrals } from '../../db/schema.ts'
import { DAY, MINUTE } from '../../src/platform/clock.ts'
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
  sentTo,
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
    service.clock.tick(DAY)
    t.equal((await send('late')).status, 201, 'also before the old one is swept away')
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

test('what a referrer cannot learn', needsPostgres, async (t) => {
  const service = await aService(t)
  for (let i = 0; i < 3; i++) await aServicePoint(service)
  const police = await service.as('police')
  const phone = '+18075550177'
  const hand = (consent: object = {}, more: object = {}) =>
    aReferral(service, { channel: 'police', consent, referrer: { phone }, ...more }, police)
  /** What it reads and was sent, without ids. */
  async function learned(id: string, reference: string): Promise<string> {
    await service.settle()
    const view = JSON.stringify(await readReferral(service, id, police))
    const sent = sentTo(service, phone).filter((text) => text.includes(reference))
    return [view, ...sent]
      .join('\n')
      .replaceAll(/[0-9a-f-]{36}/g, 'id')
      .replaceAll(reference, '')
  }

  t.test('why it was refused: unsafe and another reason are the same bytes', async (t) => {
    for (const urgency of ['emergency', 'urgent', 'standard']) {
      const made = []
      for (const reason of ['other', 'unsafe'])
        made.push({ reason, ...(await hand({}, { urgency })) })
      for (let round = 0; round < 3; round++) {
        await service.pass(MINUTE)
        for (const { id, reason } of made) {
          const open = (await readLeg(service, id)).offers.find(({ state }) => state === 'open')
          if (open) await refuse(service, open.id, reason)
        }
        // One after the other: settling twice at once may find a message that is just being sent.
        const [first, second] = made
        const one = await learned(first!.id, first!.reference)
        const two = await learned(second!.id, second!.reference)
        t.equal(one, two, `${urgency} ${round}`)
        t.match(one, 'One service could not take it on')
        t.notMatch(one, /answerBy|servicePoint|"offers"|task/)
      }
      for (const { id } of made) await post(service, `/v1/referrals/${id}/withdrawal`)
    }
  })

  for (const outcome of ['arrived', 'no_show', 'unsafe', 'returned_by_service', 'person_declined'])
    t.test(`what became of the person without their consent: ${outcome}`, async (t) => {
      const needs = ['legal_immigration', 'peer_support', 'emergency_shelter', 'food']
      const { id, reference } = await hand({ tellReferrer: false }, { needs })
      const asked = (await readReferral(service, id)).legs.find((leg) => leg.offers.length > 0)!
      const [offer] = asked.offers
      await service.pass(MINUTE)
      await post(service, `/v1/offers/${offer!.id}/acceptance`)
      await post(service, `/v1/offers/${offer!.id}/confirmation`)
      const before = await learned(id, reference)
      t.match(before, '"stage":"confirmed"')
      await post(service, `/v1/legs/${asked.id}/outcome`, { outcome })
      t.equal(await learned(id, reference), before)
      const { legs } = await readReferral(service, id)
      const next = legs.flatMap((leg) => leg.offers).find(({ state }) => state === 'open')
      if (next) await post(service, `/v1/offers/${next.id}/acceptance`)
      t.equal(await learned(id, reference), before)
      await post(service, `/v1/referrals/${id}/closure`, { reason: 'not_trafficking' })
      const closed = await readReferral(service, id, police)
      t.match(closed, { state: 'closed', stage: 'confirmed', endReason: null })
    })

  t.test('with it, that they arrived', async (t) => {
    const { id, legId } = await hand()
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    await post(service, `/v1/offers/${offer!.id}/confirmation`)
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'arrived' })
    t.match(await readReferral(service, id, police), { stage: 'connected' })
    await post(service, `/v1/referrals/${id}/closure`, { reason: 'connected' })
    t.match(await readReferral(service, id, police), { endReason: 'connected' })
  })

  t.test('whom it will be offered to, by asking who could help', async (t) => {
    const far = await aServicePoint(service, { name: 'Aardvark', city: 'Nipigon', reachKm: 300 })
    const { consent: _, safeContact: _s, referrer: _r, notes: _n, ...ask } = aRequest()
    const matches = async (more: object = {}) => {
      const payload = { ...ask, channel: 'police', ...more }
      return (await post(service, '/v1/matches', payload, police)).body
    }
    const free = await matches()
    const names = free.candidates.map(({ name }: { name: string }) => name)
    t.strictSame(names, names.toSorted(), 'by name')
    t.ok(names.includes('Aardvark'))
    t.notOk(free.plan)
    for (const each of free.candidates)
      t.strictSame(
        ['score', 'offerable', 'why', 'check', 'hold'].filter((name) => name in each),
        [],
      )
    t.match(free.candidates[0].distance, { band: String })
    const operator = await keyOf(service, 'operator')
    await service.app.inject({
      ...{ method: 'PUT', url: `/v1/service-points/${far.id}/capacity`, headers: operator },
      payload: { capacities: [{ need: 'emergency_shelter', population: 'any', room: 0 }] },
    })
    const full = await matches({ explain: { servicePointId: far.id } })
    t.match(full.excluded, [{ name: 'Aardvark', reason: 'not_now' }])
    t.match(full.explained, { reasons: ['not_now'] })
    t.notMatch(JSON.stringify(full), /full/)
  })
})

test('what an operator needs to know where it is', needsPostgres, async (t) => {
  const service = await aService(t)
  const listed = (facts: object) => ({
    ...{ status: 'listed' as const, vetted: undefined, contacts: [], reachKm: null, ...facts },
  })

  t.test('numbers to call name their place, a confidential one its region', async (t) => {
    type Call = { name: { en: string }; province?: string }
    const task = async () => {
      const location = { place: 'Winnipeg', province: 'MB' }
      const leg = await readLeg(service, (await aReferral(service, { location })).id)
      t.match(leg.next.en, /Due (\w+ )?\d\d:\d\d \(Toronto\)/)
      return leg.tasks[0] as unknown as { call: Call[]; why: { en: string } }
    }
    await aServicePoint(service, listed({ city: 'Kenora', province: 'ON' }))
    await aServicePoint(service, listed({ city: 'Brandon', province: 'MB' }))
    const near = await task()
    t.match(near.call, [
      { city: 'Brandon', province: 'MB' },
      { city: 'Kenora', province: 'ON' },
    ])
    t.match(near.why.en, 'Only listed services are near enough to call')
    const hidden = { name: 'Confidential', hidden: true, city: 'Selkirk', province: 'MB' }
    await aServicePoint(service, listed({ ...hidden, reachKm: 300 }))
    const { call, why } = await task()
    t.match(why.en, 'Only listed services offer this within reach')
    const its = call.find(({ name }) => name.en === 'Confidential')
    t.match(its, { region: { en: String, fr: String } })
    t.notMatch(JSON.stringify(its), /Selkirk|"city"|"province"/)
  })

  t.test('what does not fit about the place is said when it is made, and to staff', async (t) => {
    const police = await service.as('police')
    const location = { place: 'Thunder Bay', province: 'ON', postalCode: 'M5V 2T6' }
    const made = await aReferral(service, { channel: 'police', location }, police)
    const cautions = [{ code: 'place_postal_disagree', km: Number, message: { fr: String } }]
    t.match(made, { cautions })
    t.match(await readReferral(service, made.id), { cautions })
    t.notOk('cautions' in (await readReferral(service, made.id, police)))
  })
})
