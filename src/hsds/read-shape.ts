import { TABLES, type TableName } from './export-tables.ts'
import type { Said } from './import-findings.ts'
import { type Notes, placeOf, setPlace } from './read-notes.ts'
import { valueSays } from './says-value.ts'
import type { Rest } from './shapes.ts'
import { lettering } from './strict-text.ts'

/** In which table the parts of a nested object are; those of HSDS 1.1 that have no table any more too. */
const NESTED: Record<string, TableName> = {
  ...{ organization: 'organizations', services: 'services', service: 'services' },
  ...{ service_at_locations: 'service_at_location', location: 'locations', locations: 'locations' },
  ...{ programs: 'programs', program: 'programs', service_areas: 'service_areas' },
  ...{ addresses: 'addresses', required_documents: 'required_documents', languages: 'languages' },
  ...{ funding: 'funding', accessibility: 'accessibility', cost_options: 'cost_options' },
  ...{ contacts: 'contacts', phones: 'phones', schedules: 'schedules', attributes: 'attributes' },
  ...{ organization_identifiers: 'organization_identifiers', metadata: 'metadata' },
  ...{ taxonomy_term: 'taxonomy_terms', taxonomy_detail: 'taxonomies' },
}

/** Columns of earlier versions that are read here, by table. */
const EARLIER: Partial<Record<TableName, string[]>> = {
  services: ['eligibility', 'payments_accepted'],
  schedules: ['weekday', 'closed', 'start_date', 'end_date'],
  phones: ['language', 'department'],
  addresses: ['address_3', 'address_4'],
}

const URIS = new Set(['url', 'website', 'logo', 'uri', 'term_uri', 'schedule_link'])
const EMAILS = new Set(['email', 'assurer_email'])
const DEEPEST = 12
const LONGEST = 20_000

/** `said`: of the whole run: a field that HSDS does not know is said once. */
export type Shape = { said: Set<string> }

/**
 * A part of a document as HSDS wants it: letters mended where that is certain, numbers as numbers, sites
 * and addresses with what they need, and without what the field cannot take. All of it is said. Fields
 * that HSDS does not know are said once and kept.
 */
export function inShape(part: Rest, table: TableName, notes: Notes, shape: Shape, depth = 0): Rest {
  const known = new Map(TABLES[table].map((column) => [column.name, column]))
  const clean: Rest = {}
  setPlace(clean, placeOf(part))
  if (depth > DEEPEST) return clean
  for (const [field, value] of Object.entries(part)) {
    if (value === null || value === undefined || value === '' || isOdd(field)) continue
    const inner = NESTED[field]
    if (inner && typeof value === 'object') {
      const parts = list(value, inner, notes, shape, depth)
      clean[field] = Array.isArray(value) ? parts : parts[0]
      continue
    }
    const column = known.get(field)
    if (!column && !EARLIER[table]?.includes(field)) unknown(part, table, field, notes, shape)
    const taken = column
      ? scalar(clean, field, value, column.type, table, notes)
      : loose(clean, field, value, notes)
    if (taken !== undefined) clean[field] = taken
  }
  return clean
}

/** Our own full export as it was written: only the numbers of CSV cells are made numbers again. */
export function typed(part: Rest, table: TableName): Rest {
  for (const { name, type } of TABLES[table])
    if (type === 'number' && table !== 'phones' && typeof part[name] === 'string')
      part[name] = Number(part[name])
  for (const [field, value] of Object.entries(part)) {
    const inner = NESTED[field]
    if (!inner || typeof value !== 'object' || value === null) continue
    for (const each of [value].flat() as Rest[])
      if (typeof each === 'object' && each) typed(each, inner)
  }
  return part
}

