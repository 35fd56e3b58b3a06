import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openPostgres } from '../src/platform/postgres.ts'
import {
  aFolder,
  type Ends,
  type Started,
  startMain,
  untilReady,
} from '../test/fixtures/process.ts'
import { seeded } from './bench-random.ts'
import { type Caller, callerOf } from './prove-kills-caller.ts'
import { checkDatabase, type Findings } from './prove-kills-check.ts'

/** Milliseconds. */
const READY_WITHIN = 60_000
const SETTLE = 6000
const KEY = /^ {4}(\S+\.\S+)$/m

const HELP = `Kills the program at random moments under load, and checks that nothing acknowledged is lost.

  scripts/prove kills [--rounds N] [--quick] [--seed N]

  --rounds  kills on PostgreSQL; half as many on the embedded database (10 and 5)
  --quick   3 and 2
  --seed    of the moments and of the referrals; a random one otherwise
`

/**
 * A real program (src/main.ts) in demo mode gets referrals and answers over HTTP, and SIGKILL, again
 * and again; what was not acknowledged is sent again with its key. Then all that it said is checked.
 * Exit: 1 on any fault.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '10' },
      quick: { type: 'boolean' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.log(HELP)
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
  if (!(Number.isInteger(rounds) && rounds > 0 && Number.isInteger(seed))) throw new Error(HELP)
  const { TEST_DATABASE_URL } = process.env
  if (!TEST_DATABASE_URL) throw new Error('TEST_DATABASE_URL is not set: run scripts/prove kills')

  const owner = anOwner()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => owner.end().finally(() => process.exit(130)))
  try {
    console.log(`seed ${seed}`)
    const postgres = await aPostgres(owner, TEST_DATABASE_URL)
    const results = [
      await prove(owner, `PostgreSQL, fsync ${postgres.fsync}`, postgres.env, {
        ...{ kills: values.quick ? 3 : rounds, seed, lanes: 4 },
      }),
      await prove(
        owner,
        'embedded',
        {},
        {
          ...{ kills: values.quick ? 2 : Math.ceil(rounds / 2), seed: seed + 1, lanes: 2 },
        },
      ),
    ]
    printTable(results)
    if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1
  } finally {
    await owner.end()
  }
}

type Result = Findings & { database: string; kills: number }
type Plan = { kills: number; seed: number; lanes: number }

async function prove(owner: Ends, database: string, env: object, plan: Plan): Promise<Result> {
  console.log(`\n== ${database}`)
  const whole = {
    ...{ ...env, DATA_DIR: aFolder(owner) },
    RATE_LIMITS: '{"account":1000000,"webhook":1000000}',
  }
  const first = await started(owner, whole)
  const caller = callerOf(KEY.exec(first.output())![1]!, plan)
  const moments = seeded(plan.seed)
  for (let kill = 1; kill <= plan.kills; kill++) {
    const server = kill === 1 ? first : undefined
    const how =
      kill % 5 === 4
        ? await shortLife(owner, whole, moments.next())
        : await longLife(owner, whole, caller, server, moments.next())
    const { acknowledged, waiting } = caller.counts()
    console.log(
      `kill ${kill} of ${plan.kills}: ${how}; ${acknowledged} acknowledged so far, ${waiting} to send again`,
    )
  }
  const last = await started(owner, whole)
  await caller.sendRest(last.url)
  const { found, faults } = await caller.readBack(last.url)
  await sleep(SETTLE)
  const diedAt = new Date()
  await last.stop('SIGKILL')
  tellErrors(last)
  const findings = await checkDatabase(whole, caller.counts(), found, diedAt)
  for (const fault of [...faults, ...findings.faults]) console.log(`FAULT ${fault}`)
  return { ...findings, faults: [...faults, ...findings.faults], database, kills: plan.kills }
}

/** Killed before it is ready, or hardly so. */
async function shortLife(owner: Ends, env: Record<string, string>, moment: number) {
  const server = await startMain(owner, env)
  await sleep(100 + 2400 * moment)
  const when = server.output().includes('is ready') ? 'just after' : 'during'
  await server.stop('SIGKILL')
  return `${when} its start, ${(0.1 + 2.4 * moment).toFixed(2)} s after it began`
}

/** Killed under load. */
async function longLife(
  owner: Ends,
  env: Record<string, string>,
  caller: Caller,
  running: Started | undefined,
  moment: number,
): Promise<string> {
  const server = running ?? (await started(owner, env))
  const load = caller.load(server.url)
  await sleep(200 + 4000 * moment)
  const { inFlight } = caller.counts()
  await server.stop('SIGKILL')
  await load.stop()
  tellErrors(server)
  return `after ${(0.2 + 4 * moment).toFixed(2)} s under load, ${inFlight} requests in flight`
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

/** A database of its own, dropped at the end; the program connects as the role that owns nothing. */
async function aPostgres(owner: Ends, adminUrl: string) {
  const name = `kills_${randomBytes(6).toString('hex')}`
  const admin = openPostgres(adminUrl, { pool: 1 })
  await admin.script(`create database ${name}`)
  owner.teardown(async () => {
    await admin.script(`drop database ${name} with (force)`)
    await admin.close()
  })
  const [shown] = (await admin.orm.execute('show fsync')) as unknown as { fsync: string }[]
  const at = (user: string) =>
    Object.assign(new URL(adminUrl), { pathname: `/${name}`, username: user }).href
  return {
    fsync: shown!.fsync,
    env: { DATABASE_URL: at('causeway_app'), MIGRATION_DATABASE_URL: at('postgres') },
  }
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
    database: (r: Result) => r.database,
    kills: (r: Result) => r.kills,
    acknowledged: (r: Result) => r.acknowledged,
    lost: (r: Result) => r.lost,
    doubled: (r: Result) => r.doubled,
    legs: (r: Result) => r.legs,
    'without next step': (r: Result) => r.dropped,
    replies: (r: Result) => r.replies,
    'replies lost': (r: Result) => r.repliesLost,
    'wrong yeses': (r: Result) => r.wrongYeses,
    overdue: (r: Result) => r.overdue,
    'broken chains': (r: Result) => r.brokenChains,
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
  process.exitCode = 1
})
