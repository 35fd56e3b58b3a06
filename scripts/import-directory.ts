import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadGazetteer } from '../src/geography/gazetteer.ts'
import { provinceFrom } from '../src/geography/region.ts'
import { COLUMNS, columnNames } from '../src/hsds/import-columns.ts'
import { type ImportOptions, type ImportResult, importFile } from '../src/hsds/import-file.ts'
import { DONE, FINDING_KINDS, type Finding, foundInOrder } from '../src/hsds/import-findings.ts'
import { readMapping } from '../src/hsds/import-mapping.ts'
import { databaseClock } from '../src/platform/clock.ts'
import { BadConfig, readConfig } from '../src/platform/config.ts'
import { DataFolderInUse } from '../src/platform/embedded.ts'
import { DatabaseError } from '../src/platform/errors.ts'
import { openDatabase } from '../src/platform/open.ts'
import { createSignal } from '../src/platform/signal.ts'
import { keysOf } from '../src/protection/demo-keys.ts'

const USAGE = `scripts/import-directory FILE [--mapping FILE] [--source NAME] [--province ON] [--dry-run]

Imports service points into the database that the server uses (stop the server first, if that is the
embedded one). What FILE is, it tells by looking:

  a folder        an HSDS package of CSV files: HSDS 3.0 and 2.0, and 1.1 (physical_addresses,
                  regular_schedules, eligibility, services_taxonomy …)
  JSON, NDJSON    organizations, services or services at locations of HSDS 3.0: one, a list, a page of an
                  HSDS API, or one in each line
  CSV             in UTF-8, with the columns below, or with others and a --mapping

Everything arrives as listed: shown, never offered anything. What cannot be right (latitude 100, opening
at 25:00, language "zzzz", telephone "abc", ids that name nothing) is reported with its place, and is
mended by a rule that the report says, left out, or keeps its row out; the others go in. An address that
says "confidential" makes the service point hidden. Stopped, the same command goes on where it was;
repeated, it changes nothing; what was removed or hidden here stays so, and a partner keeps its telephone
numbers. Two service points that may be one are proposed to editors, and nothing is merged.

  --mapping FILE  for a CSV with columns of its own; see db/seed/mappings
  --source NAME   who keeps the list: with the ids of the file it tells a row from every other, so that it
                  must stay the same from file to file; by default the name of the file (a CSV says it in
                  each row)
  --province ON   for services that say no place in Canada: they go in as help from afar of this province;
                  without it they do not go in
  --restore       brings a full export back into an EMPTY directory: partners, confirmed contacts, room and
                  hidden places as they were. Without it no file makes a partner or a confirmed contact.
                  A full export takes two people; whoever runs this answers for the file
  --dry-run       reads and checks the file, and writes nothing (the server may run)

The report goes to standard output: how many of what kind first, then line by line. The progress goes to
standard error. Exit: 0 all rows went in, 2 some did not, 1 nothing could be done.

The columns of a CSV, those of db/seed/directory-template.csv. An empty cell is unknown.

${columnNames.map((name) => `  ${name.padEnd(20)} ${COLUMNS[name].says}`).join('\n')}
`

/** Findings of a kind that are printed; the run keeps more, and the console shows them. */
const PRINTED = 200

const SAID = { csv: 'a CSV', json: 'JSON', ndjson: 'NDJSON', package: 'a package' } as const
let shown = -1

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mapping: { type: 'string' },
    source: { type: 'string' },
    province: { type: 'string' },
    restore: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) console.log(USAGE)
else process.exitCode = await run(positionals)

