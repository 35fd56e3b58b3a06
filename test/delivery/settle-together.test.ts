import { sql } from 'drizzle-orm'
import { test } from 'tap'
import type { Outgoing, Provider, SendOutcome } from '../../src/delivery/provider.ts'
import { takeReceipt } from '../../src/delivery/receipts.ts'
import { after, SECOND } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery } from '../fixtures/delivery.ts'
import { aProvider, START } from '../fixtures/services.ts'

test('what is taken at the same time is settled together', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const sid = (id: string) => ({ kind: 'sent', providerId: `sid-${id}` }) as const

  await t.test('in one transaction', async (t) => {
    const delivery = await aDelivery(t, { db, providers: [aProvider('a', ({ id }) => sid(id))] })
    const ids = [await delivery.queue(), await delivery.queue(), await delivery.queue()]
    await delivery.send()
    for (const id of ids)
      t.match(await delivery.message(id), {
        ...{ state: 'sent', providerId: `sid-${id}`, dueAt: null, claimedBy: null },
      })
    const written = await rows(
      db.orm,
      sql`select distinct xmin::text from messages where provider = 'a'`,
    )
    t.equal(written.length, 1)
  })

  await t.test('D9: a receipt that came first is not lost, and the others go on', async (t) => {
    let early = ''
    const provider = answering('b', async ({ id }) => {
      if (id === early)
        await takeTurn(delivery, delivery.actor('system'), (turn) =>
          takeReceipt(turn, delivery.hooks, 'b', { providerId: `sid-${id}`, state: 'delivered' }),
        )
      return sid(id)
    })
    const delivery = await aDelivery(t, { db, providers: [provider] })
    early = await delivery.queue()
    const other = await delivery.queue()
    await delivery.send()
    t.match(await delivery.message(early), { state: 'delivered' })
    t.match(await delivery.message(other), { state: 'sent' })
  })

  await t.test('D6: a lease that was lost writes nothing, and the others go on', async (t) => {
    let lost = ''
    const provider = answering('c', async ({ id }) => {
      if (id === lost)
        await db.orm.execute(sql`update messages set fence = fence + 1 where id = ${id}`)
      return sid(id)
    })
    const delivery = await aDelivery(t, { db, providers: [provider] })
    lost = await delivery.queue()
    const other = await delivery.queue()
    await delivery.send()
    t.match(await delivery.message(lost), { state: 'sending', providerId: null })
    t.match(await delivery.message(other), { state: 'sent' })
  })

  await t.test('one that cannot be written holds up no other', async (t) => {
    let broken: string[] = []
    const provider = aProvider('d', ({ id }) => sid(broken.includes(id) ? 'the same' : id))
    const delivery = await aDelivery(t, { db, providers: [provider] })
    broken = [await delivery.queue(), await delivery.queue()]
    const other = await delivery.queue()
    await delivery.send()
    t.match(await delivery.message(other), { state: 'sent' })
    const two = await Promise.all(broken.map(delivery.message))
    t.same(two.map(({ state }) => state).sort(), ['sending', 'sent'])
    const waits = two.find(({ state }) => state === 'sending')
    t.same(waits?.dueAt, after(START, 5 * SECOND))
  })
})

/** A provider that does something before it answers. */
const answering = (name: string, send: (message: Outgoing) => Promise<SendOutcome>): Provider => ({
  ...aProvider(name),
  send,
})
