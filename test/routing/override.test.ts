import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { approvals, consents, disclosures, dutyRecords, messages } from '../../db/schema.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  accept,
  aRequest,
  keyOf,
  kindsOf,
  post,
  readReferral,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const OVERRIDE = {
  basis: 'override',
  givenBy: undefined,
  method: undefined,
  statement: undefined,
  language: undefined,
  reason: 'Unconscious, and in danger.',
}
const request = { urgency: 'emergency', consent: OVERRIDE }

/** Made by a person of the hotline; with the offers that it made at once. */
async function anOverride(service: TestService) {
  const operator = await service.asStaff('operator')
  const made = await post(service, '/v1/referrals', aRequest(request), operator.headers)
  if (made.status !== 201) throw new Error(made.text)
  await service.settle()
  const { id } = made.body
  const read = () => readReferral(service, id)
  const confirm = async (who: { headers: Record<string, string> }) => {
    const [asked] = await service.db.orm
      .select()
      .from(approvals)
      .where(eq(approvals.thing, `referral:${id}`))
    const answer = await post(service, `/v1/approvals/${asked!.id}/approval`, {}, who.headers)
    await service.settle()
    return answer
  }
  const snapshots = async () =>
    (await service.db.orm.select().from(disclosures).where(eq(disclosures.referralId, id))).map(
      ({ stage }) => stage,
    )
  const taken = async () => {
    const [offer] = (await read()).legs[0]!.offers
    await accept(service, offer!.id)
    const { body } = await post(service, `/v1/offers/${offer!.id}/confirmation`)
    return { offer: offer!, details: body.details }
  }
  return { id, operator, read, confirm, snapshots, taken }
}

