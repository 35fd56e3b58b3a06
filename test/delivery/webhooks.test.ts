import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { type Test, test } from 'tap'
import { inboundMessages } from '../../db/schema.ts'
import type { Inbound } from '../../src/delivery/hooks.ts'
import { inboundJob, takeInbound } from '../../src/delivery/inbound.ts'
import { readTwilioInbound } from '../../src/delivery/twilio.ts'
import { after, SECOND } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { runUntilIdle } from '../../src/platform/due.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aDelivery } from '../fixtures/delivery.ts'
import { aProvider, aService } from '../fixtures/services.ts'
import { twilioSignature } from '../fixtures/twilio-signature.ts'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const RUNS = FULL ? 2000 : 100
const TOKEN = 'auth-token-of-the-test'
const PUBLIC = 'https://causeway.example.org'
const PATHS = { status: '/v1/webhooks/twilio/status', message: '/v1/webhooks/twilio/message' }
const STATUS = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+16135550142' }
const REPLY = { MessageSid: 'SM2', From: '+16135550142', To: '+16135550100', Body: 'Oui 1234 é!' }

async function aTwilioService(t: Test) {
  const service = await aService(t, {
    providers: {
      byName: new Map([['twilio', aProvider('twilio')]]),
      order: { sms: ['twilio'], email: ['twilio'] },
      twilio: { accountSid: 'AC', authToken: TOKEN, publicUrl: PUBLIC },
    },
  })
  const counts = async () => {
    const [row] = await rows<{ receipts: number; inbound: number }>(
      service.db.orm,
      sql`select (select count(*)::int from message_receipts) as receipts,
                 (select count(*)::int from inbound_messages) as inbound`,
    )
    return row!
  }
  /** Posts as Twilio does; the signature is of `signed`, at `at`. */
  const post = (
    path: string,
    params: Record<string, string>,
    { signed = params, at = PUBLIC + path, headers = {}, signature = '' } = {},
  ) =>
    service.app.inject({
      method: 'POST',
      url: path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signature || twilioSignature(TOKEN, at, signed),
        ...headers,
      },
      payload: new URLSearchParams(params).toString(),
    })
  return { service, counts, post }
}

