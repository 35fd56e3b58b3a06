import { test } from 'tap'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { confirmByCode } from '../../src/routing/confirmation.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  accept,
  aReferral,
  aTaken,
  codeTo,
  completeTask,
  digitsTo,
  kindsOf,
  post,
  readLeg,
  reply,
  sentTo,
  somePoints,
  statesOf,
} from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

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
