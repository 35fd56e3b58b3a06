import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { type ColumnName, columnNames, type TemplateRow } from './import-columns.ts'

const strict = { additionalProperties: false }
const Text = Type.String({ maxLength: 2000 })
const Column = Type.String({ pattern: `^(${columnNames.join('|')})$` })
const Cells = Type.Record(Column, Text, strict)

/** How the columns of somebody else's file become those of the template. */
export const MappingSchema = Type.Object(
  {
    about: Type.Optional(Type.String({ maxLength: 8000 })),
    /** Columns of the file which together tell a row from every other, and stay the same. */
    id: Type.Array(Text, { minItems: 1, maxItems: 20 }),
    /** Template column → the file's column. */
    columns: Cells,
    /** Template column → what stands there in every row. `source` is needed. */
    constants: Cells,
    /** Template column → the file's word → ours. Words that are not named stay as they are. */
    codes: Type.Optional(Type.Record(Column, Type.Record(Type.String(), Text), strict)),
    /** The file's column → its value → template column → codes that this adds. */
    flags: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Cells))),
  },
  strict,
)
export type Mapping = Static<typeof MappingSchema>

/** A mapping from its file's text. Throws an Error that names everything wrong with it. */
export function readMapping(text: string): Mapping {
  const mapping: unknown = JSON.parse(text)
  const errors = Value.Errors(MappingSchema, mapping).map(
    ({ instancePath, message }) => `${instancePath || '/'} ${message}`,
  )
  if (errors.length > 0) throw new Error(`the mapping is not one: ${errors.join('; ')}`)
  const read = mapping as Mapping
  for (const needed of ['source', 'organization', 'province'] as const) {
    if (!read.constants[needed] && !read.columns[needed]) {
      throw new Error(`the mapping says nothing about ${needed}`)
    }
  }
  return read
}

/** The file's columns that the mapping reads and the file does not have. */
export function missingColumns(mapping: Mapping, header: readonly string[]): string[] {
  const read = [
    ...mapping.id,
    ...Object.values(mapping.columns),
    ...Object.keys(mapping.flags ?? {}),
  ]
  return [...new Set(read)].filter((name) => !header.includes(name))
}

/** A row of the file as a row of the template. */
export function mapped(mapping: Mapping, row: Record<string, string>): TemplateRow {
  const cells: TemplateRow = { ...mapping.constants }
  cells.id = mapping.id.map((name) => folded(row[name] ?? '')).join(' | ')
  for (const [column, name] of Object.entries(mapping.columns)) {
    const written = (row[name] ?? '').trim()
    const cell = mapping.codes?.[column]?.[written] ?? written
    if (cell !== '') cells[column as ColumnName] = cell
  }
  for (const [name, meanings] of Object.entries(mapping.flags ?? {})) {
    const added = meanings[(row[name] ?? '').trim().toLowerCase()] ?? {}
    for (const [column, codes] of Object.entries(added) as [ColumnName, string][]) {
      cells[column] = [cells[column], codes].filter(Boolean).join(';')
    }
  }
  return cells
}

/** Of an identity, neither case nor spaces matter. */
const folded = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ')
