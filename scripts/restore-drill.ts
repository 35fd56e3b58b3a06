import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { cleaned, rows } from '../src/platform/database.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { ANCHORS, DUMP, fileOf, isSigned, MANIFEST, type Manifest } from './backup-manifest.ts'
import { runTool, urlOf } from './postgres-tools.ts'
import { fromCaller, recordKeyOf } from './record-key.ts'
import { restoredFaults } from './restore-checks.ts'
import { startedFaults } from './restore-start.ts'

const USAGE = `scripts/restore-drill [BACKUP] (--on URL | --into URL) [--from FOLDER] [--anchors FILE]

Restores a backup, checks it, starts the program on it until /readyz says yes, and tells how long that
took (promise D16: 15 minutes). With the server's environment and keys; whatever is due in the backup
stays due: the program is started without workers and without providers, and reaches nobody.

  BACKUP     a folder that scripts/backup wrote (default: the newest one in --from)
  --from     where backups are (default: ./backups)
  --on       a server where a database may be made for it and dropped again; or RESTORE_DRILL_URL. Its user
             is a superuser, or may make databases and roles where PostGIS can be had. Not your production.
  --into     an empty database, which is kept: the restore itself, when it is no drill
  --anchors  the lines of the anchors that were kept elsewhere (default: those in the backup)

Checked: the files against the manifest, its signature (RECORD_KEY), migrations, rows and digest of each
table, the whole record with its anchors, that each referral has its chain, that the keys open it.

Exit: 0 all agrees, 1 something does not (each is named), 2 it could not be done.
`
const FIFTEEN_MINUTES = 900

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: 'string', default: './backups' },
      on: { type: 'string' },
      into: { type: 'string' },
      anchors: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const on = values.on || process.env.RESTORE_DRILL_URL
  if (!on && !values.into) throw new Error(`--on or --into must say where.\n\n${USAGE}`)
  const backup = positionals[0]
    ? fromCaller(positionals[0])
    : await newestIn(fromCaller(values.from))
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 100) / 10

  const manifest: Manifest = JSON.parse(await readFile(join(backup, MANIFEST), 'utf8'))
  const faults = await fileFaults(backup, manifest)
  step(`${backup}: ${faults.length === 0 ? 'the files are whole' : 'THE FILES DIFFER'}`)
  const place = values.into ? await anEmptyOne(values.into) : await aNewOne(on!)
  try {
    await runTool('pg_restore', place.url, [
      ...['--no-owner', '--no-comments', '--exit-on-error', '--jobs=2'],
      ...['--dbname', place.name, join(backup, DUMP)],
    ]).catch((error: Error) => {
      faults.push(`it cannot be restored: ${error.message}`)
    })
    step(`restored after ${seconds()} s`)
    if (!faults.some((fault) => fault.startsWith('it cannot'))) {
      const own = manifest.files[ANCHORS] && join(backup, ANCHORS)
      const anchors = values.anchors ? fromCaller(values.anchors) : own
      faults.push(...(await restoredFaults(place.url, manifest, anchors, step)))
      step(`checked after ${seconds()} s`)
      faults.push(...(await startedFaults(place)))
      step(`ready after ${seconds()} s`)
    }
  } finally {
    await place.drop()
  }
  if (seconds() > FIFTEEN_MINUTES) faults.push(`it took ${seconds()} s: more than 15 minutes`)
  for (const fault of faults) console.log(`DISAGREES: ${fault}`)
  const { length } = Object.values(manifest.tables)
  const total = Object.values(manifest.tables).reduce((sum, { rows }) => sum + rows, 0)
  console.log(
    faults.length === 0
      ? `The backup of ${manifest.at} is a verified service after ${seconds()} s: ${total} rows in ${length} tables.`
      : `THE BACKUP OF ${manifest.at} DOES NOT RESTORE TO WHAT IT WAS: ${faults.length} disagreements, ${seconds()} s.`,
  )
  return faults.length === 0 ? 0 : 1
}

async function newestIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [] as string[])
  const newest = names
    .filter((name) => /^causeway-[\dTZ-]+$/.test(name))
    .sort()
    .at(-1)
  if (!newest) throw new Error(`There is no backup in ${folder}.`)
  return join(folder, newest)
}

async function fileFaults(backup: string, manifest: Manifest): Promise<string[]> {
  const faults: string[] = []
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const found = await fileOf(join(backup, name)).catch(() => undefined)
    if (!found) faults.push(`${name} is missing`)
    else if (found.bytes !== bytes || found.sha256 !== sha256)
      faults.push(`${name} is not the file that was written`)
  }
  const ours = isSigned(manifest, recordKeyOf(process.env))
  if (ours === false) faults.push('the manifest was changed, or signed with another RECORD_KEY')
  if (ours === undefined)
    step(
      'The manifest is not signed, or RECORD_KEY is not here: only the record itself can show a change.',
    )
  return faults
}

export type Place = {
  url: string
  name: string
  /** Of the role that the program runs as. */
  appUrl: string
  drop(): Promise<void>
}

/** A database of a name of its own, dropped at the end. */
async function aNewOne(on: string): Promise<Place> {
  const name = `causeway_drill_${randomBytes(6).toString('hex')}`
  await asOwner(on, (run) => run(`create database ${name}`))
  const place = await placeIn(urlOf(on, name), name)
  return {
    ...place,
    async drop() {
      await asOwner(on, (run) => run(`drop database ${name} with (force)`))
      await asOwner(on, (run) => run(`drop role ${roleOf(place)}`))
    },
  }
}

async function anEmptyOne(url: string): Promise<Place> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  const db = openPostgres(url, { pool: 1 })
  const [found] = await rows<{ tables: number }>(
    db.orm,
    sql`select count(*)::int as tables from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'spatial_ref_sys'`,
  ).finally(() => db.close())
  if (found!.tables > 0) throw new Error(`The database ${name} is not empty.`)
  const place = await placeIn(url, name)
  return {
    ...place,
    drop: () => asOwner(url, (run) => run(`drop role ${roleOf(place)}`)),
  }
}

/** With a role that is to the program's what an heir is: the program refuses to run as an owner. */
async function placeIn(url: string, name: string): Promise<Omit<Place, 'drop'>> {
  const user = `causeway_drill_${randomBytes(6).toString('hex')}`
  const password = randomBytes(24).toString('hex')
  await asOwner(url, async (run) => {
    await run(`do $$ begin
      if not exists (select from pg_roles where rolname = 'causeway_app') then create role causeway_app nologin; end if;
    end $$`)
    await run(`create role ${user} login password '${password}' in role causeway_app`)
  })
  return { url, name, appUrl: urlOf(url, name, { user, password }) }
}

const roleOf = ({ appUrl }: Omit<Place, 'drop'>): string => new URL(appUrl).username

async function asOwner(
  url: string,
  work: (run: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const db = openPostgres(url, { pool: 1 })
  await work(db.script).finally(() => db.close())
}

function step(line: string): void {
  console.error(line)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (thrown: unknown) => {
    console.error((cleaned(thrown) as Error).message)
    process.exitCode = 2
  },
)
