import type { PointDetails } from '../directory/store.ts'
import { DAY } from '../platform/clock.ts'
import type { Location, Organization, Service, ServiceAtLocation } from './shapes.ts'
import type { Book } from './write-load.ts'
import { writeLocation } from './write-location.ts'
import { writeOrganization } from './write-organization.ts'
import { writePoint } from './write-point.ts'
import { type ServiceState, writeService } from './write-service.ts'

/** The services of a book with their places, in the order of the book; without their organizations. */
export function servicesOf(book: Book): Service[] {
  return groups(book).map((points) => ({
    ...serviceOf(book, points),
    service_at_locations: points.map((point) => pointOf(book, point, points[0]!)),
  }))
}

/** The same with their organizations. */
export function fullServicesOf(book: Book): Service[] {
  return servicesOf(book).map((service) => ({
    ...service,
    organization: organizationOf(book, service.organization_id!),
  }))
}

/** The service points of a book, each with its service, and that with its organization. */
export function fullPointsOf(book: Book): ServiceAtLocation[] {
  return groups(book).flatMap((points) => {
    const service = serviceOf(book, points)
    const organization = organizationOf(book, service.organization_id!)
    return points.map((point) => ({
      ...pointOf(book, point, points[0]!),
      service: { ...service, organization },
    }))
  })
}

/** Of each only what it has one of, as HSDS's lists want them. */
export function plainService(service: Service): Service {
  const { organization, program } = service as Service & { program?: object }
  return {
    ...plain(service),
    ...(organization && { organization: plain(organization) }),
    ...(program && { program: plain(program) }),
  }
}

export const plainOrganization = (organization: Organization): Organization => plain(organization)

export const plainPoint = (point: ServiceAtLocation): ServiceAtLocation => ({
  ...plain(point),
  location: plain(point.location!),
  service: plainService(point.service!),
})

function groups({ points }: Book): PointDetails[][] {
  const byService = Map.groupBy(points, ({ serviceId }) => serviceId)
  return [...byService.values()]
}

function serviceOf(book: Book, points: PointDetails[]): Service {
  const [head] = points as [PointDetails]
  return writeService(
    head,
    stateOf(book, points),
    book.gazetteer,
    book.rest('service', head.serviceId),
  )
}

/**
 * In public no service is ever closed for a while, and it was changed on a day, not at a time: a
 * pause would tell who has just refused.
 */
function stateOf({ form, now }: Book, points: PointDetails[]): ServiceState {
  const newest = Math.max(...points.map(({ updatedAt }) => updatedAt.getTime()))
  const open = points.some(({ pausedUntil }) => !pausedUntil || pausedUntil <= now)
  const modified = new Date(form === 'full' ? newest : newest - (newest % DAY)).toISOString()
  return { modified, status: form === 'public' || open ? 'active' : 'temporarily closed' }
}

function pointOf(book: Book, point: PointDetails, ofService: PointDetails): ServiceAtLocation {
  const { id, locationId } = point
  const ofLocation = book.locationHeads.get(locationId) ?? point
  const known = {
    now: book.now,
    rest: book.rest('service_at_location', id),
    secret: book.secret(id),
  }
  return {
    ...writePoint(point, { ofService, ofLocation }, known),
    location: locationOf(book, ofLocation),
  }
}

const locationOf = (book: Book, head: PointDetails): Location =>
  writeLocation(head, book.gazetteer, book.rest('location', head.locationId))

function organizationOf(book: Book, id: string): Organization {
  const rest = book.rest('organization', id)
  return writeOrganization(book.organizations.get(id)!, rest, book.form === 'full')
}

function plain<T extends object>(value: T): T {
  const single = Object.entries(value).filter(([, part]) => typeof part !== 'object')
  return Object.fromEntries(single) as T
}
