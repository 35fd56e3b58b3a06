import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import Fastify from 'fastify'
import { type Test, test } from 'tap'
import { organizations } from '../../db/schema.ts'
import { databaseClock } from '../../src/platform/clock.ts'
import { type Database, rows, type Tx, transact } from '../../src/platform/database.ts'
import { DatabaseError, isAway, isGone, outcomeUnknown } from '../../src/platform/errors.ts'
import { type App, answerErrors } from '../../src/platform/http.ts'
import { newId } from '../../src/platform/ids.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { driverOf } from '../../src/platform/postgres-driver.ts'
import { hostsOf } from '../../src/platform/postgres-hosts.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFaultProxy } from '../fixtures/fault-proxy.ts'

const DEADLINE = 600

test('D13: the database behind a network that fails', needsPostgres, async (t) => {
  const direct = await aDatabase(t)
  const proxy = await aFaultProxy(t, Number(new URL(direct.url).port))
  const url = new URL(direct.url)
  url.port = String(proxy.port)
  const db = openPostgres(url.href, { pool: 3, deadline: DEADLINE })
  t.teardown(() => db.close())
  const services = { db, clock: databaseClock, committed: createSignal() }
  const one = (on: Database = db) => rows<{ n: number }>(on.orm, sql`select 1 as n`)
  const insert = (id: string, before: () => Promise<unknown> = async () => {}) =>
    transact(services, async (tx, now) => {
      await tx.insert(organizations).values({ id, name: 'away', createdAt: now })
      await before()
    })
  const count = async (id: string) => {
    const found = await direct.orm.select().from(organizations).where(sql`id = ${id}`)
    return found.length
  }
  const recovered = async (t: Test) => {
    await proxy.be('pass')
    let failures = 0
    while (failures < 20 && !(await one().catch(() => undefined))) failures++
    t.ok(failures < 20, `it answers again after ${failures} failures`)
  }

  for (const fault of ['refuse', 'reset', 'blackhole'] as const) {
    t.test(`fails with a code when it is ${fault}, and comes back by itself`, async (t) => {
      await recovered(t)
      await proxy.be(fault)
      const asked = Array.from({ length: 12 }, (_, n) => (n % 2 ? one() : insert(newId())))
      const errors = await Promise.all(asked.map((each) => each.then(() => 'done', codeOf)))
      t.ok(
        errors.every((code) => isAway(code)),
        `every one of ${[...new Set(errors)]}`,
      )
      await recovered(t)
    })
  }

  t.test('a transaction that was given up does nothing more, and is undone', async (t) => {
    const id = newId()
    const after: string[] = []
    const given = transact(services, async (tx, now) => {
      await tx.insert(organizations).values({ id, name: 'away', createdAt: now })
      await proxy.be('blackhole')
      await tx.execute(sql`select 2`).catch(() => after.push('caught'))
      await tx.transaction((nested) => nested.execute(sql`select 3`)).catch(() => after.push('too'))
    })
    t.equal(await given.then(() => 'done', codeOf), 'CONNECTION_SILENT')
    await recovered(t)
    t.same(after, ['caught', 'too'], 'also for code that swallows the error')
    t.equal(await count(id), 0)
  })

  t.test('a connection that the server ends in a transaction ends nothing else', async (t) => {
    const owner = openPostgres(direct.adminUrl, { pool: 1 })
    t.teardown(() => owner.close())
    const killerOf = async (tx: Tx) => {
      const [row] = await rows<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`)
      return () => rows(owner.orm, sql`select pg_terminate_backend(${row!.pid})`)
    }
    const atRest = transact(services, async (tx) => {
      const kill = await killerOf(tx)
      await kill()
      await sleep(50)
    })
    t.ok(isAway(await atRest.then(() => 'done', codeOf)), 'between two statements')
    for (const nested of [false, true]) {
      const ended: string[] = []
      const atWork = transact(services, async (tx) => {
        setTimeout(await killerOf(tx), 100)
        const asked = (on: Tx) => on.execute(sql`select pg_sleep(0.3)`)
        await (nested ? tx.transaction(asked) : asked(tx)).catch(() => ended.push('caught'))
        await tx.execute(sql`select 1`).finally(() => ended.push('its end'))
      })
      t.ok(isAway(await atWork.then(() => 'done', codeOf)), 'in a statement')
      await one()
      t.same(ended, ['caught', 'its end'], 'our work comes to its end')
    }
    await sleep(50)
    await one()
  })

  t.test('a silent savepoint is given up', async (t) => {
    const given = transact(services, async (tx) => {
      await proxy.be('blackhole')
      await tx.transaction(async () => {})
    })
    t.equal(await given.then(() => 'done', codeOf), 'CONNECTION_SILENT')
    await recovered(t)
  })

  t.test('a COMMIT whose answer is cut is unknown, and stands', async (t) => {
    const id = newId()
    const given = insert(id, () => proxy.be('cut_reply'))
    t.match(await given.catch((error) => error), { status: 503, code: 'outcome_unknown' })
    await recovered(t)
    t.equal(await count(id), 1)
  })

  t.test('a COMMIT that gets no answer is unknown, and is done later', async (t) => {
    const id = newId()
    const given = insert(id, () => proxy.be('blackhole'))
    t.match(await given.catch((error) => error), { status: 503, code: 'outcome_unknown' })
    t.equal(await count(id), 0)
    await recovered(t)
    for (let n = 0; n < 50 && (await count(id)) === 0; n++) await one()
    t.equal(await count(id), 1)
  })

  t.test('a COMMIT that the server itself refuses is not unknown', async (t) => {
    const given = transact(services, async (tx) => {
      await tx.execute(sql`create temp table once (n int unique deferrable initially deferred)`)
      await tx.execute(sql`insert into once values (1), (1)`)
    })
    t.equal(await given.then(() => 'done', codeOf), '23505')
  })

  t.test(
    'what takes the server too long is broken off by it, on a connection that stays',
    async (t) => {
      const slow = () => rows(db.orm, sql`select pg_sleep(1)`)
      const codes: (string | undefined)[] = []
      // A client that is busy itself may give up first.
      for (let n = 0; n < 6; n++) codes.push(await slow().then(() => 'done', codeOf))
      t.ok(
        codes.includes('57014') && codes.every((code) => code === '57014' || isAway(code)),
        `${codes}`,
      )
      const patient = openPostgres(direct.url, { pool: 1 })
      t.teardown(() => patient.close())
      await rows(patient.orm, sql`select pg_sleep(0.8)`)
    },
  )

  t.test('our own work between two statements may take its time', async (t) => {
    const id = newId()
    await insert(id, () => sleep(2 * DEADLINE))
    t.equal(await count(id), 1)
  })

  t.test('arrays come and go as before', async (t) => {
    const [row] = await rows<object>(
      db.orm,
      sql`select ${'{"a\\"b","c,d"}'}::text[] as given, '{}'::text[] as none, array[1, 2] as ints,
                 array[1.5::float8] as floats, array[true, false] as bools`,
    )
    const bools = [true, false]
    t.same(row, { given: ['a"b', 'c,d'], none: [], ints: [1, 2], floats: [1.5], bools })
  })

  t.test('a server that may not be written any more is left', async (t) => {
    const writing = openPostgres(direct.url, { pool: 1, deadline: DEADLINE })
    t.teardown(() => writing.close())
    const pid = async () =>
      (await rows<{ pid: number }>(writing.orm, sql`select pg_backend_pid() as pid`))[0]!.pid
    const before = await pid()
    await rows(writing.orm, sql`set default_transaction_read_only = on`)
    const given = writing.orm
      .insert(organizations)
      .values({ id: newId(), name: 'x', createdAt: new Date() })
    await t.rejects(given.execute())
    t.not(await pid(), before)
  })
})

test('what a caller is told of a database that is away', async (t) => {
  const app = Fastify() as unknown as App
  answerErrors(app)
  let error: Error = outcomeUnknown()
  app.route({ method: ['GET', 'POST'], url: '/', handler: () => Promise.reject(error) })
  const told = async (method: 'GET' | 'POST') => {
    const { statusCode, headers, body } = await app.inject({ method, url: '/' })
    return { status: statusCode, after: headers['retry-after'], code: JSON.parse(body).code }
  }
  t.same(await told('POST'), { status: 503, after: '5', code: 'outcome_unknown' })
  t.same(await told('GET'), { status: 503, after: '5', code: 'database_away' })
  for (const code of [
    '25006',
    '57014',
    '57P03',
    '53300',
    '08006',
    'ECONNRESET',
    'EAI_AGAIN',
    'CONNECT_TIMEOUT',
    'CONNECTION_SILENT',
  ]) {
    error = new DatabaseError(code, undefined)
    t.same(await told('POST'), { status: 503, after: '5', code: 'database_away' }, code)
  }
  t.notOk(isAway('23505') || isAway('ENOENT') || isAway(undefined))
  t.notOk(isGone('57014') || isGone('53300'))
  t.ok(isGone('25006') && isGone('57P01'))
})

test('a URL may name several hosts', async (t) => {
  t.same(
    hostsOf('postgres://a:b%40c@one:1,two:2/db?target_session_attrs=primary&sslmode=require'),
    ['postgres://a:b%40c@one:1/db?sslmode=require', 'postgres://a:b%40c@two:2/db?sslmode=require'],
  )
  t.same(hostsOf('postgresql://one/db'), ['postgresql://one/db'])
})

const codeOf = (error: { code?: string }) => error.code

test('D13: a server that only hangs up is not asked again and again at once', async (t) => {
  let asked = 0
  const server = createServer((socket) => {
    asked++
    socket.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const driver = driverOf(`postgres://nobody@127.0.0.1:${port}/none`, { max: 1 })
  const answer = driver.sql.unsafe('select 1').then(
    () => 'answered',
    () => 'refused',
  )
  await sleep(1000)
  await driver.end(0)
  t.equal(await answer, 'refused')
  // The driver alone: 600.
  t.ok(asked > 1 && asked < 30, `${asked} times in a second`)
  server.close()
})