test('S6: webhooks of Twilio', needsPostgres, async (t) => {
  const { service, counts, post } = await aTwilioService(t)

  await t.test('signed receipts and replies are taken, whatever Host says', async (t) => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    const receipt = await post(PATHS.status, STATUS, { headers })
    t.match([receipt.statusCode, receipt.body], [204, ''])
    const reply = await post(PATHS.message, REPLY, { headers })
    t.match([reply.statusCode, reply.body], [200, '<Response/>'])
    t.match(reply.headers['content-type'], /^text\/xml/)
    t.same(await counts(), { receipts: 1, inbound: 1 })
  })

  await t.test('a repeat is taken and changes nothing', async (t) => {
    const before = await service.db.orm.select().from(inboundMessages)
    t.equal((await post(PATHS.status, STATUS)).statusCode, 204)
    t.equal((await post(PATHS.message, REPLY)).statusCode, 200)
    t.equal((await post(PATHS.message, { ...REPLY, Body: 'NO' })).statusCode, 200)
    t.same(await service.db.orm.select().from(inboundMessages), before)
    t.same(await counts(), { receipts: 1, inbound: 1 })
  })

  await t.test('what moves nothing is welcome too', async (t) => {
    for (const MessageStatus of ['queued', 'received', 'no-such-status']) {
      const answer = await post(PATHS.status, { ...STATUS, MessageSid: 'SM9', MessageStatus })
      t.equal(answer.statusCode, 204)
    }
    t.equal((await post(PATHS.message, { MessageSid: 'SM9' })).statusCode, 200)
    t.match(await counts(), { inbound: 1 })
  })

  await t.test('nothing that is altered, forged or unsigned is taken', async (t) => {
    const before = await counts()
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    const name = fc.stringMatching(/^[A-Za-z]{1,12}$/).filter((each) => !(each in {}))
    const alter: Record<string, (p: Record<string, string>, w: string) => Parameters<typeof post>> =
      {
        'a value': (p, w) => [PATHS.message, { ...p, Body: `${p.Body}${w}` }, { signed: p }],
        'one more field': (p, w) => [PATHS.message, { ...p, X1: w }, { signed: p }],
        'one less field': ({ To: _, ...p }, w) => [PATHS.message, p, { signed: { ...p, To: w } }],
        'the sender': (p) => [PATHS.message, { ...p, From: '+16135550199' }, { signed: p }],
        'the path': (p) => [PATHS.status, p, { at: PUBLIC + PATHS.message }],
        'the host': (p) => [
          PATHS.message,
          p,
          { at: `https://evil.example${PATHS.message}`, headers: { host: 'evil.example' } },
        ],
        'the signature': (p, w) => [PATHS.message, p, { signature: btoa(encodeURIComponent(w)) }],
        'the key': (p) => [
          PATHS.message,
          p,
          { signature: twilioSignature('other', PUBLIC + PATHS.message, p) },
        ],
      }
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, word, { maxKeys: 5 }),
        word,
        fc.constantFrom(...Object.keys(alter)),
        async (fields, w, how) => {
          const params = { ...fields, ...REPLY, MessageSid: `SM-${how}`, Body: w }
          const answer = await post(...alter[how]!(params, w))
          return answer.statusCode === 403 && !answer.body.includes(TOKEN)
        },
      ),
      { numRuns: RUNS },
    )
    const unsigned = await service.app.inject({
      method: 'POST',
      url: PATHS.message,
      payload: REPLY,
    })
    t.equal(unsigned.statusCode, 403)
    const signature = twilioSignature(TOKEN, PUBLIC + PATHS.message, REPLY)
    const headers = { 'x-twilio-signature': signature }
    const json = { method: 'POST', url: PATHS.message, headers, payload: REPLY } as const
    t.equal((await service.app.inject(json)).statusCode, 415, 'signed, and no form')
    const none = { method: 'POST', url: PATHS.message, headers } as const
    t.equal((await service.app.inject(none)).statusCode, 403, 'signed, and nothing')
    t.same(await counts(), before)
  })

  await t.test(
    'a body that somebody touched on its way is taken only if it says the same',
    async (t) => {
      const params = { ...REPLY, MessageSid: 'SM-touched' }
      const body = new URLSearchParams(params).toString()
      const signature = twilioSignature(TOKEN, PUBLIC + PATHS.message, params)
      // A field without a name and a value says nothing.
      const says = (text: string) =>
        JSON.stringify([...new URLSearchParams(text)].filter((pair) => pair.join('')).sort())
      // Twilio signs names and values without a mark between them: a name that has swallowed its value
      // passes, and is a text with a part missing, which is not taken.
      const isRead = (text: string) =>
        readTwilioInbound(Object.fromEntries(new URLSearchParams(text))) !== undefined
      const touched = fc.record({
        at: fc.nat(body.length),
        cut: fc.nat(3),
        put: fc.string({ unit: fc.constantFrom(...'&=+%;[]aF0 '), maxLength: 4 }),
      })
      const header = fc.constantFrom('x-twilio-signature', 'X-TWILIO-SIGNATURE')
      await fc.assert(
        fc.asyncProperty(touched, header, async ({ at, cut, put }, name) => {
          const payload = body.slice(0, at) + put + body.slice(at + cut)
          const answer = await service.app.inject({
            ...{ method: 'POST', url: PATHS.message, payload },
            headers: { 'content-type': 'application/x-www-form-urlencoded', [name]: signature },
          })
          return (
            // 400, 422: it holds what no text may hold.
            [400, 403, 422].includes(answer.statusCode) ||
            (answer.statusCode === 200 && (says(payload) === says(body) || !isRead(payload)))
          )
        }),
        {
          numRuns: RUNS,
          examples: [
            [{ at: 0, cut: 0, put: '' }, 'x-twilio-signature'],
            [{ at: 10, cut: 1, put: '' }, 'x-twilio-signature'],
            [{ at: 30, cut: 0, put: '%00' }, 'x-twilio-signature'],
            [{ at: 0, cut: 0, put: '=&' }, 'x-twilio-signature'],
          ],
        },
      )
      const kept = await service.db.orm.select().from(inboundMessages)
      t.equal(kept.filter(({ providerId }) => providerId === 'SM-touched').length, 1)
    },
  )

  await t.test('any text that is signed is taken', async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.uuid(),
        async (Body, MessageSid) =>
          (await post(PATHS.message, { ...REPLY, Body, MessageSid })).statusCode === 200,
      ),
      { numRuns: RUNS },
    )
    t.pass()
  })

  await t.test('our own id in the callback address is signed too', async (t) => {
    const path = `${PATHS.status}?message=0a0a0a0a-0000-4000-8000-0000000000aa`
    const params = { ...STATUS, MessageSid: 'SM-own' }
    t.equal((await post(path, params)).statusCode, 204)
    t.equal((await post(path, params, { at: PUBLIC + PATHS.status })).statusCode, 403)
    t.equal((await post(PATHS.status, params, { at: PUBLIC + path })).statusCode, 403)
    const other = path.replace('aa', 'bb')
    t.equal((await post(other, params, { at: PUBLIC + path })).statusCode, 403)
  })

  await t.test('with our overrides in what was signed it holds too; with others not', async (t) => {
    const path = `${PATHS.status}?message=0a0a0a0a-0000-4000-8000-0000000000aa`
    const params = { ...STATUS, MessageSid: 'SM-overrides' }
    const signedAs = async (at: string) => (await post(path, params, { at })).statusCode
    t.equal(await signedAs(`${PUBLIC}${path}#rc=5&rp=5xx,ct,rt`), 204)
    t.equal(await signedAs(`${PUBLIC}${path}#rc=1`), 403)
    t.equal(await signedAs(`${PUBLIC}${PATHS.status}#rc=5&rp=5xx,ct,rt`), 403)
  })

  await t.test('a program without Twilio takes none', async (t) => {
    const other = await aService(t)
    const answer = await other.app.inject({ method: 'POST', url: PATHS.status, payload: STATUS })
    t.equal(answer.statusCode, 403)
  })
})

