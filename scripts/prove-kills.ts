import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { aCluster, aMigratedDatabase, type Cluster } from '../test/fixtures/cluster.ts'
import {
  aFolder,
  type Ends,
  type Started,
  startMain,
  untilReady,
} from '../test/fixtures/process.ts'
import { type Random, seeded } from './bench-random.ts'
import { type Caller, callerOf } from './prove-kills-caller.ts'
import { checkDatabase, type Findings } from './prove-kills-check.ts'

/** Milliseconds. */
const READY_WITHIN = 60_000
const SETTLE = 6000
const KEY = /^ {4}(\S+\.\S+)$/m

const HELP = `Kills the program, its PostgreSQL or both at random moments under load, and checks that nothing acknowledged is lost.

  scripts/prove kills [--rounds N] [--quick] [--seed N]

  --rounds  kills on PostgreSQL, a cluster of its own with fsync on (100), and of the program on the embedded database (5)
  --quick   3, and none on the embedded database
  --seed    of the moments and of the referrals; a random one otherwise
`

/**
 * A real program (src/main.ts) in demo mode gets referrals, answers and codes over HTTP, and it or its
 * database gets SIGKILL, again and again; what was not acknowledged is sent again with its key. Then all
 * that it said is checked. Exit: 1 on any fault.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '100' },
      quick: { type: 'boolean' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.log(HELP)
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
  if (!(Number.isInteger(rounds) && rounds > 0 && Number.isInteger(seed))) throw new Error(HELP)

  const owner = anOwner()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => owner.end().finally(() => process.exit(130)))
  try {
    console.log(`seed ${seed}`)
    const cluster = await aCluster(owner, { fsync: true })
    const { url, adminUrl } = await aMigratedDatabase(cluster, 'kills')
    const env = {
      DATABASE_URL: url,
      MIGRATION_DATABASE_URL: adminUrl,
      DATABASE_DEADLINE_MS: '1500',
    }
    const kills = values.quick ? 3 : rounds
    const results = [
      await prove(owner, 'PostgreSQL, fsync on', env, { kills, seed, lanes: 4, cluster }),
    ]
    if (!values.quick) {
      const plan = { kills: Math.min(rounds, 5), seed: seed + 1, lanes: 2 }
      results.push(await prove(owner, 'embedded', {}, plan))
    }
    printTable(results)
    if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1
  } finally {
    await owner.end()
  }
}

type Kills = { program: number; database: number }
type Result = Findings & Kills & { where: string; seconds: number }
type Plan = { kills: number; seed: number; lanes: number; cluster?: Cluster }

async function prove(
  owner: Ends,
  name: string,
  env: Record<string, string>,
  plan: Plan,
): Promise<Result> {
  console.log(`\n== ${name}`)
  const began = performance.now()
  const whole = {
    ...{ ...env, DATA_DIR: aFolder(owner) },
    RATE_LIMITS: '{"account":1000000,"page":1000000,"form":1000000,"webhook":1000000}',
  }
  const random = seeded(plan.seed)
  const life = { server: await started(owner, whole) }
  const caller = callerOf(KEY.exec(life.server.output())![1]!, plan)
  const killed: Kills = { program: 0, database: 0 }
  for (let kill = 1; kill <= plan.kills; kill++) {
    const how = await killOnce(owner, whole, plan, { caller, random, life, killed })
    const { acknowledged, waiting } = caller.counts()
    console.log(
      `kill ${kill} of ${plan.kills}: ${how}; ${acknowledged} acknowledged so far, ${waiting} to send again`,
    )
  }
  await caller.sendRest(life.server.url)
  const { found, faults } = await caller.readBack(life.server.url)
  await sleep(SETTLE)
  const diedAt = new Date()
  await life.server.stop('SIGKILL')
  const findings = await checkDatabase(whole, caller.counts(), found, diedAt)
  const all = [...faults, ...findings.faults]
  for (const fault of all) console.log(`FAULT ${fault}`)
  if (all.length > 0) tellErrors(life.server)
  const seconds = Math.round((performance.now() - began) / 1000)
  return { ...findings, ...killed, faults: all, where: name, seconds }
}

type Scene = {
  caller: Caller
  random: Random
  /** The program that runs now. */
  life: { server: Started }
  killed: Kills
}