test('S11: an override of consent', needsPostgres, async (t) => {
  const service = await aService(t)
  const points = [await aServicePoint(service), await aServicePoint(service)]

  t.test('is for an emergency, by a person of the hotline, with a reason', async (t) => {
    const { headers } = await service.asStaff('operator')
    const ask = (change: object, who: Record<string, string> = headers) =>
      post(service, '/v1/referrals', { ...aRequest(request), ...change }, who)
    const calm = await ask({ urgency: 'urgent' })
    t.match(calm, { status: 422, body: { errors: [{ pointer: '/consent/basis' }] } })
    const { reason: _, ...silent } = { ...aRequest(request).consent, reason: '' }
    t.match(await ask({ consent: silent }), {
      body: { errors: [{ pointer: '/consent/reason' }] },
    })
    t.match(await ask({ channel: 'web', referrer: undefined }), { status: 422 })
    t.match(await ask({}, await keyOf(service, 'operator')), {
      status: 403,
      body: { code: 'person_needed' },
    })
  })

  t.test(
    'acts at once, tells a supervisor, and shows nothing more before a second person',
    async (t) => {
      const { id, operator, read, confirm, snapshots, taken } = await anOverride(service)
      const { legs } = await read()
      t.strictSame(statesOf(legs[0]!), ['open', 'open'])
      t.ok(kindsOf(legs[0]!).includes('override_check'))
      const { offer, details } = await taken()
      t.match(details, { waitsFor: 'supervisor', needs: ['emergency_shelter'] })
      t.strictSame(
        [details.contact, details.story, details.place],
        [undefined, undefined, undefined],
      )
      t.strictSame(await snapshots(), ['offer', 'offer'])

      t.match(await confirm(operator), { status: 403 }, 'not by an operator')
      const supervisor = await service.asStaff('supervisor')
      const confirmed = await confirm(supervisor)
      t.equal(confirmed.status, 201, confirmed.text)
      const again = await post(service, `/v1/offers/${offer.id}/confirmation`)
      t.match(again.body.details, { contact: { codeWord: 'maple' }, story: { notes: String } })
      t.strictSame(await snapshots(), ['offer', 'offer', 'reading'])
      const kinds = (await read()).legs.flatMap(kindsOf)
      t.ok(kinds.includes('tell_person') && !kinds.includes('override_check'))
      const kept = await service.db.orm.select().from(dutyRecords)
      t.match(kept, [{ referralId: id, kind: 'override' }])

      await service.pass(31 * MINUTE)
      t.equal((await read()).legs[0]!.state, 'confirmed', 'and it does not lapse')
      await post(service, `/v1/referrals/${id}/withdrawal`)
      t.strictSame(
        (await read()).legs.flatMap(kindsOf),
        ['tell_person'],
        'they are told all the same',
      )
    },
  )

  t.test('cannot be confirmed by whoever made it', async (t) => {
    const supervisor = await service.asStaff('supervisor')
    const made = await post(service, '/v1/referrals', aRequest(request), supervisor.headers)
    const [asked] = await service.db.orm
      .select()
      .from(approvals)
      .where(eq(approvals.thing, `referral:${made.body.id}`))
    const own = await post(service, `/v1/approvals/${asked!.id}/approval`, {}, supervisor.headers)
    t.equal(own.status, 409)
    const [consent] = await service.db.orm
      .select()
      .from(consents)
      .where(eq(consents.referralId, made.body.id))
    const confirmed = { confirmedAt: service.clock.at, confirmedBy: supervisor.actor.id }
    await t.rejects(
      service.db.orm.update(consents).set(confirmed).where(eq(consents.id, consent!.id)),
      { cause: { constraint_name: 'consent_stands' } },
    )
    await post(service, `/v1/referrals/${made.body.id}/withdrawal`)
  })

  t.test(
    'lapses after 30 minutes: every holder is told to delete, also a late yes is over',
    async (t) => {
      const { id, read, taken, snapshots } = await anOverride(service)
      const { offer } = await taken()
      const [point] = points.filter(({ id: own }) => own === offer.servicePoint!.id)
      const before = sentTo(service, point!.sms).length
      await service.pass(29 * MINUTE)
      t.equal((await read()).legs[0]!.state, 'confirmed')
      await service.pass(MINUTE)
      const after = await read()
      t.equal(after.state, 'open')
      t.strictSame(after.legs.map(({ state }) => state).sort(), ['open', 'replaced'])
      t.ok(after.legs.flatMap(({ offers }) => offers).every(({ state }) => state === 'released'))
      const open = after.legs.find(({ state }) => state === 'open')!
      t.ok(kindsOf(open).includes('choose'))
      t.match(sentTo(service, point!.sms).slice(before).join(), /delete/i)
      t.equal((await accept(service, offer.id)).status, 409)
      const chosen = { servicePointId: point!.id }
      t.match(await post(service, `/v1/legs/${open.id}/offers`, chosen), {
        body: { code: 'no_consent' },
      })
      t.strictSame(await snapshots(), ['offer', 'offer'])
      const supervisor = await service.asStaff('supervisor')
      const [asked] = await service.db.orm
        .select()
        .from(approvals)
        .where(eq(approvals.thing, `referral:${id}`))
      const late = await post(
        service,
        `/v1/approvals/${asked!.id}/approval`,
        {},
        supervisor.headers,
      )
      t.equal(late.status, 409)

      t.test('and goes on with the consent of the person', async (t) => {
        const given = await post(service, `/v1/referrals/${id}/consents`, aRequest().consent)
        t.equal(given.status, 201, given.text)
        await service.settle()
        const leg = (await read()).legs.find(({ state }) => state === 'open')!
        t.ok(statesOf(leg).includes('open'))
        t.notOk(kindsOf(leg).includes('choose'))
        await post(service, `/v1/referrals/${id}/withdrawal`)
      })
    },
  )

  t.test('is replaced by the consent of the person, and then needs nobody else', async (t) => {
    const { id, read, taken } = await anOverride(service)
    const given = await post(service, `/v1/referrals/${id}/consents`, aRequest().consent)
    t.equal(given.status, 201, given.text)
    const { details } = await taken()
    t.match(details, { story: { notes: String } })
    await service.pass(31 * MINUTE)
    t.equal((await read()).legs[0]!.state, 'confirmed')
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

  t.test('that a supervisor refuses lapses at once', async (t) => {
    const { id, read } = await anOverride(service)
    const supervisor = await service.asStaff('supervisor')
    const [asked] = await service.db.orm
      .select()
      .from(approvals)
      .where(eq(approvals.thing, `referral:${id}`))
    const no = await post(service, `/v1/approvals/${asked!.id}/refusal`, {}, supervisor.headers)
    t.equal(no.status, 201, no.text)
    const offers = (await read()).legs.flatMap((leg) => leg.offers)
    t.ok(offers.every(({ state }) => state === 'released'))
    const waiting = await service.db.orm.select().from(messages).where(eq(messages.referralId, id))
    t.ok(waiting.every(({ purpose, state }) => purpose !== 'offer' || state !== 'queued'))
  })
})
