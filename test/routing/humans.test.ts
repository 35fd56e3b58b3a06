import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { consents, offers, organizations, referrals } from '../../db/schema.ts'
import { DAY, HOUR, MINUTE } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
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
  statesOf,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const refuse = (service: TestService, offerId: string, reason = 'other') =>
  post(service, `/v1/offers/${offerId}/refusal`, { reason })
const pointers = ({ body }: { body: { errors?: { pointer: string }[] } }) =>
  (body.errors ?? []).map(({ pointer }) => pointer).sort()

test('minors', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service, { minAge: 0, children: null })
  const supervisor = await keyOf(service, 'supervisor')

  for (const [who, overrides] of Object.entries({
    'of 16': { age: 16 },
    'under 16': { age: undefined, ageGroup: 'under_16' },
    'perhaps, with signs of it': { age: undefined, maybeMinor: true },
    'a child at risk with its mother': {
      household: { children: [{ ageBand: '6-12', atRisk: true }] },
    },
  })) {
    t.test(`${who}: no offer goes by itself, an operator and a supervisor are told`, async (t) => {
      const { id } = await aReferral(service, overrides)
      const leg = await readLeg(service, id)
      t.strictSame(statesOf(leg), [])
      t.strictSame(kindsOf(leg), ['choose', 'minor_report', 'minor_review'])
      t.match(
        leg.tasks
          .filter(({ kind }) => kind.startsWith('minor'))
          .map((task) => [task.role, task.urgency])
          .sort(),
        [
          ['operator', 'emergency'],
          ['supervisor', 'emergency'],
        ],
      )
      t.match(await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' }), {
        status: 409,
        body: { code: 'report_missing' },
      })
    })
  }

  t.test('a child of whom nobody knows is a caution, no hold', async (t) => {
    const { id } = await aReferral(service, { household: { children: [{ ageBand: '6-12' }] } })
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

  t.test('a human chooses; when that offer ends, a human chooses again', async (t) => {
    for (const end of ['no', 'silence']) {
      const { id, legId } = await aReferral(service, { age: 16 })
      for (const kind of ['minor_review'])
        await completeTask(
          service,
          await readLeg(service, id),
          kind,
          { outcome: 'done' },
          supervisor,
        )
      const report = { outcome: 'reported', agency: 'CAS', at: '2026-11-21T19:00:00Z', number: '7' }
      await completeTask(service, await readLeg(service, id), 'minor_report', report)
      t.equal(
        (await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })).status,
        201,
      )
      t.strictSame(kindsOf(await readLeg(service, id)), [])
      const [offer] = (await readLeg(service, id)).offers
      if (end === 'no') t.equal((await refuse(service, offer!.id)).status, 201)
      else await service.pass(HOUR)
      t.ok(kindsOf(await readLeg(service, id)).includes('choose'))
      t.equal((await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' })).status, 201)
    }
  })

  t.test(
    'the report names agency, time and number, and is never blocked by the rest',
    async (t) => {
      const { id } = await aReferral(service, { age: 16 })
      const leg = await readLeg(service, id)
      const bare = await completeTask(service, leg, 'minor_report', { outcome: 'reported' })
      t.equal(bare.status, 422)
      t.strictSame(pointers(bare), ['/agency', '/at', '/number'])
      await completeTask(service, leg, 'minor_review', { outcome: 'done' }, supervisor)
      t.equal((await completeTask(service, leg, 'choose')).status, 201)
      const report = { outcome: 'reported', agency: 'CAS', at: '2026-11-21T19:00:00Z', number: '7' }
      t.equal((await completeTask(service, leg, 'minor_report', report)).status, 201)
      t.strictSame(kindsOf(await readLeg(service, id)), ['choose'])
      t.match(await completeTask(service, await readLeg(service, id), 'choose'), {
        status: 409,
        body: { code: 'next_step_needed' },
      })
    },
  )

  t.test(
    'the duty to report survives a withdrawal, and a part that the person declines',
    async (t) => {
      const gone = await aReferral(service, { age: 16 })
      await post(service, `/v1/referrals/${gone.id}/withdrawal`)
      const declined = await aReferral(service, { age: 16 })
      await post(service, `/v1/legs/${declined.legId}/outcome`, { outcome: 'person_declined' })
      for (const { id } of [gone, declined])
        t.strictSame(kindsOf(await readLeg(service, id)), ['minor_report'])
      const report = { outcome: 'reported', agency: 'CAS', at: '2026-11-21T19:00:00Z', number: '7' }
      const done = await completeTask(
        service,
        await readLeg(service, gone.id),
        'minor_report',
        report,
      )
      t.equal(done.status, 201)
    },
  )
})

