import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { dataKeys, messages } from '../../db/schema.ts'
import { newTally } from '../../src/delivery/health.ts'
import { cancelMessages } from '../../src/delivery/message.ts'
import { sendOne } from '../../src/delivery/send-one.ts'
import { settler } from '../../src/delivery/settle-together.ts'
import { after, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery, aSendJob, look, once, slow } from '../fixtures/delivery.ts'
import { aProvider, START } from '../fixtures/services.ts'

const LEASE = 20 * SECOND

test('D14: two processes claim each due message once', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const delivery = await aDelivery(t, { db })
  const other = openPostgres(db.url, { pool: 4 })
  t.teardown(() => other.close())
  const ids = await Promise.all(Array.from({ length: 60 }, () => delivery.queue()))
  const workers = [delivery, { ...delivery, db: other }].map((services) =>
    aSendJob(services, delivery.provider, delivery.hooks),
  )
  const byWorker = await Promise.all(
    workers.map(async (worker) => {
      let rounds = 0
      while (await look(worker)) rounds++
      return rounds
    }),
  )
  t.same(delivery.provider.sent.map(({ id }) => id).sort(), ids.sort())
  t.ok(
    byWorker.every((rounds) => rounds > 0),
    'both took part',
  )
  const rows = await delivery.db.orm.select().from(messages)
  t.ok(rows.every(({ state, attempts, fence }) => state === 'sent' && attempts + fence === 2))
})

test('D6: leases and fences', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test('a worker that comes back after its lease cannot write', async (t) => {
    const stopped = slow()
    const delivery = await aDelivery(t, { db, providers: [aProvider()] })
    const id = await delivery.queue()
    const late = look(aSendJob(delivery, stopped.provider, delivery.hooks))
    await stopped.began
    await delivery.pass(LEASE - 1)
    t.match(await delivery.message(id), { state: 'sending', fence: 1 }, 'leased until then')
    await delivery.pass(1)
    const after = await delivery.message(id)
    t.match(after, { state: 'sent', fence: 2, attempts: 2 })
    stopped.answer({ kind: 'failed', reason: 'refused' })
    await late
    t.same(await delivery.message(id), after)
    t.same(delivery.ended, [])
  })

  for (const how of ['answers', 'throws'])
    await t.test(`nor while another one has it, or it waits (${how})`, async (t) => {
      const [stopped, second] = [slow(how), slow(how)]
      const delivery = await aDelivery(t, { db, providers: [aProvider(how)] })
      const id = await delivery.queue()
      const late = look(aSendJob(delivery, stopped.provider, delivery.hooks))
      await stopped.began
      delivery.clock.tick(LEASE)
      const current = look(aSendJob(delivery, second.provider, delivery.hooks))
      await second.began
      const during = await delivery.message(id)
      const cut = { kind: 'unknown', reason: 'timeout' } as const
      stopped.answer(how === 'answers' ? cut : Promise.reject(new Error('cut')))
      await late
      t.same(await delivery.message(id), during)
      second.answer({ kind: 'retry', reason: 'unavailable' })
      await current
      t.match(await delivery.message(id), { state: 'sending', fence: 2, claimedBy: null })
      t.same(delivery.ended, [])
    })

  await t.test('one that slept before its send begins none', async (t) => {
    const provider = aProvider('asleep')
    const delivery = await aDelivery(t, { db, providers: [provider] })
    const id = await delivery.queue()
    const leased = (fence: number, until: number) =>
      delivery.db.orm
        .update(messages)
        .set({ state: 'sending', fence, attempts: fence, dueAt: after(delivery.clock.at, until) })
        .where(eq(messages.id, id))
    const going = {
      ...{ services: delivery, provider, hooks: delivery.hooks },
      ...{ jitter: () => 1, tally: newTally() },
    }
    const wake = (slept: number) =>
      sendOne(
        { ...going, settle: settler(going) },
        { id, fence: 1, attempts: 1, interrupted: false, since: performance.now() - slept },
      )
    await leased(2, LEASE)
    await wake(0)
    t.same(provider.sent, [], 'another one has it')
    await leased(1, 0)
    await wake(0)
    t.same(provider.sent, [], 'its lease is over, and nobody has it yet')
    await leased(1, LEASE)
    await wake(13 * SECOND)
    t.same(provider.sent, [], 'what is left of its lease is shorter than a send may take')
    await delivery.pass(5 * SECOND)
    t.match(await delivery.message(id), { state: 'sent', fence: 2 })
  })

  await t.test(
    'what was interrupted is unknown where a repeat would be seen, and never goes again there',
    async (t) => {
      const stopped = slow('phone', false)
      const phone = once('phone')
      const delivery = await aDelivery(t, { db, providers: [phone] })
      const id = await delivery.queue()
      const late = look(aSendJob(delivery, stopped.provider, delivery.hooks))
      await stopped.began
      await delivery.pass(LEASE)
      t.match(await delivery.message(id), { state: 'unknown', reason: 'reset', dueAt: null })
      t.same(delivery.ended, [{ id, state: 'unknown', reason: 'reset' }])
      stopped.answer({ kind: 'sent', providerId: 'late' })
      await late
      await delivery.pass(HOUR)
      t.match(await delivery.message(id), { state: 'unknown', providerId: null })
      t.same(phone.sent, [])
    },
  )

  await t.test('a worker that died before its send began has sent nothing', async (t) => {
    const phone = once('phone2')
    const delivery = await aDelivery(t, { db, providers: [phone] })
    const id = await delivery.queue()
    await delivery.db.orm
      .update(messages)
      .set({ state: 'sending', fence: 1, attempts: 1, dueAt: after(START, LEASE) })
      .where(eq(messages.id, id))
    await delivery.pass(LEASE)
    t.same(
      phone.sent.map((each) => each.id),
      [id],
    )
    t.match(await delivery.message(id), { state: 'sent', attempts: 2 })
  })

  await t.test('a message that kills its workers is counted, and given up', async (t) => {
    const delivery = await aDelivery(t, { db, providers: [aProvider('killer')] })
    const id = await delivery.queue()
    for (let death = 1; death <= 3; death++) {
      const killer = slow('killer')
      void look(aSendJob(delivery, killer.provider, delivery.hooks))
      await killer.began
      t.match(await delivery.message(id), { attempts: death, state: 'sending' })
      delivery.clock.tick(LEASE)
    }
    await delivery.send()
    t.match(await delivery.message(id), { state: 'unknown', attempts: 4 })
  })
})

