import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { MATCH_EXAMPLE } from '../../src/intake/examples.ts'
import { aCluster, aMigratedDatabase, type Cluster, sql } from '../fixtures/cluster.ts'
import { aFaultProxy } from '../fixtures/fault-proxy.ts'
import { aHotline, DROPPED, lostOf, type Reply } from '../fixtures/hotline.ts'
import { aLiveWorld } from '../fixtures/live.ts'
import { aPgBouncer, havePgBouncer } from '../fixtures/pgbouncer.ts'

const FULL = ['full', '1'].includes(process.env.PROVE ?? '')
/** How long it is away each time, in ms. */
const AWAY = FULL ? 15_000 : 1500

/** The real program, with a proxy between it and a PostgreSQL of its own. */
async function aProgram(t: Test) {
  const cluster = await aCluster(t, { fsync: false })
  const { url, adminUrl } = await aMigratedDatabase(cluster)
  const proxy = await aFaultProxy(t, cluster.port)
  const through = url.replace(`:${cluster.port}/`, `:${proxy.port}/`)
  const world = await aLiveWorld(t, { url: through, adminUrl })
  const server = await world.start()
  const hotline = aHotline(() => server.url, world.apiKey)
  await hotline.untilTaken()
  return { cluster, proxy, world, server, hotline }
}

type Program = Awaited<ReturnType<typeof aProgram>>

test('D13: with the database gone, every request gets 503 in time, and afterwards all is well', async (t) => {
  const program = await aProgram(t)
  const { cluster, proxy, world, server, hotline } = program
  const away: [string, () => unknown, () => unknown][] = [
    ...(FULL ? (['refuse', 'reset', 'blackhole'] as const) : (['reset', 'blackhole'] as const)).map(
      (fault): [string, () => unknown, () => unknown] => [
        fault,
        () => proxy.be(fault),
        () => proxy.be('pass'),
      ],
    ),
    ['paused (SIGSTOP)', () => cluster.signal('SIGSTOP'), () => cluster.signal('SIGCONT')],
  ]
  for (const [name, leave, comeBack] of away) {
    t.test(`${name}`, async (t) => {
      const stop = hotline.load(FULL ? 100 : 250)
      await sleep(500)
      await leave()
      // What was under way may still have been answered.
      const left = performance.now()
      await sleep(100)
      const replies = await askedWhileAway(program, AWAY)
      await comeBack()
      const tookBack = await hotline.untilTaken()
      await stop()
      const slowest = Math.max(...replies.map(({ ms }) => ms))
      t.same(
        replies.filter(({ status }) => status !== 503),
        [],
        'all are 503',
      )
      t.same(
        replies.filter(({ after }) => !after),
        [],
        'with Retry-After',
      )
      const late = replies.filter(({ ms }) => ms >= 2000).map(({ path, ms }) => `${path} ${ms}`)
      t.same(late, [], 'within 2 s')
      t.ok(tookBack < 10_000, 'back within 10 s')
      const said = [...new Set(replies.flatMap(({ body }) => body.code ?? []))].join(', ')
      t.comment(
        `measured: ${name} for ${Math.round((performance.now() - left) / 1000)} s: ${replies.length} requests, slowest ${Math.round(slowest)} ms (${said}); taken again after ${Math.round(tookBack)} ms`,
      )
    })
  }

  t.test(
    'nothing acknowledged is lost, nothing is doubled, and whoever was refused repeats',
    async (t) => {
      await hotline.repeatRest()
      const ids = hotline.acknowledged.values()
      t.same(await world.ask(lostOf(ids)), [])
      const [row] = await world.ask<{ n: number }>('select count(*)::int as n from referrals')
      t.equal(row!.n, hotline.acknowledged.size)
      t.same(await world.ask(DROPPED), [])
      t.notMatch(server.output(), /Uncaught|unhandled/i)
      const slow = hotline.replies.filter(({ status, ms }) => status !== 503 && ms > 2000)
      t.comment(
        `measured: ${hotline.acknowledged.size} referrals, of ${hotline.replies.length} requests; ${slow.length} taken after more than 2 s`,
      )
      t.ok(hotline.replies.every(({ status }) => status === 201 || status === 503))
    },
  )

  t.test('the workers survived it', async (t) => {
    await hotline.untilTaken()
    await sleep(3000)
    const [row] = await world.ask<{ n: number }>(
      "select count(*)::int as n from messages where due_at < now() - interval '3 seconds'",
    )
    t.equal(row!.n, 0, 'nothing is overdue')
  })
})

