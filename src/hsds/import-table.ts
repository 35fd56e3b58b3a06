import type { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { nameKey } from '../geography/names.ts'
import { type ColumnName, columnNames, type TemplateRow } from './import-columns.ts'
import { BadFile, type FindingKind, quoted, type Said } from './import-findings.ts'
import { type Mapping, mapped, missingColumns } from './import-mapping.ts'
import { readTemplateRow } from './import-template.ts'
import { takeNotes } from './read-notes.ts'
import { isSecretAddress, saysSecretPlace } from './read-place.ts'
import type { ImportRow, Reading } from './read-row.ts'
import { fileSays, rowSays } from './says-row.ts'
import { valueSays } from './says-value.ts'
import { lettering } from './strict-text.ts'

/** A row of a CSV; `row` is not there where it does not go in. */
export type TableRow = { row?: ImportRow; source?: string; notes: ImportRow['notes'] }

/**
 * The rows of a CSV in UTF-8, with the columns of the template or by a mapping. Throws a BadFile
 * when the file has not the columns that it should.
 */
export async function* tableRows(
  file: Readable,
  mapping: Mapping | undefined,
  reading: Pick<Reading, 'gazetteer'>,
): AsyncGenerator<TableRow> {
  for await (const { line, cells, broken } of rowsOf(file, mapping)) {
    const notes = takeNotes()
    const about = { place: `line ${line}` }
    const at = (column: ColumnName | undefined) => ({
      place: `${about.place}, ${writtenName(mapping, column)}`,
    })
    const say = (column: ColumnName | undefined, reason: Said, bad: boolean) => {
      const { en } = reason
      const kind = column ? (KINDS[column] ?? 'shape') : 'file'
      const done = bad
        ? 'refused'
        : /left out|not used|were used|was used/.test(en)
          ? 'left_out'
          : 'noted'
      const cell = column && cells[column]
      const shown = cell && !en.startsWith('"') && !/\bempty\b/.test(en)
      notes.say(at(column), '', kind, done, shown ? behind(quoted(cell), reason) : reason)
    }
    if (broken) {
      say(undefined, broken, true)
      yield { notes }
      continue
    }
    const secret = withSecrets(cells)
    withLetters(cells, say)
    const { read, findings } = readTemplateRow(reading.gazetteer, cells)
    if (secret) notes.say(at(secret), '', 'confidential', 'mended', valueSays.confidential)
    // of a hidden point not even a distance is told
    for (const { column, reason, bad } of findings)
      say(column, secret && /\bkm\b/.test(reason.en) ? valueSays.hidden_place : reason, bad)
    if (!read) {
      yield { notes }
      continue
    }
    const { source, sourceId, organization, organizationFr, facts } = read
    yield {
      ...{ notes, source },
      row: {
        place: about.place,
        organization: {
          sourceId: nameKey(organization),
          name: organization,
          ...(organizationFr && { nameFr: organizationFr }),
        },
        ...{ sourceId, ids: {}, facts, hidden: secret !== undefined, rests: {}, terms: [], notes },
      },
    }
  }
}

/** What is said of a cell, behind the cell. */
const behind = (cell: string, { en, fr }: Said): Said => ({
  en: `${cell}: ${en}`,
  fr: `${cell} : ${fr}`,
})

const KINDS: Partial<Record<ColumnName, FindingKind>> = {
  ...{ source: 'missing', id: 'id', organization: 'missing', name: 'missing', province: 'place' },
  ...{ city: 'place', postal_code: 'place', areas: 'place', zone: 'place', address: 'place' },
  ...{ lat: 'coordinates', lng: 'coordinates', phones: 'phone', website: 'address' },
  ...{ email: 'address', hours: 'hours', languages: 'language', interpreter: 'language' },
  ...{
    genders: 'eligibility',
    min_age: 'eligibility',
    max_age: 'eligibility',
    children: 'eligibility',
  },
}

/** The column that says that the place must not be known; then its coordinates go, and the cells that say so. */
function withSecrets(cells: TemplateRow): ColumnName | undefined {
  const read = (name: ColumnName): string => {
    const letters = lettering(cells[name] ?? '')
    return letters.is === 'mended' ? letters.text : (cells[name] ?? '')
  }
  const fields = (['address', 'city', 'postal_code'] as const).filter((name) =>
    isSecretAddress(read(name)),
  )
  if (fields.length === 0 && !saysSecretPlace(read('description'))) return undefined
  for (const name of [...fields, 'lat', 'lng'] as const) delete cells[name]
  return fields[0] ?? 'description'
}

/** Cells that were read in a wrong encoding are mended where that is certain. */
function withLetters(
  cells: TemplateRow,
  say: (column: ColumnName, reason: Said, bad: boolean) => void,
): void {
  for (const [name, cell] of Object.entries(cells) as [ColumnName, string][]) {
    const letters = lettering(cell)
    if (letters.is === 'mended') {
      cells[name] = letters.text
      say(name, valueSays.wrong_encoding(letters.text), false)
    } else if (letters.is === 'lost') say(name, valueSays.lost_letters, false)
  }
}

type FileRow = { line: number; cells: TemplateRow; broken?: Said }

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
      skipped.push({ line, cells: {}, broken: rowSays.broken(error?.message) })
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
      ...(destroyed && { broken: rowSays.not_utf8 }),
    }
  }
  yield* skipped.splice(0)
}

type CsvRecord = { info: { lines: number }; record: Record<string, string> }

function checkedHeader(header: string[], mapping: Mapping | undefined): string[] {
  const names = header.map((name) => name.trim())
  if (mapping) {
    const missing = missingColumns(mapping, names)
    if (missing.length > 0) throw new BadFile(fileSays.unmapped(missing))
    return names
  }
  const foreign = names.filter((name) => !columnNames.includes(name as ColumnName))
  const missing = ['source', 'id', 'organization', 'province', 'needs'].filter(
    (name) => !names.includes(name),
  )
  if (foreign.length + missing.length === 0) return names
  throw new BadFile(fileSays.columns({ foreign, missing }))
}

/** How the file itself calls a column of the template. */
function writtenName(mapping: Mapping | undefined, column: ColumnName | undefined): string {
  if (!column) return '(row)'
  if (column === 'id' && mapping) return mapping.id.join(' + ')
  return mapping?.columns[column] ?? column
}
