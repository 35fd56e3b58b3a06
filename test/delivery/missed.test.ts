import { and, eq } from 'drizzle-orm'
import { pino } from 'pino'
import { type Test, test } from 'tap'
import { contacts, inboundMessages, messages, tasks } from '../../db/schema.ts'
import { missedJob } from '../../src/delivery/missed.ts'
import type { Came } from '../../src/delivery/provider.ts'
import { twilioProvider } from '../../src/delivery/twilio.ts'
import { textsTo } from '../../src/delivery/twilio-came.ts'
import { unreportedJob } from '../../src/delivery/unreported.ts'
import { hooksOf } from '../../src/hooks.ts'
import { REFERRAL_EXAMPLE } from '../../src/intake/examples.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { runUntilIdle } from '../../src/platform/due.ts'
import { HEARTBEAT } from '../../src/platform/heartbeat.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { jobsOf } from '../../src/workers.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aFaultProxy } from '../fixtures/fault-proxy.ts'
import { aClock, aProvider, aService } from '../fixtures/services.ts'
import { twilioSignature } from '../fixtures/twilio-signature.ts'
import { twilioStub } from '../fixtures/twilio-stub.ts'

const TOKEN = 'auth-token-of-the-test'
const PUBLIC = 'https://causeway.example.org'

/** The whole program with Twilio's stub behind it, a database that can go away, and one offer that is open. */
async function anOffer(t: Test) {
  const clock = aClock()
  const stub = await twilioStub(undefined, () => clock.at)
  t.teardown(() => stub.close())
  const direct = await aDatabase(t)
  const proxy = await aFaultProxy(t, Number(new URL(direct.url).port))
  const url = Object.assign(new URL(direct.url), { port: String(proxy.port) }).href
  const db = openPostgres(url, { pool: 3, deadline: 600 })
  t.teardown(() => db.close())
  const twilio = {
    ...{ accountSid: `AC${'0a'.repeat(16)}`, authToken: TOKEN, from: '+16135550100' },
    ...{ publicUrl: PUBLIC, baseUrl: stub.url, timeoutMs: 500 },
  }
  const lines: string[] = []
  const service = await aService(t, {
    ...{ clock, db, env: { PUBLIC_URL: PUBLIC } },
    log: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }),
    providers: {
      byName: new Map([
        ['twilio', await twilioProvider(twilio)],
        ['local', aProvider()],
      ]),
      ...{ order: { sms: ['twilio'], email: ['local'] }, twilio },
    },
  })
  const jobs = jobsOf(service).filter(({ name }) => name !== HEARTBEAT)
  const settle = () => runUntilIdle(jobs)
  await aServicePoint(service)
  await aServicePoint(service)
  const headers = await service.as('operator')
  const request = (method: 'GET' | 'POST', path: string, payload?: object) =>
    service.app.inject({ method, url: path, headers, ...(payload ? { payload } : {}) })
  const made = await request('POST', '/v1/referrals', REFERRAL_EXAMPLE)
  await settle()
  const sms = stub.taken[0]!
  return {
    ...{
      service,
      stub,
      lines,
      settle,
      twilio: service.providers.byName.get('twilio')!,
      to: sms.To!,
      digits: /YES (\d{4})/.exec(sms.Body!)![1]!,
    },
    pass: (ms: number) => {
      clock.tick(ms)
      return settle()
    },
    referral: async () => (await request('GET', `/v1/referrals/${made.json().id}`)).json(),
    inbound: () => direct.orm.select().from(inboundMessages),
    /** Posts as Twilio does; returns the status of the answer. */
    async webhook(path: string, params: Record<string, string>) {
      const signature = twilioSignature(TOKEN, PUBLIC + path, params)
      const answer = await service.app.inject({
        ...{ method: 'POST', url: path, payload: new URLSearchParams(params).toString() },
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signature,
        },
      })
      return answer.statusCode
    },
    /** What is done while the database is away, which each job sees. */
    async away(work: () => Promise<void>) {
      await proxy.be('refuse')
      await work()
      for (const job of jobs) await t.rejects(job.run(), job.name)
      await proxy.be('pass')
      while (!(await db.orm.execute('select 1').catch(() => undefined)));
    },
  }
}

