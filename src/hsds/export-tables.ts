/**
 * The tables of HSDS 3.0's tabular package, their columns in the standard's order, and which of them
 * must be said. A star: required. A number stands after a colon.
 */
const COLUMNS = {
  organizations:
    'id* name* alternate_name description* email website tax_status tax_id year_incorporated:number legal_status logo uri parent_organization_id',
  programs: 'id* organization_id* name* alternate_name description*',
  services:
    'id* organization_id* program_id name* alternate_name description url email status* interpretation_services application_process fees_description wait_time fees accreditations eligibility_description minimum_age:number maximum_age:number assured_date assurer_email licenses alert last_modified',
  service_areas: 'id* service_id name description extent extent_type uri',
  service_at_location: 'id* service_id* location_id* description',
  locations:
    'id* location_type* url organization_id name alternate_name description transportation latitude:number longitude:number external_identifier external_identifier_type',
  addresses:
    'id* location_id attention address_1* address_2 city* region state_province* postal_code* country* address_type*',
  required_documents: 'id* service_id document uri',
  languages: 'id* service_id location_id phone_id name code note',
  funding: 'id* organization_id service_id source',
  accessibility: 'id* location_id description details url',
  cost_options:
    'id* service_id* valid_from valid_to option currency amount:number amount_description',
  contacts:
    'id* organization_id service_id service_at_location_id location_id name title department email',
  phones:
    'id* location_id service_id organization_id contact_id service_at_location_id number* extension:number type description',
  schedules:
    'id* service_id location_id service_at_location_id valid_from valid_to dtstart timezone:number until count:number wkst freq interval:number byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type notes',
  organization_identifiers: 'id* organization_id* identifier_scheme identifier_type* identifier*',
  attributes: 'id* link_id* taxonomy_term_id* link_type link_entity* value',
  taxonomy_terms: 'id* code name* description* parent_id taxonomy language taxonomy_id term_uri',
  taxonomies: 'id* name* description* uri version',
  metadata:
    'id* resource_id* resource_type* last_action_date* last_action_type* field_name* previous_value* replacement_value* updated_by*',
} as const

export type TableName = keyof typeof COLUMNS

export type Column = { name: string; required: boolean; type: 'string' | 'number' }

export const TABLES = Object.fromEntries(
  Object.entries(COLUMNS).map(([table, columns]) => [table, columns.split(' ').map(column)]),
) as Record<TableName, Column[]>

const ENUMS: Record<string, string[]> = {
  'services.status': ['active', 'inactive', 'defunct', 'temporarily closed'],
  'locations.location_type': ['physical', 'postal', 'virtual'],
  'addresses.address_type': ['physical', 'postal', 'virtual'],
  'schedules.freq': ['WEEKLY', 'MONTHLY'],
  'schedules.wkst': ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
}

/** The `datapackage.json` that says what is in the files of a package. */
export function dataPackage() {
  return {
    profile: 'tabular-data-package',
    name: 'human_services_data',
    title: 'Human Services Data Specification 3.0',
    resources: Object.entries(TABLES).map(([table, columns]) => ({
      ...{ profile: 'tabular-data-resource', name: table, path: `${table}.csv` },
      ...{ encoding: 'utf-8', format: 'csv', mediatype: 'text/csv' },
      schema: { primaryKey: 'id', fields: columns.map((each) => field(table, each)) },
    })),
  }
}

function field(table: string, { name, required, type }: Column) {
  const values = ENUMS[`${table}.${name}`]
  return {
    ...{ name, type },
    constraints: { required, unique: name === 'id', ...(values && { enum: values }) },
  }
}

/** A line of CSV (RFC 4180) with its line break. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`

/** The first line of a table's file. */
export const csvHead = (table: TableName): string => csvLine(TABLES[table].map(({ name }) => name))

function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function column(written: string): Column {
  const [, name, star, type] = /^(\w+)(\*?)(?::(\w+))?$/.exec(written)!
  return { name: name!, required: star === '*', type: type === 'number' ? 'number' : 'string' }
}
