import { eq, sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { capacities, dataKeys, messages, offers, servicePoints } from '../../db/schema.ts'
import { sendJob } from '../../src/delivery/dispatch.ts'
import { cancelMessages } from '../../src/delivery/message.ts'
import type { Provider, SendOutcome } from '../../src/delivery/provider.ts'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { after, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery } from '../fixtures/delivery.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aProvider, aService, START, type TestService } from '../fixtures/services.ts'

const LEASE = 20 * SECOND
const failing = (name: string, outcome: SendOutcome) => aProvider(name, () => outcome)
const once = (name = 'local'): ReturnType<typeof aProvider> => ({
  ...aProvider(name),
  repeatable: false,
})

/** A provider that answers when the test says so. */
function slow(name = 'local', repeatable = true) {
  const { promise, resolve } = Promise.withResolvers<SendOutcome>()
  const began = Promise.withResolvers<void>()
  const provider: Provider = {
    name,
    channels: ['sms', 'email'],
    repeatable,
    send() {
      began.resolve()
      return promise
    },
  }
  return { provider, began: began.promise, answer: resolve }
}

test('each due message is claimed once by workers of two processes', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const delivery = await aDelivery(t, { db })
  const other = openPostgres(db.url, { pool: 4 })
  t.teardown(() => other.close())
  const ids = await Promise.all(Array.from({ length: 60 }, () => delivery.queue()))
  const workers = [delivery, { ...delivery, db: other }].map((services) =>
    sendJob(services, delivery.provider, delivery.hooks),
  )
  const byWorker = await Promise.all(
    workers.map(async (worker) => {
      let rounds = 0
      while (await worker.run()) rounds++
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

test('leases and fences', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test('a worker that comes back after its lease cannot write', async (t) => {
    const stopped = slow()
    const delivery = await aDelivery(t, { db, providers: [aProvider()] })
    const id = await delivery.queue()
    const late = sendJob(delivery, stopped.provider, delivery.hooks).run()
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

  await t.test('nor while another one has it, or it waits for its next try', async (t) => {
    const [stopped, second] = [slow('turns'), slow('turns')]
    const delivery = await aDelivery(t, { db, providers: [aProvider('turns')] })
    const id = await delivery.queue()
    const late = sendJob(delivery, stopped.provider, delivery.hooks).run()
    await stopped.began
    delivery.clock.tick(LEASE)
    const current = sendJob(delivery, second.provider, delivery.hooks).run()
    await second.began
    const during = await delivery.message(id)
    stopped.answer({ kind: 'unknown', reason: 'timeout' })
    await late
    t.same(await delivery.message(id), during)
    second.answer({ kind: 'retry', reason: 'unavailable' })
    await current
    t.match(await delivery.message(id), { state: 'sending', fence: 2, claimedBy: null })
    t.same(delivery.ended, [])
  })

  await t.test(
    'what was interrupted is unknown where a repeat would be seen, and never goes again there',
    async (t) => {
      const stopped = slow('phone', false)
      const phone = once('phone')
      const delivery = await aDelivery(t, { db, providers: [phone] })
      const id = await delivery.queue()
      const late = sendJob(delivery, stopped.provider, delivery.hooks).run()
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
      void sendJob(delivery, killer.provider, delivery.hooks).run()
      await killer.began
      t.match(await delivery.message(id), { attempts: death, state: 'sending' })
      delivery.clock.tick(LEASE)
    }
    await delivery.send()
    t.match(await delivery.message(id), { state: 'unknown', attempts: 4 })
  })
})

test('what a provider says', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const unavailable = { kind: 'retry', reason: 'unavailable' } as const

  await t.test('not now: it is tried again, each time later', async (t) => {
    let answers: SendOutcome = unavailable
    const delivery = await aDelivery(t, { db, providers: [aProvider('a', () => answers)] })
    const id = await delivery.queue()
    const at = delivery.clock.at.getTime()
    for (const [wait, total] of [
      [5, 5],
      [10, 15],
      [20, 35],
    ] as const) {
      await delivery.send()
      t.equal((await delivery.message(id)).dueAt!.getTime() - at, total * SECOND)
      delivery.clock.tick(wait * SECOND)
    }
    answers = { kind: 'sent', providerId: 'a-1' }
    await delivery.send()
    t.match(await delivery.message(id), { state: 'sent', provider: 'a', attempts: 4 })
    t.same(delivery.ended, [])
  })

  await t.test('not now, twice: the next provider of the configuration gets it', async (t) => {
    const [first, second] = [failing('b1', unavailable), aProvider('b2')]
    const delivery = await aDelivery(t, { db, providers: [first, second] })
    const id = await delivery.queue()
    await delivery.send()
    t.equal(second.sent.length, 0)
    await delivery.pass(5 * SECOND)
    t.match(await delivery.message(id), { state: 'sent', provider: 'b2', tried: ['b1'] })
    t.equal(first.sent.length, 2)
  })

  await t.test('not for a while: the next provider gets it at once', async (t) => {
    const busy = failing('c1', { kind: 'retry', reason: 'rate_limited', afterSeconds: 60 })
    const delivery = await aDelivery(t, { db, providers: [busy, aProvider('c2')] })
    const id = await delivery.queue()
    await delivery.send()
    t.match(await delivery.message(id), { state: 'sent', provider: 'c2' })
  })

  await t.test('not before it is useless: its end is told then', async (t) => {
    const busy = failing('d', { kind: 'retry', reason: 'rate_limited', afterSeconds: 3600 })
    const delivery = await aDelivery(t, { db, providers: [busy] })
    const id = await delivery.queue({ uselessAt: after(START, 5 * MINUTE) })
    await delivery.send()
    await delivery.pass(5 * MINUTE)
    t.same(delivery.ended, [{ id, state: 'failed', reason: 'too_late' }])
    t.equal(busy.sent.length, 1)
  })

  await t.test('no: the next one gets it, and the last one’s no is the end', async (t) => {
    const [first, second] = ['e1', 'e2'].map((name) =>
      failing(name, { kind: 'failed', reason: 'refused' }),
    )
    const delivery = await aDelivery(t, { db, providers: [first!, second!] })
    const id = await delivery.queue()
    await delivery.send()
    t.same([first!.sent.length, second!.sent.length], [1, 1])
    t.same(delivery.ended, [{ id, state: 'failed', reason: 'refused' }])
  })

  for (const reason of ['bad_address', 'landline', 'opted_out'] as const) {
    await t.test(`${reason}: no other provider is asked`, async (t) => {
      const next = aProvider(`${reason}-2`)
      const first = failing(`${reason}-1`, { kind: 'failed', reason })
      const delivery = await aDelivery(t, { db, providers: [first, next] })
      const id = await delivery.queue()
      await delivery.send()
      t.same(delivery.ended, [{ id, state: 'failed', reason }])
      t.same(next.sent, [])
    })
  }

  await t.test('nobody knows: it is never sent again on this channel', async (t) => {
    const [first, next] = [failing('g1', { kind: 'unknown', reason: 'timeout' }), aProvider('g2')]
    const delivery = await aDelivery(t, { db, providers: [first, next] })
    const id = await delivery.queue()
    await delivery.send()
    await delivery.pass(HOUR)
    t.same(delivery.ended, [{ id, state: 'unknown', reason: 'timeout' }])
    t.same([first.sent.length, next.sent.length], [1, 0])
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
    await sendJob(delivery, provider, delivery.hooks).run()
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
      delivery.ended.map(({ id, reason }) => [id, reason]).sort(),
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
    const run = sendJob(delivery, stopped.provider, delivery.hooks).run()
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

test('one message that cannot be worked holds up no other', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test('when the last look throws', async (t) => {
    const provider = once('m')
    let broken = ''
    const delivery = await aDelivery(t, {
      db,
      providers: [provider],
      hooks: {
        async maySend(_, { id }) {
          if (id === broken) throw new Error('cannot look')
          return true
        },
      },
    })
    broken = await delivery.queue({ priority: 0 })
    const others = [await delivery.queue(), await delivery.queue()]
    await delivery.send()
    t.same(provider.sent.map(({ id }) => id).sort(), others.sort())
    const dueAt = after(START, 5 * SECOND)
    t.match(await delivery.message(broken), { attempts: 1, claimedBy: null, dueAt })
    broken = ''
    await delivery.pass(5 * SECOND)
    t.equal(provider.sent.length, 3, 'nothing of it had gone out, so it goes')
  })

  await t.test('when its outcome cannot be written', async (t) => {
    let broken = ''
    const ended: string[] = []
    const provider = { ...failing('n', { kind: 'failed', reason: 'refused' }), repeatable: false }
    const delivery = await aDelivery(t, {
      db,
      providers: [provider],
      hooks: {
        async ended({ tx }, { id }) {
          if (id === broken) await tx.execute(sql`select 1 / 0`)
          ended.push(id)
        },
      },
    })
    broken = await delivery.queue()
    const others = [await delivery.queue(), await delivery.queue()]
    await delivery.send()
    t.same(ended.sort(), others.sort())
    t.match(await delivery.message(broken), { state: 'sending', dueAt: after(START, 5 * SECOND) })
    const id = broken
    broken = ''
    await delivery.pass(5 * SECOND)
    t.match(await delivery.message(id), { state: 'unknown' }, 'a send had begun')
    t.equal(provider.sent.length, 3, 'and is not repeated')
  })
})

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
