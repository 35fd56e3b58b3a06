import { eq } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { capacities, offers, servicePoints } from '../../db/schema.ts'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { after, HOUR } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aService, type TestService } from '../fixtures/services.ts'

test('the last look before an offer leaves', needsPostgres, async (t) => {
  const changes: Record<string, (service: TestService, pointId: string) => Promise<unknown>> = {
    'is paused since': ({ db, clock }, id) =>
      db.orm
        .update(servicePoints)
        .set({ pausedUntil: after(clock.at, HOUR) })
        .where(eq(servicePoints.id, id)),
    'accepts nobody any more': ({ db }, id) =>
      db.orm.update(servicePoints).set({ accepting: false }).where(eq(servicePoints.id, id)),
    'is full since': ({ db, clock }, id) =>
      db.orm.insert(capacities).values({
        servicePointId: id,
        need: 'emergency_shelter',
        population: 'women',
        room: 0,
        updatedAt: after(clock.at, 1),
        freshUntil: after(clock.at, HOUR),
      }),
  }
  for (const [what, change] of Object.entries(changes)) {
    await t.test(`a service point that ${what} gets nothing; the next one is asked`, async (t) => {
      const { service, points, offersOf } = await anOffer(t)
      const first = (await offersOf())[0]!
      await change(service, first.servicePointId)
      await service.settle()
      const [failed, next] = await offersOf()
      t.match(failed, { state: 'failed', reason: 'stale' })
      t.match(next, { state: 'open' })
      const reached = points.find(({ id }) => id === next!.servicePointId)!
      t.same(service.provider.sent.map(({ to }) => to).sort(), [reached.sms, reached.email].sort())
    })
  }

  await t.test('an offer that was withdrawn meanwhile is not sent', async (t) => {
    const { service, operator, id } = await anOffer(t)
    const answer = await service.app.inject({
      method: 'POST',
      url: `/v1/referrals/${id}/withdrawal`,
      headers: operator,
      payload: {},
    })
    t.ok(answer.statusCode < 300, answer.body)
    await service.settle()
    t.notOk(service.provider.sent.some(({ text }) => /YES/.test(text)))
  })
})

/** Two partners of Thunder Bay, and a referral whose first offer waits to be sent. */
async function anOffer(t: Test) {
  const service = await aService(t)
  const points = [await aServicePoint(service), await aServicePoint(service)]
  const operator = await service.as('operator')
  const made = await service.app.inject({
    method: 'POST',
    url: '/v1/referrals',
    headers: operator,
    payload: REFERRAL_EXAMPLE,
  })
  const { id } = made.json()
  const offersOf = () =>
    service.db.orm.select().from(offers).where(eq(offers.referralId, id)).orderBy(offers.turn)
  return { service, points, operator, id, offersOf }
}
