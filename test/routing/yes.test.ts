import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { legs, offers } from '../../db/schema.ts'
import { DAY, HOUR, MINUTE } from '../../src/platform/clock.ts'
import { confirmByCode } from '../../src/routing/confirmation.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  codeTo,
  completeTask,
  digitsTo,
  keyOf,
  kindsOf,
  post,
  readLeg,
  readReferral,
  reply,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const accept = (service: TestService, offerId: string) =>
  post(service, `/v1/offers/${offerId}/acceptance`)
const outcome = (service: TestService, legId: string, what: string) =>
  post(service, `/v1/legs/${legId}/outcome`, { outcome: what })

const somePoints = (service: TestService, count: number) =>
  Promise.all(Array.from({ length: count }, () => aServicePoint(service)))

/** A referral whose first offer was accepted; `confirmed` if that was confirmed too. */
async function aTaken(
  service: TestService,
  overrides: Record<string, unknown> = {},
  confirmed = true,
) {
  const made = await aReferral(service, overrides)
  const [offer] = (await readLeg(service, made.id)).offers
  await accept(service, offer!.id)
  if (confirmed) await post(service, `/v1/offers/${offer!.id}/confirmation`)
  await service.settle()
  return { ...made, offer: offer! }
}

test('one yes', needsPostgres, async (t) => {
  const service = await aService(t)
  const points = await somePoints(service, 22)

  t.test('of 20 at the same moment exactly one wins, and the others are told', async (t) => {
    const { id, legId, reference } = await aReferral(service, { urgency: 'emergency' })
    const asked = (await readLeg(service, id)).offers.map((offer) => offer.servicePoint!.id)
    for (const point of points.filter((each) => !asked.includes(each.id)).slice(0, 18)) {
      const chosen = await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })
      t.equal(chosen.status, 201, chosen.text)
    }
    await service.settle()
    const { offers } = await readLeg(service, id)
    t.equal(offers.length, 20)
    const answers = await Promise.all(offers.map((offer) => accept(service, offer.id)))
    t.equal(answers.filter(({ status }) => status === 201).length, 1)
    t.equal(answers.filter(({ body }) => body.code === 'already_placed').length, 19)
    const leg = await readLeg(service, id)
    t.equal(statesOf(leg).filter((state) => state === 'released').length, 19)
    await service.settle()
    for (const { servicePoint, state } of leg.offers) {
      const { sms, email } = points.find((point) => point.id === servicePoint!.id)!
      const released = `${reference}: no longer needed, another service has taken it. Nothing more to do. Thank you.`
      t.equal(sentTo(service, sms).includes(released), state === 'released')
      t.equal(
        sentTo(service, email).some((text) => text.includes(released)),
        state === 'released',
      )
    }
  })

  t.test('may be said twice by the winner', async (t) => {
    const { id, offer } = await aTaken(service, {}, false)
    const before = await readLeg(service, id)
    t.equal((await accept(service, offer.id)).status, 201)
    t.same(await readLeg(service, id), before)
  })

  t.test('counts after a no and after the deadline while the leg is open, then not', async (t) => {
    const { id } = await aReferral(service)
    const [first] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${first!.id}/refusal`, { reason: 'full' })
    await service.pass(30 * MINUTE)
    t.strictSame(statesOf(await readLeg(service, id)), ['declined', 'expired', 'open'])
    const [, second] = (await readLeg(service, id)).offers
    t.equal((await accept(service, second!.id)).status, 201)
    t.strictSame(statesOf(await readLeg(service, id)), ['declined', 'accepted', 'released'])
    t.match(await accept(service, first!.id), { status: 409, body: { code: 'already_placed' } })
  })
})

test('a yes that is not confirmed', needsPostgres, async (t) => {
  const service = await aService(t)
  const points = await somePoints(service, 12)
  for (const [urgency, within] of [
    ['emergency', 10 * MINUTE],
    ['urgent', HOUR],
    ['standard', 8 * HOUR],
  ] as const) {
    t.test(
      `in time is a call to make, and falls through at twice the time: ${urgency}`,
      async (t) => {
        const { id, offer } = await aTaken(service, { urgency }, false)
        await service.pass(within - MINUTE)
        t.strictSame(kindsOf(await readLeg(service, id)), [])
        await service.pass(MINUTE)
        t.strictSame(kindsOf(await readLeg(service, id)), ['confirm_by_call'])
        await service.pass(within)
        const leg = await readLeg(service, id)
        t.match(
          leg.offers.find((each) => each.id === offer.id),
          {
            state: 'returned',
            reason: 'not_confirmed',
          },
        )
        t.equal(leg.stage, 'offered', 'the next is asked')
        t.strictSame(kindsOf(leg), [urgency === 'emergency' ? 'emergency' : 'fell_through'])
        await post(service, `/v1/referrals/${id}/withdrawal`)
      },
    )
  }

  t.test('stays with the human who claimed the call, even when they completed it', async (t) => {
    const { id } = await aTaken(service, {}, false)
    await service.pass(HOUR)
    const leg = await readLeg(service, id)
    await post(service, `/v1/tasks/${leg.tasks[0]!.id}/claim`)
    await service.pass(2 * HOUR)
    t.match(await readLeg(service, id), { state: 'accepted' })
    t.equal(
      (await completeTask(service, await readLeg(service, id), 'confirm_by_call')).status,
      201,
    )
    await service.pass(2 * HOUR)
    const later = await readLeg(service, id)
    t.match(later, { state: 'accepted' })
    t.strictSame(kindsOf(later), ['confirm_by_call'], 'and they are asked again')
  })

  t.test('has a code for its deadline and five tries; then a human calls', async (t) => {
    const type = (offerId: string, code: string) =>
      takeTurn(service, service.actor('contact'), (turn) => confirmByCode(turn, offerId, code))
    const answered = async () => {
      const { id } = await aReferral(service)
      const [offer] = (await readLeg(service, id)).offers
      const point = points.find((each) => each.id === offer!.servicePoint!.id)!
      await reply(service, point.sms, `yes ${digitsTo(service, point.sms)}`)
      return { id, offerId: offer!.id, code: codeTo(service, point.email) }
    }
    const tried = await answered()
    const wrong = tried.code === '000000' ? '111111' : '000000'
    for (const triesLeft of [4, 3, 2, 1, 0])
      t.match(await type(tried.offerId, wrong), { triesLeft })
    t.match(await type(tried.offerId, tried.code), { ok: false, reason: 'void' })
    t.strictSame(kindsOf(await readLeg(service, tried.id)), ['confirm_by_call'])

    const late = await answered()
    await service.pass(HOUR + MINUTE)
    t.match(await type(late.offerId, late.code), { ok: false, reason: 'void' })

    const good = await answered()
    t.match(await type(good.offerId, good.code), {
      ok: true,
      details: { story: { notes: /taxi/ } },
    })
    t.match(await readLeg(service, good.id), { state: 'confirmed', tasks: [] })
  })

  t.test('within 8 open hours, where the hours are known', async (t) => {
    const hours = {
      kind: 'weekly' as const,
      ranges: [{ days: ['mo' as const, 'tu' as const], opens: '09:00', closes: '15:00' }],
      exceptions: [],
    }
    const where = { city: 'Whitehorse', province: 'YT' as const }
    await aServicePoint(service, { ...where, hours })
    const { legs } = await aReferral(service, {
      urgency: 'standard',
      location: { place: 'Whitehorse', province: 'YT' },
    })
    const { body } = await accept(service, legs[0]!.offers[0]!.id)
    t.match(body.confirmBy, /^2026-11-2\dT/)
    t.ok(Date.parse(body.confirmBy) - service.clock.at.getTime() >= 8 * HOUR)
    t.ok(Date.parse(body.confirmBy) - service.clock.at.getTime() <= 72 * HOUR)
  })
})

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
