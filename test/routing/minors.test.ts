import { test } from 'tap'
import { HOUR } from '../../src/platform/clock.ts'
import { dutyInWords, PROVINCE_DUTIES } from '../../src/routing/duties.ts'
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

  t.test('the task says what the province demands, and what nobody verified', async (t) => {
    for (const [where, expected] of [
      [{ place: 'Thunder Bay', province: 'ON' }, /children’s aid society .*s\. 125.*Read on 2026-/],
      [{ place: 'Whitehorse', province: 'YT' }, /RCMP .*s\. 22.*This was not verified/],
    ] as const) {
      const { id } = await aReferral(service, { age: 16, location: where })
      const { tasks } = await readLeg(service, id)
      const { todo } = tasks.find(({ kind }) => kind === 'minor_report')!
      t.match(todo.en, expected)
      t.match(todo.en, /Indigenous governing body \(.*S\.C\. 2019 c\. 24, s\. 12\)/)
      t.notMatch(todo.en, /\d{3}-\d{4}/, 'no number is invented')
    }
  })

  t.test('every province has its duty, with a source, read or marked as not verified', (t) => {
    t.equal(Object.keys(PROVINCE_DUTIES).length, 13)
    for (const [province, duty] of Object.entries(PROVINCE_DUTIES)) {
      t.ok(/Act|Loi/.test(duty.source), province)
      t.equal(Boolean(duty.checkedOn && duty.readIn), !duty.unchecked, province)
      for (const language of ['en', 'fr'] as const)
        t.ok(dutyInWords(province, language).includes(duty.whom[language]), province)
    }
    t.end()
  })

  t.test('a guardian’s consent opens no contact; the young person’s own does', async (t) => {
    const given = { givenBy: 'representative', scope: ['needs', 'area', 'age_gender', 'contact'] }
    const refused = await post(service, '/v1/referrals', aRequest({ age: 16, consent: given }))
    t.strictSame(pointers(refused), ['/consent/scope'])
    const { id, legId } = await aReferral(service, {
      ...{ age: 16, ownWords: 'Not back home.' },
      consent: { ...given, scope: ['needs', 'area', 'age_gender', 'story'] },
    })
    await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    const confirmed = await post(service, `/v1/offers/${offer!.id}/confirmation`)
    const { contact, story } = confirmed.body.details
    t.equal(contact, undefined)
    t.equal(story.ownWords, 'Not back home.', 'what they want is recorded, and told')
    service.clock.tick(1000)
    const own = { ...aRequest().consent, scope: ['needs', 'area', 'age_gender', 'contact'] }
    t.equal((await post(service, `/v1/referrals/${id}/consents`, own)).status, 201)
    const { authorization } = await service.as('service_point', point.organizationId)
    const read = await post(service, `/v1/offers/${offer!.id}/readings`, {}, { authorization })
    t.match(read.body, { contact: { codeWord: 'maple' } })
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

  t.test('who could not agree is shown to nobody before a second person has looked', async (t) => {
    const scope = ['needs', 'area', 'age_gender', 'story']
    const { consent: _, ...said } = aRequest({
      age: undefined,
      maybeMinor: true,
      ageGroup: undefined,
    })
    const consent = { basis: 'minor', scope }
    const made = await post(service, '/v1/referrals', { ...said, notes: 'canary', consent })
    const { id, legs } = made.body
    await post(service, `/v1/legs/${legs[0].id}/offers`, { servicePointId: point.id })
    const [offer] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    const confirmed = await post(service, `/v1/offers/${offer!.id}/confirmation`)
    t.match(confirmed.body, { state: 'confirmed', details: { waitsFor: 'supervisor' } })
    t.notMatch(confirmed.text, /canary/)
    const leg = await readLeg(service, id)
    const done = { outcome: 'done' }
    t.match(await completeTask(service, leg, 'minor_review', done, supervisor), {
      ...{ status: 403, body: { code: 'person_needed' } },
    })
    const { headers } = await service.asStaff('supervisor')
    t.equal((await completeTask(service, leg, 'minor_review', done, headers)).status, 201)
    const { authorization } = await service.as('service_point', point.organizationId)
    const read = await post(service, `/v1/offers/${offer!.id}/readings`, {}, { authorization })
    t.match(read.text, /canary/)
    await post(service, `/v1/referrals/${id}/withdrawal`)
  })

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
