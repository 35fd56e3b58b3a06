import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { legs, messages, offers } from '../../db/schema.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aReferral, readLeg, somePoints } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

/** As `DatabaseError`s are. */
const refusedBy = (error: object) => error as Error

/** Verbs that forget something, as somebody may write one: the database refuses their commit. */
test('D11: no verb can leave a leg without a next step', needsPostgres, async (t) => {
  const service = await aService(t)
  await somePoints(service, 2)
  const { id } = await aReferral(service)
  const leg = await readLeg(service, id)
  const asClock = service.actor('system')

  const forgetsTheLeg = takeTurn(service, asClock, async ({ tx }) => {
    await tx.update(offers).set({ state: 'expired', dueAt: null }).where(eq(offers.legId, leg.id))
  })
  await t.rejects(forgetsTheLeg, refusedBy({ constraint: 'leg_never_dropped' }))

  const forgetsTheDeadline = takeTurn(service, asClock, async ({ tx }) => {
    await tx.update(legs).set({ dueAt: null }).where(eq(legs.id, leg.id))
  })
  await t.rejects(forgetsTheDeadline, refusedBy({ code: '23514' }))
  t.match((await readLeg(service, id)).offers, [{ state: 'open' }], 'and nothing was half done')
})

test('D9: no verb can take the state of a message back', needsPostgres, async (t) => {
  const service = await aService(t)
  await somePoints(service, 1)
  const { id } = await aReferral(service)
  await service.settle()
  const setTo = (state: 'sent' | 'delivered' | 'queued') =>
    takeTurn(service, service.actor('system'), async ({ tx }) => {
      await tx.update(messages).set({ state, dueAt: null }).where(eq(messages.referralId, id))
    })
  await setTo('delivered')
  await t.rejects(setTo('sent'), refusedBy({ constraint: /./ }))
  const rows = await service.db.orm.select().from(messages).where(eq(messages.referralId, id))
  t.ok(rows.length > 0 && rows.every(({ state }) => state === 'delivered'))
})
