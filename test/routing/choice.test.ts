import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { offers } from '../../db/schema.ts'
import { newId } from '../../src/platform/ids.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
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
test('a human chooses', needsPostgres, async (t) => {
  const service = await aService(t)
  const supervisor = await keyOf(service, 'supervisor')
  const choose = (
    legId: string,
    servicePointId: string,
    rules?: string[],
    key?: Record<string, string>,
  ) =>
    post(
      service,
      `/v1/legs/${legId}/offers`,
      { servicePointId, ...(rules ? { override: { rules, reason: 'canary-reason' } } : {}) },
      key,
    )

  t.test('what a supervisor must look at stays when an operator asks somebody else', async (t) => {
    const where = { city: 'Regina', province: 'SK' as const }
    await aServicePoint(service, { ...where, hidden: true })
    const avoid = { areas: [{ place: 'Regina', province: 'SK', radiusKm: 1 }] }
    const location = { place: 'Moose Jaw', province: 'SK' }
    const { id, legId } = await aReferral(service, { location, avoid })
    t.same(kindsOf(await readLeg(service, id)), ['supervisor_check'])
    const near = await aServicePoint(service, { city: 'Moose Jaw', province: 'SK' })
    t.equal((await choose(legId, near.id)).status, 201)
    t.same(kindsOf(await readLeg(service, id)), ['supervisor_check'])
    const far = await aServicePoint(service, { city: 'Moose Jaw', province: 'SK' })
    t.equal((await choose(legId, far.id, undefined, supervisor)).status, 201)
    t.same(kindsOf(await readLeg(service, id)), [])
  })

  t.test('a hold: offer, or drop and the next is looked for', async (t) => {
    const where = { city: 'Winnipeg', province: 'MB' as const }
    const women = { ...where, genders: ['woman' as const] }
    const held = [await aServicePoint(service, women), await aServicePoint(service, women)]
    const { id } = await aReferral(service, {
      gender: undefined,
      location: { place: 'Winnipeg', province: 'MB' },
    })
    const leg = await readLeg(service, id)
    t.match(leg.tasks, [{ kind: 'operator_release', role: 'operator' }])
    const first = leg.tasks[0]!.servicePointId
    t.equal((await completeTask(service, leg, 'operator_release', { outcome: 'drop' })).status, 201)
    const next = await readLeg(service, id)
    t.match(next.tasks, [{ kind: 'operator_release' }])
    t.not(next.tasks[0]!.servicePointId, first, 'whoever was dropped is not named again')
    t.equal(
      (await completeTask(service, next, 'operator_release', { outcome: 'offer' })).status,
      201,
    )
    t.match((await readLeg(service, id)).offers, [
      { state: 'open', servicePoint: { id: held.find((point) => point.id !== first)!.id } },
    ])
  })

  t.test('within the rules that a role may set aside', async (t) => {
    const where = { city: 'Regina', province: 'SK' as const }
    const location = { place: 'Regina', province: 'SK' }
    const men = await aServicePoint(service, { ...where, genders: ['man'] })
    const old = await aServicePoint(service, { ...where, minAge: 50 })
    const full = await aServicePoint(service, where)
    const closed = await aServicePoint(service, {
      ...where,
      hours: {
        kind: 'weekly',
        ranges: [{ days: ['mo'], opens: '09:00', closes: '10:00' }],
        exceptions: [],
      },
    })
    const listed = await aServicePoint(service, {
      ...where,
      status: 'listed',
      vetted: undefined,
      contacts: [],
    })
    const mute = await aServicePoint(service, { ...where, contacts: [] })
    const avoided = await aServicePoint(service, where)
    const { legId: once, legs } = await aReferral(service, { location })
    for (const { id } of legs[0]!.offers) await refuse(service, id, 'full')
    const { id, legId } = await aReferral(service, {
      location,
      urgency: 'emergency',
      avoid: { organizations: [avoided.organizationId] },
    })
    const fullOnes = (await readLeg(service, id)).offers.map(({ servicePoint }) => servicePoint!.id)
    t.ok(once)
    t.match(await choose(legId, newId()), { status: 409, body: { code: 'not_eligible' } })
    t.match(await choose(legId, closed.id), { status: 409, body: { failed: ['closed_now'] } })
    t.equal((await choose(legId, closed.id, ['closed_now'])).status, 201)
    t.match(await choose(legId, closed.id, ['closed_now']), {
      status: 409,
      body: { code: 'already_offered' },
    })
    t.match(await choose(legId, men.id), { status: 409, body: { failed: ['gender_not_served'] } })
    t.equal((await choose(legId, men.id, ['gender_not_served'])).status, 403)
    t.equal((await choose(legId, old.id, ['age_not_served'])).status, 403)
    t.equal((await choose(legId, men.id, ['gender_not_served'], supervisor)).status, 201)
    t.equal((await choose(legId, old.id, ['age_not_served'], supervisor)).status, 201)
    t.match(await choose(legId, avoided.id, undefined, supervisor), {
      status: 409,
      body: { code: 'not_eligible', failed: ['avoided_organization'] },
    })
    t.equal((await choose(legId, avoided.id, ['avoided_organization'], supervisor)).status, 422)
    t.match(await choose(legId, listed.id), { status: 409, body: { code: 'not_a_partner' } })
    t.match(await choose(legId, mute.id), { status: 409, body: { code: 'no_contact' } })
    const isFull = [full.id].filter((each) => !fullOnes.includes(each))
    for (const each of isFull) t.equal((await choose(legId, each, ['full'])).status, 201)
    const view = JSON.stringify(await readReferral(service, id))
    t.notMatch(view, 'canary-reason')
    const rows = await service.db.orm.select().from(offers).where(eq(offers.legId, legId))
    t.ok(
      rows.filter(({ sealedOverride }) => sealedOverride).length >= 3,
      'the reason is kept, sealed',
    )
  })
})

