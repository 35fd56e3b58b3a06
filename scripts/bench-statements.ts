import { randomUUID } from 'node:crypto'
import { drizzle } from 'drizzle-orm/postgres-js'
import { pino } from 'pino'
import postgres from 'postgres'
import { buildApp } from '../src/app.ts'
import { openServices } from '../src/open-services.ts'
import { readConfig } from '../src/platform/config.ts'
import type { Database, Tx } from '../src/platform/database.ts'
import { runUntilIdle } from '../src/platform/due.ts'
import { jobsOf } from '../src/workers.ts'
import type { World } from './bench-world.ts'

type Statement = { text: string; parameters: unknown[] }

/**
 * The statements of referrals, as they are sent: of each its match, its intake, and the sends of its
 * offers from lease to outcome, in one order over one connection. As texts for pgbench, a file each,
 * in which whatever must be new each time is.
 */
export async function statementsOf(world: World, bodies: string[]): Promise<string[]> {
  let sent: Statement[] = []
  const debug = (_: number, text: string, parameters: unknown[]) =>
    void sent.push({ text: text.replace(/\s+/g, ' ').trim(), parameters: [...parameters] })
  const client = postgres(world.url, { max: 1, onnotice: () => {}, debug })
  const db = { kind: 'postgres', orm: drizzle(client) as unknown as Tx } as Database
  const log = pino({ level: 'silent' })
  const services = await openServices(readConfig({ ...world.env, DATABASE_POOL: '1' }), log)
  await services.db.close()
  const here = { ...services, db }
  const app = await buildApp(here)
  const sends = jobsOf(here).filter(({ name }) => name.startsWith('send:'))
  const files: string[] = []
  for (const [i, body] of bodies.entries()) {
    const headers = {
      authorization: `Bearer ${world.keys[i % world.keys.length]}`,
      ...{ 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    }
    if (i < world.keys.length) await app.inject({ url: '/v1/referrals', headers })
    sent = []
    const began = Date.now()
    const { statusCode } = await app.inject({ method: 'POST', url: '/v1/referrals', headers, body })
    if (statusCode !== 201) throw new Error(`a referral was answered ${statusCode}`)
    await runUntilIdle(sends)
    files.push(fileOf(sent, began))
  }
  await app.close()
  await client.end()
  return files
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g
/** A reference, a key of a request, the ids that the provider gave, also in lists: each is of one referral. */
const ITS_OWN = /^[0-9A-Z]{3}-[0-9A-Z]{3}$|^[\w-]{43}$|\bSM[0-9a-f]{32}/g

/** Ids have the time in them: those of this referral are made anew in each run, all else stays as it is. */
function fileOf(sent: Statement[], began: number): string {
  const ids = new Map<string, string>()
  const texts = new Map<string, string>()
  const isNew = (id: string) =>
    Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) >= began - 1000
  const variable = (expression: string): string => {
    if (!texts.has(expression)) texts.set(expression, `t${texts.size}`)
    return `:${texts.get(expression)}`
  }
  const written = (value: unknown, text: string): string => {
    if (value === null || value === undefined) return 'null'
    if (Buffer.isBuffer(value)) {
      if (!text.startsWith('insert into "offer_links"')) return `'\\x${value.toString('hex')}'`
      return variable(`'\\x' || md5(g.r || '${value.toString('hex')}') || md5(g.r)`)
    }
    const said = value instanceof Date ? value.toISOString() : String(value)
    const around = said.replace(ITS_OWN, (found) => `${found}\0`).split('\0')
    if (around.length > 1) return variable(around.map(quoted).join(' || g.r || '))
    const parts = said.split(UUID)
    const own = said.match(UUID) ?? []
    if (!own.some(isNew)) return quoted(said)
    const joined = parts.flatMap((part, i) => {
      const id = own[i]
      if (!id) return [quoted(part)]
      if (!isNew(id)) return [quoted(part), quoted(id)]
      if (!ids.has(id)) ids.set(id, `u${ids.size}`)
      return [quoted(part), `g.${ids.get(id)}`]
    })
    return variable(joined.filter((part) => part !== "''").join(' || '))
  }
  const lines = sent.map(
    ({ text, parameters }) =>
      `${text.replace(/\$(\d+)/g, (_, n) => written(parameters[Number(n) - 1], text))};`,
  )
  const fresh = [...ids.values()].map((name) => `gen_random_uuid()::text as ${name}`)
  const made = [...texts].map(([expression, name]) => `${expression} as ${name}`)
  const all = `select ${made.join(', ')} from (select gen_random_uuid()::text as r${fresh.map((each) => `, ${each}`).join('')}) g \\gset`
  return [all, ...lines, ''].join('\n')
}

/** No colon may stand in a literal where pgbench would see a variable. */
const quoted = (text: string) =>
  /:[A-Za-z_]/.test(text)
    ? `(${text
        .split(/(?<=:)(?=[A-Za-z_])/)
        .map(literal)
        .join(' || ')})`
    : literal(text)

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
