import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import {
  type Content,
  contentOf,
  disagreements,
  inUtc,
  migrationsOf,
  type Table,
  tablesOf,
} from '../src/operations/tables.ts'
import { cleaned, rows, type Tx } from '../src/platform/database.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { fromCaller } from './record-key.ts'

const USAGE = `scripts/import-all FILE [--into URL]

Reads what scripts/export-all wrote into an empty PostgreSQL, which it migrates first: all of it in one
transaction, or nothing. Rows and digests are compared at the end.

  --into  as the role that owns the tables (no superuser is needed once PostGIS is there).
          Default: MIGRATION_DATABASE_URL, else DATABASE_URL

Do this before the server runs on that database for the first time, and give the server the keys and the
file of anchors that belong to it (DATA_DIR/keys.json and anchors.jsonl of the old place). A database of
the demo stays one: MODE=live refuses it.
`
/** Sent together: so many rows, or so many characters of them. */
const ROWS = 500
const CHARACTERS = 1_000_000

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { into: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) return console.log(USAGE)
  const [file, ...more] = positionals
  const { MIGRATION_DATABASE_URL, DATABASE_URL } = process.env
  const url = values.into || MIGRATION_DATABASE_URL || DATABASE_URL
  if (!file || more.length > 0 || !url)
    throw new Error(`One FILE and a database are needed.\n\n${USAGE}`)
  const db = openPostgres(url, { pool: 1 })
  try {
    for (const name of await migrate(db)) console.error(`migrated: ${name}`)
    const count = await db.orm.transaction((tx) => readAll(tx, fromCaller(file)))
    await db.script('analyze')
    console.log(
      `${count} rows are in, and are what they were. scripts/verify-events checks the record.`,
    )
  } finally {
    await db.close()
  }
}

async function readAll(tx: Tx, file: string): Promise<number> {
  await inUtc(tx)
  const tables = new Map((await tablesOf(tx)).map((table) => [table.name, table]))
  await refuseFull(tx, [...tables.values()])
  const opened = await openTables(tx, [...tables.values()])
  let count = 0
  let table: Table | undefined
  let expected: Record<string, Content> | undefined
  for await (const [kind, value, batch] of partsOf(file)) {
    if (kind === 'causeway') await refuseOther(tx, value as Head)
    else if (kind === 'table') table = tables.get(value as string)
    else if (kind === 'end') expected = (value as { tables: Record<string, Content> }).tables
    if (kind === 'table' && !table) throw new Error(`there is no table ${value}`)
    if (batch.length === 0) continue
    await insert(tx, table!, batch)
    count += batch.length
    progress(`${count} rows, ${table!.name}`)
  }
  if (!expected) throw new Error('the file has no end: it is not whole')
  await tx.execute(sql`set constraints all immediate`)
  progress('comparing')
  const found: Record<string, Content> = {}
  for (const each of tables.values()) found[each.name] = await contentOf(tx, each)
  const wrong = disagreements(expected, found)
  if (wrong.length > 0) throw new Error(`it is not what was exported: ${wrong.join('; ')}`)
  await refuseDropped(tx)
  await opened.close()
  progress('')
  return count
}

type Head = { format: number; migrations: { hash: string }[] }

async function refuseOther(tx: Tx, { format, migrations }: Head): Promise<void> {
  const own = await migrationsOf(tx)
  const hashes = (list: { hash: string }[]) => list.map(({ hash }) => hash).join()
  if (format !== 1 || hashes(own) !== hashes(migrations))
    throw new Error(
      'the file is of another version of this program: export and import with the same one (starting it once migrates the old database)',
    )
}

async function refuseFull(tx: Tx, tables: Table[]): Promise<void> {
  for (const { name } of tables) {
    const [found] = await rows<{ full: boolean }>(
      tx,
      sql`select exists (select from ${sql.identifier(name)}) as full`,
    )
    if (found!.full) throw new Error(`the database is not empty: there is something in ${name}`)
  }
}

/**
 * What the triggers judge is how a row changes, not that it is there: they are off in this transaction,
 * which locks every table. Foreign keys are not: those within a table wait for its end.
 */
async function openTables(tx: Tx, tables: Table[]): Promise<{ close(): Promise<void> }> {
  const own = await rows<{ table: string; name: string }>(
    tx,
    sql`select conrelid::regclass::text as table, conname as name from pg_constraint
         where contype = 'f' and conrelid = confrelid and connamespace = 'public'::regnamespace`,
  )
  const alter = async (how: 'disable' | 'enable', deferrable: string) => {
    for (const { name } of tables) {
      await tx.execute(sql`alter table ${sql.identifier(name)} ${sql.raw(how)} trigger user`)
    }
    for (const { table, name } of own)
      await tx.execute(
        sql`alter table ${sql.identifier(table)} alter constraint ${sql.identifier(name)} ${sql.raw(deferrable)}`,
      )
  }
  await alter('disable', 'deferrable initially deferred')
  return { close: () => alter('enable', 'not deferrable') }
}

async function insert(tx: Tx, { name, columns }: Table, batch: string[]): Promise<void> {
  const list = sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  )
  const table = sql.identifier(name)
  await tx.execute(
    sql`insert into ${table} (${list}) select ${list}
          from jsonb_populate_recordset(null::${table}, ${`[${batch.join(',')}]`}::text::jsonb)`,
  )
}

/** What the deferred trigger would have asked of each leg. */
async function refuseDropped(tx: Tx): Promise<void> {
  const [found] = await rows<{ n: number }>(
    tx,
    sql`select count(*)::int as n from legs l where state = 'open'
           and not exists (select from offers o where o.leg_id = l.id and o.state = 'open')
           and not exists (select from tasks t where t.leg_id = l.id and t.done_at is null)`,
  )
  if (found!.n > 0) throw new Error(`${found!.n} open legs have neither an offer nor a task`)
}

type Part = [kind: string, value: unknown, rows: string[]]

/** The lines of the file, rows in batches; throws unless its last line is the SHA-256 of those before it. */
async function* partsOf(file: string): AsyncGenerator<Part> {
  const hash = createHash('sha256')
  let batch: string[] = []
  let size = 0
  let whole = false
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: 0 })) {
    if (line.startsWith('["sha256",')) {
      whole = JSON.parse(line)[1] === hash.digest('hex')
      break
    }
    hash.update(`${line}\n`)
    const isRow = line.startsWith('["row",')
    if (batch.length > 0 && (!isRow || batch.length === ROWS || size > CHARACTERS)) {
      yield ['rows', undefined, batch]
      batch = []
      size = 0
    }
    if (isRow) {
      batch.push(line.slice('["row",'.length, -1))
      size += line.length
    } else {
      const [kind, value] = JSON.parse(line)
      yield [kind, value, []]
    }
  }
  if (!whole) throw new Error('the file is not whole, or was changed')
}

function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}

main().catch((thrown: unknown) => {
  console.error(`Nothing was imported: ${(cleaned(thrown) as Error).message}`)
  process.exit(1)
})