const MESSAGE = '/v1/webhooks/twilio/message'
const STATUS = '/v1/webhooks/twilio/status'

test('a reply that no webhook could bring', needsPostgres, async (t) => {
  await t.test('a yes: fetched as soon as the database is back, and counted once', async (t) => {
    const { stub, to, digits, webhook, away, inbound, referral, pass, settle } = await anOffer(t)
    let posted: Record<string, string> = {}
    await away(async () => {
      posted = stub.receive(to, `Yes ${digits}`)
      t.equal(await webhook(MESSAGE, posted), 503)
    })
    t.same(await inbound(), [])
    await settle()
    t.match(await referral(), { stage: 'accepted', legs: [{ offers: [{ state: 'accepted' }] }] })

    t.equal(await webhook(MESSAGE, posted), 200, 'the webhook comes after all')
    for (let i = 0; i < 10; i++) await pass(2 * MINUTE)
    t.match(await inbound(), [{ providerId: posted.MessageSid, outcome: 'accepted' }])
    t.equal((await inbound()).length, 1)
    t.equal(stub.taken.filter(({ To }) => To === to).length, 2, 'asked once, thanked once')
  })

  await t.test('a STOP: the channel is off and a human told, once', async (t) => {
    const { service, stub, to, webhook, away, inbound, pass, settle } = await anOffer(t)
    await away(async () => {
      t.equal(await webhook(MESSAGE, stub.receive(to, 'STOP')), 503)
    })
    await settle()
    for (let i = 0; i < 5; i++) await pass(2 * MINUTE)
    const [flagged] = await service.db.orm.select().from(contacts).where(eq(contacts.value, to))
    t.match(flagged, { failedReason: 'opted_out' })
    t.equal((await inbound()).length, 1)
    const told = and(eq(tasks.kind, 'contact_problem'), eq(tasks.reason, 'contact_opted_out'))
    t.equal((await service.db.orm.select().from(tasks).where(told)).length, 1)
  })

  await t.test('where nobody saw the database go: within two minutes', async (t) => {
    const { stub, to, digits, referral, pass } = await anOffer(t)
    await pass(SECOND)
    stub.receive(to, `Yes ${digits}`)
    await pass(SECOND)
    t.match(await referral(), { stage: 'offered' })
    await pass(2 * MINUTE)
    t.match(await referral(), { stage: 'accepted' })
  })

  await t.test('one that is fetched after its time is a late yes as any other', async (t) => {
    const { pass, stub, to, digits, inbound } = await anOffer(t)
    stub.list('broken')
    stub.receive(to, `Yes ${digits}`)
    await pass(40 * MINUTE)
    const before = stub.taken.filter(({ To }) => To === to).length
    stub.list('whole')
    await pass(2 * MINUTE)
    t.match(await inbound(), [{ outcome: 'accepted' }], 'nobody else took it')
    t.equal(stub.taken.filter(({ To }) => To === to).length, before + 1)
  })

  const nonsense = ['', 'null', '{}', '[]', '{"messages":null}', '{"messages":[null,5,{}]}', '<h1>']
  const faults = [
    ...(['broken', 'silent'] as const),
    ...nonsense.map((body) => ({ body })),
    ...[500, 401, 429].map((status) => ({ status, body: '{"code":20500}' })),
  ]
  await t.test('Twilio answers nothing, or nonsense: the next round has all of it', async (t) => {
    const { stub, lines, to, digits, inbound, referral, pass } = await anOffer(t)
    await pass(2 * MINUTE)
    stub.receive(to, `Yes ${digits}`)
    for (const fault of faults) {
      stub.list(fault)
      lines.splice(0)
      await pass(2 * MINUTE)
      t.same(await inbound(), [], JSON.stringify(fault))
      t.match(lines.join(), '"code":"unclear"')
      t.notMatch(lines.join(), new RegExp(`${to.slice(1)}|${digits}|${TOKEN}`))
    }
    t.match(await referral(), { stage: 'offered' })
    stub.list('whole')
    await pass(2 * MINUTE)
    t.match(await referral(), { stage: 'accepted' }, 'it is older than a quarter of an hour')
    t.equal((await inbound()).length, 1)
  })

  await t.test('asked for the whole time that nobody looked, a day at most', async (t) => {
    const { service, stub, to, inbound, settle } = await anOffer(t)
    stub.receive(to, 'too old')
    service.clock.tick(20 * HOUR)
    stub.receive(to, 'hello')
    service.clock.tick(10 * HOUR)
    await settle()
    const [last] = stub.kept.filter(({ body }) => body === 'hello')
    t.match(await inbound(), [{ providerId: last!.sid }])
    t.equal((await inbound()).length, 1)
  })

  await t.test('of more than a page, all; of too many, it says so', async (t) => {
    const { service, stub, twilio } = await anOffer(t)
    const receive = (n: number) => {
      for (let i = 0; i < n; i++) stub.receive('+16135550199', `${i}`)
    }
    receive(1005)
    const missed = (await twilio.missed!(service.clock.at)) as { texts: Came[]; whole: boolean }
    t.match([missed.texts.length, missed.whole], [1005, true])
    t.equal(new Set(missed.texts.map(({ providerId }) => providerId)).size, 1005)
    receive(2500)
    const before = stub.lists()
    t.match(await twilio.missed!(service.clock.at), { whole: false })
    t.ok(stub.lists() - before <= 4)
  })

  await t.test('one that is redacted is an error in the log, and nothing else', async (t) => {
    const { stub, lines, to, inbound, pass } = await anOffer(t)
    stub.receive(to, 'hello')
    stub.list('redacted')
    await pass(2 * MINUTE)
    t.same(await inbound(), [])
    t.match(lines.join(), '"code":"redacted"')
  })

  await t.test('rounds are two minutes apart, however many processes look', async (t) => {
    const { service, stub, twilio } = await anOffer(t)
    const hooks = hooksOf()
    const processes = [1, 2, 3].flatMap(() => [
      missedJob(service, twilio),
      unreportedJob(service, twilio, hooks),
    ])
    await runUntilIdle(processes)
    const sent = eq(messages.state, 'sent')
    await service.db.orm.update(messages).set({ state: 'delivered' }).where(sent)
    const [lists, looks] = [stub.lists(), stub.looks()]
    for (let i = 0; i < 120; i++) {
      service.clock.tick(5 * SECOND)
      await runUntilIdle(processes)
    }
    t.equal(stub.lists() - lists, 5)
    t.equal(stub.looks() - looks, 0)
  })

  await t.test('of an account with other programs, only what came to our service', async (t) => {
    const base = { status: 'received', body: 'x', from: '+16135550142' }
    const listed = [
      { ...base, sid: 'other', direction: 'inbound', to: '+16135550177' },
      { ...base, sid: 'b', direction: 'inbound', to: '+16135550101', dateCreated: new Date(2) },
      {
        ...{ ...base, sid: 'a', direction: 'inbound', to: '+16135550199' },
        ...{ messagingServiceSid: 'MG1', dateCreated: new Date(1) },
      },
      {
        ...{ sid: 'out', direction: 'outbound-api', from: '+16135550101' },
        ...{ to: '+16135550142', messagingServiceSid: 'MG1' },
      },
    ]
    const sids = textsTo({ messagingServiceSid: 'MG1' }, listed).map((text) => text.providerId)
    t.same(sids, ['a', 'b'])
    const own = textsTo({ from: '+16135550177' }, listed).map((text) => text.providerId)
    t.same(own, ['other'])
  })
})

