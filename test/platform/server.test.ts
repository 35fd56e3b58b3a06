import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { demoKey } from '../../src/open-services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFolder, startMain, untilReady } from '../fixtures/process.ts'
import { aService } from '../fixtures/services.ts'

const KEY = /^ {4}\S+\.\S+$/m

test('the server in demo mode, on the embedded database', async (t) => {
  const DATA_DIR = aFolder(t)
  const env = { DATA_DIR, DEMO_DIRECTORY: 'false' }

  await t.test('starts with nothing configured and says what to do next', async (t) => {
    const server = await startMain(t, env)
    await untilReady(server)
    const output = server.output()
    t.match(output, /power cut/)
    t.match(output, `${server.url}/documentation`)
    t.match(output, `${server.url}/outbox`)
    t.match(output, KEY, 'a demo key')
    t.match(output, 'curl -s')
    t.equal(statSync(join(DATA_DIR, 'keys.json')).mode & 0o777, 0o600)

    t.match(await get(`${server.url}/healthz`), { status: 200, body: { ok: true } })
    t.match(await get(`${server.url}/readyz`), {
      status: 200,
      body: { ready: true, mode: 'demo', problems: [], warnings: [/power cut/, /[Dd]emo/] },
    })
    t.match(await get(`${server.url}/outbox.json`), { status: 200 })
    const authorization = `Bearer ${KEY.exec(output)![0].trim()}`
    t.match(await get(`${server.url}/v1/referrals`, { authorization }), { status: 200 })

    t.test('a second one on the same folder ends at once and says why', async (t) => {
      const second = await startMain(t, env)
      t.equal(await second.ended, 1)
      t.match(second.output(), `${DATA_DIR} is in use`)
      t.notMatch(second.output(), / at .*\.ts:\d/, 'no stack')
    })

    t.test('SIGTERM ends it cleanly', async (t) => {
      t.equal(await server.stop(), 0, server.output())
    })
  })

  await t.test('shows the key once: a second start prints none', async (t) => {
    const server = await startMain(t, env)
    await untilReady(server)
    t.notMatch(server.output(), KEY)
    t.equal(await server.stop('SIGINT'), 0, server.output())
  })
})

const SECRET = Buffer.alloc(32, 1).toString('base64')
const LIVE = {
  MODE: 'live',
  PUBLIC_URL: 'https://cw.example',
  SEAL_KEYS: `one:${SECRET}`,
  RECORD_KEY: SECRET,
  LINK_KEY: SECRET,
  PROVIDERS_EMAIL: 'smtp',
  SMTP_URL: 'smtp://localhost:1',
  SMTP_FROM: 'causeway@cw.example',
  ON_CALL_OPERATORS: 'operator@cw.example',
  ON_CALL_SUPERVISORS: 'supervisor@cw.example',
  ON_CALL_BACKUP: 'backup@cw.example',
  CALL_LINES: '{"*":[{"name":"A line (fictional)","phone":"+18005550100"}]}',
}

test('the server in live mode refuses to start with something missing', async (t) => {
  const server = await startMain(t, { MODE: 'live', DATA_DIR: aFolder(t) })
  t.equal(await server.ended, 1)
  for (const name of ['DATABASE_URL', 'PUBLIC_URL', 'SEAL_KEYS', 'ON_CALL_BACKUP', 'PROVIDERS']) {
    t.match(server.output(), name)
  }
  t.notMatch(server.output(), / at .*\.ts:\d/, 'no stack')
})

test('the server in live mode, on PostgreSQL', needsPostgres, async (t) => {
  const { url, adminUrl } = await aDatabase(t)
  const folder = aFolder(t)
  const files = { DATA_DIR: folder, ANCHORS_FILE: join(folder, 'anchors.jsonl') }
  const env = { ...LIVE, ...files, MIGRATION_DATABASE_URL: adminUrl }

  t.test('refuses a role that owns tables', async (t) => {
    const server = await startMain(t, { ...env, DATABASE_URL: adminUrl })
    t.equal(await server.ended, 1)
    t.match(server.output(), /DATABASE_URL .* owns no table/)
  })

  t.test('has no demo key, no demo directory and no outbox', async (t) => {
    const server = await startMain(t, { ...env, DATABASE_URL: url })
    await untilReady(server)
    t.notMatch(server.output(), KEY)
    t.notMatch(server.output(), /demo|power cut/i)
    t.match(await get(`${server.url}/readyz`), {
      status: 200,
      body: { mode: 'live', problems: [] },
    })
    t.match(await get(`${server.url}/outbox`), { status: 404 })
    t.match(await get(`${server.url}/outbox.json`), { status: 404 })
    t.equal(await server.stop(), 0, server.output())
  })

  t.test('says in one line what is wrong with the database or the keys', async (t) => {
    const said = async (changed: Record<string, string>) => {
      const server = await startMain(t, { ...env, DATABASE_URL: url, ...changed })
      t.equal(await server.ended, 1)
      t.notMatch(server.output(), / at .*\.ts:\d/, 'no stack')
      return server.output()
    }
    const nowhere = 'postgres://causeway_app@127.0.0.1:1/causeway'
    const other = Buffer.alloc(32, 9).toString('base64')
    t.match(await said({ MIGRATION_DATABASE_URL: nowhere }), /no PostgreSQL answers there/)
    t.match(await said({ SEAL_KEYS: `two:${other}` }), /has no key named one/)
    // Each start takes seconds.
    if (!process.env.PROVE) return
    t.match(await said({ DATABASE_URL: `${url}_gone` }), /there is no such database/)
    t.match(await said({ SEAL_KEYS: `one:${other}` }), /not the key with which/)
  })

  t.test('refuses a database that demo mode has used', async (t) => {
    const used = await aDatabase(t)
    await demoKey(await aService(t, { db: used }))
    const live = { ...env, DATABASE_URL: used.url, MIGRATION_DATABASE_URL: used.adminUrl }
    const server = await startMain(t, live)
    t.equal(await server.ended, 1)
    t.match(server.output(), /demo mode has used/)
  })
})

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers, redirect: 'manual' })
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: json ? JSON.parse(text) : text }
}
