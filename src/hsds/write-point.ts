import type { capacities, contacts } from '../../db/schema.ts'
import type { PointDetails } from '../directory/store.ts'
import { stableId } from './ids.ts'
import type { Attribute, Rest, ServiceAtLocation } from './shapes.ts'
import { fact, type Link } from './write-attributes.ts'
import { differences } from './write-differences.ts'
import { schedulesOf, schedulesSay } from './write-hours.ts'
import { withRest } from './write-rest.ts'

/** Who speaks for a service point's service and location: the first of theirs. */
export type Heads = { ofService: PointDetails; ofLocation: PointDetails }

/** What of a service point only two people together take out. */
export type Private = {
  contacts: (typeof contacts.$inferSelect)[]
  capacities: (typeof capacities.$inferSelect)[]
  /** Of a hidden one. */
  truePlace?: object
}

/** A service point as a service at its location, without either. */
export function writePoint(
  point: PointDetails,
  { ofService, ofLocation }: Heads,
  { now, rest, secret }: { now: Date; rest?: Rest; secret?: Private },
): ServiceAtLocation {
  const { id, hours, zone } = point
  const link = { entity: 'service_at_location', id } as const
  return withRest<ServiceAtLocation>(
    {
      ...{ id, service_id: point.serviceId, location_id: point.locationId },
      phones: point.phones.map(({ number, extension }, nth) => ({
        ...{ id: stableId(`phone:${id}:${nth}`), number },
        ...(extension !== undefined && { extension: Number(extension) }),
        type: 'voice',
      })),
      schedules: schedulesOf(hours, id, zone, now),
      attributes: [
        ...fact(link, 'hours', schedulesSay(hours) ? null : hours),
        ...fact(link, 'facts', differences(point, ofService, ofLocation)),
        ...(secret ? sealed(point, link, secret) : []),
      ],
    },
    rest,
  )
}

function sealed(point: PointDetails, link: Link, secret: Private): Attribute[] {
  const { status, vettedBy, vettedAt, vettedHow, pausedUntil, source, sourceId } = point
  return [
    ...fact(link, 'status', status),
    ...fact(link, 'vetting', vettedAt && { by: vettedBy, at: vettedAt, how: vettedHow }),
    ...fact(link, 'accepting', point.accepting ? null : false),
    ...fact(link, 'paused_until', pausedUntil?.toISOString()),
    ...fact(link, 'reminders', point.reminders ? null : false),
    ...fact(link, 'source', source && { source, sourceId }),
    ...fact(link, 'hidden', point.hidden || null),
    ...fact(link, 'true_place', secret.truePlace),
    ...secret.contacts.flatMap((contact, nth) => fact(link, 'contact', contactFacts(contact), nth)),
    ...secret.capacities.flatMap(({ servicePointId: _, ...room }, nth) =>
      fact(link, 'capacity', room, nth),
    ),
  ]
}

function contactFacts({
  id: _,
  servicePointId: __,
  endsAt: ___,
  ...contact
}: Private['contacts'][number]) {
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== null))
}
