import { BadConfig, type Config } from './config.ts'
import { cleaned, type Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { DatabaseError } from './errors.ts'
import { checkMigrated, migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'

/**
 * Opens the database of the configuration, brought up to date: the embedded one in DATA_DIR, or
 * PostgreSQL, migrated through MIGRATION_DATABASE_URL where that is given. Throws `BadConfig` where
 * the server refuses, with what to do. `deadline`: as `openPostgres` takes it, never for migrations.
 */
export async function openDatabase(
  config: Config,
  say: (line: string) => void = () => {},
  deadline?: number,
): Promise<Database> {
  if (!config.DATABASE_URL) {
    const db = await openEmbedded(config.DATA_DIR)
    await migrate(db)
    return db
  }
  if (config.MIGRATION_DATABASE_URL) {
    const owner = openPostgres(config.MIGRATION_DATABASE_URL, { pool: 2 })
    const migrating = migrate(owner).finally(() => owner.close())
    for (const name of await explained('MIGRATION_DATABASE_URL', migrating))
      say(`migrated: ${name}`)
  }
  const db = openPostgres(config.DATABASE_URL, {
    pool: config.DATABASE_POOL,
    prepare: config.DATABASE_PREPARE,
    deadline,
  })
  await explained('DATABASE_URL', checkMigrated(db))
  return db
}

/** What PostgreSQL's codes mean for whoever starts the program. */
const REFUSALS: Record<string, string> = {
  '28000': 'this role may not log in there: alter role … login password …',
  '28P01': 'the password is wrong',
  '3D000': 'there is no such database',
  '42501':
    'this role lacks a privilege: the first migration makes the extension postgis (a superuser, once) and the role causeway_app (createrole)',
  '42P01': 'the database is not migrated yet: give MIGRATION_DATABASE_URL too',
  '25006': 'this is a standby, which nobody may write to: name the primary, or all hosts',
  ECONNREFUSED: 'no PostgreSQL answers there',
  ENOTFOUND: 'there is no such host',
  CONNECT_TIMEOUT: 'the server does not answer',
  CONNECTION_SILENT: 'the server does not answer',
  CONNECTION_NO_PRIMARY: 'none of its hosts is a primary that answers',
  '08P01': 'PgBouncer refuses a setting: give DATABASE_PREPARE=false',
}

/** `opening`, or `BadConfig` that says of `variable` what PostgreSQL's refusal means. */
export async function explained<T>(variable: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (thrown) {
    const error = cleaned(thrown)
    const why = error instanceof DatabaseError ? REFUSALS[error.code] : undefined
    throw why ? new BadConfig([`${variable}: ${why}`]) : error
  }
}
