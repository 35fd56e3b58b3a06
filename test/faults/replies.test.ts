import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { providerHealth } from '../../db/schema.ts'
import { buildApp } from '../../src/app.ts'
import { wholeSince } from '../../src/delivery/breaker.ts'
import { sendJob } from '../../src/delivery/dispatch.ts'
import { gcNotifyProvider } from '../../src/delivery/gc-notify.ts'
import type { Hooks } from '../../src/delivery/hooks.ts'
import { queueMessages } from '../../src/delivery/message.ts'
import { twilioProvider } from '../../src/delivery/twilio.ts'
import { after, databaseClock, HOUR } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { startWorkers } from '../../src/platform/due.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { newDataKey } from '../../src/protection/seal.ts'
import { takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFaultProxy } from '../fixtures/fault-proxy.ts'
import { gcNotifyStub } from '../fixtures/gc-notify-stub.ts'
import { aReferral, post, readLeg, sentTo, somePoints, statesOf } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'
import { twilioStub } from '../fixtures/twilio-stub.ts'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const LOST = FULL ? 1000 : 50
const TEMPLATE = '0a0a0a0a-0000-4000-8000-000000000001'

/** Two processes' worth of workers in real time: Twilio behind a proxy, and GC Notify next if it is named. */
async function aSender(t: Test, sms = ['twilio', 'gc_notify']) {
  const db = await aDatabase(t)
  const [stub, gc] = await Promise.all([twilioStub(), gcNotifyStub()])
  t.teardown(() => Promise.all([stub.close(), gc.close()]))
  const proxy = await aFaultProxy(t, Number(new URL(stub.url).port))
  const twilio = await twilioProvider({
    ...{ accountSid: `AC${'0a'.repeat(16)}`, authToken: 'token', from: '+16135550100' },
    ...{ publicUrl: 'https://causeway.example.org', baseUrl: `http://127.0.0.1:${proxy.port}` },
  })
  const templates = { sms: TEMPLATE, email: TEMPLATE }
  const next = gcNotifyProvider({ apiKey: 'key', templates, baseUrl: gc.url })
  const providers = {
    byName: new Map([twilio, next].map((each) => [each.name, each])),
    order: { sms, email: ['gc_notify'] },
  }
  const service = await aService(t, { db, providers })
  const hooks: Hooks = {
    ...{
      lockReferral: async () => {},
      maySend: async (_, all) => new Set(all.map(({ id }) => id)),
      ended: async () => {},
    },
    replied: async () => 'read',
  }
  for (let i = 0; i < 2; i++) {
    const committed = createSignal()
    const own = openPostgres(db.url, { pool: 6 })
    const process = { ...service, db: own, clock: databaseClock, committed }
    const jobs = [twilio, next].map((each) =>
      sendJob(process, each, hooks, { ended: committed.wake }),
    )
    const stop = startWorkers(process, jobs)
    t.teardown(async () => {
      await stop()
      await own.close()
    })
  }
  const clocked = { ...service, clock: databaseClock }
  const key = await takeTurn(clocked, service.actor('system'), ({ tx, keys, now }) =>
    newDataKey(tx, keys, 'referral', now),
  )
  let sent = 0
  return {
    ...{ stub, gc, proxy },
    /** Texts of a reference and digits of their own, to fictional numbers. */
    async queue(count: number): Promise<number> {
      await takeTurn(clocked, service.actor('system'), (turn) =>
        queueMessages(
          turn,
          Array.from({ length: count }, () => {
            const n = sent++
            const to = `+1${201 + (Math.floor(n / 100) % 700)}55501${String(n % 100).padStart(2, '0')}`
            return {
              ...{ subjectId: crypto.randomUUID(), channel: 'sms' as const, purpose: 'test' },
              ...{
                priority: n % 3,
                language: 'en' as const,
                key,
                uselessAt: after(turn.now, HOUR),
              },
              content: { to, text: `CW K7F-2QX bed x1. Reply YES ${n}` },
            }
          }),
        ),
      )
      return count
    },
    /** As if the provider had not been left. */
    async heal(): Promise<void> {
      await db.orm.update(providerHealth).set(wholeSince(new Date()))
      await db.orm.execute(
        sql`update messages set due_at = now()
             where due_at > now() and unsure_at is null and claimed_by is null and state = 'queued'`,
      )
    },
    async states(): Promise<Record<string, number>> {
      const found = await rows<{ state: string; n: number }>(
        db.orm,
        sql`select state, count(*)::int as n from messages group by state`,
      )
      return Object.fromEntries(found.map(({ state, n }) => [state, n]))
    },
    /** Of each text, how often it was taken, by whom ever. */
    copies(): number {
      const texts = [
        ...stub.taken.map(({ Body }) => Body!),
        ...gc.taken.map(({ personalisation }) => (personalisation as { message: string }).message),
      ]
      return texts.length - new Set(texts).size
    },
  }
}

