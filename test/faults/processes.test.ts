import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { seeded } from '../../scripts/bench-random.ts'
import { aCluster, aMigratedDatabase, type Cluster } from '../fixtures/cluster.ts'
import { aLiveWorld, type LiveWorld, until } from '../fixtures/live.ts'
import { aPgBouncer, havePgBouncer } from '../fixtures/pgbouncer.ts'
import type { Started } from '../fixtures/process.ts'

const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const PROCESSES = 3
const SEED = Number(process.env.SEED ?? 4)

/**
 * Written by a trigger, so that nobody forgets: each claim of a message (a new fence), with which its send
 * begins, and each end of one or return of the row by whoever had it.
 */
const CLAIM_LOG = `
  create table claim_log (
    n bigint generated always as identity, message uuid, fence integer, what text, who text, at timestamptz default clock_timestamp());
  create function log_claim() returns trigger language plpgsql security definer as $$ begin
    if new.state = 'sending' and new.fence <> old.fence then
      insert into claim_log (message, fence, what, who)
      values (new.id, new.fence, 'claimed', null), (new.id, new.fence, 'began', new.claimed_by);
    elsif old.claimed_by is not null and (new.claimed_by is null or new.due_at is distinct from old.due_at) then
      insert into claim_log (message, fence, what, who) values (new.id, new.fence, 'ended', old.claimed_by);
    elsif new.due_at is distinct from old.due_at then
      insert into claim_log (message, fence, what, who) values (new.id, new.fence, 'returned', null);
    end if;
    return null;
  end $$;
  create trigger log_claim after update on messages for each row
    when (row(old.fence, old.claimed_by, old.due_at) is distinct from row(new.fence, new.claimed_by, new.due_at)) execute function log_claim()`

/** Claims that broke a law: of one attempt by two, or while the lease of another stood. */
const BROKEN_CLAIMS = `
  select 'attempt ' || message || ' ' || fence || ' began ' || count(distinct who) || ' times' as what
    from claim_log where what = 'began' group by message, fence having count(distinct who) > 1
  union all
  select 'attempt ' || message || ' ' || fence || ' was claimed twice'
    from claim_log where what = 'claimed' group by message, fence having count(*) > 1
  union all
  select 'message ' || c.message || ' was claimed from under ' || coalesce(p.who, 'a worker') || ' after ' || (c.at - p.at)
    from claim_log c join lateral (
      select * from claim_log b where b.message = c.message and b.n < c.n order by b.n desc limit 1) p on true
   where c.what = 'claimed' and p.what in ('claimed', 'began') and c.at - p.at < interval '19.5 seconds'`

async function aWorld(
  t: Test,
  cluster: Cluster,
  options: { bouncer?: boolean; name: string },
): Promise<{ world: LiveWorld; env: Record<string, string> }> {
  const urls = await aMigratedDatabase(cluster, options.name)
  const world = await aLiveWorld(t, urls)
  await world.admin.script(CLAIM_LOG)
  if (!options.bouncer) return { world, env: {} }
  const { port } = await aPgBouncer(t, cluster.port)
  const url = Object.assign(new URL(urls.url), { port: String(port) }).href
  return { world, env: { DATABASE_URL: url, DATABASE_PREPARE: 'false' } }
}

/** Offers with the same text, which holds their digits, at the same number: sent more than once. */
function doubled({ stub }: LiveWorld): string[] {
  const offered = stub.taken.filter(({ Body }) => /(YES|OUI) \d{4}/.test(Body!))
  const keys = offered.map(({ To, Body }) => `${To} ${Body}`)
  return keys.filter((key, i) => keys.indexOf(key) !== i)
}

const URGENCIES = ['emergency', 'urgent', 'standard']

