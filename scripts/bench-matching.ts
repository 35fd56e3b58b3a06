import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { type Gazetteer, loadGazetteer } from '../src/geography/gazetteer.ts'
import type { Ask } from '../src/matching/ask.ts'
import { match } from '../src/matching/match.ts'
import { policy } from '../src/matching/policy.ts'
import { needNumbers, point, rules } from '../src/matching/rules.ts'
import { nearestQuery } from '../src/matching/store.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { fillDirectory } from './bench-data.ts'
import { benchHttp } from './bench-matches-http.ts'
import { mix } from './bench-mix.ts'

// The shortlist query beside the ways in which others find the nearest, on the same rows, in one run.

const REQUESTS = 400
/** The slow ways are asked fewer times. */
const FEW = 40
/** How many of the true nearest are looked for, and the radius of those who need one. */
const NEAREST = 10
const RADIUS_KM = 50

const { values } = parseArgs({ options: { points: { type: 'string', default: '20000,200000' } } })
const admin = process.env.TEST_DATABASE_URL
if (!admin) throw new Error('scripts/bench starts a PostgreSQL for this')
const gazetteer = loadGazetteer()
const asks = mix(gazetteer, REQUESTS)
const now = new Date('2026-11-21T17:00:00Z')
const dialect = new PgDialect()

console.log('| points | way | median ms | p95 | p99 | recall of the true nearest 10 |')
console.log('|---:|---|---:|---:|---:|---:|')
const remarks: string[] = []
for (const points of values.points.split(',').map(Number)) await bench(points, gazetteer)
console.log(`\n${remarks.join('\n')}`)

async function bench(points: number, gazetteer: Gazetteer): Promise<void> {
  const name = `bench_${randomBytes(4).toString('hex')}`
  const url = new URL(admin!)
  url.pathname = `/${name}`
  const cluster = postgres(admin!, { max: 1, onnotice: () => {} })
  await cluster.unsafe(`create database ${name}`)
  const db = openPostgres(url.href, { pool: 1 })
  await migrate(db)
  const client = postgres(url.href, { max: 1, onnotice: () => {} })
  await fillDirectory(client, gazetteer, points, now)

  const truths = new Map<Ask, string[]>()
  for (const ask of asks.slice(0, FEW)) truths.set(ask, await ids(client, trueNearest(ask)))
  const read = new Map<Ask, number>()
  for (const ask of asks) read.set(ask, await rowsRead(client, ask))

  const print = (way: string, times: number[], recall?: number) => {
    const sorted = times.sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(1)
    const found = recall === undefined ? '' : `${(recall * 100).toFixed(1)} %`
    console.log(`| ${points} | ${way} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${found} |`)
  }
  const run = async (way: string, query: (ask: Ask) => SQL, requests: Ask[], recalled = true) => {
    for (const ask of requests.slice(0, 30)) await ids(client, query(ask))
    const times: number[] = []
    let [found, wanted] = [0, 0]
    for (const ask of requests) {
      const { sql: text, params } = dialect.sqlToQuery(query(ask))
      const start = performance.now()
      const rows = await client.unsafe(text, params as string[], { prepare: true })
      times.push(performance.now() - start)
      const truth = truths.get(ask) ?? []
      wanted += truth.length
      found += truth.filter((id) => rows.some((row) => row.id === id)).length
    }
    print(way, times, recalled ? found / wanted : undefined)
  }

  const ours = (ask: Ask) => nearestQuery(ask, now, policy)
  await run('shortlist, prepared', ours, asks)
  await client.unsafe('set plan_cache_mode = force_generic_plan')
  await run('shortlist, force_generic_plan', ours, asks)
  await client.unsafe('set plan_cache_mode = auto')
  const bare = (ask: Ask) => bareWalk(ask, read.get(ask)!)
  await run('bare index walk over as many rows', bare, asks, false)
  await run(`ST_DWithin ${RADIUS_KM} km, then sort`, withinThenSort, asks.slice(0, FEW))
  await run(`ST_Transform(…, 3857) ${RADIUS_KM} "km"`, planar, asks.slice(0, FEW))
  const whole: number[] = []
  let [found, wanted] = [0, 0]
  for (const ask of [...asks.slice(0, 30), ...asks]) {
    const start = performance.now()
    const { candidates } = await match(db.orm, ask, now)
    whole.push(performance.now() - start)
    const truth = truths.get(ask) ?? []
    wanted += truth.length
    found += candidates.filter((each) => truth.includes(each.servicePointId)).length
  }
  print('match(), all its statements', whole.slice(30), found / wanted)
  const median = [...read.values()].sort((a, b) => a - b)[REQUESTS / 2]
  remarks.push(`${points} points: the walk read ${median} rows in the median.`)
  const http = await benchHttp(url.href, asks, now)
  console.log(
    `| ${points} | POST /v1/matches | ${http.median} | (97.5 %) ${http.p97_5} | ${http.p99} | |`,
  )
  const share = (http.perSecond / http.pgbenchPerSecond).toFixed(2)
  remarks.push(
    `${points} points, POST /v1/matches: ${http.perSecond.toFixed(0)} requests a second, ${share} of the ${http.pgbenchPerSecond.toFixed(0)} that pgbench reaches with all its statements; the server takes ${http.memoryMb} MB.`,
  )

  await client.end()
  await db.close()
  await cluster.unsafe(`drop database ${name} with (force)`)
  await cluster.end()
}

