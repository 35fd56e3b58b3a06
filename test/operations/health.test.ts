import { test } from 'tap'
import { legs, messages, providerHealth } from '../../db/schema.ts'
import type { Look } from '../../src/operations/look.ts'
import { reportOf } from '../../src/operations/readiness.ts'
import { readNames } from '../../src/operations/standbys.ts'
import { after, MINUTE } from '../../src/platform/clock.ts'
import type { Database } from '../../src/platform/database.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aReferral } from '../fixtures/referral.ts'
import { aService, START, type TestService } from '../fixtures/services.ts'

const ready = async (service: TestService) => {
  const answer = await service.app.inject({ url: '/readyz' })
  return { status: answer.statusCode, ...answer.json() }
}

test('synchronous_standby_names is read', (t) => {
  for (const [text, wanted, named] of [
    ['', 0, 0],
    ['ANY 1 (a, b)', 1, 2],
    ['any 2 ("x y",b,c)', 2, 3],
    ['FIRST 1 (*)', 1, null],
    ['2 (a, b)', 2, 2],
    ['a, b', 1, 2],
    ['*', 1, null],
  ] as const)
    t.same(readNames(text), { wanted, named }, text)
  t.end()
})

test('readyz', needsPostgres, async (t) => {
  const service = await aService(t)
  const { app, db, clock } = service

  await t.test('says that all is well', async (t) => {
    t.match(await ready(service), {
      ...{ status: 200, ready: true, leaving: false, problems: [] },
      database: { kind: 'postgres', answers: true, writable: true },
      standbys: { wanted: 0, connected: Number },
      overdue: [],
      providers: [{ name: 'local', state: 'whole' }],
      onCall: { operators: true, supervisors: true, backup: true },
      canary: [],
    })
  })

  await t.test('says what is overdue, by kind, the oldest first', async (t) => {
    await aServicePoint(service)
    await aReferral(service)
    await db.orm.update(legs).set({ dueAt: after(clock.at, -5 * MINUTE) })
    const said = await ready(service)
    t.match(said, { status: 200, overdue: [{ kind: 'leg', rows: 1, seconds: 300 }] })
    t.equal(said.oldestOverdueSeconds, 300)
    t.match(said.warnings.join(), /Something \(leg\) has been overdue for 300 seconds/)
    await service.settle()
    t.same((await ready(service)).overdue, [])
  })

  await t.test('names a provider that was left as a warning: intake goes on', async (t) => {
    await db.orm.insert(providerHealth).values({
      ...{ provider: 'local', step: 0, failures: 2, openings: 1, windowStart: START },
      ...{ steppedAt: START, openUntil: after(START, MINUTE) },
    })
    const said = await ready(service)
    t.match(said, { status: 200, providers: [{ state: 'left' }] })
    t.match(said.warnings.join(), /local does not get through/)
    await db.orm.update(providerHealth).set({ step: 2, openUntil: null })
    t.match(await ready(service), { providers: [{ state: 'coming_back' }] })
  })

  await t.test('names no place, no person and no address', async (t) => {
    const { body } = await app.inject({ url: '/readyz' })
    const [message] = await db.orm.select().from(messages).limit(1)
    t.ok(message)
    for (const secret of ['Thunder Bay', '+1807', '@', '127.0.0.1', message!.id])
      t.notMatch(body, secret)
  })

  await t.test('says no from the moment that it is to stop', async (t) => {
    const leaving = await aService(t, { db })
    t.equal((await ready(leaving)).status, 200)
    leaving.app.leaving.now = true
    t.match(await ready(leaving), {
      status: 503,
      leaving: true,
      problems: ['It is about to stop.'],
    })
    const answer = await leaving.app.inject({ url: '/healthz' })
    t.match(answer, { statusCode: 200, headers: { connection: 'close' } })
  })
})

test('readyz answers within two seconds when the database hangs or fails', async (t) => {
  const never = new Promise<never>(() => {})
  const hanging = { execute: () => never, select: () => never } as unknown as Database['orm']
  const failing = {
    execute: async () => {
      throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
    },
  } as unknown as Database['orm']
  let services: TestService | undefined
  for (const [orm, name] of [
    [failing, 'fails'],
    [hanging, 'hangs'],
  ] as const) {
    const real = { transaction: async () => {} } as unknown as Database['orm']
    const db = { kind: 'postgres', orm: real, close: async () => {} } as unknown as Database
    services = await aService(t, { db })
    db.orm = orm
    const answers = await Promise.all([1, 2, 3].map(() => ready(services!)))
    for (const said of answers)
      t.match(
        said,
        {
          status: 503,
          database: { answers: false, writable: null },
          standbys: null,
          problems: ['The database does not answer.'],
        },
        name,
      )
    t.match(await services.app.inject({ url: '/healthz' }), { statusCode: 200 })
  }
})

test('what the report makes of standbys, of a copy, and of nobody on call', (t) => {
  const services = {
    config: {
      ...{ MODE: 'live', WORKERS: true, CANARY: false, ON_CALL_OPERATORS: ['+18075550101'] },
      ...{ ON_CALL_SUPERVISORS: ['s@cw.example'], ON_CALL_BACKUP: [] },
    },
    db: { kind: 'postgres' },
    providers: { byName: new Map(), order: { sms: [], email: ['smtp'] } },
  } as unknown as Parameters<typeof reportOf>[0]
  const look: Look = {
    ...{ now: START, writable: true, overdue: [], providers: [], canaries: [] },
    standbys: { wanted: 1, named: 2, connected: 2, inSync: 2 },
  }
  const said = (change: Partial<Look>) => reportOf(services, { ...look, ...change }, false)
  const onCall = [
    'Nobody is on call: no provider reaches ON_CALL_OPERATORS.',
    'Nobody is on call: ON_CALL_BACKUP is empty.',
  ]
  t.match(said({}), { ready: false, warnings: [], onCall: { supervisors: true, backup: false } })
  t.same(said({}).problems, onCall)
  const standbys = (inSync: number | null, connected: number) =>
    said({ standbys: { wanted: 1, named: 2, connected, inSync } })
  t.match(standbys(0, 1).problems[0], /waits for 1 .* 0 can be waited for: nothing is written/)
  t.match(standbys(1, 1).warnings[0], /Of 2 standbys 1 can be waited for/)
  t.match(standbys(null, 2).warnings[0], /not known: grant pg_monitor/)
  t.match(standbys(null, 0).problems[0], /nothing is written/)
  t.match(said({ standbys: 'unknown' }), { standbys: null, warnings: [/not known/] })
  t.match(said({ writable: false }).problems[0], /cannot be written to/)
  t.end()
})
