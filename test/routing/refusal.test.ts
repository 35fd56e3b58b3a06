import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { capacities } from '../../db/schema.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  contactNow,
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
import { aProvider, aService } from '../fixtures/services.ts'

test('a refusal', needsPostgres, async (t) => {
  const service = await aService(t)
  const points = [await aServicePoint(service, { needs: ['emergency_shelter', 'food'] })]
  points.push(await aServicePoint(service), await aServicePoint(service))
  const police = await service.as('police')
  const at = (leg: { offers: { servicePoint?: { id: string } }[] }, i: number) =>
    points.find(({ id }) => id === leg.offers.at(i)!.servicePoint!.id)!

  t.test('as full marks that need and population as of now, and no other', async (t) => {
    const { id } = await aReferral(service)
    const leg = await readLeg(service, id)
    const point = at(leg, 0)
    const before = await service.db.orm.select().from(capacities)
    await reply(service, point.sms, 'Full')
    const rows = await service.db.orm
      .select()
      .from(capacities)
      .where(eq(capacities.servicePointId, point.id))
    t.match(before, [])
    t.match(rows, [
      { need: 'emergency_shelter', population: 'women', room: 0, updatedAt: service.clock.at },
    ])
    t.equal(rows.length, 1)
    const next = await aReferral(service)
    t.not(at(await readLeg(service, next.id), 0).id, point.id, 'it drops out of matching')
    const man = await aReferral(service, { gender: 'man' })
    t.strictSame(statesOf(await readLeg(service, man.id)), ['open'])
    for (const each of [id, next.id, man.id])
      await post(service, `/v1/referrals/${each}/withdrawal`)
  })

  t.test('as unsafe alerts an operator, and never reaches the referrer', async (t) => {
    const { id } = await aReferral(
      service,
      { channel: 'police', referrer: { phone: '+18075550177' } },
      police,
    )
    const leg = await readLeg(service, id)
    const point = at(leg, 0)
    await post(service, `/v1/offers/${leg.offers[0]!.id}/refusal`, { reason: 'unsafe' })
    await service.settle()
    const now = await readLeg(service, id)
    t.ok(kindsOf(now).includes('unsafe'))
    const view = JSON.stringify(await readReferral(service, id, police))
    const messages = sentTo(service, '+18075550177').join()
    t.match(messages, /one service could not take it on/)
    t.notMatch(view + messages, /unsafe|not safe|dangereux/i)
    t.match(
      await reply(service, point.sms, `yes ${digitsTo(service, point.sms)}`),
      /already placed/,
    )
    const again = await post(service, `/v1/legs/${now.id}/offers`, { servicePointId: point.id })
    t.match(again, { status: 409, body: { code: 'not_eligible', failed: ['unsafe'] } })
    // with nobody left, what the referrer reads names no task either
    for (const each of (await readLeg(service, id)).offers.filter(({ state }) => state === 'open'))
      await post(service, `/v1/offers/${each.id}/refusal`, { reason: 'closed' })
    const last = await readReferral(service, id, police)
    t.notMatch(JSON.stringify(last), /unsafe|not safe/i)
    t.match(last.legs[0]!.next.en, /^An operator is working on it/)
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

  t.test('with any other code asks the next, and a repeat changes nothing', async (t) => {
    const { id } = await aReferral(service, { gender: 'man' })
    const [offer] = (await readLeg(service, id)).offers
    for (const _ of [1, 2])
      t.equal(
        (await post(service, `/v1/offers/${offer!.id}/refusal`, { reason: 'language' })).status,
        201,
      )
    t.strictSame(statesOf(await readLeg(service, id)), ['declined', 'open'])
    const other = await post(service, `/v1/offers/${offer!.id}/refusal`, { reason: 'full' })
    t.match(other, { status: 409, body: { code: 'offer_not_open' } })
  })

  t.test('of a point that has left, or dropped the need, counts all the same', async (t) => {
    const { id } = await aReferral(service, { gender: 'man' })
    const [offer] = (await readLeg(service, id)).offers
    await service.db.orm.execute(
      `update service_points set removed_at = now() where id = '${offer!.servicePoint!.id}'`,
    )
    t.equal(
      (await post(service, `/v1/offers/${offer!.id}/refusal`, { reason: 'full' })).status,
      201,
    )
  })
})

test('the referrer is told at once', needsPostgres, async (t) => {
  const service = await aService(t)
  await aServicePoint(service)
  await aServicePoint(service)
  const phone = '+18075550188'
  const last = () => sentTo(service, phone).at(-1)

  t.test('of a decline, an expiry and what follows, by neutral message', async (t) => {
    const police = await service.as('police')
    const { id, reference } = await aReferral(
      service,
      { channel: 'police', referrer: { phone } },
      police,
    )
    const [first] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${first!.id}/refusal`, { reason: 'age' })
    await service.settle()
    t.equal(last(), `${reference}: one service could not take it on. We go on looking.`)
    await service.pass(30 * MINUTE)
    t.equal(last(), `${reference}: one service did not answer in time. We go on looking.`)
    await post(service, `/v1/offers/${first!.id}/acceptance`)
    await service.settle()
    t.match(last(), /a service said yes/)
    await post(service, `/v1/offers/${first!.id}/confirmation`)
    await service.settle()
    t.match(last(), /confirmed/)
  })

  t.test('never on the hotline, and on the web a phone is refused', async (t) => {
    const before = sentTo(service, phone).length
    const { id } = await aReferral(service, { referrer: { phone } })
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/refusal`, { reason: 'age' })
    await service.settle()
    t.equal(sentTo(service, phone).length, before)
    await t.rejects(aReferral(service, { channel: 'web', referrer: { phone } }), /422.*\/referrer/)
  })

  t.test('that the person arrived only with their consent', async (t) => {
    const police = await service.as('police')
    for (const tellReferrer of [true, false]) {
      const { id, legId } = await aReferral(
        service,
        { channel: 'police', consent: { tellReferrer } },
        police,
      )
      const [offer] = (await readLeg(service, id)).offers
      await post(service, `/v1/offers/${offer!.id}/acceptance`)
      await post(service, `/v1/offers/${offer!.id}/confirmation`)
      const before = await readReferral(service, id, police)
      await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'arrived' })
      const after = await readReferral(service, id, police)
      if (tellReferrer) t.match(after, { stage: 'connected' })
      else t.strictSame(after, before)
    }
  })
})