test('several needs', needsPostgres, async (t) => {
  const service = await aService(t)
  const needs = ['emergency_shelter', 'legal_immigration', 'food']

  t.test('become the legs of the plan, and what nobody covers one of its own', async (t) => {
    const both = await aServicePoint(service, { needs: ['emergency_shelter', 'food'] })
    const { id } = await aReferral(service, { needs })
    const { legs, stage } = await readReferral(service, id)
    t.same(legs.map((leg) => [...leg.needs].sort()).sort(), [
      ['emergency_shelter', 'food'],
      ['legal_immigration'],
    ])
    const covered = legs.find((leg) => leg.needs.length === 2)!
    t.match(covered.offers, [{ state: 'open', servicePoint: { id: both.id } }])
    t.strictSame(
      legs.find((leg) => leg.needs.length === 1)!.tasks.map(({ kind }) => kind),
      ['no_candidate'],
    )
    t.equal(stage, 'matched', 'the stage is that of the least advanced leg')
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

  t.test('are split when nobody is left who could do all; alerts survive it', async (t) => {
    const where = { city: 'Brandon', province: 'MB' as const }
    const all = await aServicePoint(service, { ...where, needs: ['emergency_shelter', 'food'] })
    const bed = await aServicePoint(service, { ...where, needs: ['emergency_shelter'] })
    const meal = await aServicePoint(service, { ...where, needs: ['food'] })
    const { id } = await aReferral(service, {
      needs: ['emergency_shelter', 'food'],
      location: { place: 'Brandon', province: 'MB' },
    })
    const [leg] = (await readReferral(service, id)).legs
    t.match(leg!.offers, [{ servicePoint: { id: all.id } }])
    t.equal((await refuse(service, leg!.offers[0]!.id, 'unsafe')).status, 201)
    const { legs } = await readReferral(service, id)
    t.match(
      legs.find((each) => each.id === leg!.id),
      { state: 'replaced', tasks: [{ kind: 'unsafe' }] },
    )
    const parts = legs.filter((each) => each.id !== leg!.id)
    t.same(
      parts
        .map((part) => [part.needs, part.offers.map(({ servicePoint }) => servicePoint!.id)])
        .sort(),
      [
        [['emergency_shelter'], [bed.id]],
        [['food'], [meal.id]],
      ],
    )
    t.match(await post(service, `/v1/offers/${leg!.offers[0]!.id}/acceptance`), { status: 409 })
    await post(service, `/v1/referrals/${id}/withdrawal`)
    t.strictSame(
      kindsOf((await readReferral(service, id)).legs.find((each) => each.id === leg!.id)!),
      [],
    )
  })
})
