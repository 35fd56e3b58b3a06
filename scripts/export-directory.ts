import { once } from 'node:events'
import { createWriteStream, existsSync, type WriteStream } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { beginExportHere, exportPieces, type Piece, SCRIPT, sizeOf } from '../src/hsds/export.ts'
import { linesOf } from '../src/hsds/export-rows.ts'
import { csvHead, dataPackage, TABLES, type TableName } from '../src/hsds/export-tables.ts'
import { exportTexts } from '../src/hsds/export-texts.ts'
import { openServices } from '../src/open-services.ts'
import { BadConfig, readConfig } from '../src/platform/config.ts'
import { DataFolderInUse } from '../src/platform/embedded.ts'
import { DatabaseError, Problem } from '../src/platform/errors.ts'
import { type Services, takeTurn } from '../src/services.ts'
import { fromCaller } from './record-key.ts'

const USAGE = `scripts/export-directory --out PATH [--format json|ndjson|csv] [--full --approval ID]

Writes the directory in Open Referral HSDS 3.0, as anybody may know it: no hidden service points, no
contacts for referrals, no room. What HSDS has no field for stands in attributes of taxonomies of our
own, which /hsds/taxonomy_terms explains; scripts/import-directory reads them again.

  --out PATH       the file, the folder for csv, or - for the standard output (not for csv)
  --format json    one list of organizations, each with its services (the default)
  --format ndjson  the same, an organization in each line
  --format csv     the tabular package: a folder with a file for each table, and datapackage.json
  --full           everything: hidden service points with their true places, contacts, room, vetting
  --approval ID    of the full export that one person asked for in the program and another approved;
                   good once, within the hour

With the server's environment. With the embedded database, stop the server first; with PostgreSQL it
may run. Progress is told on the standard error.
`
const FULL_NEEDS_TWO = `A full export takes two people. One asks for it in the program (Approvals, "full export of the
directory"), another approves it; then, within the hour:

  scripts/export-directory --full --approval ID --out PATH

where ID is that of the approval. Or who asked fetches it in the program, without this script.`

const FORMATS = ['json', 'ndjson', 'csv'] as const
type Format = (typeof FORMATS)[number]
/** A full export is for nobody else on this machine. */
const PRIVATE = { file: 0o600, folder: 0o700 }

/** Said as it is. */
class Refused extends Error {}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      format: { type: 'string', default: 'json' },
      full: { type: 'boolean', default: false },
      approval: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const format = FORMATS.find((each) => each === values.format)
  if (!format) throw new Refused(`--format must be one of ${FORMATS.join(', ')}`)
  if (!values.out || (values.out === '-' && format === 'csv'))
    throw new Refused(`--out PATH is needed.\n\n${USAGE}`)
  const { full, approval } = values
  if (full !== (approval !== undefined)) throw new Refused(FULL_NEEDS_TWO)
  const out = values.out === '-' ? '-' : fromCaller(values.out)
  if (existsSync(out)) throw new Refused(`${out} is there already.`)

  const services = await openServices(readConfig(process.env), pino({ level: 'silent' }))
  try {
    if (approval) await takeTurn(services, SCRIPT, (turn) => beginExportHere(turn, approval))
    const count = await exportTo(services, out, format, full ? 'full' : 'public')
    if (out !== '-') console.error(`${count} service points are in ${out}.`)
  } finally {
    await services.db.close()
  }
}

/** Under its name only when it is whole. @returns how many service points it holds */
async function exportTo(
  services: Services,
  out: string,
  format: Format,
  form: 'public' | 'full',
): Promise<number> {
  const { servicePoints: all } = await takeTurn(services, SCRIPT, (turn) => sizeOf(turn, form))
  let done = 0
  async function* pieces(): AsyncGenerator<Piece> {
    for await (const piece of exportPieces(services, SCRIPT, form)) {
      yield piece
      if (!('service' in piece)) continue
      const before = done
      done += piece.service.service_at_locations!.length
      progress(before, done, all)
    }
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  }
  if (out === '-') {
    for await (const text of exportTexts(pieces(), format as 'json'))
      await write(process.stdout, text)
    return done
  }
  const partial = `${out}.partial`
  try {
    if (format === 'csv') await writeTables(pieces(), partial)
    else await writeText(exportTexts(pieces(), format), partial)
    await rename(partial, out)
  } catch (error) {
    const another = (error as NodeJS.ErrnoException).code === 'EEXIST'
    if (!another) await rm(partial, { recursive: true, force: true })
    throw error
  }
  return done
}

async function writeText(texts: AsyncIterable<string>, file: string): Promise<void> {
  const stream = createWriteStream(file, { flags: 'wx', mode: PRIVATE.file })
  for await (const text of texts) await write(stream, text)
  await end(stream)
}

async function writeTables(pieces: AsyncIterable<Piece>, folder: string): Promise<void> {
  await mkdir(folder, { mode: PRIVATE.folder })
  const files = new Map<TableName, WriteStream>()
  for (const table of Object.keys(TABLES) as TableName[]) {
    const file = createWriteStream(join(folder, `${table}.csv`), { mode: PRIVATE.file })
    files.set(table, file)
    await write(file, csvHead(table))
  }
  const lines = linesOf()
  for (const { table, line } of lines.vocabulary()) await write(files.get(table)!, line)
  for await (const piece of pieces)
    for (const { table, line } of lines.of(piece)) await write(files.get(table)!, line)
  for (const file of files.values()) await end(file)
  const described = `${JSON.stringify(dataPackage(), null, 2)}\n`
  await writeFile(join(folder, 'datapackage.json'), described, { mode: PRIVATE.file })
}

/** Waits where the disk is slower than the database, so that nothing piles up. */
async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain')
}

async function end(stream: WriteStream): Promise<void> {
  stream.end()
  await once(stream, 'close')
}

const EVERY = 10_000
const BAR = 30

/** A bar where somebody looks, else a line for every ten thousand. */
function progress(before: number, done: number, all: number): void {
  const share = all === 0 ? 1 : Math.min(1, done / all)
  const said = `${done} of ${all} service points`
  if (process.stderr.isTTY) {
    const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.')
    process.stderr.write(`\r\x1b[K[${bar}] ${said}`)
  } else if (Math.floor(before / EVERY) < Math.floor(done / EVERY)) console.error(said)
}

main().catch((error: NodeJS.ErrnoException) => {
  const expected = [Refused, BadConfig, DataFolderInUse, Problem].some(
    (each) => error instanceof each,
  )
  const there =
    error.code === 'EEXIST' ? 'PATH.partial is there already: is another one running?' : ''
  const failed = error instanceof DatabaseError ? 'the database did not answer' : error.message
  console.error(expected ? error.message : there || `It could not be exported: ${failed}`)
  process.exit(1)
})