/** Load on three processes, of which one after the other is killed and started again. */
async function underFire(
  t: Test,
  cluster: Cluster,
  options: { bouncer?: boolean; name: string; owner?: Test },
) {
  const { world, env } = await aWorld(options.owner ?? t, cluster, options)
  const random = seeded(SEED)
  const servers = await Promise.all(Array.from({ length: PROCESSES }, () => world.start(env)))
  const acknowledged: string[] = []
  const stopping = new AbortController()
  const lanes = [0, 1, 2].map(async () => {
    while (!stopping.signal.aborted) {
      const id = await world.refer(random.pick(servers), { urgency: random.pick(URGENCIES) })
      if (id) acknowledged.push(id)
      await sleep(80 + 160 * random.next())
    }
  })
  const kills = FULL ? 12 : 1
  for (let kill = 0; kill < kills; kill++) {
    await sleep(800 + 1500 * random.next())
    const victim = Math.floor(PROCESSES * random.next())
    await servers[victim]!.stop('SIGKILL')
    servers[victim] = await world.start(env)
  }
  await sleep(1000)
  stopping.abort()
  await Promise.all(lanes)
  const waiting = `select id from messages where due_at < now() + interval '25 seconds'`
  const settled = await until(
    'every message is settled',
    async () => (await world.ask(waiting)).length === 0,
    60_000,
  )
  t.same(await world.ask(BROKEN_CLAIMS), [], 'each attempt is claimed once')
  const [counts] = await world.ask<{ claims: number; workers: number }>(
    `select count(*) filter (where what = 'claimed')::int as claims, count(distinct who)::int as workers from claim_log`,
  )
  // A machine with fewer cores than processes may leave one of them idle through a short load.
  t.ok(counts!.workers >= (FULL ? PROCESSES : 2), 'several took part')
  const stored = (await world.ask<{ id: string }>('select id from referrals')).map(({ id }) => id)
  const lost = acknowledged.filter((id) => !stored.includes(id))
  t.same(lost, [], 'nothing acknowledged is lost')
  const twice = doubled(world)
  t.same(twice, [], 'every offer was sent once')
  const unsent = await world.ask(
    `select o.id from offers o where o.state = 'open' and not exists (
       select from messages m where m.subject_id = o.id and m.state in ('sent', 'delivered', 'unknown'))`,
  )
  t.same(unsent, [], 'every open offer went out')
  t.comment(
    `measured: ${kills} kills, ${acknowledged.length} referrals, ${counts!.claims} claims by ${counts!.workers} workers, ` +
      `${world.stub.taken.length} SMS and ${world.sink.received.length} mails, ${twice.length} offers doubled, ` +
      `all settled ${(settled / 1000).toFixed(1)} s after the load`,
  )
  return { world, servers }
}

/** Claims whose send began and has not ended, at the provider that can keep silent. */
const HELD = `
  select l.who, l.message from claim_log l join messages m on m.id = l.message
   where l.what = 'began' and m.channel = 'sms' and m.due_at is not null
     and not exists (select from claim_log e where e.message = l.message and e.n > l.n)`

/** One process dies and one sleeps, each with messages in its hands; the third goes on. */
async function deadAndAsleep(t: Test, world: LiveWorld, servers: Started[]): Promise<void> {
  const [killed, stopped, last] = servers
  const held = () => world.ask<{ who: string; message: string }>(HELD)
  const holding = async (server: Started) => {
    const before = (await held()).length
    await Promise.all([0, 1, 2].map(() => world.refer(server)))
    await until('they are with the provider', async () => (await held()).length >= before + 2, 5000)
  }
  world.stub.behave({ kind: 'silence' })
  await holding(killed!)
  await killed!.stop('SIGKILL')
  const [{ died } = { died: '' }] = await world.ask<{ died: string }>('select now()::text as died')
  await holding(stopped!)
  stopped!.signal('SIGSTOP')
  world.stub.behave({ kind: 'accept' })
  const rows = await held()
  const list = rows.map(({ message }) => `'${message}'`).join()
  await until(
    'the third took them up and settled them',
    async () =>
      (await world.ask(`select from messages where id in (${list}) and due_at is not null`))
        .length === 0,
    60_000,
  )
  const [taken] = await world.ask<{ after: number }>(
    `select extract(epoch from max(first) - '${died}'::timestamptz)::float8 as after from (
       select min(c.at) as first from claim_log c join claim_log b on b.message = c.message and b.n < c.n and b.what = 'began'
        where c.what = 'claimed' and c.message in (${list}) group by c.message) firsts`,
  )
  t.ok(taken!.after <= 30, `taken up within 30 s: ${taken!.after}`)
  const now = () => world.ask(`select * from messages where id in (${list}) order by id`)
  const settled = await now()
  stopped!.signal('SIGCONT')
  await until('it is awake', async () => (await world.refer(stopped!)) !== undefined, 15_000)
  await sleep(FULL ? 6000 : 2000)
  t.same(await now(), settled, 'it wrote nothing')
  t.same(doubled(world), [], 'every offer was sent once')
  t.same(await world.ask(BROKEN_CLAIMS), [])
  t.ok(await world.refer(last!))
  t.comment(
    `measured: ${rows.length} messages were in the hands of a killed and of a stopped process; the last was taken up ${taken!.after.toFixed(1)} s after the death`,
  )
}

test('several processes on one PostgreSQL', { timeout: 900_000 }, async (t) => {
  const cluster = await aCluster(t)
  t.jobs = FULL ? 1 : 2

  t.test('directly', async (owner) => {
    const t = owner
    let running: Awaited<ReturnType<typeof underFire>>
    await t.test(
      'D14: three processes claim each attempt once, and send once, whichever is killed',
      async (t) => {
        running = await underFire(t, cluster, { name: 'direct', owner })
      },
    )
    await t.test(
      'D6: what a killed worker had is taken up within 30 s, and one that comes back after its lease cannot write',
      (t) => deadAndAsleep(t, running.world, running.servers),
    )
  })

  t.test(
    'D14: the same behind PgBouncer in transaction mode',
    { skip: !havePgBouncer ? 'apt-get install pgbouncer' : !FULL && 'only in the full form' },
    async (t) => void (await underFire(t, cluster, { name: 'pooled', bouncer: true })),
  )
})
