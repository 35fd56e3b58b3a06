import { test } from 'tap'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import {
  aReferral,
  completeTask,
  kindsOf,
  post,
  readLeg,
  readReferral,
  sentTo,
  statesOf,
} from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const OPERATOR = '+18075550101'
const OPERATOR_MAIL = 'operator@causeway.example'
const SUPERVISOR = '+18075550102'
const BACKUP = '+18075550103'

test('an emergency', needsPostgres, async (t) => {
  const service = await aService(t)
  const points = [await aServicePoint(service), await aServicePoint(service)]
  await aServicePoint(service)
  const told = () =>
    [OPERATOR, OPERATOR_MAIL, SUPERVISOR, BACKUP].map((to) => sentTo(service, to).length)

  t.test('is put to two service points at once, and an operator is told at second 0', async (t) => {
    const { id } = await aReferral(service, { urgency: 'emergency' })
    const leg = await readLeg(service, id)
    t.strictSame(statesOf(leg), ['open', 'open'])
    t.equal(leg.offers[0]!.answerBy, '2026-11-21T19:05:00.000Z')
    t.strictSame(kindsOf(leg), ['emergency'])
    t.strictSame(told(), [1, 0, 0, 0])
    await service.pass(59 * SECOND)
    t.strictSame(told(), [1, 0, 0, 0])
    await service.pass(SECOND)
    t.strictSame(told(), [2, 1, 0, 0], 'everyone on shift at 60 s')
    await service.pass(2 * MINUTE)
    t.strictSame(told(), [2, 1, 1, 0], 'the supervisor at 3 min')
    await service.pass(2 * MINUTE)
    t.strictSame(told(), [2, 1, 1, 1], 'the backup line at 5 min')
    await service.pass(5 * MINUTE)
    t.equal(sentTo(service, SUPERVISOR).length > 1, true, 'the supervisor in any case at 10 min')
    await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' })
  })

  t.test(
    'that is claimed passes over the rungs for unclaimed ones, but not the last',
    async (t) => {
      const before = told()
      const { id } = await aReferral(service, { urgency: 'emergency' })
      const leg = await readLeg(service, id)
      await post(service, `/v1/tasks/${leg.tasks[0]!.id}/claim`)
      for (let minute = 0; minute < 9; minute++) await service.pass(MINUTE)
      t.strictSame(
        told().map((count, i) => count - before[i]!),
        [1, 0, 0, 0],
      )
      const [first] = (await readLeg(service, id)).offers
      const point = points.find((each) => each.id === first!.servicePoint!.id)!
      t.ok(point)
      await service.pass(MINUTE)
      t.equal(sentTo(service, SUPERVISOR).length - before[2]!, 1, 'the supervisor at 10 min')
      await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' })
    },
  )

  t.test('whose yes falls through has a human again at once', async (t) => {
    const { id } = await aReferral(service, { urgency: 'emergency' })
    const [offer, other] = (await readLeg(service, id)).offers
    await post(service, `/v1/offers/${offer!.id}/acceptance`)
    t.strictSame(kindsOf(await readLeg(service, id)), [])
    const before = told()
    await post(service, `/v1/legs/${(await readLeg(service, id)).id}/outcome`, {
      outcome: 'returned_by_service',
    })
    await service.settle()
    const leg = await readLeg(service, id)
    t.strictSame(kindsOf(leg), ['emergency'])
    t.equal(told()[0]! - before[0]!, 1)
    t.equal(
      leg.offers.filter(({ servicePoint }) => servicePoint!.id === other!.servicePoint!.id).length,
      2,
      'whoever was only released is asked again',
    )
    await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' })
  })
})

test(
  'an emergency with nobody to ask is a task at once, with the numbers to call',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    const task = async (overrides: object) => {
      const { id } = await aReferral(service, { urgency: 'emergency', ...overrides })
      const { legs } = await readReferral(service, id)
      const leg = legs.find(({ needs }) => needs.includes('emergency_shelter'))!
      t.strictSame(kindsOf(leg), ['emergency', 'no_candidate'])
      return leg.tasks.find(({ kind }) => kind === 'no_candidate')!
    }
    t.match(await task({}), { lines: [{ phone: '+18005550100' }], call: [] }, 'an empty directory')
    const listed = await aServicePoint(service, {
      status: 'listed',
      vetted: undefined,
      contacts: [],
    })
    t.match(await task({}), {
      call: [{ servicePointId: listed.id, phones: [{ number: listed.sms }] }],
      lines: [{ phone: '+18005550100' }],
    })
    t.match(
      await task({ location: { place: 'Whitehorse', province: 'YT' } }),
      { call: [], lines: [{ phone: '+18005550100' }] },
      'outside every reach',
    )
    t.match(
      await task({ needs: ['emergency_shelter', 'legal_labour'] }),
      { call: [{ servicePointId: listed.id }] },
      'a need that nobody covers hides no number',
    )
    t.strictSame(
      service.provider.sent.filter(({ to }) => to === listed.sms || to === listed.email),
      [],
      'nothing is ever sent to a listed one',
    )
  },
)

