import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { rows } from '../../src/platform/database.ts'
import { aCluster, aMigratedDatabase } from '../fixtures/cluster.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aLiveWorld, until } from '../fixtures/live.ts'
import { aFolder } from '../fixtures/process.ts'
import { aReferral, somePoints } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'
const haveFaketime = existsSync(FAKETIME)

test('D5: a step of a process’s own clock by an hour, forwards or back, changes nothing', {
  timeout: 600_000,
  ...(haveFaketime ? {} : { skip: 'apt-get install libfaketime' }),
}, async (t) => {
  const cluster = await aCluster(t)
  const world = await aLiveWorld(t, await aMigratedDatabase(cluster))
  const file = join(aFolder(t), 'clock')
  const step = (by: string) => writeFileSync(file, by)
  step('+0')
  const server = await world.start({
    ...{ LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' },
    ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', LOG_LEVEL: 'info' },
  })
  for (const by of ['+0', '+1h', '-1h']) {
    step(by)
    await sleep(500)
    const sent = world.stub.taken.length
    const id = await world.refer(server, { urgency: 'urgent' })
    t.ok(id, `it takes a referral at ${by}`)
    const took = await until(
      'its offer is sent',
      async () => world.stub.taken.length > sent,
      15_000,
    )
    t.ok(took < 5000, `sent within 5 s: ${Math.round(took)} ms`)
    const [offer] = await world.ask<{ age: number; left: number; state: string }>(
      `select extract(epoch from now() - made_at)::float8 as age, extract(epoch from due_at - now())::float8 as left, state
           from offers where referral_id = '${id}'`,
    )
    t.match(offer, { state: 'open' })
    t.ok(
      offer!.age >= -1 && offer!.age < 20 && offer!.left > 29 * 60 - 20 && offer!.left <= 30 * 60,
    )
  }
  const logged = server.output().match(/"time":\d{13}/g) ?? []
  const times = logged.map((each) => Number(each.slice(7)))
  const apart = (Math.max(...times) - Math.min(...times)) / HOUR
  t.ok(apart > 1.9, `its own clock did step: ${apart.toFixed(1)} h apart in its log`)
  t.same(
    await world.ask(`select from events where action in ('offer.expired', 'time.given_back')`),
    [],
  )
  t.comment(
    'measured: +1 h and -1 h of one process (libfaketime): no offer, deadline or send moved',
  )
})

test(
  'D5: a step of the database’s clock by an hour, forwards or back, loses nothing',
  needsPostgres,
  async (t) => {
    const service = await aService(t, { heartbeat: true })
    await service.settle()
    await somePoints(service, 6)
    for (const urgency of ['emergency', 'urgent', 'standard'])
      for (let i = 0; i < 2; i++) await aReferral(service, { urgency })
    const broken = async (when: string) => {
      const found = await rows<{ what: string }>(service.db.orm, LAWS(service.clock.at))
      t.same(
        found.map(({ what }) => what),
        [],
        when,
      )
    }
    let steps = 0
    for (const by of [HOUR, -HOUR, -HOUR, HOUR, HOUR, HOUR, -HOUR]) {
      const open = await live(service.db.orm)
      await service.pass(by)
      const now = await live(service.db.orm)
      t.same(
        open.filter((id) => !now.includes(id)),
        [],
        'no offer ends by a step',
      )
      await broken(`after a step of ${by / HOUR} h`)
      for (let s = 0; s < 10 * 60; s += 30) await service.pass(30 * SECOND)
      await broken(`ten minutes after a step of ${by / HOUR} h`)
      steps++
    }
    t.comment(
      `measured: ${steps} steps of the database's clock by an hour; no leg without a next step, no offer over twice (${MINUTE / 1000} s alarms go on)`,
    )
  },
)

type Orm = Parameters<typeof rows>[0]
const live = async (orm: Orm) =>
  (await rows<{ id: string }>(orm, sql`select id from offers where state = 'open'`)).map(
    ({ id }) => id,
  )

const LAWS = (at: Date) => {
  const now = sql`${at.toISOString()}::timestamptz`
  return sql`
    select 'leg ' || l.id || ' is dropped' as what from legs l
     where l.state not in ('connected', 'replaced', 'closed') and not (l.state <> 'open' and l.due_at > ${now})
       and not exists (select from offers o where o.leg_id = l.id and o.state = 'open' and o.due_at is not null)
       and not exists (select from tasks t where t.leg_id = l.id and t.done_at is null and t.due_at is not null)
    union all select thing || ' was over twice' from events where action = 'offer.expired' group by thing having count(*) > 1
    union all select 'an alarm of an emergency is far' from tasks
     where urgency = 'emergency' and kind = 'emergency' and due_at > ${now} + interval '10 minutes'
    union all select 'a message waits' from messages where due_at > ${now} + interval '2 minutes'
    union all select 'overdue' from (select due_at from offers union all select due_at from legs
      union all select due_at from tasks union all select due_at from messages) r where due_at <= ${now}`
}
