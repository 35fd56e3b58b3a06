import { test } from 'tap'
import { contacts } from '../../db/schema.ts'
import { after, DAY } from '../../src/platform/clock.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral, readLeg, statesOf } from '../fixtures/referral.ts'
import { aService, START } from '../fixtures/services.ts'

test(
  'what nobody has confirmed for 90 days gets no offer, however soon',
  needsPostgres,
  async (t) => {
    for (const [days, states] of [
      [89, ['open']],
      [91, []],
    ] as const) {
      const service = await aService(t)
      const contact = { channel: 'sms' as const, value: '+18075550142', language: 'en' as const }
      await aServicePoint(service, {
        contacts: [{ ...contact, confirmed: { by: 'test', at: START } }],
      })
      // As of now, so that no job has looked before.
      await service.db.orm.update(contacts).set({ confirmedAt: after(START, -days * DAY) })
      const { id } = await aReferral(service)
      t.strictSame(statesOf(await readLeg(service, id)), states, `${days} days`)
    }
  },
)
