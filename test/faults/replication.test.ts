import { setTimeout as sleep } from 'node:timers/promises'
import { sql as query } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { rows } from '../../src/platform/database.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { aCluster, aMigratedDatabase, type Cluster, sql } from '../fixtures/cluster.ts'
import { aHotline, DROPPED, lostOf } from '../fixtures/hotline.ts'
import { aLiveWorld } from '../fixtures/live.ts'

const FULL = ['full', '1'].includes(process.env.PROVE ?? '')
/** Under load before the primary is lost, in ms. */
const BEFORE = FULL ? 20_000 : 1500

/** The real program on a primary with two standbys, one of which each commit waits for. */
async function aReplicatedProgram(t: Test) {
  const primary = await aCluster(t, { standbys: 2 })
  await aMigratedDatabase(primary)
  const ports = [primary, ...primary.standbys].map(({ port }) => `127.0.0.1:${port}`)
  const urlOf = (role: string) =>
    `postgres://${role}@${ports.join(',')}/causeway?target_session_attrs=primary`
  const world = await aLiveWorld(t, { url: urlOf('causeway_app'), adminUrl: urlOf('postgres') })
  const server = await world.start()
  const hotline = aHotline(() => server.url, world.apiKey)
  await hotline.untilTaken()
  const count = async () => {
    const [row] = await world.ask<{ n: number }>('select count(*)::int as n from referrals')
    return row!.n
  }
  return { primary, world, server, hotline, count, url: urlOf('causeway_app') }
}

test('D3: the loss of the primary loses nothing acknowledged, and writes resume by themselves', async (t) => {
  const { primary, world, server, hotline, count, url } = await aReplicatedProgram(t)
  const stop = hotline.load(100)
  await sleep(BEFORE)
  await primary.kill()
  await sleep(1000)
  const next = await furthest(primary.standbys)
  await next.promote()
  const resumed = await hotline.untilTaken()
  await sleep(1000)
  await stop()
  await hotline.repeatRest()
  // The test's own connections are to the old one; whoever finds that out is told once.
  await world.ask('select 1').catch(() => {})
  t.ok(resumed < 5000, 'writes resume within 5 s of the promotion')
  t.same(await world.ask(lostOf(hotline.acknowledged.values())), [], 'nothing is lost')
  t.equal(await count(), hotline.acknowledged.size, 'nothing is doubled')
  t.same(await world.ask(DROPPED), [], 'each has a next step')
  t.notMatch(server.output(), /Uncaught|triggerUncaught/)
  const slowest = Math.max(...hotline.replies.map(({ ms }) => ms))
  t.comment(
    `measured: writes resumed ${Math.round(resumed)} ms after the promotion, without a restart; ${hotline.acknowledged.size} acknowledged, 0 lost; slowest answer ${Math.round(slowest)} ms`,
  )

  t.test('an old primary that comes back gets nothing', async (t) => {
    await primary.start()
    await hotline.untilTaken()
    const found = openPostgres(url, { pool: 1 })
    t.teardown(() => found.close())
    const [row] = await rows<{ port: number }>(found.orm, query`select inet_server_port() as port`)
    t.equal(row!.port, next.port, 'who connects now takes the later timeline')
    t.same(await world.ask(lostOf(hotline.acknowledged.values())), [])
  })
})

test('D3: a commit that no standby has is never acknowledged', async (t) => {
  const { primary, hotline, count } = await aReplicatedProgram(t)
  const before = await count()
  for (const standby of primary.standbys) await standby.stop()
  const first = await hotline.refer('waits')
  t.match(first, { status: 503, after: '5', body: { code: 'outcome_unknown' } })
  t.ok(first.ms < 2000, `within 2 s: ${first.ms}`)
  // The row of the first waits for its standby, and whoever repeats waits for the row.
  for (let n = 0; n < 3; n++) {
    const again = await hotline.refer('waits')
    t.match(again, { status: 503, after: '5' })
    t.ok(again.ms < 2000, `within 2 s: ${again.ms}`)
  }
  // An operator who loses patience must not make it a success.
  await sql(
    primary,
    "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and query <> ''",
  )
  for (const standby of primary.standbys) await standby.start()
  const settled = await hotline.untilTaken('waits')
  t.equal(await count(), before + 1, 'one referral')
  t.comment(
    `measured: without a standby 503 ${first.body.code} after ${Math.round(first.ms)} ms; settled ${Math.round(settled)} ms after they were back, one referral`,
  )
})

/** Whoever promotes chooses the one that has most: an acknowledged commit is on one of them, not on each. */
async function furthest(standbys: Cluster[]): Promise<Cluster> {
  const asked = "select pg_last_wal_receive_lsn() - '0/0'"
  const had = await Promise.all(standbys.map(async (each) => Number(await sql(each, asked))))
  return standbys[had.indexOf(Math.max(...had))]!
}
