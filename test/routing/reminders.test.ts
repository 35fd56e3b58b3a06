import { test } from 'tap'
import { HOUR } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, post } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

test('reminders', needsPostgres, async (t) => {
  t.test('come as one digest for all that waits, at half the time, once', async (t) => {
    const service = await aService(t)
    const point = await aServicePoint(service)
    const first = await aReferral(service, { urgency: 'standard' })
    const second = await aReferral(service, { urgency: 'standard' })
    await service.settle()
    service.provider.sent.length = 0
    await service.pass(12 * HOUR)
    const digests = service.provider.sent.filter(({ to }) => [point.sms, point.email].includes(to))
    t.equal(digests.length, 2, 'one by each channel')
    for (const { reference } of [first, second]) {
      for (const { text } of digests) t.match(text, reference)
    }
    await service.pass(HOUR)
    t.equal(service.provider.sent.filter(({ to }) => to === point.sms).length, 1)
  })

  t.test('are not sent where they are switched off, nor for what is urgent', async (t) => {
    const service = await aService(t)
    const point = await aServicePoint(service, { reminders: false })
    await aReferral(service, { urgency: 'standard' })
    await service.settle()
    service.provider.sent.length = 0
    await service.pass(12 * HOUR)
    t.same(
      service.provider.sent.filter(({ to }) => to === point.sms),
      [],
    )
  })

  t.test('are not sent for what was answered meanwhile', async (t) => {
    const service = await aService(t)
    const point = await aServicePoint(service)
    const referral = await aReferral(service, { urgency: 'standard' })
    await service.settle()
    await post(service, `/v1/referrals/${referral.id}/withdrawal`)
    await service.settle()
    service.provider.sent.length = 0
    await service.pass(12 * HOUR)
    t.same(
      service.provider.sent.filter(({ to }) => to === point.sms),
      [],
    )
  })
})