test('consent', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)
  const supervisor = await keyOf(service, 'supervisor')

  t.test('that is incomplete is 422, naming every field', async (t) => {
    const ask = (consent: object, more: Record<string, unknown> = {}) =>
      post(service, '/v1/referrals', { ...aRequest(more), consent })
    t.strictSame(pointers(await ask({ basis: 'consent' })), [
      '/consent/givenBy',
      '/consent/language',
      '/consent/method',
      '/consent/scope',
      '/consent/scope',
      '/consent/scope',
      '/consent/statement',
    ])
    const good = aRequest().consent
    t.strictSame(pointers(await ask({ ...good, scope: ['needs', 'area'] })), ['/consent/scope'])
    t.strictSame(pointers(await ask({ ...good, statement: '1999-1', language: 'es' })), [
      '/consent/interpreter',
      '/consent/statement',
    ])
    t.strictSame(pointers(await ask({ ...good, basis: 'minor' })), ['/consent/basis'])
    t.equal((await ask({ basis: 'minor', scope: good.scope }, { age: 16 })).status, 201)
    t.strictSame(pointers(await ask({ basis: 'override', scope: good.scope })), ['/consent/reason'])
    t.strictSame(
      pointers(
        await post(service, '/v1/referrals', {
          ...aRequest({ nme: 'x', urgency: 'now' }),
          needs: [],
        }),
      ),
      ['/needs', '/nme', '/urgency'],
    )
  })

  const override = {
    basis: 'override',
    givenBy: undefined,
    method: undefined,
    statement: undefined,
    language: undefined,
    reason: 'unconscious',
  }
  t.test(
    'that is overridden is a hold until another person, a supervisor, makes the offer',
    async (t) => {
      const { id, legId } = await aReferral(service, { consent: override })
      const leg = await readLeg(service, id)
      t.strictSame(statesOf(leg), [])
      t.match(leg.tasks, [
        { kind: 'supervisor_check', role: 'supervisor', servicePointId: point.id },
      ])
      t.equal(Date.parse(leg.tasks[0]!.dueAt) - service.clock.at.getTime(), 30 * MINUTE)
      t.equal(
        (await completeTask(service, leg, 'supervisor_check', { outcome: 'offer' })).status,
        403,
      )
      t.equal(
        (await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })).status,
        403,
      )
      const done = await completeTask(
        service,
        leg,
        'supervisor_check',
        { outcome: 'offer' },
        supervisor,
      )
      t.equal(done.status, 201, done.text)
      t.strictSame(statesOf(await readLeg(service, id)), ['open'])
      const own = await aReferral(service, { consent: override }, supervisor)
      const same = await completeTask(
        service,
        await readLeg(service, own.id),
        'supervisor_check',
        { outcome: 'offer' },
        supervisor,
      )
      t.equal(same.status, 403, 'not by the one who made it')
      for (const each of [id, own.id]) await post(service, `/v1/referrals/${each}/withdrawal`)
    },
  )

  t.test('and vetting are constraints of the database itself', async (t) => {
    const { id, legId } = await aReferral(service)
    const listed = await aServicePoint(service, {
      status: 'listed',
      vetted: undefined,
      contacts: [],
    })
    const [consent] = await service.db.orm
      .select()
      .from(consents)
      .where(eq(consents.referralId, id))
    const insert = (consentId: string, servicePointId: string) =>
      service.db.orm.insert(offers).values({
        ...{ id: newId(), referralId: id, legId, consentId, servicePointId, turn: 9 },
        ...{ madeAt: service.clock.at, madeBy: 'test', dueAt: service.clock.at },
      })
    const cause = (constraint: string) => ({ cause: { constraint_name: constraint } })
    await t.rejects(insert(consent!.id, listed.id), cause('offer_needs_partner'))
    await t.rejects(insert(newId(), point.id), cause('offer_needs_consent'))
    await service.db.orm
      .update(consents)
      .set({ withdrawnAt: service.clock.at })
      .where(eq(consents.id, consent!.id))
    await t.rejects(insert(consent!.id, point.id), cause('offer_needs_consent'))
    await service.db.orm
      .update(consents)
      .set({ withdrawnAt: null, scope: ['needs'] })
      .where(eq(consents.id, consent!.id))
    await t.rejects(insert(consent!.id, point.id), cause('offer_needs_consent'))
  })
})

test('screening', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)
  const agency = await service.as('agency')
  const trusted = await service.as('agency')
  await service.db.orm
    .update(organizations)
    .set({ trustedAt: service.clock.at, trustedBy: 'test' })
    .where(eq(organizations.id, trusted.organizationId))

  t.test('comes first for the web and for agencies that are not trusted', async (t) => {
    for (const [channel, key] of [
      ['web', undefined],
      ['agency', agency],
    ] as const) {
      const { id, legId } = await aReferral(service, { channel }, key)
      const leg = await readLeg(service, id)
      t.equal(leg.stage, 'screening')
      t.strictSame([statesOf(leg), kindsOf(leg)], [[], ['screening']])
      await service.pass(HOUR)
      const later = await readLeg(service, id)
      t.strictSame([statesOf(later), kindsOf(later)], [[], ['screening']], 'and it stays so')
      const early = await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })
      t.match(early, { status: 409, body: { code: 'in_screening' } })
      t.equal((await completeTask(service, leg, 'screening', { outcome: 'release' })).status, 201)
      t.strictSame(statesOf(await readLeg(service, id)), ['open'])
    }
    const { id } = await aReferral(service, { channel: 'agency' }, trusted)
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
  })

  t.test('may refuse it', async (t) => {
    const { id } = await aReferral(service, { channel: 'web' })
    const leg = await readLeg(service, id)
    t.equal((await completeTask(service, leg, 'screening', { outcome: 'done' })).status, 422)
    t.equal((await completeTask(service, leg, 'screening', { outcome: 'refuse' })).status, 201)
    t.match(await readReferral(service, id), { state: 'closed', endReason: 'refused' })
  })
})

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
