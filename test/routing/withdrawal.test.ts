import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { consents, messages, offers, referrals } from '../../db/schema.ts'
import { DAY, MINUTE } from '../../src/platform/clock.ts'
import { addConsent } from '../../src/routing/consent-more.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  accept,
  aReferral,
  aRequest,
  aTaken,
  completeTask,
  kindsOf,
  post,
  readLeg,
  readReferral,
  sentTo,
} from '../fixtures/referral.ts'
import { aProvider, aService } from '../fixtures/services.ts'

test('consent that is withdrawn', needsPostgres, async (t) => {
  const provided = { busy: false }
  const provider = aProvider('local', ({ id }) =>
    provided.busy
      ? { kind: 'retry', reason: 'rate_limited' }
      : { kind: 'sent', providerId: `local-${id}` },
  )
  const onCall = '+18075550150'
  const service = await aService(t, {
    provider,
    env: { ON_CALL_OPERATORS: onCall, ON_CALL_SUPERVISORS: '+18075550151' },
  })
  const points = [await aServicePoint(service), await aServicePoint(service)]
  const queued = async (id: string) =>
    (await service.db.orm.select().from(messages).where(eq(messages.referralId, id)))
      .filter(({ state }) => state === 'queued' || state === 'sending')
      .map(({ purpose }) => purpose)
      .sort()

  t.test(
    'stops what waits in the queue, on-call messages too, and tells the holders',
    async (t) => {
      provided.busy = true
      const { id } = await aReferral(service, {
        urgency: 'emergency',
        channel: 'hotline',
      })
      t.strictSame(await queued(id), ['offer', 'offer', 'offer', 'offer', 'on_call'])
      const ended = await post(service, `/v1/referrals/${id}/withdrawal`)
      t.equal(ended.status, 201, ended.text)
      t.ok((await queued(id)).every((purpose) => purpose === 'withdrawn'))
      provided.busy = false
      const before = service.provider.sent.length
      await service.pass(MINUTE)
      await service.pass(DAY)
      const later = service.provider.sent.slice(before)
      t.equal(later.length, 4, 'the holders, each by SMS and e-mail, and nobody else')
      for (const { text } of later) t.match(text, /delete/i)
      const { state, legs } = await readReferral(service, id)
      t.strictSame([state, ...legs.map((leg) => leg.state)], ['withdrawn', 'closed'])
      t.ok(legs[0]!.offers.every((offer) => offer.state === 'released'))
      t.strictSame(legs.flatMap(kindsOf), [])
      const kept = await service.db.orm.select().from(consents).where(eq(consents.referralId, id))
      t.ok(kept.every(({ withdrawnAt }) => withdrawnAt))
    },
  )

  t.test('ends every reading, by every way, also for who gave it back before', async (t) => {
    const { id, offer, legId } = await aTaken(service)
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'returned_by_service' })
    await service.settle()
    const second = (await readLeg(service, id)).offers.find(({ state }) => state === 'open')!
    await accept(service, second.id)
    await post(service, `/v1/offers/${second.id}/confirmation`)
    const holders = points.map(({ sms }) => sentTo(service, sms).length)
    await post(service, `/v1/referrals/${id}/withdrawal`)
    await service.settle()
    points.forEach(({ sms }, i) => {
      t.match(sentTo(service, sms).slice(holders[i]).join(), /delete/i)
    })
    for (const each of [offer, second]) {
      const [row] = await service.db.orm.select().from(offers).where(eq(offers.id, each.id))
      t.notOk(row!.viewerHash)
      const { organizationId } = points.find((point) => point.id === each.servicePoint!.id)!
      const { authorization } = await service.as('service_point', organizationId)
      for (const what of ['readings', 'confirmation', 'acceptance']) {
        const answer = await post(service, `/v1/offers/${each.id}/${what}`, {}, { authorization })
        t.equal(answer.status, 409, what)
        t.notMatch(answer.text, /maple|taxi/)
      }
    }
    const again = await post(service, `/v1/referrals/${id}/consents`, { basis: 'consent' })
    t.equal(again.status, 409)
    const actor = service.actor('operator')
    const late = takeTurn(service, actor, (turn) =>
      addConsent(turn, id, aRequest().consent as never),
    )
    await t.rejects(late, { code: 'referral_ended' }, 'nor one that waited for the lock meanwhile')
  })

  t.test('also after a closure: whoever holds what was said is told, once', async (t) => {
    const { id, offer, legId } = await aTaken(service)
    await post(service, `/v1/legs/${legId}/outcome`, { outcome: 'arrived' })
    await post(service, `/v1/referrals/${id}/closure`, { reason: 'connected' })
    await service.settle()
    const [closed] = await service.db.orm.select().from(referrals).where(eq(referrals.id, id))
    const { sms, organizationId } = points.find((point) => point.id === offer.servicePoint!.id)!
    const before = sentTo(service, sms).length
    for (const _ of [1, 2]) {
      const answer = await post(service, `/v1/referrals/${id}/withdrawal`)
      t.equal(answer.status, 201, answer.text)
      await service.settle()
    }
    t.equal(sentTo(service, sms).length, before + 1)
    t.match(sentTo(service, sms).at(-1), /delete/i)
    const { authorization } = await service.as('service_point', organizationId)
    const read = await post(service, `/v1/offers/${offer.id}/readings`, {}, { authorization })
    t.equal(read.status, 409)
    const [ended] = await service.db.orm.select().from(referrals).where(eq(referrals.id, id))
    t.equal(ended!.state, 'withdrawn')
    t.same(ended!.retainDueAt, closed!.retainDueAt, 'and is erased no later')
  })

  t.test('leaves the report that the law demands, and its alarm', async (t) => {
    provided.busy = true
    const { id } = await aReferral(service, { age: 16 })
    const before = sentTo(service, onCall).length
    await post(service, `/v1/referrals/${id}/withdrawal`)
    provided.busy = false
    // The provider had asked for time.
    await service.pass(15_000)
    t.ok(sentTo(service, onCall).length > before, 'told at once again')
    const leg = await readLeg(service, id)
    t.strictSame(kindsOf(leg), ['minor_report'])
    const report = { outcome: 'reported', agency: 'CAS', at: '2026-11-21T19:00:00Z', number: '7' }
    t.equal((await completeTask(service, leg, 'minor_report', report)).status, 201)
    const quiet = service.provider.sent.length
    await service.pass(DAY)
    t.equal(service.provider.sent.length, quiet)
  })

  t.test('is told to police as an end, and nothing else of it', async (t) => {
    const { authorization } = await service.as('police')
    const headers = { authorization }
    const { id } = await aReferral(service, { channel: 'police', safeContact: undefined }, headers)
    await post(service, `/v1/referrals/${id}/withdrawal`)
    const seen = await readReferral(service, id, headers)
    t.equal(seen.state, 'closed')
    t.notMatch(JSON.stringify(seen), /withdraw|Test point|consent/i)
    const looks = async (...ends: [string, object?][]) => {
      const told = { channel: 'police', safeContact: undefined, consent: { tellReferrer: true } }
      const made = await aReferral(service, told, headers)
      const [offer] = (await readLeg(service, made.id)).offers
      await accept(service, offer!.id)
      await post(service, `/v1/offers/${offer!.id}/confirmation`)
      for (const [end, reason] of ends)
        await post(service, `/v1/referrals/${made.id}/${end}`, reason)
      const { id, reference, legs, ...rest } = await readReferral(service, made.id, headers)
      return { ...rest, legs: legs.map(({ id, ...leg }) => leg) }
    }
    const closed: [string, object] = ['closure', { reason: 'other' }]
    const seenClosed = await looks(closed)
    t.same(await looks(['withdrawal']), seenClosed)
    t.same(await looks(closed, ['withdrawal']), seenClosed)
    const refused = ['consents', 'readings', 'disclosures', 'closure'].map(async (what) => {
      const url = `/v1/referrals/${id}/${what}`
      const method = what === 'disclosures' ? 'GET' : 'POST'
      const answer = await service.app.inject({ method, url, headers, payload: {} })
      return answer.statusCode
    })
    for (const status of await Promise.all(refused)) t.ok([403, 422].includes(status))
  })
})
