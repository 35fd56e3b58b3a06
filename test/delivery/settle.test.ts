import { sql } from 'drizzle-orm'
import { test } from 'tap'
import type { SendOutcome } from '../../src/delivery/provider.ts'
import { after, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery, failing, once } from '../fixtures/delivery.ts'
import { aProvider, START } from '../fixtures/services.ts'

test('what a provider says', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const unavailable = { kind: 'retry', reason: 'unavailable' } as const

  await t.test('not now: it is tried again, each time later', async (t) => {
    let answers: SendOutcome = unavailable
    const delivery = await aDelivery(t, { db, providers: [aProvider('a', () => answers)] })
    const id = await delivery.queue()
    const at = delivery.clock.at.getTime()
    for (const [wait, total] of [
      [2.5, 2.5],
      [5, 7.5],
      [10, 17.5],
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
    t.match(await delivery.message(id), { state: 'sent', provider: 'b2' })
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

  await t.test('nobody knows, nor can look: it is never sent again on this channel', async (t) => {
    const timeout = failing('g1', { kind: 'unknown', reason: 'timeout' })
    const [first, next] = [{ ...timeout, repeatable: false }, aProvider('g2')]
    const delivery = await aDelivery(t, { db, providers: [first, next] })
    const id = await delivery.queue()
    await delivery.send()
    await delivery.pass(HOUR)
    t.same(delivery.ended, [{ id, state: 'unknown', reason: 'timeout' }])
    t.same([first.sent.length, next.sent.length], [1, 0])
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
        async maySend(_, all) {
          if (all.some(({ id }) => id === broken)) throw new Error('cannot look')
          return new Set(all.map(({ id }) => id))
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
