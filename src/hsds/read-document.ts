import { plain } from '../directory/plain.ts'
import type { TableName } from './export-tables.ts'
import { type Notes, partsOf, placeOf, takeNotes, textOf } from './read-notes.ts'
import { readOrganization } from './read-organization.ts'
import { type ImportRow, type Reading, readRow } from './read-row.ts'
import { inShape, typed } from './read-shape.ts'
import { rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'
import type { ForeignTerm } from './terms-seen.ts'

/** `taxonomy`: or what an API says of itself: nothing is read from either. */
type DocumentKind =
  | 'organization'
  | 'service'
  | 'service_at_location'
  | 'location'
  | 'term'
  | 'taxonomy'

const TABLE: Record<Exclude<DocumentKind, 'taxonomy'>, TableName> = {
  ...{ organization: 'organizations', service: 'services', location: 'locations' },
  ...{ service_at_location: 'service_at_location', term: 'taxonomy_terms' },
}

export type ReadDocument = {
  rows: ImportRow[]
  /** Of terms that stand by themselves in a file. */
  terms: ForeignTerm[]
  /** What is found of the document and not of one of its rows. */
  notes: Notes
}

/** The rows of one document of a file, whichever of HSDS's objects it is; `place` is set on its parts. */
export function readDocument(document: Rest, reading: Reading): ReadDocument {
  const notes = takeNotes()
  const kind = kindOf(document)
  if (!kind) {
    notes.say(document, '', 'file', 'refused', rowSays.not_imported)
    return { rows: [], terms: [], notes }
  }
  if (kind === 'taxonomy') return { rows: [], terms: [], notes }
  const body = reading.restore
    ? typed(document, TABLE[kind])
    : inShape(document, TABLE[kind], notes, reading)
  switch (kind) {
    case 'organization':
      return { rows: ofOrganization(body, reading, notes), terms: [], notes }
    case 'service':
      return {
        rows: ofService(body, body.organization as Rest | undefined, reading, notes),
        terms: [],
        notes,
      }
    case 'service_at_location':
      return { rows: ofPoint(body, reading, notes), terms: [], notes }
    case 'term': {
      const detail = body.taxonomy_detail as Rest | undefined
      const [taxonomy, code] = [
        textOf(body, 'taxonomy') ?? textOf(detail, 'name') ?? '',
        textOf(body, 'code') ?? '',
      ]
      const name = textOf(body, 'name')
      return { rows: [], terms: name ? [{ taxonomy, code, name }] : [], notes }
    }
    case 'location':
      notes.say(body, '', 'kept', 'noted', rowSays.location_alone)
      return { rows: [], terms: [], notes }
  }
}

function kindOf(document: Rest): DocumentKind | undefined {
  const has = (...fields: string[]) => fields.some((field) => field in document)
  if (has('service', 'service_id', 'location_id') || (has('location') && !has('name')))
    return 'service_at_location'
  if (has('organization', 'organization_id', 'service_at_locations', 'status')) return 'service'
  if (
    has(
      'services',
      'organization_identifiers',
      'legal_status',
      'tax_status',
      'parent_organization_id',
    )
  )
    return 'organization'
  if (has('location_type')) return 'location'
  if (has('taxonomy', 'taxonomy_id', 'taxonomy_detail', 'term_uri', 'parent_id')) return 'term'
  if (has('version') && !has('email', 'website'))
    return has('name') ? 'taxonomy' : has('openapi_url') ? 'taxonomy' : undefined
  return has('name') ? 'organization' : undefined
}

function ofOrganization(body: Rest, reading: Reading, notes: Notes): ImportRow[] {
  const read = readOrganization(body, reading, notes)
  if (!read) return []
  const rows = partsOf(body, 'services').flatMap((service) =>
    ofServiceOf(service, body, read, reading),
  )
  if (rows.length > 0) return rows
  const { draft, rest } = read
  const alone = {
    place: placeOf(body),
    organization: draft,
    sourceId: draft.sourceId,
    ids: {},
    hidden: false,
  }
  return [{ ...alone, rests: { organization: rest }, terms: [], notes: takeNotes() }]
}

function ofService(
  service: Rest,
  organization: Rest | undefined,
  reading: Reading,
  notes: Notes,
): ImportRow[] {
  if (!organization) {
    notes.say(service, 'organization', 'missing', 'refused', rowSays.no_organization)
    return []
  }
  const read = readOrganization(organization, reading, notes)
  return read ? ofServiceOf(service, organization, read, reading) : []
}

function ofPoint(sal: Rest, reading: Reading, notes: Notes): ImportRow[] {
  const service = sal.service as Rest | undefined
  const organization = (service?.organization ?? sal.organization) as Rest | undefined
  if (!service || !organization) {
    const says = service ? rowSays.no_organization : rowSays.no_service
    notes.say(sal, 'service', 'missing', 'refused', says)
    return []
  }
  const read = readOrganization(organization, reading, notes)
  const row = read && readPoint(sal, service, organization, read, reading)
  return row ? [row] : []
}

type ReadOrganization = NonNullable<ReturnType<typeof readOrganization>>

function ofServiceOf(
  service: Rest,
  organization: Rest,
  read: ReadOrganization,
  reading: Reading,
): ImportRow[] {
  const points = partsOf(service, 'service_at_locations')
  const rows = points.map((sal) => readPoint(sal, service, organization, read, reading))
  if (points.length === 0) rows.push(readPoint(undefined, service, organization, read, reading))
  return rows.filter((row) => row !== undefined)
}

function readPoint(
  sal: Rest | undefined,
  service: Rest,
  organization: Rest,
  { draft, rest }: ReadOrganization,
  reading: Reading,
): ImportRow | undefined {
  const notes = takeNotes()
  const location = (sal?.location ?? locationOf(sal, organization)) as Rest | undefined
  if (sal?.location_id && !location)
    notes.say(sal, 'location_id', 'id', 'left_out', rowSays.no_such_location, sal.location_id)
  const parts = { organization, service, draft, organizationRest: rest }
  return readRow({ ...parts, ...(sal && { sal }), ...(location && { location }) }, reading, notes)
}

/** A location that stands with the organization, and is named by its id only. */
function locationOf(sal: Rest | undefined, organization: Rest): Rest | undefined {
  const id = textOf(sal, 'location_id')
  return id
    ? partsOf(organization, 'locations').find(
        (each) => plain(textOf(each, 'id') ?? '') === plain(id),
      )
    : undefined
}
