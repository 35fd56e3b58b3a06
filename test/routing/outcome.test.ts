import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { legs, offers } from '../../db/schema.ts'
import { DAY, MINUTE } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  accept,
  aReferral,
  aTaken,
  completeTask,
  keyOf,
  kindsOf,
  post,
  readLeg,
  readReferral,
  sentTo,
  somePoints,
  statesOf,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const outcome = (service: TestService, legId: string, what: string) =>
  post(service, `/v1/legs/${legId}/outcome`, { outcome: what })

test('what became of a yes', needsPostgres, async (t) => {
  const service = await aService(t)
  for (let i = 0; i < 12; i++) await aServicePoint(service)

  t.test('arrived connects, and is followed up where that was consented', async (t) => {
    for (const followUp of [true, false]) {
      const { id, legId } = await aTaken(service, { consent: { followUp } })
      t.equal((await outcome(service, legId, 'arrived')).status, 201)
      const leg = await readLeg(service, id)
      t.equal(leg.stage, 'connected')
      t.strictSame(kindsOf(leg), followUp ? ['follow_up_24h', 'follow_up_7d'] : [])
      t.strictSame(
        leg.tasks.map(({ dueAt }) => Date.parse(dueAt) - service.clock.at.getTime()),
        followUp ? [DAY, 7 * DAY] : [],
      )
      t.equal((await outcome(service, legId, 'arrived')).status, 201, 'repeating it is harmless')
      t.match(await post(service, `/v1/referrals/${id}/closure`, { reason: 'connected' }), {
        status: 201,
        body: { state: 'closed', stage: 'closed' },
      })
      const [kept] = await service.db.orm.select().from(offers).where(eq(offers.legId, legId))
      t.equal(kept!.state, 'accepted', 'closing takes nobody away from where they are')
    }
  })

  t.test('nobody arrived in time is a task, again and again', async (t) => {
    const { id } = await aTaken(service)
    await service.pass(DAY - MINUTE)
    t.strictSame(kindsOf(await readLeg(service, id)), [])
    await service.pass(MINUTE)
    t.strictSame(kindsOf(await readLeg(service, id)), ['not_arrived'])
    await completeTask(service, await readLeg(service, id), 'not_arrived')
    await service.pass(DAY)
    t.strictSame(kindsOf(await readLeg(service, id)), ['not_arrived'])
  })

  for (const what of ['no_show', 'unreachable', 'unsafe', 'returned_by_service']) {
    t.test(`${what} opens the leg again, with a task`, async (t) => {
      for (const arrived of [false, true]) {
        const { id, legId, offer } = await aTaken(service, { consent: { followUp: true } })
        if (arrived) await outcome(service, legId, 'arrived')
        t.equal((await outcome(service, legId, what)).status, 201)
        const leg = await readLeg(service, id)
        t.match(
          leg.offers.find((each) => each.id === offer.id),
          { state: 'returned', reason: what },
        )
        t.ok(kindsOf(leg).includes(what === 'unsafe' ? 'unsafe' : 'fell_through'))
        t.notOk(kindsOf(leg).some((kind) => kind.startsWith('follow_up')))
        t.match(await outcome(service, legId, 'no_show'), { status: 409 })
        await post(service, `/v1/referrals/${id}/withdrawal`)
      }
    })
  }

  t.test('person_declined closes the leg from any state, and its holders are told', async (t) => {
    const open = await aReferral(service)
    const { id, legId } = await aTaken(service)
    for (const each of [open, { id, legId }]) {
      t.equal((await outcome(service, each.legId, 'person_declined')).status, 201)
      const leg = await readLeg(service, each.id)
      t.match(leg, { state: 'closed', nextAt: null, tasks: [] })
      t.strictSame(statesOf(leg), ['released'])
    }
    t.match(await outcome(service, legId, 'arrived'), { status: 409, body: { code: 'leg_state' } })
  })

  t.test('arrived needs a confirmed yes', async (t) => {
    const { legId } = await aTaken(service, {}, false)
    t.match(await outcome(service, legId, 'arrived'), { status: 409, body: { code: 'leg_state' } })
  })
})

test('withdrawal', needsPostgres, async (t) => {
  const service = await aService(t)
  const points = await somePoints(service, 6)
  const police = await service.as('police')
  const phone = '+18075550144'
  const { id, reference, legId } = await aReferral(
    service,
    { urgency: 'emergency', channel: 'police', referrer: { phone } },
    police,
  )
  const { offers: asked } = await readLeg(service, id)
  await accept(service, asked[0]!.id)
  await outcome(service, legId, 'returned_by_service')
  // nothing of this has gone out yet, and nothing of it may but what says that it is over
  const before = service.provider.sent.length
  t.equal((await post(service, `/v1/referrals/${id}/withdrawal`, {}, police)).status, 201)
  await service.settle()
  const sent = service.provider.sent.slice(before)

  t.test('releases every offer and tells everyone who held one what to delete', async (t) => {
    const leg = await readLeg(service, id)
    t.notOk(leg.offers.some(({ state }) => state === 'open' || state === 'accepted'))
    for (const { servicePoint } of asked) {
      const { sms } = points.find((point) => point.id === servicePoint!.id)!
      t.match(sentTo(service, sms).at(-1), `${reference}: withdrawn. Please delete everything`)
    }
    t.ok(
      sent.every(({ text }) => text.includes('withdrawn. Please delete')),
      'nothing else goes out',
    )
  })

  t.test('is the end', async (t) => {
    t.match(await readReferral(service, id), {
      state: 'withdrawn',
      stage: 'closed',
      endReason: 'consent_withdrawn',
      legs: [{ state: 'closed', tasks: [], nextAt: null }],
    })
    const count = service.provider.sent.length
    await service.pass(2 * DAY)
    t.equal(service.provider.sent.length, count, 'no further message')
    for (const offer of asked) {
      t.match(await accept(service, offer.id), { status: 409, body: { code: 'already_placed' } })
      t.equal((await post(service, `/v1/offers/${offer.id}/confirmation`)).status, 409)
    }
    t.equal(
      (await post(service, `/v1/referrals/${id}/withdrawal`)).status,
      201,
      'twice is harmless',
    )
    t.match(await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' }), {
      status: 409,
      body: { code: 'referral_ended' },
    })
  })
})

test('closure', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)
  await aServicePoint(service)

  t.test('releases who was asked, and who expects the person, and tells them', async (t) => {
    const { id, offer } = await aTaken(service)
    t.equal(
      (await post(service, `/v1/referrals/${id}/closure`, { reason: 'duplicate' })).status,
      201,
    )
    t.strictSame(statesOf(await readLeg(service, id)), ['released'])
    await service.settle()
    const last = [...sentTo(service, point.sms)].at(-1) ?? ''
    t.ok(offer)
    t.match(
      service.provider.sent.some(({ text }) => text.includes('withdrawn. Please delete')),
      true,
      last,
    )
    t.equal((await post(service, `/v1/offers/${offer.id}/confirmation`)).status, 409)
  })

  t.test('is for operators', async (t) => {
    const { id } = await aReferral(service)
    const answer = await post(
      service,
      `/v1/referrals/${id}/closure`,
      { reason: 'other' },
      await keyOf(service, 'police'),
    )
    t.equal(answer.status, 403)
    t.equal((await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' })).status, 201)
    const [leg] = await service.db.orm.select().from(legs).where(eq(legs.referralId, id))
    t.equal(leg!.state, 'closed')
  })
})
