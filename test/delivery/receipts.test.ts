import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { messageReceipts } from '../../db/schema.ts'
import { sendJob } from '../../src/delivery/dispatch.ts'
import type { Provider } from '../../src/delivery/provider.ts'
import { takeReceipt } from '../../src/delivery/receipts.ts'
import { readTwilioStatus } from '../../src/delivery/twilio.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aDelivery } from '../fixtures/delivery.ts'

const RUNS = process.env.PROVE ? 10_000 : 60
/** As in the design: a state only moves to the right. */
const RANK = ['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered']
const STATUSES = ['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed']
const FORGED = ['received', 'DELIVERED', 'unknown', '', 'state', 'constructor', "sent'; --"]
const SID = { MessageSid: 'mine' }

/** What Twilio posts about one message: `sid` is filled in when it is played. */
const posted = fc.record({
  sid: fc.constantFrom('mine', 'mine', 'mine', 'nobody’s'),
  MessageStatus: fc.constantFrom(...STATUSES, ...FORGED),
  ErrorCode: fc.constantFrom('30003', '30008', '30006', '99999', ''),
})
const journey = fc
  .array(posted, { maxLength: 10 })
  .chain((posts) =>
    fc.record({ posts: fc.constant(posts), early: fc.nat({ max: posts.length }), again: fc.nat() }),
  )

test('receipts', needsPostgres, async (t) => {
  /** Tells of a message while it is being sent, then answers. */
  let whileSending: (sid: string) => Promise<unknown> = async () => {}
  const provider: Provider = {
    name: 'twilio',
    channels: ['sms'],
    repeatable: false,
    async send({ id }) {
      await whileSending(`SM${id}`)
      return { kind: 'sent', providerId: `SM${id}` }
    },
  }
  const delivery = await aDelivery(t, { providers: [provider] })
  const post = async (params: Record<string, string>) => {
    const receipt = readTwilioStatus(params)
    if (!receipt) return
    await takeTurn(delivery, delivery.actor('system'), (turn) =>
      takeReceipt(turn, delivery.hooks, 'twilio', receipt),
    )
  }

  await t.test(
    'in any order, repeated, early, forged or of nobody’s message, they end in the same state as in order',
    async (t) => {
      await fc.assert(
        fc.asyncProperty(journey, async ({ posts, early, again }) => {
          const id = await delivery.queue()
          const before = delivery.ended.length
          const said = (sid: string) =>
            posts.map((each) => ({ ...each, MessageSid: each.sid === 'mine' ? sid : each.sid }))
          whileSending = async (sid) => {
            for (const each of said(sid).slice(0, early)) await post(each)
          }
          await delivery.send()
          const rest = said(`SM${id}`).slice(early)
          const repeated = rest[again % (rest.length || 1)]
          const seen: string[] = []
          for (const each of [...rest, ...(repeated ? [repeated] : [])]) {
            await post(each)
            seen.push((await delivery.message(id)).state)
          }
          const told = posts
            .filter(({ sid }) => sid === 'mine')
            .flatMap(({ sid: _, ...each }) => readTwilioStatus({ ...SID, ...each })?.state ?? [])
            .concat('sent')
          const last = RANK[Math.max(...told.map((state) => RANK.indexOf(state)))]
          const { state, dueAt } = await delivery.message(id)
          const forward = seen.every(
            (each, i) => i === 0 || RANK.indexOf(seen[i - 1]!) <= RANK.indexOf(each),
          )
          const ended = delivery.ended.length - before
          return state === last && dueAt === null && forward && ended <= 1
        }),
        { numRuns: RUNS },
      )
      t.pass(`${RUNS} journeys`)
    },
  )

  await t.test('one that comes at the same instant as the answer is not lost', async (t) => {
    const ids = await Promise.all(Array.from({ length: RUNS }, () => delivery.queue()))
    const posts: Promise<void>[] = []
    whileSending = async (sid) => {
      posts.push(post({ MessageSid: sid, MessageStatus: 'delivered' }))
    }
    await delivery.send()
    await Promise.all(posts)
    const states = await Promise.all(ids.map(async (id) => (await delivery.message(id)).state))
    t.same([...new Set(states)], ['delivered'])
  })

  await t.test('a failure after the delivery is kept, and changes nothing', async (t) => {
    whileSending = async () => {}
    const id = await delivery.queue()
    await delivery.send()
    await post({ MessageSid: `SM${id}`, MessageStatus: 'delivered' })
    const before = { message: await delivery.message(id), ended: delivery.ended.length }
    await post({ MessageSid: `SM${id}`, MessageStatus: 'failed', ErrorCode: '30003' })
    t.same({ message: await delivery.message(id), ended: delivery.ended.length }, before)
    const kept = await delivery.db.orm
      .select({ status: messageReceipts.status })
      .from(messageReceipts)
      .where(eq(messageReceipts.providerId, `SM${id}`))
    t.same(kept.map(({ status }) => status).sort(), ['delivered', 'failed'])
  })

  await t.test('a failure is told once, with its reason', async (t) => {
    const id = await delivery.queue()
    await delivery.send()
    for (const status of ['undelivered', 'failed', 'sent']) {
      await post({ MessageSid: `SM${id}`, MessageStatus: status, ErrorCode: '30006' })
    }
    t.same(
      delivery.ended.filter((each) => each.id === id),
      [{ id, state: 'failed', reason: 'landline' }],
    )
  })

  await t.test('the database itself lets no state go back', async (t) => {
    const id = await delivery.queue()
    await delivery.send()
    await sendJob(delivery, provider, delivery.hooks).run()
    await t.rejects(
      takeTurn(delivery, delivery.actor('system'), ({ tx }) =>
        tx.execute(`update messages set state = 'queued', due_at = created_at where id = '${id}'`),
      ),
      /\(message_only_forward\)/,
    )
  })
})