test('what goes and what does not', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test('emergencies go before what waits longer', async (t) => {
    const delivery = await aDelivery(t, { db, providers: [aProvider('h')] })
    for (let i = 0; i < 12; i++) await delivery.queue({ priority: 2 })
    delivery.clock.tick(1)
    const id = await delivery.queue({ priority: 0 })
    const provider = delivery.providers.byName.get('h') as ReturnType<typeof aProvider>
    await look(aSendJob(delivery, provider, delivery.hooks))
    t.ok(provider.sent.some((each) => each.id === id))
    t.ok(provider.sent.length < 12, 'the others wait for the next look')
  })

  await t.test('what is useless by now does not', async (t) => {
    const provider = aProvider('i')
    const delivery = await aDelivery(t, { db, providers: [provider] })
    const id = await delivery.queue({ uselessAt: after(START, 10) })
    await delivery.pass(10)
    t.same(provider.sent, [])
    t.same(delivery.ended, [{ id, state: 'failed', reason: 'too_late' }])
  })

  await t.test('what was sealed under a key that is destroyed does not', async (t) => {
    const provider = aProvider('j')
    const delivery = await aDelivery(t, { db, providers: [provider] })
    const id = await delivery.queue()
    await db.orm
      .update(dataKeys)
      .set({ wrapped: null, destroyedAt: START })
      .where(eq(dataKeys.id, delivery.key.id))
    await delivery.send()
    t.same(provider.sent, [])
    t.same(delivery.ended, [{ id, state: 'failed', reason: 'erased' }])
  })

  await t.test('two sealed texts that were exchanged do not, and the others do', async (t) => {
    const provider = aProvider('k')
    const delivery = await aDelivery(t, { db, providers: [provider] })
    const [a, b, c] = [await delivery.queue(), await delivery.queue(), await delivery.queue()]
    const [rowA, rowB] = [await delivery.message(a), await delivery.message(b)]
    await db.orm.update(messages).set({ sealed: rowB.sealed }).where(eq(messages.id, a))
    await db.orm.update(messages).set({ sealed: rowA.sealed }).where(eq(messages.id, b))
    await delivery.send()
    t.same(
      provider.sent.map(({ id }) => id),
      [c],
    )
    await delivery.pass(30 * MINUTE)
    t.same(
      delivery.ended
        .filter(({ id }) => [a, b, c].includes(id))
        .map(({ id, reason }) => [id, reason])
        .sort(),
      [
        [a, 'too_late'],
        [b, 'too_late'],
      ].sort(),
    )
  })

  await t.test('what is cancelled does not; what is on its way ends as it ends', async (t) => {
    const [waiting, away] = [crypto.randomUUID(), crypto.randomUUID()]
    const stopped = slow('l')
    const delivery = await aDelivery(t, { db, providers: [stopped.provider] })
    const idAway = await delivery.queue({ subjectId: away })
    const run = look(aSendJob(delivery, stopped.provider, delivery.hooks))
    await stopped.began
    const idWaiting = await delivery.queue({ subjectId: waiting })
    await takeTurn(delivery, delivery.actor('system'), (turn) =>
      cancelMessages(turn, { subjectIds: [waiting, away] }),
    )
    t.match(await delivery.message(idWaiting), { state: 'failed', reason: 'cancelled' })
    stopped.answer({ kind: 'retry', reason: 'unavailable' })
    await run
    await delivery.pass(HOUR)
    t.match(await delivery.message(idAway), { state: 'failed', reason: 'too_late', attempts: 2 })
  })
})
