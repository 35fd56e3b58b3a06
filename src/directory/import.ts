import type { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { nameKey } from '../geography/names.ts'
import { type Tx, transact } from '../platform/database.ts'
import type { Actor } from '../protection/may.ts'
import type { Services } from '../services.ts'
import { type ColumnName, columnNames, type TemplateRow } from './import-columns.ts'
import { type Mapping, mapped, missingColumns } from './import-mapping.ts'
import { type ReadRow, readRow } from './import-row.ts'
import { editOrganization } from './organization.ts'
import { saveServicePoint } from './service-point.ts'

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

type Importing = Pick<Services, 'db' | 'clock' | 'committed' | 'keys' | 'gazetteer'>

const IMPORTER: Actor = { id: 'import-directory', role: 'system' }
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
  const summary = newSummary()
  const seen = new Map<string, number>()
  let batch: ReadRow[] = []
  const flush = async () => {
    if (services.db) await save(services, batch, summary)
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

const newSummary = (): ImportSummary => ({
  ...{ rows: 0, created: 0, changed: 0, unchanged: 0 },
  ...{ bad: 0, doubtful: 0, withoutNeeds: 0 },
})

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

type Saved = 'created' | 'changed' | 'unchanged'

async function save(services: Importing, rows: ReadRow[], summary: ImportSummary): Promise<void> {
  const results = await transact(services, async (tx, now) => {
    const saved: Saved[] = []
    for (const row of rows) saved.push(await saveRow(tx, services, row, now))
    return saved
  })
  for (const result of results) summary[result]++
}

async function saveRow(
  tx: Tx,
  services: Importing,
  { source, sourceId, organization, organizationFr, facts }: ReadRow,
  now: Date,
): Promise<Saved> {
  const known = {
    name: organization,
    nameFr: organizationFr,
    source,
    sourceId: nameKey(organization),
  }
  const organizationId = await editOrganization(tx, services, known, now, IMPORTER)
  const input = { ...facts, organizationId, source, sourceId }
  const { created, changed } = await saveServicePoint(tx, services, input, now, IMPORTER)
  if (created) return 'created'
  return changed ? 'changed' : 'unchanged'
}
