import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { referrals } from '../../db/schema.ts'
import { DAY } from '../../src/platform/clock.ts'
import { type Database, rows } from '../../src/platform/database.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { addKey, removeKey } from '../../src/protection/key-ring-file.ts'
import { forgetKey, rewrapAll } from '../../src/protection/key-ring-rotate.ts'
import { type Keys, readKeys } from '../../src/protection/keys.ts'
import { dataKey, open } from '../../src/protection/seal.ts'
import { sealedReferral } from '../../src/routing/case.ts'
import { formsOf } from '../fixtures/canaries.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { dumpOf, filesOf, restored, segmentOf } from '../fixtures/dump.ts'
import { aFolder } from '../fixtures/process.ts'
import { aRequest, aTaken, keyOf, post, reply } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

/** Stands in everything that was said as text; the others are what a number and a place can be known by. */
const TOKEN = 'qzx-canary-7413'
const SECRETS = [TOKEN, '8075550171', '8075550188', '48.381947', '89.247113']
const SAID = {
  location: { lat: 48.381947, lng: -89.247113 },
  name: `Ana ${TOKEN}`,
  notes: `hides at the motel ${TOKEN}`,
  safeContact: {
    ...aRequest().safeContact,
    channels: [{ ...aRequest().safeContact.channels[0], value: '+18075550171' }],
    codeWord: TOKEN,
  },
  referrer: { unit: TOKEN, phone: '+18075550188', language: 'en' },
}
const MARKER = 'a marker that stands in the open 9157'

test(
  'S1, P2: eight days after the end, what was said is found nowhere',
  needsPostgres,
  async (t) => {
    const path = join(aFolder(t), 'seal-keys')
    addKey(path, 'before')
    const db = await aDatabase(t)
    const admin = openPostgres(db.adminUrl, { pool: 1 })
    t.teardown(() => admin.close())
    const from = await segmentOf(admin)
    await keepLog(t, admin)
    const service = await aService(t, { db, env: { SEAL_KEYS_FILE: path } })
    const point = await aServicePoint(service)
    await db.orm.execute(sql`update organizations set name = ${MARKER}`)
    const { id } = await aTaken(service, { ...SAID, channel: 'hotline' })
    await post(
      service,
      `/v1/openings`,
      { referral: id, reason: TOKEN },
      await keyOf(service, 'supervisor'),
    )
    await reply(service, point.sms, `who is ${TOKEN}?`)
    const closed = await post(service, `/v1/referrals/${id}/closure`, { reason: 'connected' })
    t.equal(closed.status, 201, closed.text)
    const dumpBefore = await dumpOf(db.adminUrl)
    for (let day = 0; day < 8; day++) await service.pass(DAY)
    const real = service.keys
    t.equal(await told(db, real, id), 'KeyDestroyed')
    const [left] = await rows<{ replies: number; messages: number }>(
      db.orm,
      sql`select (select count(*) from inbound_messages m join data_keys k on k.id = m.key_id
                 where k.wrapped is not null)::int as replies,
               (select count(*) from messages m join data_keys k on k.id = m.key_id
                 where k.wrapped is not null and length(m.sealed) > 0)::int as messages`,
    )
    t.same(left, { replies: 0, messages: 0 }, 'no message that came or went opens either')

    await t.test(
      'in the table files and the write-ahead log',
      mayRead(await dataFolder(admin)),
      async (t) => {
        const { tables, log } = await filesOf(admin, from)
        for (const [what, files] of Object.entries({ tables, log })) {
          t.same(shown(files), [], what)
          t.ok(
            files.some((file) => file.includes(MARKER)),
            `${what}: what stands in the open is found`,
          )
        }
      },
    )

    await t.test(
      'in a dump, and in the backup restored from it, opened with the real keys',
      async (t) => {
        const dump = await dumpOf(db.adminUrl)
        t.same(shown([Buffer.from(dump)]), [])
        t.match(dump, MARKER)
        t.equal(await told(await restored(t, db.adminUrl, dump), real, id), 'KeyDestroyed')
      },
    )

    await t.test('in a backup from before, once the key of that time is forgotten', async (t) => {
      const old = await restored(t, db.adminUrl, dumpBefore)
      t.same(shown([Buffer.from(dumpBefore)]), [])
      t.match(await told(old, real, id), TOKEN, 'until then it opens: so keys rotate')
      addKey(path, 'after')
      await rewrapAll(service)
      await forgetKey(service, 'before')
      removeKey(path, 'before')
      const text = { SEAL_KEYS_FILE: path, RECORD_KEY: KEY, LINK_KEY: KEY }
      t.equal(await told(old, readKeys(text), id), 'WrongSealKeys')
    })
  },
)

/** PostgreSQL would use the segments again that the tests beside this one have filled. */
async function keepLog(t: Test, { orm }: Database): Promise<void> {
  const slot = `erased_${process.pid}`
  await orm.execute(sql`select pg_create_physical_replication_slot(${slot}, true)`)
  t.teardown(() => orm.execute(sql`select pg_drop_replication_slot(${slot})`))
}

const KEY = Buffer.alloc(32, 7).toString('base64')

/** What a referral tells to whoever has this database and these keys; else the name of what stands against it. */
async function told(db: Database, keys: Keys, id: string): Promise<string> {
  return db.orm
    .transaction(async (tx) => {
      const [referral] = await tx.select().from(referrals).where(eq(referrals.id, id))
      const key = await dataKey(tx, keys, referral!.keyId)
      return JSON.stringify(open(key, sealedReferral(id), referral!.sealed!))
    })
    .catch((error: Error) => error.name)
}

const shown = (files: Buffer[]): string[] =>
  SECRETS.flatMap(formsOf).filter((form) => files.some((file) => file.includes(form)))

async function dataFolder(admin: Database): Promise<string> {
  const [found] = await rows<{ folder: string }>(
    admin.orm,
    sql`select current_setting('data_directory') as folder`,
  )
  return found!.folder
}

function mayRead(folder: string): { skip?: string } {
  try {
    accessSync(join(folder, 'pg_wal'), constants.R_OK)
    return {}
  } catch {
    return { skip: 'the files of this PostgreSQL are not readable from here' }
  }
}
