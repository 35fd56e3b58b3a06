import { getTableColumns, getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { test } from 'tap'
import * as schema from '../../db/schema.ts'
import { databaseClock } from '../../src/platform/clock.ts'
import { rows, transact } from '../../src/platform/database.ts'
import { DatabaseError } from '../../src/platform/errors.ts'
import { newId } from '../../src/platform/ids.ts'
import { migrate, readMigrations } from '../../src/platform/migrate.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'

test('the migrated database', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const services = { db, clock: databaseClock, committed: createSignal() }

  t.test('has the tables and columns that db/schema.ts says', async (t) => {
    const found = await rows<{ name: string }>(
      db.orm,
      sql`select table_name || '.' || column_name || ' ' || udt_name || case is_nullable when 'NO' then ' not null' else '' end as name
            from information_schema.columns where table_schema = 'public'
             and table_name not in ('migrations', 'spatial_ref_sys', 'geometry_columns', 'geography_columns')`,
    )
    const udt: Record<string, string> = {
      'text[]': '_text',
      'uuid[]': '_uuid',
      boolean: 'bool',
      integer: 'int4',
      bigint: 'int8',
      'double precision': 'float8',
      'timestamp with time zone': 'timestamptz',
      'geography(Point,4326)': 'geography',
    }
    const said = Object.values(schema)
      .filter((table) => is(table, PgTable))
      .flatMap((table) =>
        Object.values(getTableColumns(table)).map((column) => {
          const type = column.getSQLType()
          return `${getTableName(table)}.${column.name} ${udt[type] ?? type}${column.notNull ? ' not null' : ''}`
        }),
      )
    t.same(said.sort(), found.map(({ name }) => name).sort())
  })

  t.test('refuses a file that changed, and a database newer than the program', async (t) => {
    const admin = openPostgres(db.adminUrl, { pool: 1 })
    t.teardown(() => admin.close())
    t.same(await migrate(admin), [], 'a second run changes nothing')
    const [first] = readMigrations()
    await t.rejects(migrate(admin, [{ ...first!, hash: 'other' }]), /was changed after it ran/)
    await t.rejects(
      migrate(admin, []).then(() => migrate(admin, [{ ...first!, number: 2 }])),
      /newer than the program/,
    )
  })

  t.test('gives the program a role that owns nothing and cannot rewrite the record', async (t) => {
    const [owned] = await rows<{ n: number }>(
      db.orm,
      sql`select count(*)::int as n from pg_class where relowner = (select oid from pg_roles where rolname = current_user)`,
    )
    t.equal(owned?.n, 0)
    for (const table of [
      'events',
      'disclosures',
      'chains',
      'legs',
      'offers',
      'tasks',
      'consents',
    ]) {
      await t.rejects(
        transact(services, (tx) => tx.execute(sql.raw(`delete from ${table}`))),
        { code: '42501' },
      )
    }
  })

  t.test('tells a database error by code and constraint only', async (t) => {
    const id = newId()
    const insert = () =>
      transact(services, (tx, now) =>
        tx.insert(schema.organizations).values({ id, name: 'canary-7c1f', createdAt: now }),
      )
    await insert()
    const error = await insert().then(
      () => t.fail('should have failed'),
      (error: unknown) => error,
    )
    t.ok(error instanceof DatabaseError)
    t.match(error, { code: '23505', constraint: 'organizations_pkey' })
    t.notMatch(JSON.stringify(error) + (error as Error).stack, /canary-7c1f/)
  })

  t.test('is reached through the Unix socket in a folder', async (t) => {
    const told = sql`select current_setting('unix_socket_directories') as folder, current_setting('port') as port`
    const admin = openPostgres(db.adminUrl, { pool: 1 })
    t.teardown(() => admin.close())
    const [server] = await rows<{ folder: string; port: string }>(admin.orm, told)
    const [, name] = new URL(db.adminUrl).pathname.split('/')
    const host = encodeURIComponent(server!.folder.split(',')[0]!)
    const local = openPostgres(`postgres://postgres@${host}:${server!.port}/${name}`, { pool: 1 })
    t.teardown(() => local.close())
    const from = sql`select inet_client_addr() as address, current_database() as name`
    t.same(await rows(local.orm, from), [{ address: null, name }])
  })
})