test('D13: a COMMIT whose answer does not come is unknown, and its key settles it', async (t) => {
  const { cluster, proxy, world, hotline } = await aProgram(t)
  // Holds each COMMIT that acknowledges something for a while.
  const slow = `create function slow() returns trigger language plpgsql as
      $$ begin perform pg_sleep(1); return null; end $$;
    create constraint trigger slow after insert on idempotency_keys
      deferrable initially deferred for each row execute function slow()`
  const count = async () => {
    const [row] = await world.ask<{ n: number }>('select count(*)::int as n from referrals')
    return row!.n
  }
  for (const fault of ['cut_reply', 'blackhole'] as const) {
    t.test(fault, async (t) => {
      await sql(cluster, slow, 'causeway')
      const before = await count()
      const asked = hotline.refer(`unknown-${fault}`)
      await atCommit(cluster)
      await proxy.be(fault)
      const { status, body, after, ms } = await asked
      t.match(
        { status, code: body.code, after },
        { status: 503, code: 'outcome_unknown', after: '5' },
      )
      await proxy.be('pass')
      await sql(cluster, 'drop function slow cascade', 'causeway')
      await hotline.untilTaken(`unknown-${fault}`)
      t.equal(await count(), before + 1, 'one referral')
      await hotline.untilTaken(`unknown-${fault}`)
      t.equal(await count(), before + 1, 'still one, with the same answer')
      t.comment(`measured: ${fault} at COMMIT: ${status} ${body.code} after ${Math.round(ms)} ms`)
    })
  }
})

test('D13: behind PgBouncer in transaction mode nothing hangs', {
  skip: !havePgBouncer && 'no PgBouncer',
}, async (t) => {
  const cluster = await aCluster(t, { fsync: false })
  const { url, adminUrl } = await aMigratedDatabase(cluster)
  const { port } = await aPgBouncer(t, cluster.port)
  const pooled = url.replace(`:${cluster.port}/`, `:${port}/`)
  const world = await aLiveWorld(t, { url: pooled, adminUrl })
  const server = await world.start({ DATABASE_PREPARE: 'false' })
  const hotline = aHotline(() => server.url, world.apiKey)
  const lane = async () => {
    for (let n = 0; n < 10; n++) await hotline.untilTaken()
  }
  await Promise.all(Array.from({ length: 5 }, lane))
  t.same(await world.ask(lostOf(hotline.acknowledged.values())), [])
  t.same(await world.ask(DROPPED), [])
  const refused = hotline.replies.filter(({ status }) => status !== 201)
  // A machine that is busy with other things may need longer than the deadline; nothing may hang.
  t.ok(refused.every(({ status, ms }) => status === 503 && ms < 2000))
  const slowest = Math.max(...hotline.replies.map(({ ms }) => ms))
  t.comment(
    `measured: 50 referrals through PgBouncer, slowest ${Math.round(slowest)} ms, ${refused.length} refused first`,
  )
})

/** Waits until a COMMIT is held. */
async function atCommit(cluster: Cluster): Promise<void> {
  const held =
    "select count(*) from pg_stat_activity where query = 'commit' and wait_event = 'PgSleep'"
  for (let n = 0; n < 100; n++) if ((await sql(cluster, held)) !== '0') return
  throw new Error('Nothing was committed.')
}

/** Of all kinds, a few at a time. */
async function askedWhileAway({ hotline }: Program, ms: number): Promise<Reply[]> {
  const replies: Reply[] = []
  const ends = performance.now() + ms
  const [known] = hotline.acknowledged.values()
  const kinds = [
    () => hotline.refer(),
    () => hotline.ask(`/v1/referrals/${known}`),
    () => hotline.ask('/readyz'),
    () => hotline.ask('/v1/matches', { method: 'POST', body: MATCH }),
    () => hotline.ask(`/answer/${'A'.repeat(22)}`),
  ]
  await Promise.all(
    Array.from({ length: 10 }, async (_, lane) => {
      for (let n = lane; performance.now() < ends; n++) {
        replies.push(await kinds[n % kinds.length]!())
        // A refusal comes at once: without a pause it would be thousands.
        await sleep(200)
      }
    }),
  )
  return replies
}

const MATCH = JSON.stringify(MATCH_EXAMPLE)