function list(value: object, table: TableName, notes: Notes, shape: Shape, depth: number): Rest[] {
  const all = Array.isArray(value) ? value : [value]
  return all.flatMap((each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? [inShape(each as Rest, table, notes, shape, depth + 1)]
      : [],
  )
}

function scalar(
  part: Rest,
  field: string,
  value: unknown,
  type: 'string' | 'number',
  table: TableName,
  notes: Notes,
): unknown {
  if (typeof value === 'object' || typeof value === 'boolean') {
    notes.say(part, field, 'shape', 'left_out', valueSays.unfit, value)
    return undefined
  }
  if (type === 'number') return numeric(part, field, value, table, notes)
  const text = lettered(part, field, String(value), notes)
  if (URIS.has(field)) return site(part, field, text, notes)
  if (EMAILS.has(field)) return email(part, field, text, notes)
  return text
}

function numeric(
  part: Rest,
  field: string,
  value: unknown,
  table: TableName,
  notes: Notes,
): unknown {
  if (typeof value === 'number') return value
  const text = String(value).trim()
  // "012" is not said by 12
  if (table === 'phones')
    return (
      /^\D*(\d{1,10})\D*$/.exec(text)?.[1] ?? left(part, field, valueSays.no_extension, text, notes)
    )
  const number = Number(text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))
  if (text !== '' && Number.isFinite(number)) return number
  return left(part, field, valueSays.no_number, text, notes)
}

function left(part: Rest, field: string, says: Said, value: string, notes: Notes): undefined {
  notes.say(part, field, 'shape', 'left_out', says, value)
}

/** Text without what no database takes, and with its letters mended. */
function lettered(part: Rest, field: string, written: string, notes: Notes): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
  let text = written.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
  if (text !== written) notes.say(part, field, 'encoding', 'mended', valueSays.unwritable)
  if (text.length > LONGEST) {
    text = text.slice(0, LONGEST)
    notes.say(part, field, 'shape', 'mended', valueSays.cut(LONGEST))
  }
  const letters = lettering(text)
  if (letters.is === 'mended') {
    notes.say(part, field, 'encoding', 'mended', valueSays.wrong_encoding(letters.text), text)
    return letters.text
  }
  if (letters.is === 'lost')
    notes.say(part, field, 'encoding', 'noted', valueSays.lost_letters, text)
  return text
}

function site(part: Rest, field: string, text: string, notes: Notes): string | undefined {
  const value = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  const fine =
    URL.canParse(value) && !/\s/.test(value) && (field !== 'website' || /^https?:/i.test(value))
  if (!fine || (value !== text && !/^[^/\s]+\.[^/\s]{2,}/.test(text))) {
    notes.say(part, field, 'address', 'left_out', valueSays.no_site, text)
    return undefined
  }
  if (value !== text) notes.say(part, field, 'address', 'mended', valueSays.https, text)
  return value
}

function email(part: Rest, field: string, text: string, notes: Notes): string | undefined {
  const value = text.replace(/^mailto:/i, '').trim()
  if (/^[^\s@;,<>"]+@[^\s@;,<>"]+\.[a-z]{2,}$/i.test(value) && value.length <= 254) return value
  notes.say(part, field, 'address', 'left_out', valueSays.no_email, text)
  return undefined
}

/** A field that HSDS does not know: kept as it is, with its texts clean. */
function loose(part: Rest, field: string, value: unknown, notes: Notes): unknown {
  if (typeof value === 'string') return lettered(part, field, value, notes)
  if (typeof value !== 'object') return value
  const text = JSON.stringify(value)
  if (text.length > LONGEST)
    return left(part, field, valueSays.too_long, `${text.slice(0, 40)}…`, notes)
  return JSON.parse(text, (_, inner) =>
    typeof inner === 'string' ? inner.toWellFormed().replaceAll('\0', '') : inner,
  )
}

function unknown(part: Rest, table: string, field: string, notes: Notes, shape: Shape): void {
  const name = `${table}.${field}`
  if (shape.said.has(name) || shape.said.size > 500) return
  shape.said.add(name)
  notes.say(part, field, 'unknown_field', 'noted', valueSays.unknown_field(field, table))
}

/** Names that no object should have. */
const isOdd = (field: string): boolean => field.length > 100 || /^__|[\0\ud800-\udfff]/.test(field)
