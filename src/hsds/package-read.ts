import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import type { Detected } from './import-detect.ts'
import { BadFile, type Finding, ofFile, type Said } from './import-findings.ts'
import { tableOf } from './package-names.ts'
import { openStage, type Stage } from './package-stage.ts'
import { setPlaces } from './read-notes.ts'
import { fileSays, rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'

/** JSON that holds tables is read as one piece; bytes. */
const LONGEST_TABLES = 50_000_000

/** Puts the tables of a package on disk; what cannot be read is told. The caller closes the stage. */
export async function stagePackage(
  { files, others }: Pick<Detected, 'files' | 'others'>,
  told: { finding(finding: Finding): void; progress(rows: number): void },
): Promise<Stage> {
  const stage = openStage()
  try {
    for (const name of others) told.finding(ofFile(name, 'noted', rowSays.no_table))
    let rows = 0
    for (const { path, table } of files) {
      const file = basename(path)
      for await (const { line, row, broken } of csvRows(path)) {
        if (row) stage.add(table, row, file, line)
        else told.finding(ofFile(`${file} line ${line}`, 'refused', broken!))
        if (++rows % 5000 === 0) told.progress(rows)
      }
    }
    stage.index()
    return stage
  } catch (error) {
    stage.close()
    throw error
  }
}

/** The same of HSDS's tables in one JSON file, by the names of their files. */
export async function stageTables(path: string, bytes: number): Promise<Stage> {
  if (bytes > LONGEST_TABLES) throw new BadFile(fileSays.too_big)
  const tables = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  const stage = openStage()
  for (const [file, rows] of Object.entries(tables)) {
    const table = tableOf(file)
    if (!table || !Array.isArray(rows)) continue
    for (const [i, row] of rows.entries()) {
      if (typeof row !== 'object' || row === null) continue
      setPlaces(row, `${file} row ${i + 1}`)
      stage.add(table, row as Rest, file, i + 1)
    }
  }
  stage.index()
  return stage
}

type CsvRow = { line: number; row?: Rest; broken?: Said }

/** The rows of a table; a file that is not UTF-8 is read as Windows-1252, which older programs write. */
async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const utf8 = await isUtf8(path)
  if (!utf8) yield { line: 1, broken: rowSays.windows }
  const decoder = new TextDecoderStream(utf8 ? 'utf-8' : 'windows-1252')
  const text = Readable.toWeb(createReadStream(path)).pipeThrough(decoder as never)
  const skipped: CsvRow[] = []
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    info: true,
    relax_column_count_less: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 1_000_000,
    on_skip: (error: CsvError | undefined) => {
      const line = Number((error as { lines?: number } | undefined)?.lines ?? 0)
      skipped.push({ line, broken: rowSays.broken(error?.message) })
    },
  })
  const source = Readable.fromWeb(text as never)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number }
    record: Record<string, string>
  }>) {
    yield* skipped.splice(0)
    const row = Object.fromEntries(
      Object.entries(record).filter(([, cell]) => cell !== undefined && cell !== ''),
    )
    yield { line: info.lines, row }
  }
  yield* skipped.splice(0)
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}