async function ids(client: postgres.Sql, query: SQL): Promise<string[]> {
  const { sql: text, params } = dialect.sqlToQuery(query)
  const rows = await client.unsafe(text, params as string[], { prepare: true })
  return rows.map((row) => row.id as string)
}

function able(ask: Ask): SQL {
  const kept = Object.values(rules(ask, now)).map((broken) => sql`not ${broken}`)
  return sql.join(kept, sql` and `)
}

function trueNearest(ask: Ask): SQL {
  return sql`
  select service_point_id as id from service_point_matches m where m.anchor is not null and ${able(ask)}
   order by ST_Distance(m.anchor, ${point(ask.located.point)}), service_point_id limit ${NEAREST}`
}

function bareWalk(ask: Ask, rows: number): SQL {
  return sql`
  select service_point_id as id, anchor <-> ${point(ask.located.point)} as walked
    from service_point_matches where need_numbers(need_bits) && ${needNumbers(ask)} order by walked limit ${rows}`
}

/** How far the walk came among those that offer a needed service: to the last row that the shortlist gave, or to its limit. */
async function rowsRead(client: postgres.Sql, ask: Ask): Promise<number> {
  const found = await ids(client, nearestQuery(ask, now, policy))
  if (found.length < policy.shortlist) return policy.walk
  const walked = await ids(client, bareWalk(ask, policy.walk))
  return walked.indexOf(found.at(-1)!) + 1 || policy.walk
}

function withinThenSort(ask: Ask): SQL {
  return sql`
  select service_point_id as id from service_point_matches m
   where ST_DWithin(m.anchor, ${point(ask.located.point)}, ${RADIUS_KM * 1000}::float8) and ${able(ask)}
   order by ST_Distance(m.anchor, ${point(ask.located.point)}), service_point_id limit ${sql.raw(String(policy.shortlist))}`
}

function planar(ask: Ask): SQL {
  const from = sql`ST_Transform(${point(ask.located.point)}::geometry, 3857)`
  return sql`
    select service_point_id as id from service_point_matches m
     where ST_DWithin(ST_Transform(m.anchor::geometry, 3857), ${from}, ${RADIUS_KM * 1000}::float8) and ${able(ask)}
     order by ST_Distance(ST_Transform(m.anchor::geometry, 3857), ${from}) limit ${sql.raw(String(policy.shortlist))}`
}
