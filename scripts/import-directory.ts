import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type ImportSummary, importDirectory, type Remark } from '../src/directory/import.ts'
import { COLUMNS, columnNames } from '../src/directory/import-columns.ts'
import { type Mapping, readMapping } from '../src/directory/import-mapping.ts'
import { loadGazetteer } from '../src/geography/gazetteer.ts'
import { databaseClock } from '../src/platform/clock.ts'
import { BadConfig, readConfig } from '../src/platform/config.ts'
import { DataFolderInUse } from '../src/platform/embedded.ts'
import { DatabaseError } from '../src/platform/errors.ts'
import { openDatabase } from '../src/platform/open.ts'
import { createSignal } from '../src/platform/signal.ts'
import { keysOf } from '../src/protection/demo-keys.ts'

const USAGE = `scripts/import-directory FILE [--mapping FILE] [--dry-run]

Imports service points from a CSV in UTF-8, into the database that the server uses (stop the server
first, if that is the embedded one). Everything arrives as listed: shown, never offered anything.
Bad rows are reported with line, column and reason; the others go in. Running it again over the same
file changes nothing; what was removed or hidden here stays so.

  --mapping FILE  for a file with columns of its own; see db/seed/mappings
  --dry-run       reads and checks the file, and writes nothing (the server may run)

The report goes to standard output, the progress to standard error. Exit: 0 all rows went in,
2 some were bad, 1 nothing could be done.

Without a mapping the columns are those of db/seed/directory-template.csv. An empty cell is unknown.

${columnNames.map((name) => `  ${name.padEnd(20)} ${COLUMNS[name].says}`).join('\n')}
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mapping: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) console.log(USAGE)
else process.exitCode = await run(positionals, values.mapping, values['dry-run'])

async function run(files: string[], mappingFile: string | undefined, dry: boolean) {
  const [file, ...more] = files
  if (!file || more.length > 0) return fail(`One FILE is needed.\n\n${USAGE}`)
  for (const name of [file, mappingFile]) {
    if (name && !existsSync(name)) return fail(`There is no file ${name}.`)
  }
  try {
    const mapping = mappingFile ? readMapping(readFileSync(mappingFile, 'utf8')) : undefined
    const summary = dry ? await check(file, mapping) : await load(file, mapping)
    report(summary, dry)
    return summary.bad > 0 ? 2 : 0
  } catch (error) {
    if (error instanceof DatabaseError) return fail(`The import stopped: ${error.message}.`)
    if (error instanceof BadConfig || error instanceof DataFolderInUse) return fail(error.message)
    if (error instanceof Error) return fail(`The import stopped: ${error.message}`)
    throw error
  }
}

async function load(file: string, mapping: Mapping | undefined): Promise<ImportSummary> {
  const config = readConfig(process.env)
  const gazetteer = loadGazetteer(config.GAZETTEER_FILE)
  console.error('Opening the database …')
  const db = await openDatabase(config, (line) => console.error(line))
  try {
    const keys = keysOf(config)
    const services = { db, clock: databaseClock, committed: createSignal(), keys, gazetteer }
    return await importDirectory(services, createReadStream(file), mapping, told())
  } finally {
    await db.close()
  }
}

async function check(file: string, mapping: Mapping | undefined): Promise<ImportSummary> {
  const gazetteer = loadGazetteer(process.env.GAZETTEER_FILE)
  return importDirectory({ gazetteer }, createReadStream(file), mapping, told())
}

function told() {
  return {
    remark: ({ line, column, reason, bad }: Remark) =>
      console.log(`line ${line}, ${column}: ${bad ? 'NOT IMPORTED: ' : ''}${reason}`),
    progress: (rows: number) => console.error(`${rows} rows`),
  }
}

function report(summary: ImportSummary, dry: boolean): void {
  const { rows, created, changed, unchanged, bad, doubtful, withoutNeeds } = summary
  const done = dry
    ? `${rows - bad} can go in (nothing was written)`
    : `${created} new, ${changed} changed, ${unchanged} unchanged`
  console.log(`${rows} rows: ${done}, ${bad} bad; ${doubtful} went in with something doubtful.`)
  if (withoutNeeds > 0) {
    console.log(`${withoutNeeds} offer nothing that has a code here: found by name, never matched.`)
  }
}

function fail(message: string): number {
  console.error(message)
  return 1
}
