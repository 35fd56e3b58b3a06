import type { Facts } from '../directory/schemas.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { stableId } from './ids.ts'
import { checked } from './read-checked.ts'
import { type ForeignParts, readForeignFacts, type Understood } from './read-foreign.ts'
import { isUuid, type Notes, placeOf, textOf } from './read-notes.ts'
import { noteId } from './read-organization.ts'
import { isOwn, rawText } from './read-own.ts'
import { readOwn, serviceRest } from './read-own-row.ts'
import { readPlace } from './read-place.ts'
import { type Rests, restOf } from './read-rest.ts'
import type { Kept } from './read-restore.ts'
import { rowSays } from './says-row.ts'
import type { Rest } from './shapes.ts'
import type { ForeignTerm, Meanings } from './terms-seen.ts'

/** What every row of a run is read with. */
export type Reading = {
  gazetteer: Gazetteer
  meanings: Meanings
  /** Who keeps this list: with its ids it tells a thing from every other. */
  source: string
  /** For services without a place in Canada. */
  province?: string
  /** Brings back what only a full export says. */
  restore: boolean
  /** What is said once in a run. */
  said: Set<string>
}

export type OrganizationDraft = {
  /** Its identity in the source. */
  sourceId: string
  id?: string
  name: string
  nameFr?: string
  website?: string
  kept?: NonNullable<Kept['organization']>['kept']
}

/** A row of an import: a service point, or an organization alone (without `facts`). */
export type ImportRow = {
  place: string
  organization: OrganizationDraft
  sourceId: string
  /** The ids of the file, for a point that is new here. */
  ids: { point?: string; service?: string; location?: string }
  facts?: Facts
  hidden: boolean
  rests: Rests
  terms: ForeignTerm[]
  /** Of a full export. */
  kept?: Kept['point']
  /** Another organization than its service's, by our id. */
  organizationId?: string
  notes: Notes
}

/** A service at one place, or without a place. What keeps it out is in its notes. */
export function readRow(
  parts: ForeignParts & { draft: OrganizationDraft; organizationRest?: Rest },
  reading: Reading,
  notes: Notes,
): ImportRow | undefined {
  const { service, sal, location, draft } = parts
  const about = sal ?? service
  const row = {
    ...{ place: placeOf(about), organization: draft, hidden: false, rests: {}, terms: [], notes },
    ...identity(parts, reading, notes),
  }
  if (!(reading.restore ? rawText(service, 'name') : textOf(service, 'name')))
    notes.say(service, 'name', 'missing', 'refused', rowSays.service_unnamed)
  const status = textOf(service, 'status')
  if (status && /^(?:inactive|defunct)$/i.test(status))
    notes.say(service, 'status', 'status', 'refused', rowSays.closed, status)
  else if (status && /^temporarily closed$/i.test(status) && !isOwn(location))
    notes.say(service, 'status', 'status', 'noted', rowSays.closed_for_now, status)
  if (notes.refused()) return row
  const understood: Understood = new Set()
  const own = sal && location && isOwn(location)
  const read = own
    ? readOwn({ service, sal, location }, reading, notes, understood)
    : readForeign(parts, reading, notes, understood)
  if (!read) return row
  const facts = own
    ? checked(read.facts, reading, about, notes, 'refused')
    : checked(read.facts, reading, about, notes, 'left_out')
  if (!facts) return row
  const { source } = reading
  const rests: Rests = {
    ...(parts.organizationRest && { organization: parts.organizationRest }),
    service: serviceRest(restOf(service, 'service', understood, source), facts, own),
    ...(sal &&
      !read.hidden && {
        service_at_location: restOf(sal, 'service_at_location', understood, source),
      }),
    ...(location &&
      !read.hidden && {
        location: read.locationRest(restOf(location, 'location', understood, source)),
      }),
  }
  return { ...row, ...read, facts, rests }
}

export type Read = Pick<ImportRow, 'hidden' | 'terms' | 'kept' | 'organizationId'> & {
  facts: Facts
  locationRest(rest: Rest): Rest
}

function readForeign(
  parts: ForeignParts,
  reading: Reading,
  notes: Notes,
  understood: Understood,
): Read | undefined {
  const { service, sal, location } = parts
  const described = [sal, service].filter((each) => each !== undefined)
  const place = readPlace(
    reading.gazetteer,
    { location, described, province: reading.province },
    notes,
  )
  if (!place) return undefined
  const { facts, terms } = readForeignFacts(parts, reading.meanings, notes, understood)
  if (place.address) understood.add(place.address)
  return {
    facts: {
      ...facts,
      ...place.facts,
      ...((place.placeless || location?.location_type === 'virtual') && { remote: true }),
    },
    ...{ hidden: place.hidden, terms },
    locationRest: ({ latitude, longitude, ...rest }) =>
      place.coordinates
        ? rest
        : {
            ...rest,
            ...(latitude !== undefined && { latitude }),
            ...(longitude !== undefined && { longitude }),
          },
  }
}

/** Which of the file's ids name it: its service at a location, or its service where it has no place. */
function identity(
  { service, sal, location }: ForeignParts,
  { source, said }: Reading,
  notes: Notes,
): Pick<ImportRow, 'sourceId' | 'ids'> {
  const [point, own, place] = [textOf(sal, 'id'), textOf(service, 'id'), textOf(location, 'id')]
  const where = textOf(location, 'id') ?? ''
  if (!own) notes.say(service, 'id', 'id', 'refused', rowSays.told_by_nothing)
  else if (sal && !point) notes.say(sal, 'id', 'id', 'mended', rowSays.told_by_both)
  for (const [part, id] of [
    [sal, point],
    [service, own],
    [location, place],
  ] as const)
    if (part) noteId(part, id, said, notes)
  // the same at each import, so that what shares a service or a location goes on sharing it
  const lower = (id: string | undefined, table: string) =>
    isUuid(id) ? id.toLowerCase() : id && stableId(`${source}:${table}:${id}`)
  const ids = {
    point: isUuid(point) ? point.toLowerCase() : undefined,
    ...{ service: lower(own, 'services'), location: lower(place, 'locations') },
  }
  return {
    sourceId: point ?? (sal ? `${own}@${where}` : `service:${own}`),
    ids: Object.fromEntries(Object.entries(ids).filter(([, id]) => id)),
  }
}
