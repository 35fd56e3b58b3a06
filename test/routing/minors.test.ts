import { test } from 'tap'
import { HOUR } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
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