test(
  'an urgent referral is put to one after another for 30 minutes, open ones only',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    const closed = await aServicePoint(service, {
      hours: {
        kind: 'weekly',
        ranges: [{ days: ['mo'], opens: '09:00', closes: '17:00' }],
        exceptions: [],
      },
    })
    const open = [
      await aServicePoint(service),
      await aServicePoint(service),
      await aServicePoint(service),
    ]
    const { id } = await aReferral(service)
    t.strictSame(statesOf(await readLeg(service, id)), ['open'])
    await service.pass(30 * MINUTE)
    const leg = await readLeg(service, id)
    t.strictSame(statesOf(leg), ['expired', 'open'])
    t.strictSame(kindsOf(leg), [])
    const [first, second] = leg.offers.map(({ servicePoint }) =>
      open.find(({ id }) => id === servicePoint!.id),
    )
    t.match(sentTo(service, first!.sms).at(-1), /the time to answer has passed/)
    t.match(sentTo(service, second!.sms).at(-1), /URGENT bed x1/)
    await service.pass(30 * MINUTE)
    const later = await readLeg(service, id)
    t.strictSame(kindsOf(later), ['no_answer'], 'a task at 60 minutes')
    t.strictSame(statesOf(later), ['expired', 'expired', 'open'])
    await service.pass(30 * MINUTE)
    const last = await readLeg(service, id)
    t.strictSame(kindsOf(last), ['no_answer', 'no_candidate'])
    t.notOk(last.offers.some(({ servicePoint }) => servicePoint!.id === closed.id))
    // Monday 09:00 in Thunder Bay
    await service.pass(Date.parse('2026-11-23T14:30:00Z') - service.clock.at.getTime())
    const monday = await readLeg(service, id)
    t.match(monday.offers.at(-1), { state: 'open', servicePoint: { id: closed.id } })
    t.strictSame(kindsOf(monday), ['no_answer'], 'who has opened since is asked')
  },
)

test('a standard referral over seven days of silence', needsPostgres, async (t) => {
  const service = await aService(t)
  const hours = {
    kind: 'weekly' as const,
    ranges: [{ days: ['mo' as const], opens: '09:00', closes: '17:00' }],
    exceptions: [],
  }
  const weekdays = await aServicePoint(service, { hours })
  await aServicePoint(service)
  await aServicePoint(service, { hours: { kind: 'unknown' } })
  const { id } = await aReferral(service, { urgency: 'standard' })
  for (let hour = 0; hour < 7 * 24; hour++) await service.pass(HOUR)
  const { timeline, legs } = await readReferral(service, id)
  const offers = legs[0]!.offers
  t.strictSame(statesOf(legs[0]!), ['expired', 'expired', 'expired'])
  const line = timeline
    .filter(({ action }) => action.startsWith('offer') || action === 'task.opened')
    .map(
      ({ at, action, what }) =>
        `${at.slice(0, 13)} ${what.en.replace(/Test point \d+; /, '').split(': ')[action === 'task.opened' ? 1 : 0]}`,
    )
  const at0 = service.clock.at.getTime() - 7 * DAY
  // Monday 09:00 there is hour 43; the third is asked on Monday at 14:00
  const place = offers.findIndex((offer) => offer.servicePoint!.id === weekdays.id)
  const ends = [
    [67, 91, 115],
    [24, 67, 91],
    [24, 48, 72],
  ][place]!
  const at = (hours: number) => new Date(at0 + hours * HOUR).toISOString().slice(0, 13)
  t.same(
    line.filter((each) => each.endsWith('No answer in time')),
    ends.map((hours) => `${at(hours)} No answer in time`),
    '24 hours each; from the next opening where that is later; at most 72',
  )
  t.same(
    line.filter((each) => each.includes('no yes so far')),
    [`${at(Math.min(48, ends[1]!))} no yes so far`],
    'a human is told once, after two offers or 48 hours',
  )
  t.same(
    line.filter((each) => each.includes('nobody to ask')).map((each) => each.split(';')[0]),
    [`${at(ends[2]!)} nobody to ask`],
  )
  t.strictSame(kindsOf(legs[0]!), ['no_answer', 'no_candidate'])
  const told = sentTo(service, SUPERVISOR).length
  t.ok(told > 20, 'supervisors hear again and again')
  t.strictSame(sentTo(service, BACKUP), [])
})

test(
  'whose hours are closed for a week is asked for 72 hours at most',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    await aServicePoint(service, {
      hours: {
        kind: 'weekly',
        ranges: [{ days: ['fr'], opens: '09:00', closes: '17:00' }],
        exceptions: [],
      },
    })
    const { legs } = await aReferral(service, { urgency: 'standard' })
    t.equal(legs[0]!.offers[0]!.answerBy, '2026-11-24T19:00:00.000Z')
  },
)

test(
  'a deadline that cannot be worked three times is a task, and other referrals go on',
  needsPostgres,
  async (t) => {
    const service = await aService(t)
    await aServicePoint(service)
    await aServicePoint(service)
    const broken = await aReferral(service)
    const whole = await aReferral(service)
    await service.db.orm.execute(
      `update referrals set sealed = sealed || '\\x00'::bytea where id = '${broken.id}'`,
    )
    const before = sentTo(service, OPERATOR).length
    await service.pass(30 * MINUTE)
    t.strictSame(statesOf(await readLeg(service, whole.id)), ['expired', 'open'])
    for (let i = 0; i < 6; i++) await service.pass(15 * SECOND)
    t.ok(kindsOf(await readLeg(service, broken.id)).includes('stuck'))
    await service.pass(31 * MINUTE)
    t.ok(
      sentTo(service, OPERATOR).length > before,
      'its alarm goes out, though nothing can be opened',
    )
    const { status } = await completeTask(service, await readLeg(service, whole.id), 'no_answer')
    t.equal(status, 201)
    await service.pass(DAY)
    t.ok(kindsOf(await readLeg(service, broken.id)).includes('stuck'))
  },
)
