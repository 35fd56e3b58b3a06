import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { dataKeys, offerMessages, offers, referrals } from '../../db/schema.ts'
import { endByLink, meetByLink, talkByLink } from '../../src/answers/held-by-link.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { lastCode, lettersOf, postForm } from '../fixtures/letters.ts'
import {
  aReferral,
  aTaken,
  keyOf,
  kindsOf,
  post,
  readLeg,
  readReferral,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const TWO = ['emergency_shelter', 'legal_immigration']
const both = { needs: TWO as never }

/** The needs and stages of the legs, in order of the needs. */
const legsOf = (view: { legs: { needs: string[]; stage: string }[] }) =>
  view.legs.map(({ needs, stage }) => `${needs.join('+')}: ${stage}`).sort()

test('a yes to a part', needsPostgres, async (t) => {
  const service = await aService(t)
  const police = { authorization: (await service.as('police')).authorization }
  const hand = (consent: object = {}) =>
    aReferral(service, { channel: 'police', needs: TWO, consent, safeContact: undefined }, police)
  const first = await aServicePoint(service, both)
  await aServicePoint(service, both)

  t.test('keeps that part, and the rest is sought at once', async (t) => {
    const made = await aReferral(service, { needs: TWO })
    const leg = await readLeg(service, made.id)
    const url = `/v1/offers/${leg.offers[0]!.id}/acceptance`
    for (const needs of [['food'], [...TWO, 'food']])
      t.match(await post(service, url, { needs }), {
        status: 422,
        body: { errors: [{ pointer: '/needs' }] },
      })
    t.equal((await post(service, url, { needs: [] })).status, 422)
    t.equal((await post(service, url, { needs: ['emergency_shelter'] })).status, 201)
    const view = await readReferral(service, made.id)
    t.same(legsOf(view), ['emergency_shelter: accepted', 'legal_immigration: offered'])
    const rest = view.legs.find(({ needs }) => needs[0] === 'legal_immigration')!
    t.not(rest.offers[0]!.servicePoint!.id, leg.offers[0]!.servicePoint!.id, 'somebody else')
    t.match(
      view.timeline.find(({ action }) => action === 'leg.narrowed')!.what.en,
      /Yes to a part only.*/,
    )
    t.equal((await post(service, url, { needs: TWO })).status, 201, 'said again, nothing changes')
    t.equal((await readReferral(service, made.id)).legs.length, 2)
  })

  t.test('a yes to all of it by name is a plain yes', async (t) => {
    const made = await aReferral(service, { needs: TWO })
    const [offer] = (await readLeg(service, made.id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`, { needs: TWO.toReversed() })
    t.same(legsOf(await readReferral(service, made.id)), [
      'emergency_shelter+legal_immigration: accepted',
    ])
  })

  t.test('by the answer page', async (t) => {
    const made = await aReferral(service, { needs: TWO })
    const letter = lettersOf(service).at(-1)!
    const { app } = service
    t.match((await app.inject(letter.path)).body, /name="needs" value="legal_immigration" checked/)
    const yes = { digits: letter.digits, answer: 'yes', parts: 'true' }
    const none = await postForm(service, letter.path, yes)
    t.equal(none.statusCode, 422)
    t.match(none.body, /Tick at least one/)
    const some = await postForm(service, letter.path, { ...yes, needs: 'legal_immigration' })
    t.equal(some.statusCode, 303)
    const legs = legsOf(await readReferral(service, made.id))
    t.same(legs, ['emergency_shelter: offered', 'legal_immigration: accepted'])
  })

  t.test('in an emergency the others who were asked may be asked for the rest', async (t) => {
    const made = await aReferral(service, { needs: TWO, urgency: 'emergency' })
    const leg = await readLeg(service, made.id)
    t.same(statesOf(leg), ['open', 'open'])
    await post(service, `/v1/offers/${leg.offers[0]!.id}/acceptance`, { needs: [TWO[0]] })
    const { legs } = await readReferral(service, made.id)
    const rest = legs.find(({ needs }) => needs[0] === TWO[1])!
    t.same(
      rest.offers.map(({ servicePoint }) => servicePoint!.id),
      [leg.offers[1]!.servicePoint!.id],
    )
    t.ok(kindsOf(rest).includes('emergency'))
  })

  t.test('a referrer sees the open part, and nothing of one that fell through', async (t) => {
    const third = await aServicePoint(service, both)
    for (const tellReferrer of [true, false]) {
      const { id } = await hand({ tellReferrer })
      const [offer] = (await readLeg(service, id)).offers
      await post(service, `/v1/offers/${offer!.id}/acceptance`, { needs: [TWO[0]] })
      await post(service, `/v1/offers/${offer!.id}/confirmation`)
      t.same(legsOf(await readReferral(service, id, police)), [
        'emergency_shelter: confirmed',
        'legal_immigration: offered',
      ])
      await post(service, `/v1/referrals/${id}/withdrawal`)
    }
    const { id, legId } = await hand({ tellReferrer: false })
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    await post(service, `/v1/offers/${offer!.id}/confirmation`)
    const before = JSON.stringify(await readReferral(service, id, police))
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'returned_by_service' })
    const next = (await readLeg(service, id)).offers.find(({ state }) => state === 'open')!
    t.equal(
      (await post(service, `/v1/offers/${next.id}/acceptance`, { needs: [TWO[0]] })).status,
      201,
    )
    t.equal((await readReferral(service, id)).legs.length, 2)
    t.equal(JSON.stringify(await readReferral(service, id, police)), before)
    t.ok(first.id && third.id)
  })
})

test('messages between the hotline and whoever holds it', needsPostgres, async (t) => {
  const service = await aService(t, { env: { ON_CALL_OPERATORS: '+16135550150' } })
  const shelter = await aServicePoint(service)
  const legal = await aServicePoint(service, { needs: ['legal_immigration'] })
  const operator = (await service.asStaff('operator')).headers
  const member = (await service.asStaff('service_point', shelter.organizationId)).headers
  const lawyer = (await service.asStaff('service_point', legal.organizationId)).headers
  type Who = Record<string, string>
  const ask = async (who: Who, method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await service.app.inject({ method, url, headers: who, payload })
    return { status: answer.statusCode, body: answer.json(), text: answer.body }
  }
  const made = await aReferral(service, { needs: TWO }, operator)
  const view = await readReferral(service, made.id, operator)
  const offerOf = (need: string) => view.legs.find(({ needs }) => needs[0] === need)!.offers[0]!
  const bed = `/v1/offers/${offerOf('emergency_shelter').id}`
  const law = `/v1/offers/${offerOf('legal_immigration').id}`

  t.test('not before it is confirmed', async (t) => {
    await ask(member, 'POST', `${bed}/acceptance`, {})
    for (const who of [operator, member])
      t.match(await ask(who, 'POST', `${bed}/messages`, { text: 'x' }), { status: 409 })
    await ask(member, 'POST', `${bed}/confirmation`, {})
    await ask(lawyer, 'POST', `${law}/acceptance`, {})
    await ask(lawyer, 'POST', `${law}/confirmation`, {})
  })

  t.test('are told of with the reference only, once until they are read', async (t) => {
    const secret = 'Zanzibar cot'
    // a page that is loaded again sends its form again: once is once
    for (const text of [secret, secret, 'and a blanket'])
      t.equal((await ask(operator, 'POST', `${bed}/messages`, { text })).status, 201)
    await service.settle()
    const told = (to: string) => sentTo(service, to).filter((text) => /waiting for you/.test(text))
    t.equal(told(shelter.sms).length, 1)
    t.equal(told(shelter.email).length, 1)
    t.match(told(shelter.sms)[0], made.reference)
    t.equal(told(legal.sms).length, 0)
    t.notMatch(JSON.stringify(service.provider.sent), secret)
    const rows = await service.db.orm.select().from(offerMessages)
    t.notMatch(rows.map(({ sealed }) => sealed.toString('latin1')).join(), secret)
  })

  t.test('each point has a thread of its own, and looking changes nothing', async (t) => {
    const list = await ask(member, 'GET', `${bed}/messages`)
    t.match(list, {
      status: 200,
      body: { unread: 2, messages: [{ from: 'hotline', author: null }] },
    })
    t.notMatch(list.text, 'Zanzibar')
    t.match(await ask(member, 'GET', '/v1/offers'), { body: { offers: [{ unread: 2 }] } })
    t.equal((await ask(lawyer, 'GET', `${bed}/messages`)).status, 404)
    t.equal((await ask(lawyer, 'POST', `${bed}/messages/reading`)).status, 404)
    t.match(await ask(lawyer, 'GET', `${law}/messages`), { body: { unread: 0, messages: [] } })
    const stranger = (await service.asStaff('operator')).headers
    t.match(await ask(stranger, 'GET', `${bed}/messages`), { body: { code: 'reason_needed' } })
    t.match((await ask(member, 'GET', `${bed}/messages`)).body, { unread: 2 })
  })

  t.test('reading is a line of the record; an answer is a task for the hotline', async (t) => {
    const read = await ask(member, 'POST', `${bed}/messages/reading`)
    t.match(read.body.messages[0], { text: 'Zanzibar cot', mine: false, seenAt: String })
    t.match((await ask(member, 'GET', `${bed}/messages`)).body, { unread: 0 })
    await ask(member, 'POST', `${bed}/messages`, { text: 'Yes, there is.' })
    await ask(lawyer, 'POST', `${law}/messages`, { text: 'Tomorrow at nine.' })
    const kinds = async (need: string) =>
      kindsOf(
        (await readReferral(service, made.id, operator)).legs.find(
          ({ needs }) => needs[0] === need,
        )!,
      )
    t.ok((await kinds('emergency_shelter')).includes('message_waiting'))
    const thread = (await ask(operator, 'POST', `${bed}/messages/reading`)).body.messages
    t.match(thread.at(-1), { text: 'Yes, there is.', from: 'service_point', author: null })
    t.match(thread[0], { author: /^staff:/, mine: true })
    t.notOk((await kinds('emergency_shelter')).includes('message_waiting'))
    t.ok((await kinds('legal_immigration')).includes('message_waiting'), 'the other is unread')
    const { timeline } = await readReferral(service, made.id, operator)
    const actions = timeline.map(({ action }) => action)
    t.ok(actions.includes('message.written') && actions.includes('message.read'))
    t.notMatch(JSON.stringify(timeline), 'Zanzibar')
  })

  t.test('whoever gave it back sees nothing more; the hotline still does', async (t) => {
    const legId = view.legs.find(({ needs }) => needs[0] === 'legal_immigration')!.id
    await ask(lawyer, 'POST', `/v1/legs/${legId}/outcome`, { outcome: 'returned_by_service' })
    for (const [method, url] of [
      ['GET', `${law}/messages`],
      ['POST', `${law}/messages/reading`],
    ] as const)
      t.equal((await ask(lawyer, method, url)).status, 409)
    const old = await ask(operator, 'POST', `${law}/messages/reading`)
    t.match(old.body.messages, [{ text: 'Tomorrow at nine.' }])
    t.equal((await ask(operator, 'POST', `${law}/messages`, { text: 'x' })).status, 409)
  })

  t.test('are written once, and gone with the key', async (t) => {
    await t.rejects(service.db.orm.update(offerMessages).set({ side: 'hotline' }))
    await t.rejects(
      service.db.orm.update(offerMessages).set({ seenAt: service.clock.at, seenBy: 'x' }),
    )
    await t.rejects(service.db.orm.delete(offerMessages))
    await ask(operator, 'POST', `/v1/referrals/${made.id}/closure`, { reason: 'other' })
    t.equal((await ask(member, 'POST', `${bed}/messages/reading`)).status, 409)
    await service.pass(8 * 24 * HOUR)
    const again = (await service.asStaff('supervisor')).headers
    const [row] = await service.db.orm.select().from(referrals).where(eq(referrals.id, made.id))
    const [key] = await service.db.orm.select().from(dataKeys).where(eq(dataKeys.id, row!.keyId))
    t.ok(row!.erasedAt && key!.destroyedAt)
    t.ok([403, 409].includes((await ask(again, 'POST', `${bed}/messages/reading`)).status))
  })
})

test('how to meet', needsPostgres, async (t) => {
  const service = await aService(t)
  const police = { authorization: (await service.as('police')).authorization }
  const open = await aServicePoint(service, { name: 'Cedar House', address: '12 Birch Road' })
  const at = new Date(service.clock.at.getTime() + HOUR).toISOString()
  const meet = { how: 'meet', at, place: 'Library, main door', whoDrives: 'referrer' }
  const put = async (offerId: string, payload: object, headers?: Record<string, string>) => {
    const as = headers ?? { ...(await keyOf(service, 'operator')) }
    const url = `/v1/offers/${offerId}/meeting`
    const answer = await service.app.inject({ method: 'PUT', url, headers: as, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  const handed = async (consent: object = {}, confirmation?: object) => {
    const with_ = {
      channel: 'police',
      consent,
      safeContact: undefined,
      referrer: { phone: '+16135550177' },
    }
    const made = await aReferral(service, with_, police)
    const [offer] = (await readLeg(service, made.id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    if (confirmation) await post(service, `/v1/offers/${offer!.id}/confirmation`, confirmation)
    const organizationId = (
      await service.db.orm.select().from(offers).where(eq(offers.id, offer!.id))
    )[0]!.organizationId
    const member = (await service.asStaff('service_point', organizationId)).headers
    return { ...made, offer: offer!, member }
  }
  const seen = async (id: string) => readReferral(service, id, police) as Promise<never>

  t.test('an officer sees it after the confirmation, and never which service', async (t) => {
    const { id, offer, member } = await handed()
    t.match(await put(offer.id, meet, member), { status: 409 })
    t.equal(
      (await post(service, `/v1/offers/${offer.id}/confirmation`, { meeting: meet })).status,
      201,
    )
    const view = JSON.stringify(await seen(id))
    t.match(JSON.parse(view).legs[0].meeting, meet)
    t.notMatch(view, /Cedar|Birch|servicePoint/)
    const call = { how: 'we_call', whoDrives: 'undecided' }
    t.match(await put(offer.id, call, member), { status: 200, body: call })
    t.strictSame(JSON.parse(JSON.stringify(await seen(id))).legs[0].meeting, call)
    await service.settle()
    t.ok(sentTo(service, '+16135550177').some((text) => /how to meet/.test(text)))
    const [row] = await service.db.orm.select().from(offers).where(eq(offers.id, offer.id))
    t.notMatch(row!.sealedMeeting!.toString('latin1'), 'we_call')
  })

  t.test('a place that cannot be told is refused', async (t) => {
    const { offer, member } = await handed({}, {})
    for (const [wrong, pointer] of [
      [{ place: 'At CEDAR-house, back door' }, '/place'],
      [{ place: 'Corner of 12, Birch Road' }, '/place'],
      [{ place: undefined }, '/place'],
      [{ at: '2020-01-01T00:00:00Z' }, '/at'],
      [{ how: 'we_call' }, '/place'],
    ] as const)
      t.match(await put(offer.id, { ...meet, ...wrong }, member), {
        status: 422,
        body: { errors: [{ pointer }] },
      })
  })

  t.test('without consent to tell, what became of it does not show', async (t) => {
    const other = await aServicePoint(service, { name: 'Other' })
    const { id, offer, legId } = await handed({ tellReferrer: false }, { meeting: meet })
    const before = JSON.stringify(await seen(id))
    t.match(before, 'Library')
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'returned_by_service' })
    const next = (await readLeg(service, id)).offers.find(({ state }) => state === 'open')
    t.ok(next && other.id)
    await post(service, `/v1/offers/${next!.id}/acceptance`)
    const elsewhere = { ...meet, place: 'Bus station' }
    await post(service, `/v1/offers/${next!.id}/confirmation`, { meeting: elsewhere })
    t.equal(JSON.stringify(await seen(id)), before)
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'arrived' })
    t.equal(JSON.stringify(await seen(id)), before, 'nor that they arrived')
    t.match(await readReferral(service, id), { legs: [{ stage: 'connected' }] })
    t.ok(offer)
  })

  t.test('with it, what stands now, until they arrived', async (t) => {
    const { id, legId } = await handed({ tellReferrer: true }, { meeting: meet })
    t.match(await seen(id), { legs: [{ meeting: meet }] })
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'arrived' })
    const [leg] = (await readReferral(service, id, police)).legs
    t.match(leg, { stage: 'connected' })
    t.notOk('meeting' in leg!)
  })

  t.test('a confidential service point must say that the place is neutral', async (t) => {
    const hidden = await aService(t)
    await aServicePoint(hidden, { hidden: true })
    const { offer } = await aTaken(hidden)
    const say = async (meeting: object) => {
      const headers = { ...(await keyOf(hidden, 'operator')) }
      const url = `/v1/offers/${offer.id}/meeting`
      return hidden.app.inject({ method: 'PUT', url, headers, payload: meeting })
    }
    for (const wrong of [meet, { ...meet, neutral: false }])
      t.match((await say(wrong)).json(), { errors: [{ pointer: '/neutral' }] })
    t.equal((await say({ ...meet, neutral: true })).statusCode, 200)
    t.equal((await say({ how: 'we_call', whoDrives: 'service' })).statusCode, 200)
    t.ok(open.id)
  })
})

test('the page of whoever confirmed', needsPostgres, async (t) => {
  const service: TestService = await aService(t)
  await aServicePoint(service)
  const made = await aReferral(service)
  const letter = lettersOf(service)[0]!
  await postForm(service, letter.path, { digits: letter.digits, answer: 'yes' })
  await service.settle()
  const confirmed = await postForm(service, `${letter.path}/confirmation`, {
    code: lastCode(service),
  })
  const viewer = /=([\w-]+)/.exec(String(confirmed.headers['set-cookie']))![1]!
  const link = { id: 'link', role: 'contact' } as const
  const mine = () => viewer
  const at = new Date(service.clock.at.getTime() + 30 * MINUTE).toISOString()

  await t.test('talks, meets and ends; no other browser does', async (t) => {
    const turn = <T>(work: Parameters<typeof takeTurn<T>>[2]) => takeTurn(service, link, work)
    const thread = await turn((turn) => talkByLink(turn, letter.token, mine, 'Is there a child?'))
    t.match(thread, [{ text: 'Is there a child?', from: 'service_point', mine: true }])
    for (const nobody of [() => undefined, () => 'A'.repeat(22)]) {
      t.notOk(await turn((turn) => talkByLink(turn, letter.token, nobody, 'x')))
      t.notOk(await turn((turn) => endByLink(turn, letter.token, nobody, 'arrived')))
    }
    const meeting = { how: 'meet', at, place: 'The library', whoDrives: 'service' } as const
    t.ok(await turn((turn) => meetByLink(turn, letter.token, mine, meeting)))
    t.match(await readReferral(service, made.id), { legs: [{ meeting }] })
    t.ok(await turn((turn) => endByLink(turn, letter.token, mine, 'arrived')))
    t.match(await readReferral(service, made.id), { stage: 'connected' })
  })
})
