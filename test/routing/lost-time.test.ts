import { eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { type Test, test } from 'tap'
import { chores, events, legs, messages, offers, providerHealth, tasks } from '../../db/schema.ts'
import { after, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { heartbeatJob } from '../../src/routing/lost-time.ts'
import { jobsOf } from '../../src/workers.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import {
  accept,
  aReferral,
  codeTo,
  post,
  readLeg,
  reply,
  sentTo,
  somePoints,
} from '../fixtures/referral.ts'
import { aService, type TestService } from '../fixtures/services.ts'

const PROVE = ['1', 'full'].includes(process.env.PROVE ?? '')
const urgent = { urgency: 'urgent' }

const offerOf = async ({ db }: TestService, id: string) =>
  (await db.orm.select().from(offers).where(eq(offers.id, id)))[0]!

async function aProgram(t: Test, points = 2) {
  const service = await aService(t, { heartbeat: true })
  await service.settle()
  return { service, points: await somePoints(service, points) }
}

/** The page behind the newest link that went to a number. */
async function pageOf(service: TestService, to: string) {
  const link = /http:\/\/cw\.example(\/\S+)/.exec(
    sentTo(service, to).findLast((text) => text.includes('http://cw.example/')) ?? '',
  )
  return (await service.app.inject({ url: link![1]! })).body
}

test('lost time', needsPostgres, async (t) => {
  await t.test('is given back to an offer, whose page says until when', async (t) => {
    const { service, points } = await aProgram(t)
    const { id } = await aReferral(service, urgent)
    const [made] = (await readLeg(service, id)).offers
    const point = points.find((one) => one.id === made!.servicePoint!.id)!
    t.ok((await pageOf(service, point.sms)).includes('by 14:30'), 'asked until 14:30 there')
    await service.pass(5 * SECOND)
    // Nobody is up for 40 minutes; the offer ran for 30.
    await service.pass(40 * MINUTE)
    const leg = await readLeg(service, id)
    t.same(
      leg.offers.map(({ state }) => state),
      ['open'],
      'not expired, though its time was over',
    )
    t.equal(leg.offers[0]!.answerBy, after(new Date(made!.answerBy!), 40 * MINUTE).toISOString())
    t.ok((await pageOf(service, point.sms)).includes('by 15:10'), 'until 15:10 there')
    const noted = await service.db.orm
      .select()
      .from(events)
      .where(eq(events.action, 'offer.prolonged'))
    t.match(noted, [
      { chain: `referral:${id}`, thing: `offer:${made!.id}`, data: { ms: 40 * MINUTE } },
    ])
    t.match(
      await service.db.orm.select().from(events).where(eq(events.action, 'time.given_back')),
      [{ data: { ms: 40 * MINUTE, offers: 1, confirmations: 0 } }],
    )
    for (let s = 0; s < 29 * 60; s += 30) await service.pass(30 * SECOND)
    t.equal((await offerOf(service, made!.id)).state, 'open')
    for (let s = 0; s < 60; s += 30) await service.pass(30 * SECOND)
    t.equal((await offerOf(service, made!.id)).state, 'expired', 'after 30 minutes that it had')
  })

  await t.test(
    'is given back to messages that had not left, and not to cancelled ones',
    async (t) => {
      const { service } = await aProgram(t)
      const { id } = await aReferral(service, urgent)
      const [made] = (await readLeg(service, id)).offers
      const again = { state: 'queued', dueAt: service.clock.at, claimedBy: null, providerId: null }
      // As if nothing had left yet. States only go forward: this is another row.
      const [row] = await service.db.orm
        .select()
        .from(messages)
        .where(eq(messages.subjectId, made!.id))
      const copy = (turn: number, uselessAt: Date) => ({
        ...{ ...row!, ...again, id: crypto.randomUUID(), turn, uselessAt },
      })
      const [waiting, cancelled] = [
        copy(7, row!.uselessAt),
        copy(8, after(service.clock.at, SECOND)),
      ]
      await service.db.orm.insert(messages).values([waiting, cancelled])
      service.clock.tick(40 * MINUTE)
      await heartbeatJob(service).run()
      const now = await service.db.orm
        .select()
        .from(messages)
        .where(inArray(messages.id, [waiting.id, cancelled.id]))
        .orderBy(messages.turn)
      t.same(
        now.map(({ uselessAt }) => uselessAt),
        [after(row!.uselessAt, 40 * MINUTE), cancelled.uselessAt],
      )
    },
  )

  await t.test('is given back to a confirmation, whose code counts as long', async (t) => {
    const { service, points } = await aProgram(t)
    const { id } = await aReferral(service, urgent)
    const [made] = (await readLeg(service, id)).offers
    const point = points.find((one) => one.id === made!.servicePoint!.id)!
    const digits = /YES (\d{4})/.exec(sentTo(service, point.sms).at(-1)!)![1]!
    await reply(service, point.sms, `YES ${digits}`)
    const [leg] = await service.db.orm.select().from(legs).where(eq(legs.referralId, id))
    t.equal(leg!.state, 'accepted')
    await service.pass(2 * HOUR)
    const [later] = await service.db.orm.select().from(legs).where(eq(legs.referralId, id))
    t.match(later, { state: 'accepted', step: 0, dueAt: after(leg!.dueAt!, 2 * HOUR) })
    t.equal(Number((await offerOf(service, made!.id)).lostMs), 2 * HOUR)
    const page = await pageOf(service, point.sms)
    t.ok(/code/i.test(page))
    t.ok(page.includes('17:00'), 'until 17:00 there: an hour from now')
    t.match(codeTo(service, point.email), /^\d{6}$/)
  })

  await t.test('moves no arrival and no alarm: who waits is more urgent', async (t) => {
    const { service } = await aProgram(t)
    const one = await aReferral(service, { urgency: 'emergency' })
    const two = await aReferral(service, urgent)
    const [offer] = (await readLeg(service, two.id)).offers
    await accept(service, offer!.id)
    t.equal((await post(service, `/v1/offers/${offer!.id}/confirmation`)).status, 201)
    await service.settle()
    const state = async () => ({
      arrival: (await service.db.orm.select().from(legs).where(eq(legs.referralId, two.id)))[0]!
        .dueAt,
      alarm: (
        await service.db.orm
          .select()
          .from(tasks)
          .where(inArray(tasks.legId, [one.legId]))
      ).map(({ dueAt }) => dueAt),
    })
    const before = await state()
    service.clock.tick(10 * MINUTE)
    await heartbeatJob(service).run()
    t.same(await state(), before)
    const told = service.provider.sent.length
    await service.settle()
    t.ok(service.provider.sent.length > told, 'the alarm goes out at once')
  })

  await t.test('is none while anybody is up, and none before the first heartbeat', async (t) => {
    const { service } = await aProgram(t)
    const { id } = await aReferral(service, urgent)
    for (let minute = 0; minute < 30; minute++) await service.pass(MINUTE)
    t.same(
      (await readLeg(service, id)).offers.map(({ state }) => state),
      ['expired', 'open'],
    )
    const other = await aService(t, { heartbeat: true, db: await aDatabase(t) })
    await other.settle()
    t.equal(
      (await other.db.orm.select().from(events).where(eq(events.action, 'time.given_back'))).length,
      0,
    )
  })

  await t.test(
    'is given back before any deadline is worked, in whatever order they look',
    async (t) => {
      const { service } = await aProgram(t)
      const { id } = await aReferral(service, urgent)
      service.clock.tick(HOUR)
      const jobs = jobsOf(service)
      for (const job of jobs.filter(({ name }) => name !== 'heartbeat')) {
        await job.run()
        await job.drain?.()
      }
      t.same(
        (await readLeg(service, id)).offers.map(({ state }) => state),
        ['open'],
      )
      await service.settle()
      t.same(
        (await readLeg(service, id)).offers.map(({ state }) => state),
        ['open'],
      )
    },
  )

  await t.test('that cannot be given back does not stop the deadlines for good', async (t) => {
    const { service } = await aProgram(t)
    const { id } = await aReferral(service, urgent)
    service.clock.tick(HOUR)
    const log = Object.assign(Object.create(service.log) as typeof service.log, {
      warn() {
        throw new Error('cannot')
      },
    })
    const broken = heartbeatJob({ ...service, log })
    for (let i = 0; i < 3; i++) {
      await t.rejects(broken.run(), 'once and again')
      t.equal((await readLeg(service, id)).offers[0]!.state, 'open')
    }
    await broken.run()
    await service.settle()
    t.equal((await readLeg(service, id)).offers[0]!.state, 'expired')
  })
})

test(
  'any gap: nobody’s window is shorter, none gets more than was lost, once',
  needsPostgres,
  async (t) => {
    const { service } = await aProgram(t, 4)
    const other = openPostgres((service.db as unknown as { url: string }).url, { pool: 2 })
    t.teardown(() => other.close())
    const made: string[] = []
    for (let i = 0; i < 8; i++) {
      const leg = await readLeg(service, (await aReferral(service, urgent)).id)
      made.push(leg.offers[0]!.id)
      if (i % 2) await accept(service, leg.offers[0]!.id)
    }
    const { orm } = service.db
    const read = async () =>
      (
        await orm
          .select({ offer: offers, leg: legs })
          .from(offers)
          .innerJoin(legs, eq(legs.id, offers.legId))
          .where(inArray(offers.id, made))
          .orderBy(offers.id)
      ).map(({ offer, leg }) => ({
        open: offer.state === 'open',
        from: (offer.answeredAt ?? offer.madeAt).getTime(),
        until: (offer.dueAt ?? leg.dueAt)!.getTime(),
        remind: offer.remindAt?.getTime(),
        lost: Number(offer.lostMs),
      }))
    const minutes = (min: number, max: number) => fc.integer({ min: min * 60, max: max * 60 })
    const window = fc.record({ age: minutes(0, 90), length: minutes(1, 120) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(window, { minLength: 8, maxLength: 8 }),
        minutes(0, 600),
        async (windows, gap) => {
          const last = service.clock.at
          const sorted = [...made].sort()
          for (const [i, { age, length }] of windows.entries()) {
            const from = after(last, -age * SECOND + (i === 0 ? 4 * SECOND : 0))
            const until = after(from, length * SECOND)
            const [{ state } = { state: '' }] = await orm
              .update(offers)
              .set({ lostMs: 0 })
              .where(eq(offers.id, sorted[i]!))
              .returning()
            if (state === 'open')
              await orm
                .update(offers)
                .set({ madeAt: from, dueAt: until, remindAt: after(from, length * 500) })
                .where(eq(offers.id, sorted[i]!))
            else {
              const [{ legId } = { legId: '' }] = await orm
                .update(offers)
                .set({ answeredAt: from })
                .where(eq(offers.id, sorted[i]!))
                .returning()
              await orm.update(legs).set({ dueAt: until }).where(eq(legs.id, legId))
            }
          }
          await orm
            .update(chores)
            .set({ dueAt: after(last, MINUTE) })
            .where(eq(chores.name, 'heartbeat'))
          const before = await read()
          service.clock.tick(gap * SECOND)
          const now = service.clock.at.getTime()
          await Promise.all(
            [service, { ...service, db: other }, service].map((one) => heartbeatJob(one).run()),
          )
          const given = await read()
          for (const [i, was] of before.entries()) {
            const is = given[i]!
            const more = is.until - was.until
            if (more < 0) throw new Error('shorter')
            if (more > gap * SECOND) throw new Error('more than the gap')
            const began = Math.max(last.getTime(), was.from)
            const expected =
              gap > 60 && was.until > last.getTime() && was.from < now ? now - began : 0
            if (more !== expected) throw new Error(`got ${more}, not ${expected}`)
            if (expected && is.until - now !== was.until - began)
              throw new Error('not what was left')
            if (!was.open && is.lost - was.lost !== expected) throw new Error(`code ${is.lost}`)
            if (was.remind && is.remind! < was.remind) throw new Error('reminded sooner')
          }
          await heartbeatJob(service).run()
          if (JSON.stringify(await read()) !== JSON.stringify(given)) throw new Error('given twice')
        },
      ),
      { numRuns: PROVE ? 1000 : 60 },
    )
    const [{ count } = { count: 0 }] = (await orm.execute(
      sql`select count(*)::int as count from offers where state = 'open' and due_at is null`,
    )) as unknown as { count: number }[]
    t.equal(count, 0)
  },
)

test('a clock that is set back', needsPostgres, async (t) => {
  await t.test(
    'holds up neither a message nor an alarm nor a look, and moves no word that was given',
    async (t) => {
      const { service, points } = await aProgram(t)
      const standing = await aReferral(service, { urgency: 'emergency' })
      const [first] = (await readLeg(service, standing.id)).offers
      service.clock.tick(-HOUR)
      await service.settle()
      const leg = await readLeg(service, standing.id)
      t.equal(leg.offers[0]!.answerBy, first!.answerBy)
      t.ok(
        leg.tasks.every(
          ({ dueAt }) => Date.parse(dueAt) <= after(service.clock.at, MINUTE).getTime(),
        ),
      )
      const sent = service.provider.sent.length
      await service.pass(MINUTE)
      t.ok(service.provider.sent.length > sent, 'the alarm at 60 s')
      t.ok(points.length)
    },
  )

  await t.test('prolongs neither a doubt nor the pause of a provider', async (t) => {
    const { service } = await aProgram(t)
    const { id } = await aReferral(service, urgent)
    const now = service.clock.at
    const ofIt = eq(messages.referralId, id)
    await service.db.orm.update(messages).set({ unsureAt: now, slowedAt: now }).where(ofIt)
    const stepped = { windowStart: now, steppedAt: now, pausedUntil: after(now, MINUTE) }
    await service.db.orm.insert(providerHealth).values({ provider: 'slow', ...stepped })
    service.clock.tick(-HOUR)
    await service.settle()
    const [message] = await service.db.orm.select().from(messages).where(ofIt)
    const before = after(now, -HOUR)
    t.strictSame([message!.unsureAt, message!.slowedAt], [before, before])
    const slow = eq(providerHealth.provider, 'slow')
    const [health] = await service.db.orm.select().from(providerHealth).where(slow)
    const { windowStart, steppedAt, openUntil, pausedUntil } = health!
    t.strictSame(
      [windowStart, steppedAt, openUntil, pausedUntil],
      [before, before, null, after(before, MINUTE)],
    )
  })
})
