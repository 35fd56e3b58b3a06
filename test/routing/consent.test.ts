import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { consents, offers, organizations } from '../../db/schema.ts'
import {
  mayBeSaid,
  readStatement,
  STATEMENTS,
  statementIn,
} from '../../src/locales/consent/statements.ts'
import { after, HOUR, MINUTE } from '../../src/platform/clock.ts'
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
import { aService } from '../fixtures/services.ts'

const pointers = ({ body }: { body: { errors?: { pointer: string }[] } }) =>
  (body.errors ?? []).map(({ pointer }) => pointer).sort()

test('consent', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)

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
    t.strictSame(pointers(await ask({ basis: 'override', scope: good.scope })), [
      '/consent/basis',
      '/consent/reason',
    ])
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

  t.test('goes to the kinds of organization that it names', async (t) => {
    const { id, legId } = await aReferral(service, { consent: { recipients: ['hotline'] } })
    const leg = await readLeg(service, id)
    t.strictSame(statesOf(leg), [], 'nobody of another kind is asked by itself')
    t.strictSame(kindsOf(leg), ['no_candidate'])
    t.strictSame(leg.tasks[0]!.call, [], 'or listed to be called')
    const chosen = await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })
    t.match(chosen, { status: 409, body: { code: 'not_agreed_to' } })
    await post(service, `/v1/referrals/${id}/withdrawal`)
    t.equal(
      (await post(service, '/v1/referrals', aRequest({ consent: { recipients: [] } }))).status,
      422,
    )
  })

  t.test('by a representative opens no contact, and tells them nothing', async (t) => {
    const by = { givenBy: 'representative' }
    const ask = (consent: object, more = {}) =>
      post(service, '/v1/referrals', aRequest({ ...more, consent: { ...by, ...consent } }))
    t.strictSame(pointers(await ask({})), ['/consent/scope'])
    const scope = ['needs', 'area', 'age_gender', 'story']
    t.strictSame(pointers(await ask({ scope }, { channel: 'web', referrer: undefined })), [
      '/consent/tellReferrer',
    ])
    const made = await ask({ scope })
    t.equal(made.status, 201, made.text)
    await service.settle()
    const [offer] = (await readLeg(service, made.body.id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    const { body } = await post(service, `/v1/offers/${offer!.id}/confirmation`)
    t.match(body.details, { story: {} })
    t.notOk(body.details.contact)
    await post(service, `/v1/referrals/${made.body.id}/withdrawal`)
  })

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

  t.test('nor may an agency that is not trusted say later that more was agreed to', async (t) => {
    const scope = ['needs', 'area', 'age_gender', 'story']
    const less = { ...aRequest().consent, scope, tellReferrer: false }
    for (const [key, status] of [
      [agency, 403],
      [trusted, 201],
    ] as const) {
      const { id } = await aReferral(service, { channel: 'agency', consent: less }, key)
      const give = (change: object) =>
        post(service, `/v1/referrals/${id}/consents`, { ...less, ...change }, key)
      t.equal((await give({ scope: scope.slice(0, 3) })).status, 201, 'less is always heard')
      service.clock.tick(1000)
      for (const more of [{ scope }, { recipients: ['service', 'agency'] }, { tellReferrer: true }])
        t.equal((await give({ scope: scope.slice(0, 3), ...more })).status, status)
      await post(service, `/v1/referrals/${id}/withdrawal`, {}, key)
    }
  })

  t.test('may refuse it', async (t) => {
    const { id } = await aReferral(service, { channel: 'web' })
    const leg = await readLeg(service, id)
    t.equal((await completeTask(service, leg, 'screening', { outcome: 'done' })).status, 422)
    t.equal((await completeTask(service, leg, 'screening', { outcome: 'refuse' })).status, 201)
    t.match(await readReferral(service, id), { state: 'closed', endReason: 'refused' })
  })
})

