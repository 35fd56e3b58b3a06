import { plain } from '../directory/plain.ts'
import type { Rest } from './shapes.ts'

/** In which table of HSDS 3.0 a file of a package is, by its name; those of 1.1 and 2.0 too. */
export function tableOf(fileName: string): string | undefined {
  const name = fileName
    .toLowerCase()
    .replace(/^.*[\\/]/, '')
    .replace(/\.csv$/, '')
    .replaceAll('-', '_')
  return NAMES[name] ?? NAMES[`${name}s`]
}

const NAMES: Record<string, string> = {
  ...same('organizations programs services service_areas locations addresses required_documents'),
  ...same('languages funding cost_options contacts phones schedules organization_identifiers'),
  ...same('attributes taxonomy_terms taxonomies metadata regular_schedules holiday_schedules'),
  ...same('physical_addresses postal_addresses eligibility accessibility_for_disabilities'),
  ...same('payments_accepted service_attributes other_attributes accessibility'),
  service_at_location: 'service_at_location',
  service_at_locations: 'service_at_location',
  services_at_location: 'service_at_location',
  services_at_locations: 'service_at_location',
  services_taxonomy: 'services_taxonomy',
  service_taxonomy: 'services_taxonomy',
  services_taxonomies: 'services_taxonomy',
  taxonomy: 'taxonomy',
  address: 'addresses',
  eligibilities: 'eligibility',
}

function same(names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, name]))
}

/** Says nothing that is imported. */
export const isIgnored = (fileName: string): boolean =>
  /meta_table_descriptions?\.csv$/i.test(fileName)

/** A row of a table of any version as a row of HSDS 3.0; `eligibility` and `payments_accepted` have none there. */
export function modern(
  table: string,
  row: Rest,
): { table: string; row: Rest; more?: { table: string; row: Rest }[] } {
  switch (table) {
    case 'organizations': {
      const { url, ...rest } = row
      return { table, row: url && !rest.website ? { ...rest, website: url } : row }
    }
    case 'services': {
      const { taxonomy_ids, ...rest } = row
      if (typeof taxonomy_ids !== 'string') return { table, row }
      const more = taxonomy_ids.split(/[,;]/).map((each) => ({
        table: 'attributes',
        row: attribute(`${row.id}:${each.trim()}`, row.id, each.trim()),
      }))
      return { table, row: rest, more }
    }
    case 'physical_addresses':
    case 'postal_addresses': {
      const { address_2, address_3, address_4, ...rest } = row
      const second = [address_2, address_3, address_4].filter(Boolean).join(', ')
      const address_type = table === 'postal_addresses' ? 'postal' : 'physical'
      return {
        table: 'addresses',
        row: { ...rest, ...(second && { address_2: second }), address_type },
      }
    }
    case 'regular_schedules': {
      const { weekday, ...rest } = row
      const byday = typeof weekday === 'string' ? WEEKDAYS[plain(weekday)] : undefined
      return {
        table: 'schedules',
        row: { ...rest, ...(byday ? { freq: 'WEEKLY', byday } : { weekday }) },
      }
    }
    case 'holiday_schedules':
      return { table: 'schedules', row: { ...row, closed: row.closed ?? '' } }
    case 'languages': {
      const { language, ...rest } = row
      return { table, row: language && !rest.name ? { ...rest, name: language } : row }
    }
    case 'accessibility_for_disabilities': {
      const { accessibility, ...rest } = row
      return {
        table: 'accessibility',
        row: { ...rest, ...(accessibility ? { description: accessibility } : {}) },
      }
    }
    case 'services_taxonomy': {
      const { id, service_id, taxonomy_id, taxonomy_detail } = row
      return {
        table: 'attributes',
        row: {
          ...attribute(id, service_id, taxonomy_id),
          ...(taxonomy_detail ? { value: taxonomy_detail } : {}),
        },
      }
    }
    case 'service_attributes': {
      const { id, service_id, taxonomy_term_id, taxonomy_id } = row
      return {
        table: 'attributes',
        row: attribute(id, service_id, taxonomy_term_id ?? taxonomy_id),
      }
    }
    case 'other_attributes': {
      const { link_type, ...rest } = row
      return { table: 'attributes', row: { ...rest, link_entity: link_type } }
    }
    case 'taxonomy': {
      const { vocabulary, parent_name: _, ...rest } = row
      const named = { description: rest.name, ...(vocabulary ? { taxonomy: vocabulary } : {}) }
      return { table: 'taxonomy_terms', row: { code: row.id, ...named, ...rest } }
    }
    default:
      return { table, row }
  }
}

const attribute = (id: unknown, link: unknown, term: unknown): Rest => ({
  ...{ id, link_id: link, link_entity: 'service', link_type: 'taxonomy', taxonomy_term_id: term },
})

/** By name: a number may count from Sunday or from Monday, and nobody knows which. */
const WEEKDAYS: Record<string, string> = Object.fromEntries(
  Object.entries({
    MO: 'mo mon monday lundi',
    TU: 'tu tue tues tuesday mardi',
    WE: 'we wed wednesday mercredi',
    TH: 'th thu thur thurs thursday jeudi',
    FR: 'fr fri friday vendredi',
    SA: 'sa sat saturday samedi',
    SU: 'su sun sunday dimanche',
  }).flatMap(([code, names]) => names.split(' ').map((name) => [name, code])),
)
