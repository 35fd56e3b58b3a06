import type { Config } from './config.ts'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { checkMigrated, migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'

/**
 * Opens the database of the configuration, brought up to date: the embedded one in DATA_DIR, or
 * PostgreSQL, migrated through MIGRATION_DATABASE_URL where that is given.
 */
export async function openDatabase(
  config: Config,
  say: (line: string) => void = () => {},
): Promise<Database> {
  if (!config.DATABASE_URL) {
    const db = await openEmbedded(config.DATA_DIR)
    await migrate(db)
    return db
  }
  if (config.MIGRATION_DATABASE_URL) {
    const owner = openPostgres(config.MIGRATION_DATABASE_URL, { pool: 2 })
    const done = await migrate(owner).finally(() => owner.close())
    for (const name of done) say(`migrated: ${name}`)
  }
  const db = openPostgres(config.DATABASE_URL, {
    pool: config.DATABASE_POOL,
    prepare: config.DATABASE_PREPARE,
  })
  await checkMigrated(db)
  return db
}
