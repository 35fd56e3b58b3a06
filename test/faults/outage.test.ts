import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { aCluster, aMigratedDatabase } from '../fixtures/cluster.ts'
import { aFaultProxy } from '../fixtures/fault-proxy.ts'
import { aLiveWorld, type LiveWorld, until } from '../fixtures/live.ts'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const REFERRALS = FULL ? 120 : 15
const LOST_S = FULL ? 120 : 8

/** Everything that was due more than five seconds ago. */
const OVERDUE = `
  select due_at from (select due_at from offers union all select due_at from legs union all select due_at from tasks
    union all select due_at from messages union all select due_at from inbound_messages) all_rows
   where due_at < now() - interval '5 seconds'`

const seconds = (ms: number) => (ms / 1000).toFixed(1)

async function someReferrals(world: LiveWorld, server: { url: string }, count: number) {
  const urgencies = ['emergency', 'urgent', 'standard']
  let made = 0
  const lane = async (n: number) => {
    for (let i = n; i < count; i += 3)
      if (await world.refer(server, { urgency: urgencies[i % 3] })) made++
  }
  await Promise.all([0, 1, 2].map(lane))
  return made
}

async function afterTenMinutes(t: Test): Promise<void> {
  const cluster = await aCluster(t)
  const world = await aLiveWorld(t, await aMigratedDatabase(cluster), { points: 30 })
  const first = await world.start()
  // What is sent is not taken, so that it waits.
  world.stub.behave({ kind: 'error', status: 503, code: 20500 })
  await someReferrals(world, first, REFERRALS)
  await first.stop('SIGKILL')
  // Down for ten minutes: half of the offers were over before, the others ran when it began.
  await world.admin.script(`
    update offers set made_at = now() - interval '40 minutes', due_at = now() - interval '11 minutes'
     where state = 'open' and ('x' || left(md5(id::text), 2))::bit(8)::int < 128;
    update offers set made_at = now() - interval '14 minutes', due_at = now() - interval '9 minutes'
     where state = 'open' and due_at > now();
    update tasks set due_at = now() - interval '10 minutes' where due_at is not null;
    update legs set due_at = now() - interval '10 minutes' where due_at is not null;
    update messages set due_at = now() - interval '10 minutes', useless_at = now() + interval '1 hour' where due_at is not null;
    update provider_health set step = 4, failures = 0, errors = 0, open_until = null;
    update chores set due_at = now() - interval '9 minutes' where name = 'heartbeat'`)
  world.stub.behave({ kind: 'accept' })
  const running = `select id from offers where state = 'open' and due_at > now() - interval '10 minutes'`
  const before = (await world.ask<{ id: string }>(running)).map(({ id }) => id)
  const overdue = (await world.ask(OVERDUE)).length
  const started = await Promise.all([world.start(), world.start()])
  const took = await until(
    'nothing is overdue',
    async () => (await world.ask(OVERDUE)).length === 0,
    90_000,
  )
  t.ok(took <= 30_000, `all taken up within 30 s: ${seconds(took)}`)
  const given = await world.ask<{ data: { offers: number } }>(
    `select data from events where action = 'time.given_back'`,
  )
  t.equal(given.length, 1, 'the time was given back once, by one of two that started together')
  const now = await world.ask<{ state: string; left: number }>(
    `select state, extract(epoch from due_at - now())::float8 as left from offers where id in (${before.map((id) => `'${id}'`).join()})`,
  )
  t.ok(before.length > 0)
  t.same(
    now.filter(({ state }) => state === 'expired'),
    [],
    'none whose time was running is over',
  )
  t.ok(
    now.every(({ left, state }) => state !== 'open' || (left > -5 && left < 60)),
    'they have the minute that they had',
  )
  const expired = await world.ask(`select from offers where state = 'expired'`)
  t.ok(expired.length > 0, 'the others are over')
  t.comment(
    `measured: ${overdue} overdue rows of ${REFERRALS} referrals; all taken up ${seconds(took)} s after the start; time given back to ${given[0]?.data.offers} offers`,
  )
  for (const server of started) await server.stop('SIGKILL')
}

async function withoutDatabase(t: Test): Promise<void> {
  const cluster = await aCluster(t)
  const urls = await aMigratedDatabase(cluster)
  const world = await aLiveWorld(t, urls)
  const proxy = await aFaultProxy(t, cluster.port)
  const url = Object.assign(new URL(urls.url), { port: String(proxy.port) }).href
  const server = await world.start({ DATABASE_URL: url })
  const made = await someReferrals(world, server, 12)
  await world.admin.script(
    `update tasks set due_at = now() + interval '2 seconds' where due_at is not null`,
  )
  await proxy.be('refuse')
  await sleep((LOST_S * 1000) / 2)
  await proxy.be('blackhole')
  t.equal(await world.refer(server), undefined, 'nothing is acknowledged meanwhile')
  await sleep((LOST_S * 1000) / 2)
  await proxy.be('pass')
  const back = await until(
    'it takes referrals again',
    async () => Boolean(await world.refer(server)),
    60_000,
  )
  t.ok(back <= 10_000, `within 10 s: ${seconds(back)}`)
  const clear = await until(
    'nothing is overdue',
    async () => (await world.ask(OVERDUE)).length === 0,
    60_000,
  )
  t.ok(back + clear <= 30_000, `within 30 s: ${seconds(back + clear)}`)
  const given = await world.ask(`select from events where action = 'time.given_back'`)
  t.equal(given.length, LOST_S > 70 ? 1 : 0, 'a minute or more is given back')
  t.equal((await world.ask('select from referrals')).length >= made, true)
  t.comment(
    `measured: ${LOST_S} s without database; referrals again after ${seconds(back)} s, nothing overdue ${seconds(back + clear)} s after it came back`,
  )
  await server.stop('SIGKILL')
}

test('after an outage', { timeout: 600_000 }, async (t) => {
  t.jobs = FULL ? 1 : 2
  t.test(
    'D5: everything overdue after ten minutes of downtime is taken up within 30 s, and offers get the lost time back once',
    afterTenMinutes,
  )
  t.test(
    'D5: what became overdue while the database was lost is taken up within 30 s',
    withoutDatabase,
  )
})
