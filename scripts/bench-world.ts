import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import postgres from 'postgres'
import { organizations } from '../db/schema.ts'
import { type Gazetteer, loadGazetteer } from '../src/geography/gazetteer.ts'
import { databaseClock } from '../src/platform/clock.ts'
import { transact } from '../src/platform/database.ts'
import { newId } from '../src/platform/ids.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { createSignal } from '../src/platform/signal.ts'
import { readKeys } from '../src/protection/keys.ts'
import { makeApiKey } from '../src/staff/api-key.ts'
import { fillDirectory } from './bench-data.ts'

/** So many operators share the work, as a shift does: each has an account, and its own counts. */
const OPERATORS = 20

export type World = {
  gazetteer: Gazetteer
  /** Of the role that owns the tables, and of the program's own; by TCP, as any client reads them. */
  ownerUrl: string
  url: string
  /** Of API keys of operators. */
  keys: string[]
  /** For src/main.ts, in live mode; without PORT. Limits do not stand in the way of the load. */
  env: Record<string, string>
}

/** A database of its own on `cluster`, which goes with that, with service points whose partners have a phone for referrals. */
export async function aWorld(
  cluster: string,
  options: { points: number; twilioUrl: string; folder: string; socket?: string },
): Promise<World> {
  const { points, twilioUrl, folder, socket } = options
  const name = `bench_${randomBytes(4).toString('hex')}`
  const admin = postgres(cluster, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  await admin.end()
  const [ownerUrl, url] = [new URL(cluster), new URL(cluster)]
  for (const each of [ownerUrl, url]) each.pathname = `/${name}`
  url.username = 'causeway_app'
  url.password = ''

  const random = () => randomBytes(32).toString('base64')
  const secrets = { SEAL_KEYS: `bench:${random()}`, RECORD_KEY: random(), LINK_KEY: random() }
  const gazetteer = loadGazetteer()
  const db = openPostgres(ownerUrl.href, { pool: 1 })
  await migrate(db)
  const client = postgres(ownerUrl.href, { max: 1, onnotice: () => {} })
  await fillDirectory(client, gazetteer, points, new Date())
  await client.unsafe(PHONES)
  // As written, not from the hours, which are unknown here.
  await client.unsafe(`update service_point_matches set openings_due_at = now() + interval '1 day'`)
  await client.unsafe('vacuum analyze')
  await client.end()
  const services = { db, clock: databaseClock, committed: createSignal(), log: pino() }
  const keys = await transact(services, async (tx, now) => {
    const organizationId = newId()
    const hotline = { id: organizationId, kind: 'hotline', name: 'Bench hotline', createdAt: now }
    await tx.insert(organizations).values(hotline)
    const made: string[] = []
    for (let i = 1; i <= OPERATORS; i++) {
      const key = { name: `bench ${i}`, organizationId, role: 'operator' as const }
      made.push(await makeApiKey(tx, readKeys(secrets), key, now))
    }
    return made
  })
  await db.close()
  return {
    ...{ gazetteer, ownerUrl: ownerUrl.href, url: url.href, keys },
    env: {
      ...{ ...secrets, MODE: 'live', PUBLIC_URL: 'http://localhost:3000', DATA_DIR: folder },
      ...{
        DATABASE_URL: socket ? through(socket, url) : url.href,
        MIGRATION_DATABASE_URL: ownerUrl.href,
      },
      DATABASE_DEADLINE_MS: '1500',
      CALL_LINES: '{"*":[{"name":"Bench hotline (fictional)","phone":"+18005550100"}]}',
      ...{ ANCHORS_FILE: `${folder}/anchors.jsonl`, LOG_LEVEL: 'error' },
      ...{ ON_CALL_OPERATORS: '+18075550101', ON_CALL_SUPERVISORS: '+18075550102' },
      ...{ ON_CALL_BACKUP: '+18075550103', PROVIDERS_SMS: 'twilio', TWILIO_API_URL: twilioUrl },
      ...{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'bench' },
      ...{ TWILIO_FROM: '+18075550100', MATCHES_PER_HOUR_KEY: '100000000' },
      RATE_LIMITS: '{"account":100000000,"page":100000000,"form":100000000}',
    },
  }
}

const PHONES = `
  insert into contacts (id, service_point_id, channel, value, language, position, confirmed_at, confirmed_by)
  select gen_random_uuid(), id, 'sms', '+180755501' || lpad((row_number() over (order by id) % 100)::text, 2, '0'),
         case when random() < 0.3 then 'fr' else 'en' end, 1, now(), 'bench'
    from service_points where status = 'partner'`

/** The same server through the Unix socket in this folder. */
function through(folder: string, tcp: URL): string {
  const url = new URL(tcp)
  url.hostname = encodeURIComponent(folder)
  return url.href
}