test('a message that bounces', needsPostgres, async (t) => {
  const bad = new Set<string>()
  const lost = new Set<string>()
  const carrier = aProvider('local', ({ to, id }) => {
    if (bad.has(to)) return { kind: 'failed', reason: 'bad_address' }
    return lost.has(to)
      ? { kind: 'unknown', reason: 'timeout' }
      : { kind: 'sent', providerId: `local-${id}` }
  })
  // A repeat would be seen, and nobody can look.
  const provider = { ...carrier, repeatable: false }
  const service = await aService(t, { provider })
  const points = [await aServicePoint(service), await aServicePoint(service)]
  const editor = await keyOf(service, 'editor')

  t.test(
    'on both channels fails the offer, asks the next and has the contacts looked at',
    async (t) => {
      for (const { sms, email } of points.slice(0, 1)) bad.add(sms).add(email)
      const { id } = await aReferral(service, { urgency: 'standard' })
      let leg = await readLeg(service, id)
      if (leg.offers[0]!.servicePoint!.id !== points[0]!.id) {
        await post(service, `/v1/offers/${leg.offers[0]!.id}/refusal`, { reason: 'other' })
        await service.settle()
        leg = await readLeg(service, id)
      }
      const offer = leg.offers.find(({ servicePoint }) => servicePoint!.id === points[0]!.id)
      t.match(offer, { state: 'failed', reason: 'bad_address' })
      t.match(await contactNow(service, points[0]!.sms), { failedReason: 'bad_address' })
      const tasks = (await service.app.inject({ url: '/v1/tasks', headers: editor })).json().tasks
      t.match(tasks, [{ kind: 'contact_problem', servicePointId: points[0]!.id, role: 'editor' }])
      await post(service, `/v1/referrals/${id}/withdrawal`)
    },
  )

  t.test('with an outcome that nobody knows is never sent again on that channel', async (t) => {
    lost.add(points[1]!.sms)
    const { id, reference } = await aReferral(service, { urgency: 'standard' })
    await service.pass(2 * MINUTE)
    t.equal(sentTo(service, points[1]!.sms).filter((text) => text.includes(reference)).length, 1)
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
    t.match(await contactNow(service, points[1]!.sms), { failedAt: null })
  })

  t.test('with the code in it is a call for an operator at once', async (t) => {
    const where = { city: 'Winnipeg', province: 'MB' as const }
    const point = await aServicePoint(service, where)
    const { id } = await aReferral(service, { location: { place: 'Winnipeg', province: 'MB' } })
    bad.add(point.email)
    await reply(service, point.sms, `yes ${digitsTo(service, point.sms)}`)
    t.match(await readLeg(service, id), { state: 'accepted' })
    t.strictSame(kindsOf(await readLeg(service, id)), ['confirm_by_call'])
  })
})
