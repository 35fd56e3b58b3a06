import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { consents, inboundMessages, messages } from '../../db/schema.ts'
import { after, DAY } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { dataKey, KeyDestroyed } from '../../src/protection/seal.ts'
import { endHold, holdReferral } from '../../src/routing/retention.ts'
import { retentionOf } from '../../src/routing/retention-rules.ts'
import { needsPostgres } from '../fixtures/database.ts'
import {
  aReferral,
  aTaken,
  completeTask,
  keyOf,
  kindsOf,
  post,
  readLeg,
  readReferral,
  reply,
  sentTo,
  somePoints,
} from '../fixtures/referral.ts'
import {
  asSystem,
  close,
  days,
  quietly,
  readLegQuietly,
  rowOf,
  touch,
} from '../fixtures/retention.ts'
import { aService } from '../fixtures/services.ts'

const PERIODS = { RETAIN_CLOSED_DAYS: 7, RETAIN_IDLE_DAYS: 30, RETAIN_MOST_DAYS: 90 }
test('P2: when what was said is erased', async (t) => {
  const day = fc.integer({ min: 0, max: 200 })
  const from = new Date('2026-01-01T00:00:00Z')
  const date = day.map((count) => after(from, count * DAY))
  const kept = fc.record({
    ...{ createdAt: fc.constant(from), lastActAt: date, reportOwed: fc.boolean() },
    ...{ renewedAt: fc.option(date), endedAt: fc.option(date) },
  })
  const periods = fc
    .tuple(fc.integer({ min: 1, max: 90 }), fc.nat({ max: 88 }), fc.nat({ max: 300 }))
    .map(([closed, idle, more]) => ({
      ...{ RETAIN_CLOSED_DAYS: closed, RETAIN_IDLE_DAYS: idle + 2 },
      RETAIN_MOST_DAYS: idle + 2 + more,
    }))

  t.test(
    'never later than each limit, always after notice, and a report owed keeps it',
    async () => {
      fc.assert(
        fc.property(periods, kept, (days, given) => {
          const { eraseAt, noticeAt, why } = retentionOf(days, given)
          const most = after(given.renewedAt ?? given.createdAt, days.RETAIN_MOST_DAYS * DAY)
          const notice = eraseAt.getTime() - noticeAt.getTime()
          if (given.endedAt) {
            const closed = after(given.endedAt, days.RETAIN_CLOSED_DAYS * DAY)
            if (!given.reportOwed) return eraseAt.getTime() === closed.getTime()
            return eraseAt >= closed && (eraseAt <= most || eraseAt <= closed)
          }
          const idle = after(given.lastActAt, days.RETAIN_IDLE_DAYS * DAY)
          return (
            eraseAt <= most &&
            (given.reportOwed ? why === 'most' : eraseAt <= idle) &&
            notice > 0 &&
            notice <= 3 * DAY
          )
        }),
      )
    },
  )

  t.test('by default 7 days after the end, 30 without an act, 90 in any case', async (t) => {
    const given = { createdAt: from, renewedAt: null, endedAt: null, reportOwed: false }
    const inDays = (fields: object) => {
      const { why, eraseAt } = retentionOf(PERIODS, { ...given, lastActAt: from, ...fields })
      return [why, (eraseAt.getTime() - from.getTime()) / DAY]
    }
    t.same(inDays({ endedAt: after(from, DAY) }), ['ended', 8])
    t.same(inDays({}), ['idle', 30])
    t.same(inDays({ lastActAt: after(from, 80 * DAY) }), ['most', 90])
    t.same(inDays({ lastActAt: after(from, 80 * DAY), renewedAt: after(from, 85 * DAY) }), [
      'idle',
      110,
    ])
  })
})

