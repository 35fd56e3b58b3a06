import { type CsvError, parse } from 'csv-parse/sync'
import { libraryTexts } from '../locales/library.ts'
import { Problem } from '../platform/errors.ts'
import { csvLine, UTF8 } from '../reporting/csv.ts'
import type { Turn } from '../services.ts'
import { COLUMNS, type Column, readWritten, type Written } from './judge.ts'
import { saveResource, withLink, yearOf } from './resource.ts'
import type { ImportReport, Resource } from './schemas.ts'

/** Columns as a file names them. */
const NAMES: Record<Column, string> = {
  ...{ title: 'title', titleFr: 'title_fr', kind: 'kind', languages: 'languages' },
  ...{ audiences: 'audiences', organization: 'organization', link: 'link' },
  ...{ licence: 'licence', year: 'year' },
}
export const CSV_COLUMNS = COLUMNS.map((column) => NAMES[column])
const NEEDED = ['title', 'kind', 'languages', 'organization', 'link']
export const MOST_LINES = 500

/** The whole library as a file that `importCsv` reads again. */
export function writeCsv(list: readonly Resource[]): string {
  const lines = list.map((each) =>
    csvLine(
      COLUMNS.map((column) => {
        const value = each[column]
        return Array.isArray(value) ? value.join(', ') : value
      }),
    ),
  )
  return UTF8 + csvLine(CSV_COLUMNS) + lines.join('')
}

type Remark = ImportReport['remarks'][number]
type Line = { line: number; cells: Written; broken?: true }

/**
 * Adds and changes tools from a file: good lines go in together, each bad one is named with all that is
 * wrong with it. A tool is known by its link, so that a second run changes nothing. Throws 422 for a file
 * that is none.
 */
export async function importCsv(turn: Turn, text: string): Promise<ImportReport> {
  const lines = linesOf(text)
  const report = { rows: lines.length, created: 0, changed: 0, unchanged: 0, bad: 0 }
  const remarks: Remark[] = []
  const seen = new Set<string>()
  for (const { line, cells, broken } of lines) {
    const { input, faults } = readWritten(cells, yearOf(turn))
    const wrong = broken
      ? [remark(line, 'row', 'broken')]
      : faults.map(({ field, code }) => remark(line, NAMES[field], code))
    if (input && seen.has(input.link)) wrong.push(remark(line, 'link', 'twice'))
    remarks.push(...wrong)
    if (!input || wrong.length > 0) {
      report.bad++
      continue
    }
    seen.add(input.link)
    const { change } = await saveResource(turn, input, await withLink(turn, input.link))
    report[change]++
  }
  return { ...report, remarks }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  const skipped: Line[] = []
  const records = parse(text, {
    ...{ bom: true, info: true, relax_column_count: false, skip_empty_lines: true },
    ...{ skip_records_with_error: true, columns: header },
    on_skip: (error: CsvError | undefined) => {
      const line = Number((error as { lines?: number } | undefined)?.lines ?? 0)
      skipped.push({ line, cells: {}, broken: true })
      return undefined
    },
  }) as unknown as { info: { lines: number }; record: Record<string, string> }[]
  for (const { info, record } of records) {
    const cells = Object.fromEntries(
      COLUMNS.map((column) => [column, unquoted(record[NAMES[column]] ?? '')]),
    )
    lines.push({ line: info.lines, cells })
  }
  const all = [...lines, ...skipped].sort((a, b) => a.line - b.line)
  if (all.length === 0) throw refused('file')
  if (all.length > MOST_LINES) throw refused('many')
  return all
}

/** Without the apostrophe that our own file has before what a spreadsheet takes for a formula. */
const unquoted = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r])/, '')

function header(names: string[]): string[] {
  const said = names.map((name) => name.trim().toLowerCase())
  if (NEEDED.some((name) => !said.includes(name))) throw refused('header')
  return said
}

const refused = (code: 'file' | 'many' | 'header'): Problem =>
  new Problem(422, `csv_${code}`, libraryTexts('en').errors[code], {
    fields: [{ pointer: '/csv', detail: libraryTexts('en').errors[code] }],
  })

type Code = keyof ReturnType<typeof libraryTexts>['errors']

const remark = (line: number, column: string, code: Code): Remark => ({
  ...{ line, column, code },
  reason: { en: libraryTexts('en').errors[code], fr: libraryTexts('fr').errors[code] },
})
