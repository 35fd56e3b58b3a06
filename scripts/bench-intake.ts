import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import postgres from 'postgres'
import { type Load, quantile, referralBodies, sendReferrals } from './bench-load.ts'
import { aTwilioProcess, type Figures, figuresOf, startService } from './bench-service.ts'
import { statementsOf } from './bench-statements.ts'
import { aWorld } from './bench-world.ts'

const POINTS = 20_000
const POOL = 10
/** A rate holds while nothing fails and answers stay below this, milliseconds. */
const HOLDS = 250
/** Referrals a second, tried one after the other. */
const STEPS = [30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 140, 160, 180, 200]
/** So many referrals for pgbench, which prepares each statement of each file for each client. */
const FILES = 16

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string' },
    processes: { type: 'string', default: '2' },
  },
})
const [seconds, processes] = [Number(values.seconds), Number(values.processes)]
const cluster = process.env.TEST_DATABASE_URL
if (!cluster || !(seconds >= 5) || !(processes >= 1))
  throw new Error('scripts/bench intake [--seconds N] [--rate R] [--processes N]')
const short = Math.min(seconds, 20)
const ends: (() => unknown)[] = []
const owner = { teardown: (end: () => unknown) => void ends.unshift(end) }
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => over().finally(() => process.exit(130)))

async function bench(cluster: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench.'))
  owner.teardown(() => rmSync(folder, { recursive: true, force: true }))
  say(`${POINTS} service points …`)
  const stub = await aTwilioProcess(owner)
  // On one machine, as a small installation is: through the Unix socket.
  const socket = process.env.THROWAWAY_POSTGRES
  const world = await aWorld(cluster, { points: POINTS, twilioUrl: stub.url, folder, socket })
  const bodies = referralBodies(world.gazetteer, 2000)
  const fsync = await commitsOf(world.ownerUrl)
  say('pgbench with the same statements …')
  const files = (await statementsOf(world, bodies.slice(0, FILES))).map((text, i) => {
    const file = join(folder, `${i}.sql`)
    writeFileSync(file, text)
    return file
  })
  const copy = await copyOf(cluster, world.ownerUrl)
  await pgbench(copy.url, files, 5)
  await analyzed(copy.url)
  const pgbenched = await pgbench(copy.url, files, short)
  await copy.drop()
  say(`pgbench: ${pgbenched.toFixed(0)} a second`)

  const env = { ...world.env, DATABASE_POOL: String(POOL) }
  const urls = (await startService(owner, env, processes)).map(({ url }) => url)
  const hold = async (rate: number, seconds: number): Promise<Figures> => {
    const progress = ({ made, failed }: Load) =>
      say(
        `  ${rate}/s: ${made.length} made, p99 so far ${quantile(
          made.map(({ ms }) => ms),
          0.99,
        ).toFixed(0)} ms ${JSON.stringify(failed)}`,
      )
    const load = await sendReferrals(urls, world.keys, bodies, { rate, seconds, progress })
    await sleep(3000)
    const figures = figuresOf(load, seconds, (await stub.seen()).first)
    say(
      `${rate}/s for ${seconds} s: p50 ${figures.p50.toFixed(0)} ms, p99 ${figures.p99.toFixed(0)} ms, ${figures.errors} errors`,
    )
    return figures
  }
  say('until it is compiled …')
  await hold(60, 60)
  console.log(HEAD)
  tell(20, short, await hold(20, short))
  let last: Figures | undefined
  for (const rate of values.rate ? [Number(values.rate)] : await downFromHighest(hold)) {
    last = await hold(rate, seconds)
    tell(rate, seconds, last)
    if (holds(last)) break
  }
  const per = await perReferral(world.ownerUrl)
  console.log(`
- ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, for all of it: ${processes} processes of the program (semi-space 32 MB, heap up to 1.3 GB) with ${POOL} connections each, PostgreSQL with fsync on, the provider and the sender of the load.
- Each referral: two needs, ${per.offers} offers, ${per.messages} messages, ${per.events} events; ${POINTS} service points; p99 counts from when a referral was to be sent.
- pgbench with the same statements (shortlist, intake, the sends of its offers) on ${processes * POOL} connections: ${pgbenched.toFixed(0)} referrals a second. The program reaches ${(last!.perSecond / pgbenched).toFixed(2)} of that.
- One commit that waits for this disk takes ${fsync.on.toFixed(2)} ms in the median; without waiting, ${fsync.off.toFixed(2)} ms.`)
}

