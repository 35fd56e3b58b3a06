import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { messages, providerHealth } from '../../db/schema.ts'
import type { Outgoing, Provider, SendOutcome } from '../../src/delivery/provider.ts'
import { after, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery, aSendJob, failing, look } from '../fixtures/delivery.ts'
import { aProvider, START } from '../fixtures/services.ts'

const unavailable = { kind: 'retry', reason: 'unavailable' } as const
const isSent = (provider: string) => ({ state: 'sent', provider })

test('D7: a provider that fails is left, and comes back', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test('after two failures every message goes to the next one at once', async (t) => {
    const [bad, good] = [failing('a1', unavailable), aProvider('a2')]
    const delivery = await aDelivery(t, { db, providers: [bad, good] })
    const first = [await delivery.queue(), await delivery.queue()]
    await delivery.send()
    const later = [await delivery.queue(), await delivery.queue({ priority: 0 })]
    await delivery.send()
    for (const id of later) t.match(await delivery.message(id), { ...isSent('a2'), attempts: 1 })
    t.equal(bad.sent.length, 2, 'it was asked no more')
    await delivery.pass(5 * SECOND)
    for (const id of first) t.match(await delivery.message(id), isSent('a2'))
    t.equal(delivery.clock.at.getTime() - START.getTime(), 5 * SECOND)
  })

  await t.test('what one process met, another one knows', async (t) => {
    const [bad, good] = [failing('b1', unavailable), aProvider('b2')]
    const delivery = await aDelivery(t, { db, providers: [bad, good] })
    await delivery.queue()
    await delivery.queue()
    await look(aSendJob(delivery, bad, delivery.hooks))
    const other = openPostgres(db.url, { pool: 2 })
    t.teardown(() => other.close())
    const elsewhere = aSendJob({ ...delivery, db: other }, bad, delivery.hooks)
    const id = await delivery.queue()
    await look(elsewhere)
    t.match(await delivery.message(id), { provider: 'b2', state: 'queued' })
    t.equal(bad.sent.length, 2)
  })

  await t.test('one probe is sent, whichever process is first', async (t) => {
    const bad = failing('p', unavailable)
    const delivery = await aDelivery(t, { db, providers: [bad] })
    for (let i = 0; i < 2; i++) await delivery.queue()
    await delivery.send()
    for (let i = 0; i < 5; i++) await delivery.queue()
    await delivery.send()
    delivery.clock.tick(5 * SECOND)
    const jobs = Array.from({ length: 3 }, () => aSendJob(delivery, bad, delivery.hooks))
    await Promise.all(jobs.map(look))
    t.equal(bad.sent.length, 3)
  })

  await t.test('one probe, then a growing share; the rest goes to the next one', async (t) => {
    let says: SendOutcome | undefined = unavailable
    const sentBy = (name: string) => aProvider(name, ({ id }) => says ?? sent(name, id))
    const [shaky, good] = [sentBy('c1'), aProvider('c2')]
    const delivery = await aDelivery(t, { db, providers: [shaky, good] })
    const queue = (n: number) => Promise.all(Array.from({ length: n }, () => delivery.queue()))
    await queue(2)
    await delivery.send()
    says = undefined
    const job = aSendJob(delivery, shaky, delivery.hooks)
    const shares: number[] = []
    for (let step = 0; step < 5; step++) {
      delivery.clock.tick(5 * SECOND)
      await queue(20)
      const before = shaky.sent.length
      await look(job)
      shares.push(shaky.sent.length - before)
      await delivery.send()
    }
    t.same(shares, [1, 2, 3, 6, 8], 'at a look')
    const [health] = await db.orm
      .select()
      .from(providerHealth)
      .where(eq(providerHealth.provider, 'c1'))
    t.match(health, { step: 4, failures: 0, openUntil: null })
  })

  await t.test('a good time costs no write', async (t) => {
    const provider = aProvider('d')
    const delivery = await aDelivery(t, { db, providers: [provider] })
    for (let i = 0; i < 20; i++) await delivery.queue()
    await delivery.send()
    t.equal(provider.sent.length, 20)
    const rows = await db.orm.select().from(providerHealth).where(eq(providerHealth.provider, 'd'))
    t.same(rows, [])
  })

  await t.test(
    'with no next one, the rest of the program hears of it once, within 15 s',
    async (t) => {
      const only = failing('e', unavailable)
      const delivery = await aDelivery(t, { db, providers: [only] })
      const id = await delivery.queue()
      await delivery.send()
      t.same(delivery.stalled, [])
      await delivery.pass(5 * SECOND)
      t.same(delivery.stalled, [id])
      const waiting = await delivery.queue()
      await delivery.send()
      t.same(delivery.stalled, [id, waiting], 'one that waits for it to come back too')
      for (let i = 0; i < 5; i++) await delivery.pass(MINUTE)
      t.equal(delivery.stalled.length, 2)
      t.same(delivery.ended, [], 'it is still tried')
    },
  )

  await t.test('what is useless by then is not sent, and its end is told', async (t) => {
    const only = failing('f', unavailable)
    const delivery = await aDelivery(t, { db, providers: [only] })
    await delivery.queue({ uselessAt: after(START, HOUR) })
    await delivery.queue({ uselessAt: after(START, HOUR) })
    await delivery.send()
    const id = await delivery.queue({ uselessAt: after(START, 3 * SECOND) })
    const asked = only.sent.length
    await delivery.pass(3 * SECOND)
    t.same(delivery.ended, [{ id, state: 'failed', reason: 'too_late' }])
    t.equal(only.sent.length, asked)
  })

  await t.test('two that both fail are tried in turn, and the message is not lost', async (t) => {
    let says: SendOutcome | undefined = unavailable
    const [one, two] = ['g1', 'g2'].map((name) =>
      aProvider(name, ({ id }) => says ?? sent(name, id)),
    )
    const delivery = await aDelivery(t, { db, providers: [one!, two!] })
    const id = await delivery.queue({ uselessAt: after(START, HOUR) })
    for (let i = 0; i < 8; i++) await delivery.pass(10 * SECOND)
    t.ok(one!.sent.length > 1 && two!.sent.length > 1)
    says = undefined
    await delivery.pass(MINUTE)
    t.match(await delivery.message(id), { state: 'sent' })
  })

  await t.test('slowing down leaves nobody', async (t) => {
    const busy = failing('h', { kind: 'retry', reason: 'rate_limited', afterSeconds: 3 })
    const delivery = await aDelivery(t, { db, providers: [busy] })
    const id = await delivery.queue()
    for (let i = 0; i < 5; i++) await delivery.pass(3 * SECOND)
    t.match(await delivery.message(id), { failures: 0, state: 'sending' })
    t.equal(busy.sent.length, 5)
    t.same(delivery.stalled, [id], 'after ten seconds the other channel goes')
    const [health] = await db.orm
      .select()
      .from(providerHealth)
      .where(eq(providerHealth.provider, 'h'))
    t.match(health, { step: 4, failures: 0, errors: 0 })
  })
})