test('P2: retention', needsPostgres, async (t) => {
  const service = await aService(t)
  await somePoints(service, 2)
  const supervisor = await keyOf(service, 'supervisor')

  await t.test('a closed referral is erased seven days later, and no day before', async (t) => {
    const { id } = await aTaken(service)
    await close(service, id, 'connected')
    await days(service, 6.9)
    t.equal((await rowOf(service, id)).erasedAt, null)
    await days(service, 0.2)
    const erased = await rowOf(service, id)
    t.match(erased, { sealed: null, lat: null, lng: null })
    t.ok(erased.erasedAt)
    t.ok(erased.area && erased.region && erased.province && erased.gender && erased.population)
    const [consent] = await service.db.orm
      .select()
      .from(consents)
      .where(eq(consents.referralId, id))
    t.match(consent, { language: 'und', interpreter: null })
    await t.rejects(
      asSystem(service, ({ tx, keys }) => dataKey(tx, keys, erased.keyId)),
      KeyDestroyed,
    )
    const view = await readReferral(service, id)
    t.equal(view.timeline.at(-1)?.action, 'referral.erased')
    t.match(await post(service, `/v1/referrals/${id}/closure`, { reason: 'other' }), {
      status: 409,
    })
    const [offer] = view.legs[0]!.offers
    t.match(await post(service, `/v1/offers/${offer!.id}/acceptance`), {
      status: 409,
      body: { code: 'erased' },
    })
    t.match(await post(service, `/v1/legs/${view.legs[0]!.id}/outcome`, { outcome: 'arrived' }), {
      status: 409,
    })
  })

  await t.test('a reply to what was erased is answered, and breaks nothing', async (t) => {
    const { id } = await aReferral(service)
    const [asked] = (await readLeg(service, id)).offers
    const [number] = await rows<{ to: string }>(
      service.db.orm,
      sql`select value as to from contacts where channel = 'sms' and service_point_id = ${asked!.servicePoint!.id}::uuid`,
    )
    await close(service, id)
    await days(service, 8)
    t.ok((await rowOf(service, id)).erasedAt)
    t.type(await reply(service, number!.to, 'YES 1234'), 'string')
    const waiting = await service.db.orm
      .select()
      .from(inboundMessages)
      .where(sql`handled_at is null`)
    t.same(waiting, [])
  })

  await t.test(
    'an open one that nobody touches: an operator is told, then it ends and is erased',
    async (t) => {
      const { id } = await aReferral(service)
      await days(service, 26.9)
      t.notOk(kindsOf(await readLegQuietly(service, id)).includes('retention'))
      await days(service, 0.2)
      t.ok(kindsOf(await readLegQuietly(service, id)).includes('retention'))
      await days(service, 3)
      t.match(await rowOf(service, id), { state: 'closed', endReason: 'retention', sealed: null })
      const leg = await readLegQuietly(service, id)
      t.match(leg, { state: 'closed', tasks: [] })
      t.notOk(leg.offers.some(({ state }) => state === 'open' || state === 'accepted'))
      const waiting = await service.db.orm
        .select()
        .from(messages)
        .where(sql`referral_id = ${id}::uuid and due_at is not null`)
      t.same(waiting, [], 'nothing of it still waits')
    },
  )

  await t.test(
    'whoever holds it when it ends like that is told, though its key is gone',
    async (t) => {
      const { id, offer } = await aTaken(service)
      const held = offer.servicePoint!.id
      const contacts = await rows<{ value: string }>(
        service.db.orm,
        sql`select value from contacts where service_point_id = ${held}::uuid and channel = 'sms'`,
      )
      const before = sentTo(service, contacts[0]!.value).length
      await quietly(service, 30.2)
      t.ok((await rowOf(service, id)).erasedAt)
      t.ok(sentTo(service, contacts[0]!.value).length > before)
    },
  )

  await t.test('an act of a human begins the thirty days anew', async (t) => {
    const { id } = await aReferral(service)
    await days(service, 28)
    await completeTask(service, await readLegQuietly(service, id), 'retention')
    await days(service, 26)
    t.equal((await rowOf(service, id)).erasedAt, null)
    await days(service, 4.2)
    t.ok((await rowOf(service, id)).erasedAt)
  })

  await t.test('at most ninety days, unless a supervisor renews it', async (t) => {
    const both = [await aReferral(service), await aReferral(service)]
    for (let i = 0; i < 8; i++) {
      await days(service, 10.8)
      for (const { id } of both) await touch(service, id)
    }
    await days(service, 0.7)
    for (const { id } of both) {
      const tasks = (await readLegQuietly(service, id)).tasks
      t.match(
        tasks.find(({ kind }) => kind === 'renewal'),
        { role: 'supervisor' },
      )
    }
    const [kept, left] = both.map(({ id }) => id)
    t.match(await post(service, `/v1/referrals/${kept}/renewal`, {}), { status: 403 })
    const renewed = await post(service, `/v1/referrals/${kept}/renewal`, {}, supervisor)
    t.equal(renewed.status, 201, renewed.text)
    t.notOk(kindsOf(await readLegQuietly(service, kept!)).includes('renewal'))
    await days(service, 3)
    t.ok((await rowOf(service, left!)).erasedAt)
    t.equal((await rowOf(service, kept!)).erasedAt, null)
    await close(service, kept!)
    t.match(await post(service, `/v1/referrals/${kept}/renewal`, {}, supervisor), { status: 409 })
  })

  await t.test('after an outage humans still have their notice', async (t) => {
    const { id } = await aReferral(service)
    service.clock.tick(40 * DAY)
    await service.settle()
    t.equal((await rowOf(service, id)).erasedAt, null)
    t.ok(kindsOf(await readLegQuietly(service, id)).includes('retention'))
    await days(service, 3.1)
    t.ok((await rowOf(service, id)).erasedAt)
  })

  await t.test('a notice that was left lying does not stand for the next', async (t) => {
    const { id } = await aReferral(service)
    await days(service, 27.5)
    service.clock.tick(1000)
    await post(service, '/v1/openings', { referral: id, reason: 'An act.' })
    service.clock.tick(28 * DAY)
    await service.settle()
    t.equal((await rowOf(service, id)).erasedAt, null)
    await days(service, 3.1)
    t.ok((await rowOf(service, id)).erasedAt)
  })

  await t.test('a legal hold stops it; when that ends it is erased at the next look', async (t) => {
    const { id } = await aReferral(service)
    await close(service, id)
    await asSystem(service, (turn) => holdReferral(turn, id))
    await asSystem(service, (turn) => holdReferral(turn, id))
    await days(service, 100)
    t.ok((await rowOf(service, id)).sealed)
    await asSystem(service, (turn) => endHold(turn, id))
    await service.settle()
    t.ok((await rowOf(service, id)).erasedAt)
    await t.rejects(
      asSystem(service, (turn) => endHold(turn, id)),
      { code: 'not_held' },
    )
    await t.rejects(
      asSystem(service, (turn) => holdReferral(turn, id)),
      { code: 'erased' },
    )
  })
})
