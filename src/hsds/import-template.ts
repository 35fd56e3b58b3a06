import { CHANNELS } from '../directory/people.ts'
import { judgePlace } from '../directory/place.ts'
import type { Facts } from '../directory/schemas.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import {
  COLUMNS,
  type ColumnName,
  columnNames,
  columnOf,
  type TemplateRow,
} from './import-columns.ts'
import type { Said } from './import-findings.ts'
import { placeSays, wrongFacts } from './says-rules.ts'
import { valueSays } from './says-value.ts'

/** Something about a cell. `bad` keeps the row out. */
type CellFinding = { column: ColumnName | undefined; reason: Said; bad: boolean }

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
    if (!row[name]?.trim()) findings.push({ column: name, reason: valueSays.empty, bad: true })
  }
  if (findings.some(({ bad }) => bad)) return { findings }

  const facts = {
    name: organization,
    needs: [],
    channels: [...CHANNELS],
    ...given,
  } as unknown as Facts
  const errors = wrongFacts(gazetteer, facts)
  for (const { pointer, says } of errors) {
    const column = columnOf(pointer.split('/')[1] ?? '')
    findings.push({ column, reason: says, bad: true })
  }
  if (errors.length > 0) return { findings }

  const judged = judgePlace(gazetteer, facts)
  if (!judged) {
    findings.push({ column: 'province', reason: valueSays.no_province_there, bad: true })
    return { findings }
  }
  for (const { field, detail } of judged.cautions) {
    findings.push({ column: columnOf(field), reason: placeSays(detail), bad: false })
  }
  return { read: { source, sourceId, organization, organizationFr, facts } as ReadRow, findings }
}