/** Load for a moment, then something dies in the middle of it and comes back. */
async function killOnce(
  owner: Ends,
  env: Record<string, string>,
  { cluster }: Plan,
  { caller, random, life, killed }: Scene,
): Promise<string> {
  const what = cluster
    ? random.pick(['program', 'database', 'database', 'both'] as const)
    : 'program'
  const load = caller.load(life.server.url)
  const moment = 200 + 1800 * random.next()
  await sleep(moment)
  const { inFlight } = caller.counts()
  const dies = what === 'database' ? [] : [life.server.stop('SIGKILL')]
  if (what !== 'program' && cluster) dies.push(cluster.kill().then(() => null))
  await Promise.all(dies)
  if (what !== 'database') killed.program += 1
  if (what !== 'program') killed.database += 1
  if (what !== 'program' && cluster) {
    await sleep(400 * random.next())
    await cluster.start()
  }
  // The program that was left alone goes on by itself.
  if (what === 'database') {
    await sleep(500 + 500 * random.next())
    const code = await Promise.race([life.server.ended, sleep(0, 'alive')])
    if (code !== 'alive') throw new Error(`It died with its database:\n${life.server.output()}`)
  }
  await load.stop()
  const early = what !== 'database' && random.chance(0.2)
  if (what !== 'database') tellErrors(life.server)
  if (early) {
    const short = await startMain(owner, env)
    await sleep(100 + 1500 * random.next())
    await short.stop('SIGKILL')
    killed.program += 1
  }
  if (what !== 'database') life.server = await started(owner, env)
  const again = early ? ', and the program once more during its start' : ''
  return `${what} after ${(moment / 1000).toFixed(2)} s of load, ${inFlight} requests in flight${again}`
}

async function started(owner: Ends, env: Record<string, string>): Promise<Started> {
  const server = await startMain(owner, env)
  const late = sleep(READY_WITHIN, undefined, { ref: false }).then(() => {
    throw new Error(`It is not ready after ${READY_WITHIN / 1000} s:\n${server.output()}`)
  })
  await Promise.race([untilReady(server), late])
  return server
}

/** What the program logged as an error: no fault by itself, but worth a look. */
function tellErrors(server: Started): void {
  const errors = server.output().match(/^\{"level":[56]0,.*$/gm) ?? []
  for (const line of errors.slice(0, 3)) console.log(`  log: ${line.slice(0, 400)}`)
  if (errors.length > 3) console.log(`  log: ${errors.length - 3} errors more`)
}

/** Ends what it was given in reverse order. */
function anOwner(): Ends & { end(): Promise<void> } {
  const works: (() => unknown)[] = []
  return {
    teardown: (work) => {
      works.push(work)
    },
    async end() {
      for (let work = works.pop(); work; work = works.pop()) await work()
    },
  }
}

function printTable(results: Result[]): void {
  const columns = {
    database: (r: Result) => r.where,
    'kills of the program': (r: Result) => r.program,
    'of the database': (r: Result) => r.database,
    acknowledged: (r: Result) => r.acknowledged,
    lost: (r: Result) => r.lost,
    doubled: (r: Result) => r.doubled,
    legs: (r: Result) => r.legs,
    'without next step': (r: Result) => r.dropped,
    replies: (r: Result) => r.replies,
    confirmed: (r: Result) => r.confirmed,
    'replies lost': (r: Result) => r.repliesLost,
    'wrong yeses': (r: Result) => r.wrongYeses,
    overdue: (r: Result) => r.overdue,
    'broken chains': (r: Result) => r.brokenChains,
    seconds: (r: Result) => r.seconds,
  }
  console.log(`\n| ${Object.keys(columns).join(' | ')} |`)
  console.log(`|${'---|'.repeat(Object.keys(columns).length)}`)
  for (const result of results)
    console.log(
      `| ${Object.values(columns)
        .map((column) => column(result))
        .join(' | ')} |`,
    )
}

main().catch((error: Error) => {
  console.error(error.message)
  // The load may still be under way.
  process.exit(1)
})
