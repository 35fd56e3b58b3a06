import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
// @ts-expect-error it has no types
import autocannon from 'autocannon'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Ask } from '../src/matching/ask.ts'
import { match } from '../src/matching/match.ts'
import type { Tx } from '../src/platform/database.ts'

/** As many as keep two cores busy. */
const CONNECTIONS = 2
const SECONDS = 15
/** pgbench takes at most 128 files. */
const ASKS = 100

export type HttpFigures = {
  median: number
  p97_5: number
  p99: number
  perSecond: number
  /** Transactions a second of pgbench with the same statements. */
  pgbenchPerSecond: number
  /** Resident memory of the server at the end, in MB. */
  memoryMb: number
}

/** The whole of `POST /v1/matches` on this database, beside pgbench with all its statements. */
export async function benchHttp(databaseUrl: string, asks: Ask[], now: Date): Promise<HttpFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench.'))
  let server: Server | undefined
  try {
    server = await startServer(databaseUrl, folder)
    const { key } = server
    const requests = asks.slice(0, ASKS).map((ask) => ({
      ...{ method: 'POST' as const, path: '/v1/matches', body: JSON.stringify(inputOf(ask)) },
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    }))
    const load = { url: server.url, connections: CONNECTIONS, requests }
    await autocannon({ ...load, duration: 5 })
    const found = await autocannon({ ...load, duration: SECONDS })
    if (found.non2xx > 0 || found.errors > 0)
      throw new Error(`${found.non2xx} answers were not 2xx`)
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
    const memoryMb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024)
    const { p50: median, p97_5, p99 } = found.latency
    server.stop()
    const pgbenchPerSecond = await pgbench(databaseUrl, asks.slice(0, ASKS), now, folder)
    return { median, p97_5, p99, perSecond: found.requests.average, pgbenchPerSecond, memoryMb }
  } finally {
    server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Server = { url: string; key: string; pid?: number; stop: () => boolean }

async function startServer(DATABASE_URL: string, DATA_DIR: string): Promise<Server> {
  const port = await freePort()
  const env = {
    DATABASE_URL,
    DATA_DIR,
    PORT: String(port),
    DEMO_DIRECTORY: 'false',
    LOG_LEVEL: 'error',
    RATE_LIMITS: '{"account":10000000}',
    MATCHES_PER_HOUR_KEY: '10000000',
  }
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=4', '--heap-growing-percent=20', 'src/main.ts'],
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let key = ''
  for await (const line of createInterface(child.stdout)) {
    key ||= /^ {4}(\S+\.\S+)$/.exec(line)?.[1] ?? ''
    if (/curl/.test(line)) break
  }
  if (!key) {
    child.kill()
    throw new Error('the server printed no demo key')
  }
  child.stdout.resume()
  return { url: `http://localhost:${port}`, key, pid: child.pid, stop: () => child.kill() }
}

/** An ask as the API takes it. */
function inputOf(ask: Ask) {
  const { channel, urgency, needs, languages, gender, age, ageGroup, relocation, accessNeeds } = ask
  return {
    ...{ channel, urgency, needs, languages, gender, age, ageGroup, relocation, accessNeeds },
    location: { place: ask.located.placeId },
    household: { children: ask.children },
    avoid: { areas: ask.avoid.areas.map(({ point, radiusKm }) => ({ ...point, radiusKm })) },
  }
}

/** Every statement of each match, with its parameters written out, as one transaction of a file. */
async function pgbench(url: string, asks: Ask[], now: Date, folder: string): Promise<number> {
  let statements: string[] = []
  const logQuery = (text: string, parameters: unknown[]) => {
    const written = text.replace(/\$(\d+)/g, (_, n) => literal(parameters[Number(n) - 1]))
    statements.push(`${written.replace(/\s+/g, ' ')};`)
  }
  const client = postgres(url, { max: 1, onnotice: () => {} })
  const tx = drizzle(client, { logger: { logQuery } }) as unknown as Tx
  const files: string[] = []
  for (const [i, ask] of asks.entries()) {
    statements = ['begin;']
    await match(tx, ask, now)
    files.push(join(folder, `${i}.sql`))
    writeFileSync(files.at(-1)!, [...statements, 'commit;', ''].join('\n'))
  }
  await client.end()
  const options = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(CONNECTIONS),
    '-j',
    '2',
    '-T',
    String(SECONDS),
  ]
  const bin = process.env.PGBENCH ?? 'pgbench'
  const { stdout } = await promisify(execFile)(bin, [
    ...options,
    ...files.flatMap((file) => ['-f', file]),
    url,
  ])
  return Number(/tps = ([\d.]+)/.exec(stdout)![1])
}

const literal = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
