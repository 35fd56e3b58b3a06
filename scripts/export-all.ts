import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import {
  type Content,
  contentOf,
  inUtc,
  migrationsOf,
  type Table,
  tablesOf,
} from '../src/operations/tables.ts'
import { BadConfig, readConfig } from '../src/platform/config.ts'
import { cleaned, type Database, rows, type Tx } from '../src/platform/database.ts'
import { DataFolderInUse } from '../src/platform/embedded.ts'
import { openDatabase } from '../src/platform/open.ts'
import { fromCaller } from './record-key.ts'

const USAGE = `scripts/export-all FILE

Writes everything that the database holds into FILE, a line of JSON for each row, for scripts/import-all:
the way from the embedded database to PostgreSQL. With the server's environment. Stop the server first:
what came in after this would be left behind.

What is sealed stays sealed, and no key is in the file. Take along, by another way:
  DATA_DIR/keys.json (or SEAL_KEYS, RECORD_KEY and LINK_KEY): without them nothing opens
  the file of anchors (ANCHORS_FILE): without it a cut of the record's end does not show
`
const PAGE = 500

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) return console.log(USAGE)
  const [file, ...more] = positionals
  if (!file || more.length > 0) throw new BadConfig([`one FILE is needed\n\n${USAGE}`])
  const config = readConfig(process.env)
  const db = await openDatabase({ ...config, MIGRATION_DATABASE_URL: undefined })
  try {
    const count = await exportAll(db, fromCaller(file))
    console.log(`${count} rows are in ${file}. Its keys are not: they must travel by another way.`)
  } finally {
    await db.close()
  }
}

/** Under its name only when it is whole. */
async function exportAll({ orm }: Database, file: string): Promise<number> {
  const partial = `${file}.partial`
  const handle = await open(partial, 'wx', 0o600)
  try {
    const count = await orm.transaction((tx) => writeAll(tx, handle), {
      isolationLevel: 'repeatable read',
      accessMode: 'read only',
    })
    await handle.sync()
    await handle.close()
    await rename(partial, file)
    return count
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(partial, { force: true })
    throw error
  }
}

/** Lines: what it is; a table, then its rows; at the end what must be found again. */
async function writeAll(tx: Tx, handle: FileHandle): Promise<number> {
  await inUtc(tx)
  const hash = createHash('sha256')
  const write = async (lines: string[]) => {
    const text = lines.map((line) => `${line}\n`).join('')
    hash.update(text)
    await handle.write(text)
  }
  await write([JSON.stringify(['causeway', { format: 1, migrations: await migrationsOf(tx) }])])
  const tables: Record<string, Content> = {}
  let count = 0
  for (const table of await tablesOf(tx)) {
    const content = await contentOf(tx, table)
    tables[table.name] = content
    if (content.rows === 0) continue
    await write([JSON.stringify(['table', table.name])])
    for await (const page of pagesOf(tx, table)) {
      // As PostgreSQL wrote it: JavaScript would write 1.0 as 1, which the record's signatures tell apart.
      await write(page.map((row) => `["row",${row}]`))
      count += page.length
      progress(`${count} rows, ${table.name}`)
    }
  }
  await write([JSON.stringify(['end', { tables }])])
  await handle.write(`${JSON.stringify(['sha256', hash.digest('hex')])}\n`)
  progress('')
  return count
}

async function* pagesOf(tx: Tx, table: Table): AsyncGenerator<string[]> {
  const key = sql.join(
    table.key.map((column) => sql.identifier(column)),
    sql`, `,
  )
  // A cursor takes no parameters: what rowText would bind is written out.
  const left = ['', ...table.generated].map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')
  await tx.execute(
    sql`declare each no scroll cursor for select (to_jsonb(t) - array[${sql.raw(left)}]::text[])::text as row
          from ${sql.identifier(table.name)} t order by ${key}`,
  )
  for (;;) {
    const page = await rows<{ row: string }>(tx, sql.raw(`fetch ${PAGE} from each`))
    if (page.length === 0) break
    yield page.map(({ row }) => row)
  }
  await tx.execute(sql`close each`)
}

function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}

main().catch((thrown: unknown) => {
  const error = cleaned(thrown) as NodeJS.ErrnoException
  const expected = error instanceof BadConfig || error instanceof DataFolderInUse
  const there =
    error.code === 'EEXIST' ? 'FILE.partial is there already: is another one running?' : ''
  console.error(expected ? error.message : there || `It could not be exported: ${error.message}`)
  process.exit(1)
})
