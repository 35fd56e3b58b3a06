import { Value } from 'typebox/value'
import { factErrors } from '../directory/fact-errors.ts'
import { CHANNELS } from '../directory/people.ts'
import { judgePlace } from '../directory/place.ts'
import { type Facts, FactsSchema } from '../directory/schemas.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import {
  COLUMNS,
  type ColumnName,
  columnNames,
  columnOf,
  type TemplateRow,
} from './import-columns.ts'

/** Something about a cell. `bad` keeps the row out. */
type CellFinding = { column: ColumnName | undefined; reason: string; bad: boolean }

export type ReadRow = {
  source: string
  sourceId: string
  organization: string
  organizationFr?: string
  facts: Facts
}

/** What a row of the template says, and everything that is wrong or doubtful about it. */
export function readTemplateRow(
  gazetteer: Gazetteer,
  row: TemplateRow,
): { read?: ReadRow; findings: CellFinding[] } {
  const findings: CellFinding[] = []
  const values: Record<string, unknown> = {}
  for (const name of columnNames) {
    const cell = row[name]?.trim().replaceAll('\u00a0', ' ')
    if (!cell) continue
    const { value, problem, cautions = [] } = COLUMNS[name].read(cell)
    if (problem) findings.push({ column: name, reason: problem, bad: true })
    for (const reason of cautions) findings.push({ column: name, reason, bad: false })
    if (value !== undefined) values[COLUMNS[name].fact] = value
  }
  const { source, sourceId, organization, organizationFr, ...given } = values
  for (const name of ['source', 'id', 'organization', 'province'] as const) {
    if (!row[name]?.trim()) findings.push({ column: name, reason: 'is empty', bad: true })
  }
  if (findings.some(({ bad }) => bad)) return { findings }

  const facts = {
    name: organization,
    needs: [],
    channels: [...CHANNELS],
    ...given,
  } as unknown as Facts
  const errors = Value.Errors(FactsSchema, facts).map(({ instancePath, message }) => ({
    pointer: instancePath,
    detail: message,
  }))
  if (errors.length === 0) errors.push(...factErrors(gazetteer, facts))
  for (const { pointer, detail } of errors) {
    const column = columnOf(pointer.split('/')[1] ?? '')
    findings.push({ column, reason: detail, bad: true })
  }
  if (errors.length > 0) return { findings }

  const judged = judgePlace(gazetteer, facts)
  if (!judged) {
    findings.push({ column: 'province', reason: 'is not a province of Canada', bad: true })
    return { findings }
  }
  for (const { field, detail } of judged.cautions) {
    findings.push({ column: columnOf(field), reason: detail, bad: false })
  }
  return { read: { source, sourceId, organization, organizationFr, facts } as ReadRow, findings }
}
