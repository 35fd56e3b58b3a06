import { eq } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { messages } from '../../db/schema.ts'
import type { Provider } from '../../src/delivery/provider.ts'
import { smtpProvider } from '../../src/delivery/smtp.ts'
import { twilioProvider } from '../../src/delivery/twilio.ts'
import { after, DAY, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import type { Database } from '../../src/platform/database.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery, aSendJob } from '../fixtures/delivery.ts'
import { aClock, aProvider } from '../fixtures/services.ts'
import { brokenSmtp, smtpSink } from '../fixtures/smtp-sink.ts'
import { type Behaviour, twilioStub } from '../fixtures/twilio-stub.ts'

const sidOf = (n: number) => `SM${String(n).padStart(32, '0')}`

/** Lost replies of the D8 loop. */
const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const LOST = FULL ? 1000 : 40
const REF = 'CW K7F-2QX: urgent, bed for 1. YES'

async function aTwilio(t: Test, db: Database, next: Provider[] = []) {
  const clock = aClock()
  const stub = await twilioStub(undefined, () => clock.at)
  t.teardown(() => stub.close())
  const twilio = await twilioProvider({
    accountSid: `AC${'0a'.repeat(16)}`,
    authToken: 'token',
    from: '+16135550100',
    publicUrl: 'https://causeway.example.org',
    baseUrl: stub.url,
    timeoutMs: 1000,
  })
  // The same name on the same database would share its health: a provider of this test's own.
  const name = `twilio-${stub.url.split(':').at(-1)}`
  const delivery = await aDelivery(t, { db, clock, providers: [{ ...twilio, name }, ...next] })
  const text = (n: number) => ({ to: '+16135550142', text: `${REF} ${1000 + n}` })
  /** How often each text was taken, by its reference and digits. */
  const copies = () => {
    const bodies = stub.taken.map(({ Body }) => Body!)
    return bodies.length - new Set(bodies).size
  }
  return { delivery, stub, name, text, copies }
}

test('D8: a reply that was lost', needsPostgres, async (t) => {
  const db = await aDatabase(t)

  await t.test(`${LOST} of them, accepted by Twilio and then cut: no duplicate`, async (t) => {
    const { delivery, stub, text, copies } = await aTwilio(t, db)
    stub.behave({ kind: 'cut' })
    const ids: string[] = []
    const uselessAt = after(delivery.clock.at, 30 * DAY)
    while (ids.length < LOST) {
      for (let n = 0; n < 10; n++)
        ids.push(await delivery.queue({ content: text(ids.length), uselessAt }))
      // A provider all of whose replies are lost is left: a probe a minute is what it gets.
      for (let i = 0; i < 20 && stub.taken.length < ids.length; i++) await delivery.pass(MINUTE)
    }
    await delivery.pass(MINUTE)
    const rows = await db.orm.select().from(messages)
    const own = rows.filter(({ id }) => ids.includes(id))
    t.same([...new Set(own.map(({ state }) => state))], ['sent'])
    t.equal(new Set(own.map(({ providerId }) => providerId)).size, LOST, 'each has its own sid')
    t.equal(copies(), 0)
    t.equal(stub.taken.length, LOST)
    t.same(stub.problems, [])
  })

  for (const others of [500, 1000])
    await t.test(`while ${others} others went after it: never a second one`, async (t) => {
      const { delivery, stub, text, copies } = await aTwilio(t, db)
      const id = await delivery.queue({ content: text(0) })
      stub.behave({ kind: 'cut' })
      await delivery.send()
      stub.behave({ kind: 'accept' })
      const sid = stub.kept[0]!.sid
      const after = { to: '+16135550142', body: 'another', status: 'queued', at: delivery.clock.at }
      for (let n = 0; n < others; n++) stub.kept.unshift({ ...after, sid: sidOf(n) })
      for (let i = 0; i < 10; i++) await delivery.pass(5 * SECOND)
      const [row] = await db.orm.select().from(messages).where(eq(messages.id, id))
      if (others < 1000) t.match(row, { state: 'sent', providerId: sid }, 'it is found')
      t.equal(copies(), 0)
      t.equal(stub.taken.length, 1)
    })

  await t.test('after it was sent, when neither number nor text is kept any more', async (t) => {
    const { delivery, stub, text, copies } = await aTwilio(t, db)
    const known = await delivery.queue({ content: text(0) })
    await delivery.send()
    stub.behave({ kind: 'silence' })
    stub.list('redacted')
    const id = await delivery.queue({ content: text(1) })
    await delivery.send()
    await delivery.pass(SECOND)
    t.match(await delivery.message(id), { state: 'sent', providerId: stub.kept[0]!.sid })
    t.match(await delivery.message(known), { providerId: stub.kept[1]!.sid })
    t.equal(copies(), 0)
  })

  await t.test('its status comes with it, and a failure is an end', async (t) => {
    const { delivery, stub, text } = await aTwilio(t, db)
    stub.behave({ kind: 'empty' })
    const id = await delivery.queue({ content: text(0) })
    await delivery.send()
    stub.kept[0]!.status = 'delivered'
    await delivery.pass(SECOND)
    t.match(await delivery.message(id), { state: 'delivered', dueAt: null, unsureAt: null })
  })

  await t.test('what was not taken goes again, but only after a look 5 s later', async (t) => {
    const { delivery, stub, text } = await aTwilio(t, db)
    stub.behave({ kind: 'reset' })
    const id = await delivery.queue({ content: text(0) })
    await delivery.send()
    stub.behave({ kind: 'accept' })
    await delivery.pass(SECOND)
    t.match(await delivery.message(id), { state: 'sending' })
    t.same([stub.lists() > 0, stub.taken.length], [true, 0])
    await delivery.pass(4 * SECOND)
    t.match(await delivery.message(id), { state: 'sent' })
    t.equal(stub.taken.length, 1)
  })

  await t.test(
    'nor can it be looked up: never by the same one, and at last it is unknown',
    async (t) => {
      const { delivery, stub, text } = await aTwilio(t, db)
      stub.behave({ kind: 'silence' })
      stub.list('broken')
      const id = await delivery.queue({ content: text(0) })
      for (let i = 0; i < 8; i++) await delivery.pass(10 * SECOND)
      t.equal(stub.taken.length, 1)
      t.same(delivery.stalled, [id], 'the other channel goes')
      await delivery.pass(HOUR)
      t.same(delivery.ended, [{ id, state: 'unknown', reason: 'reset' }])
      t.equal(stub.taken.length, 1)
    },
  )

  await t.test(
    'D7: nor can it be looked up, and another provider is there: within 15 s',
    async (t) => {
      const { delivery, stub, name, text } = await aTwilio(t, db, [aProvider('next')])
      stub.behave({ kind: 'silence' })
      stub.list('broken')
      const id = await delivery.queue({ content: text(0) })
      await delivery.send()
      for (let i = 0; i < 5; i++) await delivery.pass(SECOND)
      t.match(await delivery.message(id), { state: 'sent', provider: 'next', tried: [name] })
    },
  )

  const faults: Behaviour[] = [
    { kind: 'reset' },
    { kind: 'silence' },
    { kind: 'cut' },
    { kind: 'html', status: 502 },
    { kind: 'error', status: 500, code: 20500 },
    { kind: 'error', status: 429, code: 20429, retryAfter: 60 },
  ]
  for (const fault of faults) {
    await t.test(`D7: ${JSON.stringify(fault)}: out within 15 s, and once`, async (t) => {
      const next = aProvider('next')
      const { delivery, stub, text } = await aTwilio(t, db, [next])
      stub.behave(fault)
      const id = await delivery.queue({ content: text(0) })
      await delivery.send()
      // The send itself may have taken 5 s of the 15, and each look-up 5 more.
      for (let i = 0; i < 5; i++) await delivery.pass(SECOND)
      t.match(await delivery.message(id), { state: 'sent' })
      t.equal(stub.taken.length + next.sent.length, 1)
    })
  }

  await t.test('a worker that died in a send: looked up, not sent again', async (t) => {
    const { delivery, stub, name, text } = await aTwilio(t, db)
    const id = await delivery.queue({ content: text(0) })
    const real = delivery.providers.byName.get(name)!
    const sent = Promise.withResolvers<void>()
    const dying: Provider = {
      ...real,
      async send(message, now) {
        await real.send(message, now)
        sent.resolve()
        return new Promise(() => {})
      },
    }
    await aSendJob(delivery, dying, delivery.hooks).run()
    await sent.promise
    await delivery.pass(20 * SECOND)
    await delivery.pass(SECOND)
    t.match(await delivery.message(id), { state: 'sent', providerId: stub.kept[0]!.sid })
    t.equal(stub.taken.length, 1)
  })

  await t.test('SMTP repeats it with the same Message-ID', async (t) => {
    const [broken, sink] = [await brokenSmtp('body', 'cut'), await smtpSink()]
    t.teardown(() => Promise.all([broken.close(), sink.close()]))
    const from = 'Causeway <offers@causeway.example.org>'
    const [cut, whole] = [broken, sink].map(({ url }) => smtpProvider({ url, from }))
    const smtp: Provider = { ...cut!, name: 'mail', send: (m, now) => sender.send(m, now) }
    let sender = cut!
    const delivery = await aDelivery(t, { db, providers: [smtp] })
    const content = { to: 'a@example.org', subject: 'K7F-2QX', text: REF }
    const id = await delivery.queue({ channel: 'email', content })
    await delivery.send()
    t.match(await delivery.message(id), { state: 'sending', unsureAt: delivery.clock.at })
    sender = whole!
    await delivery.pass(5 * SECOND)
    t.match(await delivery.message(id), { state: 'sent' })
    t.match(sink.received[0]!.raw, new RegExp(`^Message-ID: <${id}@causeway.example.org>\r$`, 'm'))
    const [row] = await db.orm.select().from(messages).where(eq(messages.id, id))
    t.equal(row!.providerId, `<${id}@causeway.example.org>`)
  })
})