test('a provider that the configuration names no more', needsPostgres, async (t) => {
  const gone = failing('gone', unavailable)
  const before = await aDelivery(t, { providers: [gone] })
  const [waiting, sending] = [await before.queue(), await before.queue()]
  await before.db.orm
    .update(messages)
    .set({ state: 'sending', unsureAt: START, dueAt: after(START, SECOND) })
    .where(eq(messages.id, sending))
  const here = aProvider('here')
  const providers = { byName: new Map([['here', here]]), order: { sms: ['here'], email: ['here'] } }
  const job = aSendJob({ ...before, providers }, here, before.hooks)
  before.clock.tick(29 * SECOND)
  await look(job)
  t.equal(here.sent.length, 0, 'another process may still know it')
  before.clock.tick(2 * SECOND)
  await new Promise((r) => setTimeout(r, 1001))
  await look(job)
  for (const id of [waiting, sending])
    t.match(await before.message(id), { ...isSent('here'), tried: ['gone'] })
})

test('a slow provider holds up no other message', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test('one slow message, and the rest of a batch goes past it', async (t) => {
    const slow = gated('slow', ({ to }) => to === '+16135550199')
    const delivery = await aDelivery(t, { db, providers: [slow.provider] })
    const job = aSendJob(delivery, slow.provider, delivery.hooks)
    await delivery.queue({ content: { to: '+16135550199', text: 'slow' } })
    for (let i = 0; i < 30; i++) await delivery.queue()
    for (let i = 0; i < 500 && slow.sent() < 30; i++) if (!(await job.run())) await slow.moved()
    t.equal(slow.sent(), 30)
    slow.open()
    await job.drain!()
    t.equal(slow.sent(), 31)
  })

  await t.test('D7: what it did not get to in 8 s goes to the next one', async (t) => {
    const [slow, other] = [gated('slow3', () => true), aProvider('fast3')]
    const delivery = await aDelivery(t, { db, providers: [slow.provider, other] })
    const job = aSendJob(delivery, slow.provider, delivery.hooks)
    const next = aSendJob(delivery, other, delivery.hooks)
    for (let i = 0; i < 16; i++) await delivery.queue()
    while (await job.run());
    for (const [seconds, moved] of [
      [7, 0],
      [1, 8],
    ] as const) {
      delivery.clock.tick(seconds * SECOND)
      // Once a second at most, however often it is woken.
      await new Promise((r) => setTimeout(r, 1001))
      await job.run()
      await look(next)
      t.equal(other.sent.length, moved)
    }
    slow.open()
    await job.drain!()
    t.equal(slow.sent(), 8)
  })

  await t.test('an emergency goes at once while every other slot is slow', async (t) => {
    const slow = gated('slow2', ({ to }) => to !== '+16135550100')
    const delivery = await aDelivery(t, { db, providers: [slow.provider] })
    const job = aSendJob(delivery, slow.provider, delivery.hooks)
    for (let i = 0; i < 20; i++) await delivery.queue({ priority: 2 })
    while (await job.run());
    const id = await delivery.queue({
      priority: 0,
      content: { to: '+16135550100', text: 'now' },
    })
    await job.run()
    for (let i = 0; i < 100 && slow.sent() < 1; i++) await slow.moved()
    t.equal(slow.sent(), 1, 'past what is slow')
    slow.open()
    for (let i = 0; i < 20 && slow.sent() < 21; i++) {
      await job.run()
      await job.drain!()
    }
    t.match(await delivery.message(id), { state: 'sent' })
  })
})