const HEAD = `| referrals a second | seconds | made a second | errors | p50 ms | p99 ms | first provider call p50 ms | p99 ms |
|---:|---:|---:|---:|---:|---:|---:|---:|`

const tell = (rate: number, seconds: number, found: Figures) =>
  console.log(
    `| ${[rate, seconds, found.perSecond.toFixed(1), found.errors, ...[found.p50, found.p99, found.call50, found.call99].map((ms) => ms.toFixed(0))].join(' | ')} |`,
  )

const holds = ({ errors, p99, call99 }: Figures) => errors === 0 && p99 < HOLDS && call99 < 2000

/** From the last step before the first that does not hold, down; a step that fails is tried once more. */
async function downFromHighest(
  hold: (rate: number, seconds: number) => Promise<Figures>,
): Promise<number[]> {
  const held = [20]
  for (const rate of STEPS) {
    if (!holds(await hold(rate, short)) && !holds(await hold(rate, short))) break
    held.unshift(rate)
  }
  return held
}

async function pgbench(url: string, files: string[], seconds: number): Promise<number> {
  const clients = String(processes * POOL)
  const options = ['-n', '-M', 'prepared', '-c', clients, '-j', '2', '-T', String(seconds)]
  const { stdout } = await promisify(execFile)(
    process.env.PGBENCH ?? 'pgbench',
    [...options, ...files.flatMap((file) => ['-f', file]), url],
    { maxBuffer: 2 ** 28 },
  )
  const failed = /number of failed transactions: (\d+)/.exec(stdout)?.[1]
  if (failed && failed !== '0') say(`pgbench: ${failed} transactions failed`)
  return Number(/tps = ([\d.]+)/.exec(stdout)![1])
}

/** The median time of a commit of one row, in ms, that waits for the disk and that does not. */
async function commitsOf(url: string): Promise<{ on: number; off: number }> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  await client`create table bench_commits (n integer)`
  const median = async (wait: 'on' | 'off') => {
    await client.unsafe(`set synchronous_commit = ${wait}`)
    const times: number[] = []
    for (let n = 0; n < 300; n++) {
      const began = performance.now()
      await client`insert into bench_commits values (${n})`
      times.push(performance.now() - began)
    }
    return quantile(times, 0.5)
  }
  const found = { on: await median('on'), off: await median('off') }
  await client`drop table bench_commits`
  await client.end()
  return found
}

/** What pgbench leaves is nothing that the program can read: its messages would fail, and be tried again and again. */
async function copyOf(cluster: string, url: string) {
  const copy = new URL(url)
  copy.pathname += '_copy'
  const [name, source] = [copy, new URL(url)].map(({ pathname }) => pathname.slice(1))
  const admin = postgres(cluster, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template ${source}`)
  const drop = async () => {
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end()
  }
  return { url: copy.href, drop }
}

/** As autovacuum does within a minute: a plan that was made for the first few rows goes on reading every row. */
async function analyzed(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  await client`vacuum analyze`
  await client.end()
}

async function perReferral(url: string) {
  const client = postgres(url, { max: 1 })
  const [row] = await client`
    select (select count(*) from referrals) as r, (select count(*) from offers) as o,
           (select count(*) from messages) as m, (select count(*) from events) as e`
  await client.end()
  const of = (n: string) => (Number(n) / Number(row!.r)).toFixed(1)
  return { offers: of(row!.o), messages: of(row!.m), events: of(row!.e) }
}

function say(line: string): void {
  console.error(line)
}

async function over(): Promise<void> {
  for (const end of ends.splice(0)) await end()
}

try {
  await bench(cluster)
} finally {
  await over()
}
