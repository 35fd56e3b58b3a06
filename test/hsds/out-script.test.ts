import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { byTwo } from '../fixtures/approvals.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { aFolder } from '../fixtures/process.ts'
import { aClock, aService } from '../fixtures/services.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../scripts/export-directory.ts')

test('scripts/export-directory', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const service = await aService(t, { db, clock: aClock(new Date()) })
  const hidden = await aServicePoint(service, { name: 'Secret House', hidden: true })
  const seen = await aServicePoint(service, { name: 'Seen House' })
  const folder = aFolder(t)
  const key = Buffer.alloc(32, 7).toString('base64')
  const env = {
    ...{ PATH: process.env.PATH!, DATA_DIR: folder, DATABASE_URL: db.adminUrl },
    ...{ SEAL_KEYS: `test:${key}`, RECORD_KEY: key, LINK_KEY: key },
  }
  const script = (...options: string[]) =>
    run(process.execPath, [program, ...options], { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    )
  const at = (name: string) => join(folder, name)

  await t.test('writes what anybody may know, as a file or as tables', async (t) => {
    t.match(await script('--out', at('all.json')), { code: 0, stderr: /1 service points are in/ })
    const [organization, ...others] = JSON.parse(readFileSync(at('all.json'), 'utf8'))
    t.equal(organization.id, seen.organizationId)
    t.same(others, [])
    t.equal((await script('--format', 'csv', '--out', at('tables'))).code, 0)
    const files = readdirSync(at('tables'))
    t.ok(files.includes('datapackage.json') && files.includes('organizations.csv'))
    t.match(readFileSync(join(at('tables'), 'services.csv'), 'utf8'), /Seen House/)
    for (const file of files)
      t.notMatch(readFileSync(join(at('tables'), file), 'utf8'), 'Secret House')
  })

  await t.test('S11: everything only with what two people agreed, once', async (t) => {
    const out = ['--format', 'ndjson', '--out', at('full.ndjson')]
    t.match(await script('--full', ...out), { code: 1, stderr: /takes two people/ })
    const editor = await service.asStaff('editor')
    const supervisor = await service.asStaff('supervisor')
    const asked = { kind: 'directory_export', reason: 'A copy.' }
    const approved = await byTwo(service, editor, supervisor, asked)
    const full = ['--full', '--approval', approved.id, ...out]
    t.match(await script(...full), { code: 0, stderr: /2 service points/ })
    t.equal(statSync(at('full.ndjson')).mode & 0o777, 0o600)
    const text = readFileSync(at('full.ndjson'), 'utf8')
    t.match(text, hidden.sms)
    t.match(text, 'Secret House')
    const again = ['--full', '--approval', approved.id, '--out', at('again.json')]
    t.match(await script(...again), { code: 1, stderr: /done already/ })
    t.notOk(readdirSync(folder).some((name) => /again|partial/.test(name)))
  })
})
