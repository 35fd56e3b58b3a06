import { and, eq, inArray, isNull } from 'drizzle-orm'
import { test } from 'tap'
import { legs, messages, offers, tasks } from '../../db/schema.ts'
import { newId } from '../../src/platform/ids.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aReferral, post, readLeg, somePoints, statesOf } from '../fixtures/referral.ts'
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

  const forgetsBoth = takeTurn(service, asClock, async ({ tx, now }) => {
    await tx.insert(legs).values({
      ...{ id: newId(), referralId: id, needs: ['food'], openedAt: now, dueAt: now },
    })
  })
  await t.rejects(forgetsBoth, refusedBy({ constraint: 'leg_never_dropped' }))

  // Nobody is left to ask: what remains is a task.
  for (let asked = leg.offers; asked.some(({ state }) => state === 'open'); ) {
    for (const offer of asked)
      await post(service, `/v1/offers/${offer.id}/refusal`, { reason: 'full' })
    asked = (await readLeg(service, id)).offers
  }
  const forgetsTheTask = takeTurn(service, asClock, async ({ tx, now }) => {
    await tx
      .update(tasks)
      .set({ doneAt: now, dueAt: null })
      .where(and(eq(tasks.legId, leg.id), isNull(tasks.doneAt)))
  })
  await t.rejects(forgetsTheTask, refusedBy({ constraint: 'leg_never_dropped' }))
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

test('D10: no verb can take an answer back, nor give a leg two', needsPostgres, async (t) => {
  const service = await aService(t)
  await somePoints(service, 2)
  const { id } = await aReferral(service, { urgency: 'emergency' })
  const asked = (await readLeg(service, id)).offers
  t.equal(asked.length, 2)
  const setTo = (state: 'open' | 'accepted', which = asked) =>
    takeTurn(service, service.actor('system'), async ({ tx, now }) => {
      const ids = which.map((offer) => offer.id)
      const dueAt = state === 'open' ? now : null
      await tx.update(offers).set({ state, dueAt, remindAt: null }).where(inArray(offers.id, ids))
    })
  await t.rejects(setTo('accepted'), refusedBy({ constraint: 'offers_one_yes' }))
  t.equal((await post(service, `/v1/offers/${asked[0]!.id}/acceptance`)).status, 201)
  for (const offer of asked)
    await t.rejects(setTo('open', [offer]), refusedBy({ constraint: 'offer_moves' }))
  t.same(statesOf(await readLeg(service, id)).sort(), ['accepted', 'released'])
})
