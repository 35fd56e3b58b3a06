import { execFile } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { tablesOf } from '../../src/operations/tables.ts'
import { rows } from '../../src/platform/database.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFolder, startMain, untilReady } from '../fixtures/process.ts'
import { aRequest } from '../fixtures/referral.ts'

const run = promisify(execFile)
const KEY = /^ {4}(cw_\S+)$/m

test('from the embedded database to PostgreSQL', needsPostgres, async (t) => {
  const DATA_DIR = aFolder(t)
  const file = join(DATA_DIR, 'all.ndjson')
  const script = (name: string, env: Record<string, string>, ...more: string[]) =>
    run(process.execPath, [join(import.meta.dirname, `../../scripts/${name}.ts`), ...more], {
      env: { PATH: process.env.PATH!, DATA_DIR, ...env },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
    )
  const ask = async (url: string, as: string, path: string, body?: object) => {
    const response = await fetch(url + path, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: as, ...(body && { 'content-type': 'application/json' }) },
    })
    // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
    return { status: response.status, body: (await response.json()) as any }
  }

  const first = await startMain(t, { DATA_DIR })
  await untilReady(first)
  const as = `Bearer ${KEY.exec(first.output())![1]}`
  const made = await ask(first.url, as, '/v1/referrals', aRequest())
  t.equal(made.status, 201)
  const path = `/v1/referrals/${made.body.id}`
  t.match(await script('export-all', {}, file), { code: 1, said: /in use by another process/ })
  t.equal(await first.stop(), 0)

  t.match(await script('export-all', {}, file), { code: 0, said: /must travel by another way/ })
  t.equal(statSync(file).mode & 0o777, 0o600)
  const text = readFileSync(file, 'utf8')
  t.notMatch(text, 'maple', 'what is sealed stays sealed')
  t.notMatch(text, JSON.parse(readFileSync(join(DATA_DIR, 'keys.json'), 'utf8')).RECORD_KEY)

  const db = await aDatabase(t)
  const owner = { DATABASE_URL: db.adminUrl }

  await t.test(
    'a file that was cut or changed is refused, and nothing is left of it',
    async (t) => {
      const bad = join(DATA_DIR, 'bad.ndjson')
      const lines = text.split('\n')
      for (const [what, changed] of [
        ['cut', lines.slice(0, 50).join('\n')],
        ['changed', text.replace('"channel": "hotline"', '"channel": "police"')],
      ] as const) {
        t.not(changed, text)
        writeFileSync(bad, changed)
        t.match(
          await script('import-all', owner, bad),
          { code: 1, said: /Nothing was imported/ },
          what,
        )
      }
      for (const { name } of await tablesOf(db.orm))
        t.same(await rows(db.orm, sql`select 1 from ${sql.identifier(name)} limit 1`), [], name)
    },
  )

  await t.test('is read in whole, once', async (t) => {
    t.match(await script('import-all', owner, file), { code: 0, said: /are what they were/ })
    t.match(await script('import-all', owner, file), { code: 1, said: /is not empty/ })
    const open = await rows(
      db.orm,
      sql`select tgrelid::regclass from pg_trigger where tgenabled <> 'O'
          union all select conrelid::regclass from pg_constraint where contype = 'f' and condeferrable`,
    )
    t.same(open, [], 'triggers and constraints are as they were')
    t.same(await rows(db.orm, sql`select 1 from pg_sequences where schemaname = 'public'`), [])
  })

  await t.test('the record is whole there, and the service goes on', async (t) => {
    t.match(await script('verify-events', owner), { code: 0, said: /All is whole/ })
    const second = await startMain(t, { DATA_DIR, ...owner })
    await untilReady(second)
    t.notMatch(second.output(), KEY, 'no new key: it is the same demo')
    const seen = await ask(second.url, as, path)
    t.match(seen.body, { id: made.body.id, reference: made.body.reference })
    const [offer] = seen.body.legs[0].offers
    const taken = await ask(second.url, as, `/v1/offers/${offer.id}/acceptance`, {})
    t.equal(taken.status, 201, JSON.stringify(taken.body))
    t.match((await ask(second.url, as, path)).body.legs[0], { state: 'accepted' })
    t.equal(await second.stop(), 0)
  })
})
