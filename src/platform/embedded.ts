import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { drizzle } from 'drizzle-orm/pglite'
import type { Database, Tx } from './database.ts'

/**
 * Opens the embedded database in `folder`, for trying out: it survives a killed process, but never
 * calls fsync, so a power cut can lose what was acknowledged. Without a folder it lives in memory.
 * Throws `DataFolderInUse` when another process has it open: two would drift apart without a word.
 */
export async function openEmbedded(folder?: string): Promise<Database> {
  const unlock = folder ? lockFolder(folder) : () => {}
  const { PGlite } = await import('@electric-sql/pglite')
  const { intarray } = await import('@electric-sql/pglite/contrib/intarray')
  const { postgis } = await import('@electric-sql/pglite-postgis')
  const client = await PGlite.create({
    ...(folder ? { dataDir: join(folder, 'pglite') } : {}),
    extensions: { intarray, postgis },
  })
  return {
    kind: 'embedded',
    orm: drizzle(client) as unknown as Tx,
    async script(text) {
      await client.exec(text)
    },
    async close() {
      await client.close()
      unlock()
    },
  }
}

export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another process. Stop the server first: two programs on one embedded database would drift apart.`,
    )
    this.name = 'DataFolderInUse'
  }
}

const SQLITE_BUSY = 5

/** SQLite's exclusive lock is the operating system's: it goes when the process does, however it ends. */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'))
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    lock.close()
    throw (error as { errcode?: number }).errcode === SQLITE_BUSY
      ? new DataFolderInUse(folder)
      : error
  }
  return () => lock.close()
}
