import { TABLES, type TableName } from './export-tables.ts'
import { stableId } from './ids.ts'
import type { Understood } from './read-foreign.ts'
import { isUuid, partsOf } from './read-notes.ts'
import type { Rest, RestKind } from './shapes.ts'
import { findTerm } from './taxonomy.ts'

/** What a file said of each thing and no column holds. */
export type Rests = Partial<Record<RestKind, Rest>>

/** Fields that columns hold, or that say only how things hang together. */
const HELD: Record<RestKind, string[]> = {
  organization: ['id', 'name', 'website', 'services', 'locations'],
  service: [
    ...['id', 'organization_id', 'organization', 'name', 'description', 'url', 'email', 'status'],
    ...['minimum_age', 'maximum_age', 'assured_date', 'last_modified', 'service_at_locations'],
  ],
  service_at_location: ['id', 'service_id', 'location_id', 'service', 'location'],
  location: ['id', 'location_type'],
}

/** Lists whose parts may be understood, and then are columns. */
const READ = ['phones', 'schedules', 'languages', 'service_areas', 'addresses', 'attributes']

/** In which table the parts of these lists are, to know what each must say. */
const TABLE_OF: Record<string, TableName> = {
  ...{ phones: 'phones', schedules: 'schedules', languages: 'languages', addresses: 'addresses' },
  ...{
    service_areas: 'service_areas',
    attributes: 'attributes',
    contacts: 'contacts',
    funding: 'funding',
  },
  ...{ accessibility: 'accessibility', cost_options: 'cost_options', metadata: 'metadata' },
  ...{ required_documents: 'required_documents', programs: 'programs', program: 'programs' },
  ...{ organization_identifiers: 'organization_identifiers', locations: 'locations' },
  ...{ taxonomy_term: 'taxonomy_terms', taxonomy_detail: 'taxonomies' },
}

/** What is left of a part when its facts have been read. Ids that are none become ours, the same at each import. */
export function restOf(part: Rest, kind: RestKind, understood: Understood, source: string): Rest {
  const rest: Rest = {}
  for (const [field, value] of Object.entries(part)) {
    if (HELD[kind].includes(field)) continue
    const list = READ.includes(field)
      ? partsOf(part, field).filter((each) => !isHeld(each, understood))
      : value
    const kept = keptValue(field, list, source)
    if (kept !== undefined) rest[field] = kept
  }
  return rest
}

/** Whether the columns hold it: it was understood, it is an attribute of our taxonomy, or it was made for the export. */
function isHeld(part: Rest, understood: Understood): boolean {
  if (understood.has(part)) return true
  const term = part.taxonomy_term as Rest | undefined
  return findTerm({ id: term?.id ?? part.taxonomy_term_id }) !== undefined
}

function keptValue(field: string, value: unknown, source: string): unknown {
  const table = TABLE_OF[field]
  if (!table || typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) return keptPart(value as Rest, table, source)
  const parts = value.flatMap((each) => keptPart(each as Rest, table, source) ?? [])
  return parts.length > 0 ? parts : undefined
}

/** A part as the official schema takes it; undefined where something that it must say is missing. */
function keptPart(part: Rest, table: TableName, source: string): Rest | undefined {
  const kept: Rest = {}
  for (const [field, value] of Object.entries(part)) {
    if (field === 'id' || field.endsWith('_id')) {
      kept[field] = isUuid(value)
        ? value
        : stableId(`${source}:${field === 'id' ? table : field}:${String(value)}`)
      continue
    }
    const inner = keptValue(field, value, source)
    if (inner !== undefined) kept[field] = inner
  }
  if (kept.extension !== undefined) kept.extension = Number(kept.extension)
  kept.id ??= stableId(`${source}:${table}:${JSON.stringify(part)}`)
  for (const field of ['freq', 'wkst', 'address_type', 'location_type'])
    if (kept[field] !== undefined && !ENUMS[field]!.includes(String(kept[field])))
      delete kept[field]
  const links = new Set([
    'service_id',
    'organization_id',
    'location_id',
    'link_id',
    'resource_id',
    'link_entity',
    'resource_type',
    'taxonomy_term_id',
  ])
  const missing = TABLES[table].some(
    ({ name, required }) => required && !links.has(name) && kept[name] === undefined,
  )
  return missing ? undefined : kept
}

const ENUMS: Record<string, string[]> = {
  freq: ['WEEKLY', 'MONTHLY'],
  wkst: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
  address_type: ['physical', 'postal', 'virtual'],
  location_type: ['physical', 'postal', 'virtual'],
}
