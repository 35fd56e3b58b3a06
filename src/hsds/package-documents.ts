import type { Finding, Said } from './import-findings.ts'
import type { Stage, StagedRow } from './package-stage.ts'
import { takeNotes } from './read-notes.ts'
import { rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'

/** So many services of an organization are in memory at a time. */
const CHUNK = 50

const OF_ORGANIZATION = [
  'programs',
  'funding',
  'contacts',
  'phones',
  'organization_identifiers',
  'attributes',
  'metadata',
]
const OF_SERVICE = [
  ...['phones', 'schedules', 'service_areas', 'languages', 'funding', 'cost_options', 'contacts'],
  ...['required_documents', 'attributes', 'metadata', 'eligibility', 'payments_accepted'],
]
const OF_POINT = ['phones', 'schedules', 'contacts', 'attributes', 'metadata']
const OF_LOCATION = [
  'languages',
  'addresses',
  'contacts',
  'accessibility',
  'phones',
  'schedules',
  'attributes',
  'metadata',
]

/**
 * The organizations of a package with everything that belongs to them, nested as in HSDS's JSON; one with
 * many services comes several times, each time with some of them.
 */
export function* packageDocuments(stage: Stage): Generator<Rest> {
  for (let last = 0, full = true; full; ) {
    const page = stage.page('organizations', last, 100)
    for (const row of page) yield* organizationOf(stage, row)
    last = page.at(-1)?.n ?? last
    full = page.length === 100
  }
}

function* organizationOf(stage: Stage, row: StagedRow): Generator<Rest> {
  const children =
    row.id === '' ? new Map<string, StagedRow[]>() : stage.childrenOf('organizations', row.id)
  const organization = withParts(stage, row, children, OF_ORGANIZATION)
  const services = children.get('services') ?? []
  for (let i = 0; i === 0 || i < services.length; i += CHUNK) {
    const chunk = services.slice(i, i + CHUNK).map((service) => serviceOf(stage, service))
    organization.services = chunk
    yield organization
  }
}

function serviceOf(stage: Stage, row: StagedRow): Rest {
  const children = stage.childrenOf('services', row.id)
  const service = withParts(stage, row, children, OF_SERVICE)
  const program =
    typeof service.program_id === 'string' ? stage.byId('programs', service.program_id) : undefined
  if (program) service.program = program.body
  const points = children.get('service_at_location') ?? []
  service.service_at_locations = points.map((point) => pointOf(stage, point))
  return service
}

function pointOf(stage: Stage, row: StagedRow): Rest {
  const point = withParts(
    stage,
    row,
    stage.childrenOf('service_at_location', row.id || '\0'),
    OF_POINT,
  )
  const id = point.location_id
  const location = typeof id === 'string' ? stage.byId('locations', id) : undefined
  if (location)
    point.location = withParts(
      stage,
      location,
      stage.childrenOf('locations', location.id),
      OF_LOCATION,
    )
  return point
}

/** A row with the rows of these tables that belong to it; a phone or contact once, wherever it also belongs. */
function withParts(
  stage: Stage,
  { body }: StagedRow,
  children: Map<string, StagedRow[]>,
  tables: string[],
): Rest {
  const part = body
  for (const table of tables) {
    const rows = children.get(table)
    if (!rows) continue
    part[table] = rows.map((row) => nested(stage, row))
  }
  return part
}

/** Which columns say to what a row belongs, as its place in the document says from then on. */
const LINKS = [
  'organization_id',
  'service_id',
  'location_id',
  'service_at_location_id',
  'contact_id',
  'phone_id',
  'link_id',
  'resource_id',
]

function nested(stage: Stage, row: StagedRow): Rest {
  const part = row.body
  for (const column of LINKS) delete part[column]
  if (row.tab === 'contacts' && row.id) {
    const phones = stage.childrenOf('contacts', row.id).get('phones')
    if (phones) part.phones = phones.map((phone) => nested(stage, phone))
  }
  if (row.tab === 'phones' && row.id) {
    const languages = stage.childrenOf('phones', row.id).get('languages')
    if (languages) part.languages = languages.map((language) => language.body)
  }
  if (row.tab === 'attributes' && typeof part.taxonomy_term_id === 'string') {
    const term = stage.byId('taxonomy_terms', part.taxonomy_term_id)?.body
    const taxonomy =
      typeof term?.taxonomy_id === 'string' ? stage.byId('taxonomies', term.taxonomy_id) : undefined
    if (term && taxonomy) term.taxonomy_detail = taxonomy.body
    if (term) part.taxonomy_term = term
  }
  return part
}

/** Rows of a package that belong to nothing that is in it: services and their places do not come in. */
export function* danglingRows(stage: Stage): Generator<Finding> {
  for (let last = 0, full = true; full; ) {
    const page = stage.dangling(last, 500)
    for (const { row, column, target } of page) {
      // a place of a service says that itself
      if (row.tab === 'service_at_location' && column === 'location_id') continue
      const notes = takeNotes()
      const lost = LOST[`${row.tab}.${column}`]
      notes.say(
        row.body,
        column,
        'id',
        lost ? 'refused' : 'left_out',
        lost ?? rowSays.dangling,
        target,
      )
      yield* notes.findings
    }
    last = page.at(-1)?.at ?? last
    full = page.length === 500
  }
}

const LOST: Record<string, Said> = {
  'services.organization_id': rowSays.lost_service,
  'service_at_location.service_id': rowSays.lost_place,
}
