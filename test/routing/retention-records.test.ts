import { and, eq, sql } from 'drizzle-orm'
import { test } from 'tap'
import { dataKeys, dutyRecords, events, idempotencyKeys, inboundMessages } from '../../db/schema.ts'
import { after, DAY, HOUR } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { keepDutyRecord, readDutyRecords } from '../../src/routing/duty-records.ts'
import { needsPostgres } from '../fixtures/database.ts'
import {
  aReferral,
  completeTask,
  keyOf,
  kindsOf,
  post,
  reply,
  somePoints,
} from '../fixtures/referral.ts'
import { asSystem, close, days, quietly, readLegQuietly, rowOf } from '../fixtures/retention.ts'
import { aService } from '../fixtures/services.ts'

test('P2: what outlives a referral, and what belongs to none', needsPostgres, async (t) => {
  const service = await aService(t)
  await somePoints(service, 2)

  await t.test(
    'a report about a minor that is owed keeps it, until the limit; the task stays',
    async (t) => {
      const { id } = await aReferral(service, { age: 16 })
      await post(service, `/v1/referrals/${id}/withdrawal`)
      await days(service, 60)
      t.ok((await rowOf(service, id)).sealed, 'it could not be made without what was said')
      await quietly(service, 31)
      t.ok((await rowOf(service, id)).erasedAt)
      const leg = await readLegQuietly(service, id)
      t.same(kindsOf(leg), ['minor_report'])
      const said = { agency: 'CAS', at: '2026-12-01T10:00:00Z', number: 'N-1' }
      const done = await completeTask(service, leg, 'minor_report', {
        outcome: 'reported',
        ...said,
      })
      t.ok(done.status < 300, done.text)
      const { headers } = await service.asStaff('supervisor')
      const url = `/v1/referrals/${id}/duty-readings`
      const read = await service.app.inject({
        method: 'POST',
        url,
        headers,
        payload: { why: 'court' },
      })
      t.match(read.json(), { records: [{ kind: 'minor_report', content: said }] })
      const [line] = await service.db.orm
        .select()
        .from(events)
        .where(and(eq(events.chain, `referral:${id}`), eq(events.action, 'duty_record.read')))
      t.match(line, { data: { why: 'court' } }, 'who read it and why is kept')
    },
  )

  await t.test('a record of duty lives its own time, under its own key', async (t) => {
    const { id } = await aReferral(service)
    await asSystem(service, (turn) =>
      keepDutyRecord(turn, { referral: { id } }, 'override', { confirmedBy: 'staff:x' }),
    )
    await close(service, id)
    await days(service, 8)
    t.match(await asSystem(service, (turn) => readDutyRecords(turn, id)), [
      { kind: 'override', content: { confirmedBy: 'staff:x' } },
    ])
    await service.db.orm
      .update(dutyRecords)
      .set({ retainDueAt: service.clock.at })
      .where(eq(dutyRecords.referralId, id))
    await service.settle()
    t.same(await asSystem(service, (turn) => readDutyRecords(turn, id)), [])
    const [record] = await service.db.orm
      .select()
      .from(dutyRecords)
      .where(eq(dutyRecords.referralId, id))
    const [key] = await service.db.orm.select().from(dataKeys).where(eq(dataKeys.id, record!.keyId))
    t.match(key, { wrapped: null, purpose: 'duty' })
  })

  await t.test('replies are unreadable a week after they came, and new ones go on', async (t) => {
    const [point] = await somePoints(service, 1)
    await reply(service, point!.sms, 'what about her, canary?')
    const keyOfLast = async () => {
      const [last] = await service.db.orm
        .select()
        .from(inboundMessages)
        .orderBy(sql`received_at desc, id desc`)
        .limit(1)
      const [key] = await service.db.orm.select().from(dataKeys).where(eq(dataKeys.id, last!.keyId))
      return key!
    }
    const first = await keyOfLast()
    t.ok(first.wrapped)
    await days(service, 1.1)
    await reply(service, point!.sms, 'once more')
    t.not((await keyOfLast()).id, first.id)
    await days(service, 6.1)
    const [gone] = await service.db.orm.select().from(dataKeys).where(eq(dataKeys.id, first.id))
    t.equal(gone!.wrapped, null)
  })

  await t.test('answers kept to be repeated, and messages to staff, go too', async (t) => {
    const headers = { ...(await keyOf(service, 'operator')), 'idempotency-key': 'sweep' }
    await aReferral(service, { urgency: 'emergency' }, headers)
    t.equal((await service.db.orm.select().from(idempotencyKeys)).length, 1)
    await service.pass(DAY + HOUR)
    t.equal((await service.db.orm.select().from(idempotencyKeys)).length, 0)
    await days(service, 8)
    const old = await rows<{ length: number }>(
      service.db.orm,
      sql`select length(m.sealed) as length from messages m join data_keys k on k.id = m.key_id
           where k.purpose = 'directory' and m.due_at is null
             and m.created_at < ${after(service.clock.at, -7.1 * DAY).toISOString()}::timestamptz`,
    )
    t.ok(old.length > 0)
    t.ok(old.every(({ length }) => length === 0))
  })
})