async function run(files: string[]): Promise<number> {
  const [file, ...more] = files
  if (!file || more.length > 0) return fail(`One FILE is needed.\n\n${USAGE}`)
  const { mapping: mappingFile, source, restore, 'dry-run': dry } = values
  for (const name of [file, mappingFile])
    if (name && !existsSync(name)) return fail(`There is no file ${name}.`)
  const province = values.province === undefined ? undefined : provinceFrom(values.province)
  if (values.province !== undefined && !province)
    return fail(`${values.province} is not a province of Canada.`)
  try {
    const mapping = mappingFile ? readMapping(readFileSync(mappingFile, 'utf8')) : undefined
    const options = { mapping, source, province, restore }
    const findings = new Map<string, Finding[]>()
    const told = {
      finding: (finding: Finding) => {
        const key = `${finding.kind}:${finding.done}`
        const all = findings.get(key) ?? []
        if (all.length < PRINTED) all.push(finding)
        findings.set(key, all)
      },
      progress: bar,
    }
    const result = dry ? await check(file, options, told) : await load(file, options, told)
    if (process.stderr.isTTY) process.stderr.write('\n')
    report(result, findings, dry)
    return result.counts.refused > 0 ? 2 : 0
  } catch (error) {
    if (error instanceof DatabaseError) return fail(`The import stopped: ${error.message}.`)
    if (error instanceof BadConfig || error instanceof DataFolderInUse) return fail(error.message)
    if (error instanceof Error) return fail(`The import stopped: ${error.message}`)
    throw error
  }
}

type Told = Parameters<typeof importFile>[3]

async function load(file: string, options: ImportOptions, told: Told): Promise<ImportResult> {
  const config = readConfig(process.env)
  const gazetteer = loadGazetteer(config.GAZETTEER_FILE)
  console.error('Opening the database …')
  const db = await openDatabase(config, (line) => console.error(line))
  try {
    const keys = keysOf(config)
    const services = { db, clock: databaseClock, committed: createSignal(), keys, gazetteer }
    return await importFile(services, file, options, told)
  } finally {
    await db.close()
  }
}

async function check(file: string, options: ImportOptions, told: Told): Promise<ImportResult> {
  const gazetteer = loadGazetteer(process.env.GAZETTEER_FILE)
  return importFile({ gazetteer }, file, options, told)
}

/** A bar that is written over on a terminal, a line now and then elsewhere. */
function bar(percent: number, text: string): void {
  const done = '█'.repeat(Math.round(percent / 4)).padEnd(25, '░')
  const line = `${done} ${String(percent).padStart(3)} %  ${text}`
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line}`)
  else if (percent !== shown) console.error(line)
  shown = percent
}

function report(result: ImportResult, findings: Map<string, Finding[]>, dry: boolean): void {
  const { counts, found, duplicates, source, kind, resumed } = result
  const { rows, created, changed, unchanged, refused, doubtful, withoutNeeds, hidden } = counts
  const done = dry
    ? `${rows - refused} can go in (nothing was written)`
    : `${created} new, ${changed} changed, ${unchanged} unchanged`
  if (resumed) console.log('This goes on from where an earlier run over the same file stopped.')
  console.log(
    `${rows} rows of ${SAID[kind]}${kind === 'csv' ? '' : ` (source ${source})`}: ${done}, ${refused} did not go in.`,
  )
  console.log(`${doubtful} went in with something mended, left out or to look at.`)
  if (withoutNeeds > 0)
    console.log(`${withoutNeeds} offer nothing that has a code here: found by name, never matched.`)
  if (hidden > 0) console.log(`${hidden} went in as hidden service points.`)
  if (duplicates > 0)
    console.log(
      `${duplicates} pairs may be one service point: an editor judges them in the console.`,
    )
  const groups = foundInOrder(found)
  if (groups.length === 0) return
  console.log('\nWhat was found:')
  for (const group of groups)
    console.log(
      `${String(group.count).padStart(7)}  ${FINDING_KINDS[group.kind].en}: ${DONE[group.done].en}`,
    )
  for (const group of groups) {
    console.log(`\n${FINDING_KINDS[group.kind].en}: ${DONE[group.done].en}`)
    const all = findings.get(`${group.kind}:${group.done}`) ?? []
    for (const { place, says } of all) console.log(`  ${place}: ${says}`)
    if (group.count > all.length) console.log(`  … and ${group.count - all.length} more`)
  }
}

function fail(message: string): number {
  console.error(message)
  return 1
}
