import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { type Database, rows } from './database.ts'

const FOLDER = join(import.meta.dirname, '../../db/migrations')
/** Any number will do, as long as only migrations use it. */
const ADVISORY_LOCK = 727_001

export type Migration = { number: number; name: string; text: string; hash: string }

/** The numbered files of `db/migrations`, in order. */
export function readMigrations(folder = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      const hash = createHash('sha256').update(text).digest('hex')
      return { number: Number(name.slice(0, 4)), name, text, hash }
    })
}

/**
 * Brings the database up to date: forward only, each file in its own transaction, one process at a
 * time. Refuses a database that is newer than this program, or a file that changed after it ran.
 * @returns the names of the files that were applied now
 */
export async function migrate(db: Database, migrations = readMigrations()): Promise<string[]> {
  // A role that may not migrate can still start a program for which there is nothing to do.
  if (await isMigrated(db, migrations)) return []
  await db.orm.transaction(async (tx) => {
    // Under the lock too: "if not exists" does not keep two processes from making it at once.
    await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`)
    await tx.execute(sql`create table if not exists migrations (
      number integer primary key, name text not null, hash text not null, applied_at timestamptz not null default now())`)
  })
  const done: string[] = []
  for (const migration of migrations) {
    const applied = await db.orm.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`)
      const before = await rows<{ number: number; name: string; hash: string }>(
        tx,
        sql`select number, name, hash from migrations order by number`,
      )
      check(before, migrations)
      if (before.some(({ number }) => number === migration.number)) return false
      for (const statement of statements(migration.text)) await tx.execute(sql.raw(statement))
      await tx.execute(
        sql`insert into migrations (number, name, hash) values (${migration.number}, ${migration.name}, ${migration.hash})`,
      )
      return true
    })
    if (applied) done.push(migration.name)
  }
  return done
}

async function isMigrated(db: Database, migrations: Migration[]): Promise<boolean> {
  const [table] = await rows<{ there: boolean }>(
    db.orm,
    sql`select to_regclass('public.migrations') is not null as there`,
  )
  return Boolean(table?.there) && (await appliedOf(db, migrations)).length === migrations.length
}

/** What was applied; throws if the database is newer, or a file changed after it ran. */
async function appliedOf(db: Database, migrations: Migration[]) {
  const applied = await rows<{ number: number; name: string; hash: string }>(
    db.orm,
    sql`select number, name, hash from migrations order by number`,
  )
  check(applied, migrations)
  return applied
}

/** Throws unless every migration was applied and the database is not newer: for a program that may not migrate. */
export async function checkMigrated(db: Database, migrations = readMigrations()): Promise<void> {
  const applied = await appliedOf(db, migrations)
  if (applied.length < migrations.length) throw new Error('The database is not migrated yet.')
}

function check(applied: { number: number; name: string; hash: string }[], known: Migration[]) {
  for (const { number, name, hash } of applied) {
    const file = known.find((migration) => migration.number === number)
    if (!file) {
      throw new Error(
        `The database has migration ${name}, which this program does not know: it is newer than the program.`,
      )
    }
    if (file.hash !== hash) {
      throw new Error(`Migration ${name} was changed after it ran. Write a new one instead.`)
    }
  }
}

/** Splits a file into statements at semicolons outside of quotes, dollar quotes and comments. */
function statements(text: string): string[] {
  const parts = text.match(/\$\$[\s\S]*?\$\$|'(?:[^']|'')*'|--[^\n]*|;|[^$'\-;]+|[-$]/g) ?? []
  const result: string[] = []
  let current = ''
  for (const part of parts) {
    if (part.startsWith('--')) continue
    if (part !== ';') current += part
    else {
      result.push(current)
      current = ''
    }
  }
  return [...result, current].filter((statement) => statement.trim() !== '')
}
