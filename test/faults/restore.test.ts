import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { test } from 'tap'
import { fileOf } from '../../scripts/backup-manifest.ts'
import { rows } from '../../src/platform/database.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFolder } from '../fixtures/process.ts'
import { aRequest, keyOf, somePoints } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const run = promisify(execFile)
const FULL = process.env.PROVE === 'full' || process.env.PROVE === '1'
/** Made by the API, and settled; in full, about a minute of them. */
const REFERRALS = FULL ? 2500 : 50
const AT_ONCE = 6
const KEY = Buffer.alloc(32, 7).toString('base64')

test('D16: a backup restores to a verified service within 15 minutes', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const service = await aService(t, {
    db,
    env: { RATE_LIMITS: JSON.stringify({ account: 10 ** 9 }) },
  })
  const admin = postgres(db.adminUrl, { max: 1, onnotice: () => {} })
  t.teardown(() => admin.end())
  await somePoints(service, 20)
  const headers = { ...(await keyOf(service, 'operator')) }
  let left = REFERRALS
  const make = async () => {
    while (left-- > 0) {
      const request = {
        method: 'POST',
        url: '/v1/referrals',
        headers,
        payload: aRequest(),
      } as const
      const { statusCode, body } = await service.app.inject(request)
      if (statusCode !== 201) throw new Error(body)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, make))
  await service.pass(6 * 60_000)

  const folder = aFolder(t)
  const backups = join(folder, 'backups')
  const keys = { SEAL_KEYS: `test:${KEY}`, RECORD_KEY: KEY, LINK_KEY: KEY }
  const script = (name: string, env: Record<string, string>, ...options: string[]) =>
    run(process.execPath, [join(import.meta.dirname, `../../scripts/${name}.ts`), ...options], {
      env: { PATH: process.env.PATH!, DATA_DIR: folder, ...env },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    )
  const { ANCHORS_FILE } = service.config
  const backup = async (env: Record<string, string> = {}) => {
    const url = { DATABASE_URL: db.adminUrl, ANCHORS_FILE: ANCHORS_FILE! }
    const { code, stdout, stderr } = await script('backup', { ...url, ...env }, '--to', backups)
    if (code !== 0) throw new Error(stderr)
    return stdout.trim()
  }
  const drill = (...options: string[]) =>
    script(
      'restore-drill',
      { ...keys, RESTORE_DRILL_URL: process.env.TEST_DATABASE_URL! },
      ...options,
    )
  const manifestOf = (of: string) => JSON.parse(readFileSync(join(of, 'manifest.json'), 'utf8'))

  const began = performance.now()
  const whole = await backup({ RECORD_KEY: KEY })
  const backedUp = performance.now() - began

  await t.test(
    'the backup is for its owner only, whole under its name, and holds no key',
    async (t) => {
      t.same(readdirSync(whole).sort(), ['anchors.jsonl', 'database.dump', 'manifest.json'])
      t.equal(statSync(whole).mode & 0o777, 0o700)
      for (const name of readdirSync(whole)) {
        t.equal(statSync(join(whole, name)).mode & 0o777, 0o600, name)
        t.notOk(readFileSync(join(whole, name)).includes(KEY), name)
      }
      t.match(manifestOf(whole), { tables: { referrals: { rows: REFERRALS } }, mac: String })
      const none = await script('backup', { DATABASE_URL: `${db.adminUrl}_gone` }, '--to', backups)
      t.equal(none.code, 1)
      t.same(readdirSync(backups).length, 1, 'what failed leaves nothing')
    },
  )

  await t.test(
    'it restores: counts, record and keys agree, and the program is ready on it',
    async (t) => {
      const { code, stdout, stderr } = await drill('--from', backups)
      t.equal(code, 0, stdout + stderr)
      const [, seconds] = /verified service after ([\d.]+) s/.exec(stdout) ?? []
      t.ok(Number(seconds) < 900, stdout)
      const { tables } = manifestOf(whole)
      const events = `${REFERRALS} referrals, ${tables.events.rows} events`
      t.comment(
        `measured: backup ${(backedUp / 1000).toFixed(1)} s, restored, verified and ready after ${seconds} s (${events})`,
      )
      t.match(stderr, /The record: \d+ events/)
      const drills = await rows(
        db.orm,
        sql`select 1 from pg_database where datname like 'causeway_drill_%'`,
      )
      const roles = await rows(
        db.orm,
        sql`select 1 from pg_roles where rolname like 'causeway_drill_%'`,
      )
      t.same([drills, roles], [[], []], 'the drill leaves nothing behind')
      t.match(
        await rows(db.orm, sql`select count(*)::int as n from messages where due_at is not null`),
        [{ n: Number }],
      )
    },
  )

  await t.test('without the keys it does not', async (t) => {
    const other = Buffer.alloc(32, 9).toString('base64')
    const wrong = await script(
      'restore-drill',
      { ...keys, SEAL_KEYS: `test:${other}`, RESTORE_DRILL_URL: process.env.TEST_DATABASE_URL! },
      whole,
    )
    t.equal(wrong.code, 1)
    t.match(wrong.stdout, /is not the key with which this database was sealed/)
  })

  await t.test('a dump with one other byte is not the file that was written', async (t) => {
    const file = join(whole, 'database.dump')
    const bytes = readFileSync(file)
    const changed = Buffer.from(bytes)
    changed[Math.floor(bytes.length / 2)]! ^= 1
    writeFileSync(file, changed)
    const { code, stdout } = await drill(whole)
    t.equal(code, 1)
    t.match(stdout, /database.dump is not the file that was written/)
    writeFileSync(file, bytes)
  })

  await t.test(
    'a referral that was taken out, and an event that was changed, are named',
    async (t) => {
      const [gone] = await admin`select id from referrals order by id limit 1`
      await admin.unsafe(`set session_replication_role = replica;
      delete from offer_links where offer_id in (select id from offers where referral_id = '${gone!.id}');
      delete from disclosures where referral_id = '${gone!.id}';
      delete from messages where referral_id = '${gone!.id}';
      delete from tasks where leg_id in (select id from legs where referral_id = '${gone!.id}');
      delete from offers where referral_id = '${gone!.id}';
      delete from legs where referral_id = '${gone!.id}';
      delete from consents where referral_id = '${gone!.id}';
      delete from referrals where id = '${gone!.id}';
      update events set actor = 'staff:nobody' where (chain, seq) in
        (select chain, seq from events where chain like 'referral:%' order by chain desc limit 1);
      reset session_replication_role`)
      // By somebody who has the database, and not RECORD_KEY: the manifest agrees with what is left.
      const tampered = await backup()
      const { code, stdout } = await drill(tampered)
      t.equal(code, 1)
      t.match(stdout, /the record: an event was changed \(referral:/)
      t.match(stdout, /1 referrals have a record and are gone/)

      const forged = { ...manifestOf(whole), files: manifestOf(tampered).files }
      t.same(forged.files['database.dump'], await fileOf(join(tampered, 'database.dump')))
      writeFileSync(join(tampered, 'manifest.json'), JSON.stringify(forged))
      const again = await drill(tampered)
      t.equal(again.code, 1)
      t.match(again.stdout, /the manifest was changed/)
      t.match(again.stdout, `the table referrals has ${REFERRALS - 1} rows, not ${REFERRALS}`)
      t.match(again.stdout, /a row of the table events is another than it was/)
    },
  )
})
