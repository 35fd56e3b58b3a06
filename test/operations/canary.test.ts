import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { canaries, events, messages, offers, referrals, tasks } from '../../db/schema.ts'
import type { SendOutcome } from '../../src/delivery/provider.ts'
import { takeReceipt } from '../../src/delivery/receipts.ts'
import { hooksOf } from '../../src/hooks.ts'
import { rehearse } from '../../src/operations/canary-rehearsal.ts'
import { MINUTE } from '../../src/platform/clock.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { sentTo } from '../fixtures/referral.ts'
import { aProvider, aService } from '../fixtures/services.ts'
import { everyRow } from '../fixtures/tables.ts'

const TO = { CANARY_SMS_TO: '+18075550188', CANARY_EMAIL_TO: 'canary@cw.example' }
const SUPERVISOR = 'supervisor@cw.example'
const env = { CANARY: 'true', ...TO, ON_CALL_SUPERVISORS: SUPERVISOR }

test('the canary', needsPostgres, async (t) => {
  let twilioSays: SendOutcome | undefined
  const twilio = aProvider(
    'twilio',
    (message) => twilioSays ?? { kind: 'sent', providerId: `twilio-${message.id}` },
  )
  const local = aProvider('local')
  const service = await aService(t, {
    provider: local,
    providers: {
      byName: new Map([
        ['twilio', twilio],
        ['local', local],
      ]),
      order: { sms: ['twilio', 'local'], email: ['local'] },
    },
    env,
  })
  const { db } = service
  await aServicePoint(service, { city: 'Ottawa' })
  const birds = async () =>
    Object.fromEntries((await db.orm.select().from(canaries)).map((row) => [row.lane, row.misses]))
  const round = async (delivered: boolean) => {
    await service.pass(5 * MINUTE)
    const [newest] = twilio.sent.slice(-1)
    if (!delivered || !newest) return
    await takeTurn(service, service.actor('system'), (turn) =>
      takeReceipt(turn, hooksOf(), 'twilio', {
        ...{ providerId: `twilio-${newest.id}`, state: 'delivered' },
      }),
    )
  }

  await t.test(
    'flies by each provider, to addresses of our own, and to no other provider',
    async (t) => {
      await round(true)
      t.match(
        twilio.sent.map(({ to }) => to),
        [TO.CANARY_SMS_TO],
      )
      t.same(local.sent.map(({ to }) => to).sort(), [TO.CANARY_SMS_TO, TO.CANARY_EMAIL_TO].sort())
      await round(true)
      t.same(await birds(), { referral: 0, 'twilio sms': 0, 'local sms': 0, 'local email': 0 })
      const { canary } = (await service.app.inject({ url: '/readyz' })).json()
      t.match(canary, [
        { lane: 'local email', misses: 0, arrivedSecondsAgo: 0 },
        ...[{ lane: 'local sms' }, { lane: 'referral' }, { lane: 'twilio sms', misses: 0 }],
      ])
    },
  )

  await t.test('leaves no referral, offer, event or count behind', async (t) => {
    t.same(await db.orm.select().from(referrals), [])
    t.same(await db.orm.select().from(offers), [])
    t.same(await db.orm.select().from(tasks), [])
    const recorded = await db.orm.select({ chain: events.chain }).from(events)
    t.notOk(recorded.some(({ chain }) => chain.startsWith('referral:')))
    t.notMatch(await everyRow(db), TO.CANARY_SMS_TO)
  })

  await t.test(
    'that is taken but not reported delivered has not arrived; the second miss alarms',
    async (t) => {
      await round(false)
      await round(false)
      t.match(await birds(), { 'twilio sms': 1, 'local sms': 0 })
      t.same(await db.orm.select().from(tasks), [])
      await round(false)
      t.match(await birds(), { 'twilio sms': 2, 'local sms': 0, 'local email': 0 })
      const [task] = await db.orm.select().from(tasks)
      t.match(task, { kind: 'canary', role: 'supervisor', account: 'account:canary:twilio:sms' })
      t.match(sentTo(service, SUPERVISOR).join(), /test messages do not arrive/)
      const ready = (await service.app.inject({ url: '/readyz' })).json()
      t.match(ready.warnings.join(), /canary twilio sms missed 2 times/)
      await round(true)
      t.equal((await db.orm.select().from(tasks)).length, 1, 'one task, however long it lasts')
    },
  )

  await t.test('that arrives again is counted from nought', async (t) => {
    await round(true)
    t.match(await birds(), { 'twilio sms': 0 })
  })

  await t.test('never goes to another provider than its own', async (t) => {
    const before = local.sent.length
    twilioSays = { kind: 'failed', reason: 'refused' }
    await round(false)
    const own = local.sent.slice(before).filter(({ to }) => to === TO.CANARY_SMS_TO)
    t.equal(own.length, 1, 'only the one of its own lane')
    const [last] = await db.orm
      .select()
      .from(messages)
      .where(eq(messages.id, twilio.sent.at(-1)!.id))
    t.match(last, { state: 'failed', provider: 'twilio' })
  })

  await t.test('is one round for all processes', async (t) => {
    const before = twilio.sent.length
    await service.settle()
    await Promise.all([service.settle(), service.settle()])
    t.equal(twilio.sent.length, before)
  })

  await t.test('sees that nobody could be referred', async (t) => {
    t.equal(await rehearse(service), true)
    const seal = { ...service.keys.seal, newest: () => Promise.reject(new Error('no key')) }
    const broken = { ...service, keys: { ...service.keys, seal } }
    t.equal(await rehearse(broken), false)
    t.same(await db.orm.select().from(referrals), [])
  })
})

test('without CANARY nothing flies', needsPostgres, async (t) => {
  const service = await aService(t)
  await service.pass(10 * MINUTE)
  t.same(await service.db.orm.select().from(canaries), [])
  t.same(service.provider.sent, [])
})
