import type { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { type ColumnName, columnNames, type TemplateRow } from './import-columns.ts'
import { type Mapping, mapped, missingColumns } from './import-mapping.ts'
import { type ReadRow, readRow } from './import-row.ts'
import { type Importing, saveRows } from './import-save.ts'

/** A line of the report. `column` is the file's own name for it; a `bad` row did not go in. */
export type Remark = { line: number; column: string; reason: string; bad: boolean }

export type ImportSummary = {
  rows: number
  created: number
  changed: number
  unchanged: number
  bad: number
  /** Rows that went in with something doubtful about them. */
  doubtful: number
  /** Rows that went in although we have no code for anything that they offer: found by name only. */
  withoutNeeds: number
}

const BATCH = 50

/**
 * Imports a CSV in UTF-8, with the columns of the template or by a mapping. Good rows go in, fifty to
 * a transaction; each bad or doubtful one is told to `remark`. Everything arrives as `listed`. A
 * second run over the same file changes nothing. Without a database (`db: undefined`) it only reads
 * and checks. Throws an Error when the file has not the columns that it should.
 */
export async function importDirectory(
  services: Importing | (Pick<Importing, 'gazetteer'> & { db?: undefined }),
  file: Readable,
  mapping: Mapping | undefined,
  told: { remark: (remark: Remark) => void; progress: (rows: number) => void },
): Promise<ImportSummary> {
  const summary = {
    rows: 0,
    created: 0,
    changed: 0,
    unchanged: 0,
    bad: 0,
    doubtful: 0,
    withoutNeeds: 0,
  }
  const seen = new Map<string, number>()
  let batch: ReadRow[] = []
  const flush = async () => {
    const outcomes = services.db ? await saveRows(services, batch) : []
    for (const outcome of outcomes) summary[outcome]++
    batch = []
    told.progress(summary.rows)
  }
  for await (const { line, cells, broken } of rowsOf(file, mapping)) {
    summary.rows++
    const { read, findings } = broken
      ? { findings: [{ column: undefined, reason: broken, bad: true }] }
      : readRow(services.gazetteer, cells)
    const first = read && seen.get(`${read.source}\0${read.sourceId}`)
    const repeated = `is that of line ${first} too`
    if (first) findings.push({ column: 'id', reason: repeated, bad: true })
    else if (read) seen.set(`${read.source}\0${read.sourceId}`, line)

    for (const { column, reason, bad } of findings) {
      told.remark({ line, column: writtenName(mapping, column), reason, bad })
    }
    if (!read || first) summary.bad++
    else {
      if (findings.length > 0) summary.doubtful++
      if (read.facts.needs.length === 0) summary.withoutNeeds++
      batch.push(read)
    }
    if (batch.length === BATCH) await flush()
  }
  await flush()
  return summary
}

type FileRow = { line: number; cells: TemplateRow; broken?: string }

/** The rows of the file, with the line on which each ends. */
async function* rowsOf(file: Readable, mapping: Mapping | undefined): AsyncGenerator<FileRow> {
  const skipped: FileRow[] = []
  const parser = parse({
    bom: true,
    columns: (header: string[]) => checkedHeader(header, mapping),
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 100_000,
    on_skip: (error: CsvError | undefined) => {
      const line = Number((error as { lines?: number } | undefined)?.lines ?? 0)
      skipped.push({ line, cells: {}, broken: error?.message ?? 'cannot be read' })
    },
  })
  file.on('error', (error) => parser.destroy(error))
  file.pipe(parser)
  for await (const { info, record } of parser as AsyncIterable<CsvRecord>) {
    yield* skipped.splice(0)
    const cells = mapping ? mapped(mapping, record) : (record as TemplateRow)
    const destroyed = Object.values(record).some((cell) => cell.includes('\ufffd'))
    yield {
      line: info.lines,
      cells,
      ...(destroyed && { broken: 'holds characters that are not UTF-8: save the file as UTF-8' }),
    }
  }
  yield* skipped.splice(0)
}

type CsvRecord = { info: { lines: number }; record: Record<string, string> }

function checkedHeader(header: string[], mapping: Mapping | undefined): string[] {
  const names = header.map((name) => name.trim())
  if (mapping) {
    const missing = missingColumns(mapping, names)
    if (missing.length > 0) throw new Error(`the file has no column ${missing.join(', ')}`)
    return names
  }
  const foreign = names.filter((name) => !columnNames.includes(name as ColumnName))
  const missing = ['source', 'id', 'organization', 'province', 'needs'].filter(
    (name) => !names.includes(name),
  )
  if (foreign.length + missing.length === 0) return names
  const problems = [
    ...foreign.map((name) => `there is no column "${name}" in the template`),
    ...missing.map((name) => `the column ${name} is missing`),
  ]
  throw new Error(`${problems.join('; ')}. Use the template, or a mapping.`)
}

/** How the file itself calls a column of the template. */
function writtenName(mapping: Mapping | undefined, column: ColumnName | undefined): string {
  if (!column) return '(row)'
  if (column === 'id' && mapping) return mapping.id.join(' + ')
  return mapping?.columns[column] ?? column
}
