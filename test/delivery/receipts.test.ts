import { desc, eq, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { messageReceipts, messages } from '../../db/schema.ts'
import type { Hooks } from '../../src/delivery/hooks.ts'
import type { Provider } from '../../src/delivery/provider.ts'
import { receiptJob, takeReceiptSafely } from '../../src/delivery/receipt-job.ts'
import { takeReceipt } from '../../src/delivery/receipts.ts'
import { readTwilioStatus } from '../../src/delivery/twilio.ts'
import { after, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { runUntilIdle } from '../../src/platform/due.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aDelivery, aSendJob, look } from '../fixtures/delivery.ts'
import { aProvider } from '../fixtures/services.ts'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const RUNS = FULL ? 10_000 : 60
/** So many at once. */
const BATCH = FULL ? 200 : 20
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
  .array(posted, { maxLength: FULL ? 6 : 10 })
  .chain((posts) =>
    fc.record({ posts: fc.constant(posts), early: fc.nat({ max: posts.length }), again: fc.nat() }),
  )

test('receipts', needsPostgres, async (t) => {
  /** Tells of a message while it is being sent, then answers. */
  let lost = false
  let whileSending: (sid: string) => Promise<unknown> = async () => {}
  const provider: Provider = {
    name: 'twilio',
    channels: ['sms'],
    repeatable: false,
    find: async () => ({ kind: 'unclear' }),
    async send({ id }) {
      await whileSending(`SM${id}`)
      if (lost) return { kind: 'unknown', reason: 'reset' }
      return { kind: 'sent', providerId: `SM${id}` }
    },
  }
  const delivery = await aDelivery(t, { providers: [provider] })
  const post = (params: Record<string, string>) => postTogether([params])
  /** Those of a few messages in one transaction: of each message only one. */
  const postTogether = async (all: Record<string, string>[]) => {
    const receipts = all.flatMap((params) => readTwilioStatus(params) ?? [])
    const shares = Array.from({ length: 4 }, (_, i) => receipts.filter((_, n) => n % 4 === i))
    await Promise.all(
      shares.map(async (share) => {
        if (share.length === 0) return
        // In one order, because each locks its message until the end.
        const sorted = share.toSorted((a, b) => (a.providerId < b.providerId ? -1 : 1))
        await takeTurn(delivery, delivery.actor('system'), async (turn) => {
          for (const receipt of sorted) await takeReceipt(turn, delivery.hooks, 'twilio', receipt)
        })
      }),
    )
  }

  /** As its callback address says, when the answer to the request did not. */
  const named = (messageId: string, MessageStatus: string, ErrorCode = '') =>
    takeTurn(delivery, delivery.actor('system'), (turn) =>
      takeReceipt(turn, delivery.hooks, 'twilio', {
        ...readTwilioStatus({ MessageSid: `SM${messageId}`, MessageStatus, ErrorCode })!,
        messageId,
      }),
    )
  let broken = false
  const told: string[] = []
  const hooks: Hooks = {
    ...delivery.hooks,
    async ended(_, { id }) {
      if (broken) throw new Error('cannot end')
      told.push(id)
    },
  }

  await t.test(
    `D9: in any order, repeated, early, forged or of nobody’s message, they end in the same state as in order (${RUNS} journeys)`,
    async (t) => {
      const began = Date.now()
      await fc.assert(
        fc.asyncProperty(
          fc.array(journey, { minLength: BATCH, maxLength: BATCH }),
          async (journeys) => {
            const before = delivery.ended.length
            const wrong = (await play(journeys)).filter(({ right }) => !right)
            if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
            return delivery.ended.length - before <= journeys.length
          },
        ),
        { numRuns: RUNS / BATCH, endOnFailure: FULL },
      )
      t.comment(`measured: ${RUNS} journeys in ${((Date.now() - began) / 1000).toFixed(1)} s`)
    },
  )

  type Journey = typeof journey extends fc.Arbitrary<infer J> ? J : never
  /** Side by side, each receipt of one after the other of it: what came before, while, and after it was sent. */
  async function play(journeys: Journey[]) {
    const mine = await Promise.all(
      journeys.map(async (each) => {
        const id = await delivery.queue()
        const posts = each.posts.map((post) => ({
          ...post,
          MessageSid: post.sid === 'mine' ? `SM${id}` : post.sid,
        }))
        const rest = posts.slice(each.early)
        const repeated = rest[each.again % (rest.length || 1)]
        const early = posts.slice(0, each.early)
        return { id, posts, early, rest: [...rest, ...(repeated ? [repeated] : [])] }
      }),
    )
    const bySid = new Map(mine.map((each) => [`SM${each.id}`, each]))
    whileSending = async (sid) => {
      for (const each of bySid.get(sid)!.early) await post(each)
    }
    await delivery.send()
    const states = async () => {
      const ids = mine.map(({ id }) => id)
      const found = await delivery.db.orm.select().from(messages).where(inArray(messages.id, ids))
      return new Map(found.map((row) => [row.id, row]))
    }
    const back = new Set<string>()
    let last = await states()
    const rounds = Math.max(...mine.map(({ rest }) => rest.length))
    for (let round = 0; round < rounds; round++) {
      const due = mine.flatMap(({ rest }) => rest[round] ?? [])
      await postTogether(due)
      const now = await states()
      for (const [id, { state }] of now)
        if (RANK.indexOf(state) < RANK.indexOf(last.get(id)!.state)) back.add(id)
      last = now
    }
    return mine.map(({ id, posts }) => {
      const told = posts
        .filter(({ sid }) => sid === 'mine')
        .flatMap(({ sid: _, ...each }) => readTwilioStatus({ ...SID, ...each })?.state ?? [])
        .concat('sent')
      const inOrder = RANK[Math.max(...told.map((state) => RANK.indexOf(state)))]
      const { state, dueAt } = last.get(id)!
      return { posts, state, right: state === inOrder && dueAt === null && !back.has(id) }
    })
  }

  await t.test('one that comes at the same instant as the answer is not lost', async (t) => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => delivery.queue()))
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

  await t.test('D9: one that cannot be worked is kept, and worked later', async (t) => {
    const id = await delivery.queue()
    await delivery.send()
    const take = () =>
      takeReceiptSafely(delivery, hooks, 'twilio', {
        ...{ providerId: `SM${id}`, state: 'failed', reason: 'landline' },
      })
    const jobs = [receiptJob(delivery, hooks)]
    broken = true
    await take()
    await take()
    t.match(await delivery.message(id), { state: 'sent' })
    for (const wait of [5, 10]) {
      delivery.clock.tick(wait * SECOND)
      await runUntilIdle(jobs)
      t.match(await delivery.message(id), { state: 'sent' })
    }
    broken = false
    delivery.clock.tick(20 * SECOND)
    await runUntilIdle(jobs)
    t.match(await delivery.message(id), { state: 'failed', reason: 'landline' })
    t.equal(told.filter((each) => each === id).length, 1)
    delivery.clock.tick(MINUTE)
    await runUntilIdle(jobs)
    t.equal(told.filter((each) => each === id).length, 1, 'and once only')
  })

  await t.test(
    'a handset that was not reached is tried once more, and then it is an end',
    async (t) => {
      const subjectId = crypto.randomUUID()
      const id = await delivery.queue({ subjectId })
      await delivery.db.orm
        .update(messages)
        .set({ tried: ['other'] })
        .where(eq(messages.id, id))
      await delivery.send()
      await post({ MessageSid: `SM${id}`, MessageStatus: 'undelivered', ErrorCode: '30003' })
      const own = async () =>
        (
          await delivery.db.orm.select().from(messages).where(eq(messages.subjectId, subjectId))
        ).sort((a, b) => b.turn - a.turn)
      t.match(await own(), [
        { id, state: 'failed', turn: 0 },
        {
          ...{ state: 'queued', turn: -1, dueAt: after(delivery.clock.at, 30 * SECOND) },
          tried: ['other'],
        },
      ])
      t.notOk(delivery.ended.some((each) => each.id === id))
      await delivery.pass(30 * SECOND)
      const [, again] = await own()
      t.match(again, { state: 'sent' })
      await post({ MessageSid: `SM${again!.id}`, MessageStatus: 'undelivered', ErrorCode: '30008' })
      t.match(
        delivery.ended.filter((each) => each.id === again!.id),
        [{ state: 'failed', reason: 'unreachable' }],
      )
      t.equal((await own()).length, 2)
    },
  )

  await t.test(
    'what a provider takes and does not bring through goes by another one',
    async (t) => {
      const told: string[] = []
      const both = await aDelivery(t, {
        providers: [provider, aProvider('other')],
        hooks: { unworkable: async (_, what) => void told.push(what) },
      })
      const failedWith = async (code: string) => {
        const subjectId = crypto.randomUUID()
        const id = await both.queue({ subjectId })
        await both.send()
        const receipt = readTwilioStatus({
          MessageSid: `SM${id}`,
          MessageStatus: 'undelivered',
          ErrorCode: code,
        })!
        await takeTurn(both, both.actor('system'), (turn) =>
          takeReceipt(turn, both.hooks, 'twilio', receipt),
        )
        await both.send()
        const own = eq(messages.subjectId, subjectId)
        return both.db.orm.select().from(messages).where(own).orderBy(desc(messages.turn))
      }
      for (const [code, reason] of [
        ['30034', 'misconfigured'],
        ['30500', 'refused'],
        ['', 'refused'],
      ] as const)
        t.match(
          await failedWith(code),
          [
            { provider: 'twilio', state: 'failed', reason },
            { provider: 'other', state: 'sent', turn: -1, tried: ['twilio'] },
          ],
          code,
        )
      t.same(told, ['provider'], 'of what is ours to repair a human hears')
      t.match(await failedWith('30003'), [
        { state: 'failed' },
        { provider: 'twilio', state: 'queued', tried: [] },
      ])
      t.equal((await failedWith('30007')).length, 1, 'what was filtered goes no other way')
    },
  )

  await t.test('the database itself lets no state go back', async (t) => {
    const id = await delivery.queue()
    await delivery.send()
    await look(aSendJob(delivery, provider, delivery.hooks))
    await t.rejects(
      takeTurn(delivery, delivery.actor('system'), ({ tx }) =>
        tx.execute(`update messages set state = 'queued', due_at = created_at where id = '${id}'`),
      ),
      /\(message_only_forward\)/,
    )
  })

  await t.test(
    'D8: one that comes before the next provider has sent it: no second copy',
    async (t) => {
      lost = false
      whileSending = async () => {}
      const next = aProvider('next')
      const two = await aDelivery(t, { db: delivery.db, providers: [provider, next] })
      const waits = async () => {
        const id = await two.queue()
        const tried = { provider: 'next', tried: ['twilio'] }
        await two.db.orm.update(messages).set(tried).where(eq(messages.id, id))
        return id
      }
      const [taken, failed, other] = [await waits(), await waits(), await two.queue()]
      await two.db.orm.update(messages).set({ provider: 'next' }).where(eq(messages.id, other))
      await named(taken, 'sent')
      await named(failed, 'failed', '30006')
      await named(other, 'sent')
      t.match(await two.message(taken), { state: 'sent', provider: 'twilio', dueAt: null })
      t.match(await two.message(failed), { state: 'queued', provider: 'next' })
      t.match(await two.message(other), { state: 'queued' }, 'that one was never there')
      await two.send()
      t.same(next.sent.map(({ id }) => id).sort(), [failed, other].sort())
      await named(taken, 'delivered')
      t.match(await two.message(taken), { state: 'delivered' })
    },
  )

  await t.test('D9: one that names our message ends its doubt', async (t) => {
    const early = await delivery.queue()
    const late = await delivery.queue()
    lost = true
    whileSending = async (sid) => {
      if (sid === `SM${early}`) await named(early, 'delivered')
    }
    await delivery.send()
    t.match(await delivery.message(late), { state: 'sending', providerId: null })
    await named(late, 'failed', '30006')
    t.match(await delivery.message(late), { state: 'failed', providerId: `SM${late}`, dueAt: null })
    t.match(
      delivery.ended.filter(({ id }) => id === late),
      [{ reason: 'landline' }],
    )
    await delivery.pass(SECOND)
    t.match(await delivery.message(early), { state: 'delivered', providerId: `SM${early}` })
    await named(early, 'failed', '30006')
    t.match(await delivery.message(early), { state: 'delivered' })
  })
})