test('replies that came in', needsPostgres, async (t) => {
  const read: string[] = []
  const told: string[] = []
  let broken = ''
  const delivery = await aDelivery(t, {
    hooks: {
      async unworkable(_, what) {
        told.push(what)
      },
      async replied(_, { body }: Inbound) {
        if (body === broken) throw new Error('cannot read')
        read.push(body)
        return 'read'
      },
    },
  })
  const job = inboundJob(delivery, delivery.hooks)
  const arrive = (body: string, providerId: string = body) =>
    takeTurn(delivery, delivery.actor('system'), (turn) =>
      takeInbound(turn, {
        ...{ provider: 'local', channel: 'sms', from: '+16135550142', to: '+16135550100' },
        body,
        providerId,
      }),
    )
  const row = async (providerId: string) => {
    const [found] = await delivery.db.orm
      .select()
      .from(inboundMessages)
      .where(eq(inboundMessages.providerId, providerId))
    return found!
  }

  await t.test('are kept sealed: no column shows the number or the text', async (t) => {
    await arrive('canary-text of a reply', 'sealed')
    const stored = await row('sealed')
    const all = [JSON.stringify(stored), stored.sealed.toString('latin1')].join()
    for (const secret of ['canary', '6135550142', btoa('+16135550142')]) t.notMatch(all, secret)
    await runUntilIdle([job])
    t.same(read.splice(0), ['canary-text of a reply'])
  })

  await t.test(
    'are read once, in the order in which they came, by any number of workers',
    async (t) => {
      const bodies = Array.from({ length: 25 }, (_, i) => `reply ${i}`)
      for (const body of bodies) {
        await arrive(body)
        delivery.clock.tick(1)
      }
      for (const body of bodies) await arrive(body)
      const workers = [job, inboundJob(delivery, delivery.hooks)]
      await Promise.all(workers.map((worker) => runUntilIdle([worker])))
      await runUntilIdle([job])
      t.same(read.splice(0), bodies)
    },
  )

  await t.test('one that cannot be read is never lost, and holds up no other', async (t) => {
    broken = 'unreadable'
    await arrive(broken)
    await arrive('next')
    await runUntilIdle([job])
    t.same(read.splice(0), ['next'])
    for (const [failures, wait] of [
      [1, 5],
      [2, 10],
      [3, 20],
    ] as const) {
      t.match(await row(broken), {
        failures,
        handledAt: null,
        dueAt: after(delivery.clock.at, wait * SECOND),
      })
      t.same(told, failures < 3 ? [] : ['reply'], 'a human is told, once')
      delivery.clock.tick(wait * SECOND)
      await runUntilIdle([job])
    }
    for (let i = 0; i < 12; i++) {
      delivery.clock.tick(3600 * SECOND)
      await runUntilIdle([job])
    }
    const { dueAt } = await row(broken)
    t.equal(dueAt!.getTime() - delivery.clock.at.getTime(), 3600 * SECOND, 'hourly in the end')
    t.same(told, ['reply'])
    broken = ''
    delivery.clock.tick(3600 * SECOND)
    await runUntilIdle([job])
    t.same(read.splice(0), ['unreadable'])
    t.match(await row('unreadable'), { outcome: 'read', dueAt: null })
  })
})