test('D8: replies that are lost on the way back', needsPostgres, async (t) => {
  await t.test(
    `D8: ${LOST} of them, every second one of two processes: at most one duplicate in 1,000`,
    async (t) => {
      const sender = await aSender(t, ['twilio'])
      let lost = 0
      sender.stub.behave((nth) => {
        if (nth % 2 === 0 || lost >= LOST) return { kind: 'accept' }
        lost++
        return { kind: lost % 2 === 0 ? 'cut' : 'empty' }
      })
      const began = Date.now()
      let all = 0
      while (lost < LOST && Date.now() - began < 240_000) {
        // A provider that loses every second reply is left; here it is to lose them all the same.
        for (let i = 0; i < 10; i++) await sender.heal().then(() => sleep(20))
        const { queued = 0 } = await sender.states()
        if (queued < 100) all += await sender.queue(200)
      }
      await sender.heal()
      await until(async () => (await sender.states()).sent === all, 60_000)
      t.same(await sender.states(), { sent: all })
      t.equal(lost, LOST)
      t.ok(sender.copies() <= LOST / 1000, `${sender.copies()} duplicates`)
      t.same(sender.stub.problems, [])
      t.comment(
        `measured: ${lost} lost replies of ${all} sends in ${seconds(began)} s, ${sender.copies()} duplicates`,
      )
    },
  )

  await t.test('D8: the line is cut again and again, look-ups too', async (t) => {
    const sender = await aSender(t)
    const rounds = FULL ? 12 : 2
    for (let i = 0; i < rounds; i++) {
      await sender.queue(4)
      await until(async () => ((await sender.states()).queued ?? 0) === 0, 5000)
      await sender.proxy.be('cut_reply')
      await sender.queue(2)
      await sleep(700)
      await sender.proxy.be('pass')
      await sleep(2500)
    }
    const all = rounds * 6
    await until(async () => (await sender.states()).sent === all, 60_000)
    t.same(await sender.states(), { sent: all })
    t.equal(sender.copies(), 0, 'duplicates')
    t.comment(`measured: ${rounds} cuts, ${sender.copies()} duplicates of ${all}`)
  })
})

test('D10: answers at the same moment', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const service = await aService(t, {
    db,
    env: {
      RATE_LIMITS: '{"form":10000,"page":10000}',
      PUBLIC_AT_ONCE: '100',
      DATABASE_POOL: '200',
    },
  })
  const origins = [await service.app.listen({ host: '127.0.0.1', port: 0 })]
  // A second process on the same database.
  const own = openPostgres(db.url, { pool: 8 })
  const second = await buildApp({ ...service, db: own })
  t.teardown(async () => {
    await second.close()
    await own.close()
  })
  origins.push(await second.listen({ host: '127.0.0.1', port: 0 }))

  await t.test('D10: of 200 by two processes exactly one wins, the others are told', async (t) => {
    const points = await somePoints(service, 100)
    const { id, legId, reference } = await aReferral(service, { urgency: 'emergency' })
    const asked = (await readLeg(service, id)).offers.map((offer) => offer.servicePoint!.id)
    for (const point of points.filter((each) => !asked.includes(each.id))) {
      const chosen = await post(service, `/v1/legs/${legId}/offers`, { servicePointId: point.id })
      t.equal(chosen.status, 201, chosen.text)
    }
    await service.settle()
    const links = points.flatMap(({ id, sms, email }) =>
      [sms, email].map((to) => {
        const text = sentTo(service, to).findLast((each) => each.includes('/answer/'))!
        const digits = /(?:YES|digits) (\d{4})/.exec(text)![1]!
        return { id, path: /\/answer\/[\w-]+/.exec(text)![0], digits }
      }),
    )
    t.equal(links.length, 200)
    const began = Date.now()
    let again = 0
    const answers = await Promise.all(
      links.map(async ({ id, path, digits }, i) => {
        const say = () =>
          fetch(origins[i % 2]! + path, {
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({ digits, answer: 'yes' }).toString(),
            redirect: 'manual',
          })
        let response = await say()
        // A page that is too busy says when to come again.
        for (let tries = 0; tries < 20 && response.status === 503; tries++) {
          again++
          await sleep(1000 * Number(response.headers.get('retry-after')))
          response = await say()
        }
        return { id, status: response.status, body: await response.text() }
      }),
    )
    t.comment(`measured: 200 answers in ${seconds(began)} s, ${again} times too busy`)
    const leg = await readLeg(service, id)
    const won = leg.offers.filter(({ state }) => state === 'accepted')
    t.equal(won.length, 1)
    const winner = won[0]!.servicePoint!.id
    t.equal(statesOf(leg).filter((state) => state === 'released').length, 99)
    const told = answers.filter((each) => each.id !== winner)
    t.equal(told.length, 198)
    t.same(
      told.filter(({ body }) => !/already placed/i.test(body)).map(({ status }) => status),
      [],
    )
    t.same(
      answers.filter((each) => each.id === winner && /already placed/i.test(each.body)),
      [],
      'the winner’s two links both say yes',
    )
    await service.settle()
    for (const { id, sms } of points)
      t.equal(
        sentTo(service, sms).some((text) => text.startsWith(`${reference}: no longer needed`)),
        id !== winner,
      )
  })
})

const seconds = (began: number): string => ((Date.now() - began) / 1000).toFixed(1)

async function until(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50))
    if (await holds()) return true
  return holds()
}
