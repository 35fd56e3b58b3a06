import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { inUtc } from '../src/operations/tables.ts'
import { cleaned, rows } from '../src/platform/database.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { openLines, readLine } from '../src/protection/anchor-file.ts'
import {
  ANCHORS,
  DUMP,
  fileOf,
  MANIFEST,
  type Manifest,
  signed,
  stateOf,
} from './backup-manifest.ts'
import { runTool } from './postgres-tools.ts'
import { fromCaller, recordKeyOf } from './record-key.ts'

const USAGE = `scripts/backup [--to FOLDER] [--from URL]

Writes a backup of PostgreSQL into a new folder: the dump, the lines of the anchors up to its newest one,
and a manifest with what must be found again (rows and digest of each table, migrations, the newest
anchor, SHA-256 of the files), all of one instant. While it is written its folder ends in .partial.

  --to    where the new folder goes (default: ./backups); readable by its owner only
  --from  which database; best a replica. Default: MIGRATION_DATABASE_URL, else DATABASE_URL

ANCHORS_FILE, if it is set, is copied up to that anchor; RECORD_KEY, if it is set, signs the manifest.
No key is ever in a backup: keep SEAL_KEYS, RECORD_KEY and LINK_KEY elsewhere, or it opens for nobody.
Of the embedded database: scripts/export-all.
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string', default: './backups' },
      from: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const { MIGRATION_DATABASE_URL, DATABASE_URL } = process.env
  const url = values.from || MIGRATION_DATABASE_URL || DATABASE_URL
  if (!url) throw new Error(`--from or DATABASE_URL must name a database.\n\n${USAGE}`)
  process.umask(0o077)
  console.log(await backUp(url, fromCaller(values.to)))
}

async function backUp(url: string, to: string): Promise<string> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  const db = openPostgres(url, { pool: 1 })
  let partial: string | undefined
  try {
    return await db.orm.transaction(
      async (tx) => {
        await inUtc(tx)
        const [snapshot] = await rows<{ id: string }>(tx, sql`select pg_export_snapshot() as id`)
        const state = await stateOf(tx, progress)
        const name = `causeway-${state.at.replaceAll(':', '')}`
        const whole = join(to, name)
        if (await stat(whole).catch(() => undefined)) throw new Error(`${whole} is there already`)
        partial = `${whole}.partial`
        await mkdir(partial, { mode: 0o700 })
        progress('dumping')
        await runTool('pg_dump', url, [
          ...['--format=custom', `--snapshot=${snapshot!.id}`, '--lock-wait-timeout=60s'],
          // PostGIS brings it, and an owner who is no superuser could not restore it.
          ...['--exclude-table-data=public.spatial_ref_sys', `--file=${join(partial, DUMP)}`],
        ])
        await finish(partial, whole, state)
        return whole
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
  } catch (error) {
    if (partial) await rm(partial, { recursive: true, force: true })
    throw error
  } finally {
    await db.close()
    progress('')
  }
}

/** On the disk first, then under its name. */
async function finish(
  partial: string,
  whole: string,
  state: Awaited<ReturnType<typeof stateOf>>,
): Promise<void> {
  const lines = await anchorLines(state.anchor?.number ?? 0)
  if (lines) await writeFile(join(partial, ANCHORS), lines)
  progress('reading it again')
  const files: Manifest['files'] = {}
  for (const name of lines ? [DUMP, ANCHORS] : [DUMP])
    files[name] = await fileOf(join(partial, name))
  const manifest = signed({ causeway: 1, ...state, files, mac: null }, recordKeyOf(process.env))
  await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
  for (const name of [...Object.keys(files), MANIFEST, '.']) {
    const handle = await open(join(partial, name))
    await handle.sync()
    await handle.close()
  }
  await rename(partial, whole)
}

/** What the file of anchors says up to the newest one in the dump: later ones are not in it. */
async function anchorLines(newest: number): Promise<string | undefined> {
  const file = process.env.ANCHORS_FILE
  const lines = file ? await openLines(file) : 'none'
  if (lines === 'none') return undefined
  let text = ''
  for await (const line of lines) if ((readLine(line)?.number ?? 0) <= newest) text += `${line}\n`
  return text
}

function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}

main().catch((thrown: unknown) => {
  console.error((cleaned(thrown) as Error).message)
  process.exit(1)
})
