import type { Piece } from './export.ts'
import { csvLine, TABLES, type TableName } from './export-tables.ts'
import { stableId } from './ids.ts'
import type { Rest } from './shapes.ts'
import { TAXONOMIES, TERMS, taxonomyOf } from './taxonomy.ts'

export type Line = { table: TableName; line: string }

/**
 * Takes the nested objects of an export apart into lines of the tabular package's tables. It
 * remembers ids, since what several things share (a location) is one line, and a part that a foreign
 * file repeats under several things is a line, with an id of its own, for each of them.
 */
export function linesOf(): { vocabulary(): Line[]; of(piece: Piece): Line[] } {
  const seen = new Set<string>()
  let owner: string | undefined

  function* walk(table: TableName, part: Rest, from: Rest, parent?: string): Generator<Line> {
    const id = idFor(table, part, parent)
    if (id === undefined) return
    const row: Rest = { ...part, ...from, id }
    const own = ENTITIES[table]
    const below = own ? { [`${own}_id`]: id } : {}
    for (const [field, value] of Object.entries(part)) {
      const inner = FIELDS[field]
      if (!inner || typeof value !== 'object' || value === null) continue
      for (const each of [value].flat() as Rest[]) {
        const links = linksTo(inner, below, table, id)
        yield* walk(
          inner,
          each,
          { ...links, ...(inner === 'programs' && { organization_id: owner }) },
          id,
        )
        const named = POINTERS[field]
        if (named) row[named] = each.id
      }
    }
    yield { table, line: csvLine(TABLES[table].map(({ name }) => scalar(row[name]))) }
  }

  /** Undefined for what has its line already. */
  function idFor(table: TableName, part: Rest, parent = ''): string | undefined {
    const id = String(part.id)
    if (ONCE.has(table)) return id
    const key = `${table}:${id}`
    if (!seen.has(key)) {
      if (!isStable(id) || SHARED.has(table)) seen.add(key)
      return id
    }
    return SHARED.has(table) ? undefined : stableId(`${key}:${parent}`)
  }

  return {
    /** Our own taxonomies and terms, whether used or not. */
    vocabulary: () => [
      ...TAXONOMIES.flatMap((each) => [...walk('taxonomies', each, {})]),
      ...TERMS.flatMap((each) => {
        const more = { language: 'en', term_uri: each.termUri }
        const taxonomy_id = taxonomyOf(each.taxonomyCode).id
        return [...walk('taxonomy_terms', { ...each, ...more, taxonomy_id }, {})]
      }),
    ],
    of(piece) {
      if ('service' in piece)
        return [...walk('services', piece.service, { organization_id: owner })]
      owner = piece.organization.id
      return [...walk('organizations', piece.organization, {})]
    },
  }
}

/** In which table the parts of a nested object go. */
const FIELDS: Record<string, TableName> = {
  ...{ programs: 'programs', program: 'programs', service_areas: 'service_areas' },
  ...{ service_at_locations: 'service_at_location', location: 'locations', locations: 'locations' },
  ...{ addresses: 'addresses', required_documents: 'required_documents', languages: 'languages' },
  ...{ funding: 'funding', accessibility: 'accessibility', cost_options: 'cost_options' },
  ...{ contacts: 'contacts', phones: 'phones', schedules: 'schedules', attributes: 'attributes' },
  ...{ organization_identifiers: 'organization_identifiers', metadata: 'metadata' },
  ...{ taxonomy_term: 'taxonomy_terms', taxonomy_detail: 'taxonomies' },
}

/** Which column of a line names the one part of it that has a line of its own. */
const POINTERS: Record<string, string> = {
  ...{ program: 'program_id', location: 'location_id' },
  ...{ taxonomy_term: 'taxonomy_term_id', taxonomy_detail: 'taxonomy_id' },
}

/** How a table's things are called in the columns of others, `organization_id`, and by `link_entity`. */
const ENTITIES: Partial<Record<TableName, string>> = {
  ...{ organizations: 'organization', services: 'service', locations: 'location' },
  ...{ service_at_location: 'service_at_location', contacts: 'contact', phones: 'phone' },
}

/** An export names each of them once. */
const ONCE = new Set<TableName>(['organizations', 'services', 'service_at_location'])
/** What several things may share. */
const SHARED = new Set<TableName>(['locations', 'programs', 'taxonomy_terms', 'taxonomies'])

function linksTo(table: TableName, below: Rest, parent: TableName, id: string): Rest {
  const entity = ENTITIES[parent] ?? parent
  if (table === 'attributes') return { link_id: id, link_entity: entity }
  if (table === 'metadata') return { resource_id: id, resource_type: entity }
  return below
}

/** Ours are made for one thing each and cannot come twice. */
const isStable = (id: string): boolean => id[14] === '5'

const scalar = (value: unknown) => (typeof value === 'object' ? undefined : value)
