import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { messageReceipts, messages } from '../../db/schema.ts'
import type { Provider } from '../../src/delivery/provider.ts'
import { rows } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aDelivery } from '../fixtures/delivery.ts'
import { aService } from '../fixtures/services.ts'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const RUNS = FULL ? 2000 : 100
const TOKEN = 'callback-token-of-the-test'
const PATH = '/v1/webhooks/gc-notify/status'
/** As notification-api posts it (send_delivery_status_to_service). */
const receipt = (id: string, reference: string | null, status: string) => ({
  ...{ id, reference, to: '+16135550142', status, status_description: 'Canari' },
  ...{ provider_response: null, created_at: '2026-11-21T19:00:00.000000Z', completed_at: null },
  ...{ sent_at: null, notification_type: 'sms' },
})

test('S6: receipts of GC Notify', needsPostgres, async (t) => {
  /** Tells of a message while it is being sent, then answers, or does not. */
  let whileSending: (reference: string) => Promise<unknown> = async () => {}
  let lost = false
  const ids = new Map<string, string>()
  const provider: Provider = {
    ...{ name: 'gc_notify', channels: ['sms', 'email'], repeatable: false },
    find: async () => ({ kind: 'unclear' }),
    async send({ id }) {
      const providerId = crypto.randomUUID()
      ids.set(id, providerId)
      await whileSending(id)
      return lost ? { kind: 'unknown', reason: 'reset' } : { kind: 'sent', providerId }
    },
  }
  const delivery = await aDelivery(t, {
    providers: [provider],
    env: { GC_NOTIFY_CALLBACK_TOKEN: TOKEN },
  })
  const send = (payload: object | string, authorization = `Bearer ${TOKEN}`) =>
    delivery.app.inject({
      ...{ method: 'POST', url: PATH, payload },
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    })
  const post = async (reference: string, status: string) =>
    (await send(receipt(ids.get(reference)!, reference, status))).statusCode
  const kept = async () => {
    const [row] = await rows<{ n: number }>(
      delivery.db.orm,
      sql`select count(*)::int as n from message_receipts`,
    )
    return row!.n
  }

  await t.test('with the token they are taken, and a repeat changes nothing', async (t) => {
    const id = await delivery.queue()
    await delivery.send()
    for (const status of ['sending', 'delivered', 'delivered', 'pending', 'permanent-failure'])
      t.equal(await post(id, status), 204)
    t.match(await delivery.message(id), { state: 'delivered', reason: null })
    t.same(delivery.ended, [])
    t.equal(await kept(), 3, 'sent, delivered, failed')
  })

  for (const [status, state, reason] of [
    ['permanent-failure', 'failed', 'bad_address'],
    ['technical-failure', 'failed', 'refused'],
    ['provider-failure', 'failed', 'refused'],
    ['temporary-failure', 'failed', 'unreachable'],
    ['sent', 'sent', null],
    ['created', 'sent', null],
    ['no-such-status', 'sent', null],
    ['constructor', 'sent', null],
  ] as const)
    await t.test(`${status} is ${state}${reason ? `: ${reason}` : ''}`, async (t) => {
      const id = await delivery.queue()
      await delivery.send()
      t.equal(await post(id, status), 204)
      t.match(await delivery.message(id), { state, reason })
    })

  await t.test('D9: an early one, and one that ends a doubt by our reference', async (t) => {
    const early = await delivery.queue()
    whileSending = (id) => post(id, 'delivered')
    await delivery.send()
    t.match(await delivery.message(early), { state: 'delivered' })
    whileSending = async () => {}
    lost = true
    const doubtful = await delivery.queue()
    await delivery.send()
    t.match(await delivery.message(doubtful), { state: 'sending', providerId: null })
    await post(doubtful, 'delivered')
    t.match(await delivery.message(doubtful), {
      ...{ state: 'delivered', providerId: ids.get(doubtful), dueAt: null },
    })
    lost = false
  })

  await t.test('of nobody’s message, or with another’s reference: nothing moves', async (t) => {
    const id = await delivery.queue()
    await delivery.send()
    const before = await delivery.message(id)
    for (const reference of [null, '', 'K7F-2QX', id, "'; --", '\u{1F600}'])
      t.equal((await send(receipt(crypto.randomUUID(), reference, 'delivered'))).statusCode, 204)
    t.same(await delivery.message(id), before)
  })

  await t.test('in any order they end in the same state', async (t) => {
    const statuses = ['created', 'sending', 'pending', 'sent', 'delivered', 'temporary-failure']
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 6 }),
        async (said) => {
          const id = await delivery.queue()
          await delivery.send()
          for (const status of said) await post(id, status)
          const { state } = await delivery.message(id)
          const last = said.includes('delivered')
            ? 'delivered'
            : said.includes('temporary-failure')
              ? 'failed'
              : 'sent'
          return state === last
        },
      ),
      { numRuns: RUNS / 4 },
    )
    t.pass()
  })

  await t.test('without it, or with another one, nothing is taken', async (t) => {
    const before = await kept()
    const id = await delivery.queue()
    await delivery.send()
    const body = receipt(ids.get(id)!, id, 'delivered')
    const touched = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.nat(TOKEN.length - 1).map((at) => TOKEN.slice(0, at) + TOKEN.slice(at + 1)),
      fc.nat(TOKEN.length - 1).map((at) => `${TOKEN.slice(0, at)}#${TOKEN.slice(at + 1)}`),
      fc.constantFrom(`${TOKEN}x`, TOKEN.toUpperCase(), `"${TOKEN}"`, btoa(TOKEN), 'undefined'),
    )
    const scheme = fc.constantFrom('Bearer ', 'bearer ', 'Basic ', 'ApiKey-v1 ', '')
    await fc.assert(
      fc.asyncProperty(scheme, touched, async (scheme, token) => {
        const header = (scheme + token).replace(/[^\x20-\x7e]/g, '')
        fc.pre(header.trim() !== `Bearer ${TOKEN}`)
        const answer = await send(body, header)
        return answer.statusCode === 403 && !answer.body.includes(TOKEN)
      }),
      {
        numRuns: RUNS,
        examples: [
          ['Basic ', TOKEN],
          ['', TOKEN],
          ['', ''],
          ['Bearer ', ''],
        ],
      },
    )
    t.match(await delivery.message(id), { state: 'sent' })
    t.equal(await kept(), before)
    t.equal((await send('not even json', 'Bearer other')).statusCode, 403, 'before it is read')
  })

  await t.test('what is no receipt is refused, and quotes nothing', async (t) => {
    const id = crypto.randomUUID()
    for (const body of ['{', [], { id: 'Canari' }, { id, status: '' }, { id, status: 5 }, { id }]) {
      const answer = await send(body)
      t.ok([400, 422].includes(answer.statusCode), answer.body)
      t.notMatch(answer.body, /Canari/)
    }
    t.equal((await send({ ...receipt(id, null, 'sent'), x: 'x'.repeat(70_000) })).statusCode, 413)
  })

  await t.test('the address that it tells is kept nowhere', async (t) => {
    const all = JSON.stringify(await delivery.db.orm.select().from(messageReceipts))
    t.notMatch(all, /6135550142|Canari/)
  })

  await t.test('a program without a token takes none', async (t) => {
    const other = await aService(t)
    for (const authorization of ['Bearer ', 'Bearer undefined', `Bearer ${TOKEN}`]) {
      const headers = { authorization }
      const answer = await other.app.inject({ method: 'POST', url: PATH, headers, payload: {} })
      t.equal(answer.statusCode, 403)
    }
  })

  await t.test('it tells of e-mail and SMS alike', async (t) => {
    const id = await delivery.queue({ channel: 'email' })
    await delivery.send()
    await post(id, 'delivered')
    const [row] = await delivery.db.orm.select().from(messages).where(eq(messages.id, id))
    t.match(row, { channel: 'email', state: 'delivered' })
  })
})