test('a receipt that no webhook could bring', needsPostgres, async (t) => {
  const offerSms = (world: Awaited<ReturnType<typeof anOffer>>) =>
    world.service.db.orm
      .select()
      .from(messages)
      .where(and(eq(messages.channel, 'sms'), eq(messages.purpose, 'offer')))
      .then((rows) => rows.find(({ providerId }) => providerId === sidOf(world))!)
  const sidOf = ({ stub, to }: Awaited<ReturnType<typeof anOffer>>) =>
    stub.kept.filter((each) => each.to === to).at(-1)!.sid

  await t.test('undelivered: found three minutes later, with the same effect', async (t) => {
    const world = await anOffer(t)
    const { service, stub, to, webhook, away, pass } = world
    const MessageSid = sidOf(world)
    await away(async () => {
      Object.assign(stub.kept.at(-1)!, { status: 'undelivered', errorCode: 30006 })
      const failed = { MessageSid, MessageStatus: 'undelivered', ErrorCode: '30006' }
      t.equal(await webhook(STATUS, failed), 503)
    })
    await pass(2 * MINUTE)
    t.match(await offerSms(world), { state: 'sent' })
    await pass(MINUTE)
    t.match(await offerSms(world), { state: 'failed', reason: 'landline' })
    const [flagged] = await service.db.orm.select().from(contacts).where(eq(contacts.value, to))
    t.match(flagged, { failedReason: 'landline' })
    const told = await service.db.orm.select().from(tasks).where(eq(tasks.kind, 'contact_problem'))
    t.equal(told.length, 1)
  })

  await t.test('delivered, while the first answers are nonsense', async (t) => {
    const world = await anOffer(t)
    const { stub, pass } = world
    stub.kept.at(-1)!.status = 'delivered'
    const other = { sid: 'SMother', status: 'failed' }
    for (const fault of [
      'broken',
      'silent',
      { body: 'null' },
      { body: JSON.stringify(other) },
    ] as const) {
      stub.list(fault)
      await pass(3 * MINUTE)
      t.match(await offerSms(world), { state: 'sent', lookedAt: null }, JSON.stringify(fault))
    }
    stub.list('whole')
    await pass(MINUTE)
    t.match(await offerSms(world), { state: 'delivered' })
  })

  await t.test('none, for two days: asked six times and then no more', async (t) => {
    const { service, stub, twilio } = await anOffer(t)
    stub.kept.at(-1)!.status = 'sent'
    const job = unreportedJob(service, twilio, hooksOf())
    for (let i = 0; i < (2 * DAY) / (3 * MINUTE); i++) {
      service.clock.tick(3 * MINUTE)
      await job.run()
    }
    t.equal(stub.looks(), 6)
  })

  await t.test('a message that Twilio has no more is none that failed', async (t) => {
    const world = await anOffer(t)
    const { service, stub, pass } = world
    const sid = sidOf(world)
    stub.kept.splice(0)
    await pass(3 * MINUTE)
    const [row] = await service.db.orm.select().from(messages).where(eq(messages.providerId, sid))
    t.match(row, { state: 'sent', lookedAt: service.clock.at })
  })

  await t.test('of many, twenty a look, and no one twice', async (t) => {
    const { service, stub, pass } = await anOffer(t)
    const [row] = await service.db.orm.select().from(messages).where(eq(messages.state, 'sent'))
    const many = Array.from({ length: 50 }, (_, n) => ({
      ...row!,
      ...{ id: crypto.randomUUID(), subjectId: crypto.randomUUID(), provider: 'twilio' },
      ...{
        providerId: `SMmany${n}`,
        channel: 'sms',
        referralId: null,
        createdAt: service.clock.at,
      },
    }))
    await service.db.orm.insert(messages).values(many)
    const at = service.clock.at
    for (const { providerId } of many)
      stub.kept.push({ sid: providerId, to: '+16135550142', body: '', status: 'delivered', at })
    const before = stub.looks()
    await pass(3 * MINUTE)
    t.ok(stub.looks() - before <= 60, 'its own and these')
    const ended = () =>
      service.db.orm.select().from(messages).where(eq(messages.state, 'delivered'))
    for (let i = 0; i < 3; i++) await pass(5 * SECOND)
    t.equal((await ended()).length, 50)
    t.ok(stub.looks() - before <= 60)
  })
})
