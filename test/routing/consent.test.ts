import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { consents, offers, organizations } from '../../db/schema.ts'
import { HOUR, MINUTE } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/ids.ts'
import { STATEMENTS } from '../../src/routing/consent.ts'
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
import { aService } from '../fixtures/services.ts'

const pointers = ({ body }: { body: { errors?: { pointer: string }[] } }) =>
  (body.errors ?? []).map(({ pointer }) => pointer).sort()

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
    for (const adult of [{ age: 24 }, { age: undefined, ageGroup: '18-24' }]) {
      const unsure = { ...adult, maybeMinor: true }
      t.strictSame(
        pointers(await ask({ basis: 'minor', scope: good.scope }, unsure)),
        ['/consent/basis', '/maybeMinor'],
        'a doubt does not outweigh a known age',
      )
    }
    for (const language of ['enx', 'frp'])
      t.strictSame(pointers(await ask({ ...good, language })), ['/consent/interpreter'])
    t.equal((await ask({ ...good, language: 'FR-ca' })).status, 201)
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
    for (const change of [{ withdrawnAt: null }, { scope: ['needs'] }, { basis: 'minor' }]) {
      await t.rejects(
        service.db.orm.update(consents).set(change).where(eq(consents.id, consent!.id)),
        cause('consent_stands'),
      )
    }
    const narrow = { ...consent!, id: newId(), withdrawnAt: null, scope: ['needs'] }
    await service.db.orm.insert(consents).values(narrow)
    await t.rejects(insert(narrow.id, point.id), cause('offer_needs_consent'))
    const minor = { ...narrow, id: newId(), basis: 'minor' }
    await t.rejects(service.db.orm.insert(consents).values(minor), cause('consent_stands'))
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

test('every statement that may be read out exists in English and French', async (t) => {
  for (const version of STATEMENTS) {
    for (const language of ['en', 'fr']) {
      const file = new URL(`../../src/locales/consent/${version}.${language}.md`, import.meta.url)
      t.match(readFileSync(file, 'utf8'), /\S[\s\S]*\?\s*$/, 'and ends with the question')
    }
  }
})