test('P5: nothing is offered without consent, whatever row is tried', needsPostgres, async (t) => {
  const service = await aService(t)
  const point = await aServicePoint(service)
  const { id, legId } = await aReferral(service, { urgency: 'emergency' })
  const { orm } = service.db
  const [given] = await orm.select().from(consents).where(eq(consents.referralId, id))
  await orm.update(offers).set({ state: 'declined', dueAt: null }).where(eq(offers.legId, legId))
  const now = service.clock.at
  const mostly = (all: string[]) => fc.oneof(fc.constant(all), fc.subarray(all))
  const row = fc.record({
    basis: fc.constantFrom('consent', 'consent', 'override', 'minor', 'x'),
    scope: mostly(['needs', 'area', 'age_gender', 'contact']),
    recipients: fc.oneof(
      ...Array.from({ length: 5 }, () => mostly(['service', 'police'])),
      fc.constant(['aliens', 'service']),
    ),
    givenBy: fc.constantFrom('person', 'person', null),
    statement: fc.constantFrom('2026-1', '2026-1', null),
    sealedReason: fc.constantFrom(Buffer.from('sealed'), null),
    confirmDueAt: fc.constantFrom(after(now, -MINUTE), after(now, MINUTE), null),
    withdrawnAt: fc.constantFrom(now, null, null, null, null),
    foreign: fc.constantFrom(false, false, false, true),
  })
  const counts = { kept: 0, offered: 0 }
  await fc.assert(
    fc.asyncProperty(row, async ({ foreign, ...change }) => {
      const consentId = newId()
      const whole =
        change.basis === 'consent'
          ? change.givenBy !== null && change.statement !== null
          : change.basis === 'override' &&
            change.sealedReason !== null &&
            change.confirmDueAt !== null
      const known = !change.recipients.includes('aliens')
      const tried = { ...given!, confirmedAt: null, confirmedBy: null, ...change, id: consentId }
      const kept = await orm
        .insert(consents)
        .values(tried as typeof consents.$inferInsert)
        .then(
          () => true,
          () => false,
        )
      t.equal(kept, whole && known, JSON.stringify(change))
      const stands =
        kept &&
        !foreign &&
        !change.withdrawnAt &&
        (change.basis === 'consent' || change.confirmDueAt! > now) &&
        ['needs', 'area', 'age_gender'].every((each) => change.scope.includes(each)) &&
        change.recipients.includes('service')
      const offerId = newId()
      const offered = await orm
        .insert(offers)
        .values({
          ...{ id: offerId, referralId: id, legId, servicePointId: point.id, turn: 9 },
          ...{ madeAt: now, madeBy: 'test', dueAt: now, organizationId: point.organizationId },
          consentId: foreign ? newId() : consentId,
        })
        .then(
          () => true,
          () => false,
        )
      t.equal(offered, stands, JSON.stringify(change))
      if (offered)
        await orm
          .update(offers)
          .set({ state: 'declined', dueAt: null })
          .where(eq(offers.id, offerId))
      counts.kept += Number(kept)
      counts.offered += Number(offered)
    }),
    { numRuns: 150 },
  )
  t.ok(counts.kept > 10 && counts.offered > 0, `${counts.kept} kept, ${counts.offered} offered`)
})

test('statements that are read out', needsPostgres, async (t) => {
  const service = await aService(t)
  const get = async (url: string) =>
    service.app.inject({ url, headers: await keyOf(service, 'police') })

  t.test('are given with what was checked of them', async (t) => {
    const { statements } = (await get('/v1/consent-statements')).json()
    t.match(statements, [
      { version: '2026-1', language: 'en', status: 'original', checked: null, mayBeSaid: true },
      { version: '2026-1', language: 'fr', status: 'original', checked: null, mayBeSaid: true },
    ])
    const french = await get('/v1/consent-statements/2026-1/fr')
    t.match(french.json(), { text: /Êtes-vous d'accord \?$/ })
    for (const other of ['2026-1/es', '1999-1/en'])
      t.equal((await get(`/v1/consent-statements/${other}`)).statusCode, 404)
  })

  t.test('exist in English and French in every version, and end with the question', async (t) => {
    for (const { version } of STATEMENTS)
      for (const language of ['en', 'fr-CA'])
        t.match(statementIn(version, language)!.text, /\S[\s\S]*\?\s*$/)
  })

  t.test(
    'that nobody checked are never used; what does not say what it is, is refused',
    async (t) => {
      const file = (head: string) => readStatement('2026-1.es.md', `---\n${head}\n---\n\n¿Sí?\n`)
      const head = 'version: 2026-1\nlanguage: es\nstatus: translation'
      t.equal(mayBeSaid(file(`${head}\nunchecked: by nobody yet`)), false)
      const checked = file(`${head}\nchecked_by: A. Speaker\nchecked_on: 2026-11-01`)
      t.equal(mayBeSaid(checked), true)
      t.match(checked, { checked: { by: 'A. Speaker', on: '2026-11-01' }, text: '¿Sí?' })
      for (const bad of [head, `${head}\nchecked_by: x`, head.replace('es', 'fr'), ''])
        t.throws(() => file(bad), /does not say what it is/)
    },
  )
})