test('D7: a provider that asks for time gets it from every process', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const busyFor = (name: string, seconds: number) => {
    let busy = true
    const slow = { kind: 'retry', reason: 'rate_limited', afterSeconds: seconds } as const
    const provider = aProvider(name, ({ id }) => (busy ? slow : sent(name, id)))
    return Object.assign(provider, { ready: () => (busy = false) })
  }

  await t.test('one that says "in 8 s" is asked once, and its messages wait', async (t) => {
    const [busy, other] = [busyFor('t1', 8), aProvider('t2')]
    const delivery = await aDelivery(t, { db, providers: [busy, other] })
    const ids = [await delivery.queue()]
    await delivery.send()
    const elsewhere = openPostgres(db.url, { pool: 2 })
    t.teardown(() => elsewhere.close())
    const second = aSendJob({ ...delivery, db: elsewhere }, busy, delivery.hooks)
    for (let i = 0; i < 20; i++) ids.push(await delivery.queue({ priority: i % 3 }))
    await look(second)
    await delivery.pass(7 * SECOND)
    t.same([busy.sent.length, other.sent.length], [1, 0])
    busy.ready()
    await delivery.pass(SECOND)
    t.equal(busy.sent.length, 22)
    for (const id of ids) t.match(await delivery.message(id), { ...isSent('t1'), failures: 0 })
  })

  await t.test('"in a minute": the next one gets what is due, at once', async (t) => {
    const [busy, other] = [busyFor('u1', 60), aProvider('u2')]
    const delivery = await aDelivery(t, { db, providers: [busy, other] })
    for (let i = 0; i < 20; i++) await delivery.queue()
    await delivery.send()
    t.same([busy.sent.length, other.sent.length], [8, 20], 'what was with it, and no more')
    busy.ready()
    await delivery.pass(MINUTE)
    const id = await delivery.queue()
    await delivery.send()
    t.match(await delivery.message(id), isSent('u1'), 'and then it is asked again')
  })

  await t.test('again and again: ten seconds of it are enough', async (t) => {
    const [busy, other] = [busyFor('v1', 4), aProvider('v2')]
    const delivery = await aDelivery(t, { db, providers: [busy, other] })
    const id = await delivery.queue()
    await delivery.send()
    for (let i = 0; i < 2; i++) await delivery.pass(4 * SECOND)
    t.match(await delivery.message(id), isSent('v2'))
  })

  await t.test('what is useless by then goes to the next one, or ends', async (t) => {
    const [busy, other] = [busyFor('w1', 8), aProvider('w2')]
    const uselessAt = after(START, 5 * SECOND)
    const delivery = await aDelivery(t, { db, providers: [busy, other] })
    await delivery.queue()
    await delivery.send()
    const id = await delivery.queue({ uselessAt })
    await delivery.send()
    t.match(await delivery.message(id), isSent('w2'))
    const alone = await aDelivery(t, { db, providers: [busyFor('w3', 300)] })
    await alone.queue()
    await alone.send()
    const late = await alone.queue({ uselessAt })
    await alone.send()
    t.ok(alone.stalled.includes(late), 'its other channel is told at once')
    await alone.pass(5 * SECOND)
    t.same(alone.ended, [{ id: late, state: 'failed', reason: 'too_late' }])
  })
})

const sent = (name: string, id: string): SendOutcome => ({
  kind: 'sent',
  providerId: `${name}-${id}`,
})

/** Holds those messages back until it is opened; `moved` resolves when any send ended. */
function gated(name: string, isHeld: (message: Outgoing) => boolean) {
  const gate = Promise.withResolvers<void>()
  let [count, moved] = [0, Promise.withResolvers<void>()]
  const provider: Provider = {
    ...{ name, channels: ['sms', 'email'], repeatable: true },
    async send(message) {
      if (isHeld(message)) await gate.promise
      count++
      moved.resolve()
      moved = Promise.withResolvers()
      return sent(name, message.id)
    },
  }
  return {
    provider,
    sent: () => count,
    open: gate.resolve,
    moved: () => Promise.race([moved.promise, new Promise((r) => setTimeout(r, 20))]),
  }
}
