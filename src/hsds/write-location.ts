import { accessNeeds } from '../directory/people.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { provinceName, regionOf } from '../geography/region.ts'
import { stableId } from './ids.ts'
import { type Address, type Location, type Rest, UNKNOWN } from './shapes.ts'
import { codes, fact } from './write-attributes.ts'
import { withRest } from './write-rest.ts'

/**
 * Where the first of its points stands. Of a hidden one, in a full export, the public anchor of its
 * region: no program that shows locations shows where it is.
 */
export function writeLocation(
  head: PointDetails,
  gazetteer: Gazetteer,
  rest: Rest | undefined,
): Location {
  const { locationId: id, lat, lng, province } = head
  const link = { entity: 'location', id } as const
  const addresses = addressesOf(head)
  return withRest<Location>(
    {
      ...{ id, location_type: placeless(head) ? 'virtual' : 'physical' },
      ...(!rest?.name && { name: placeLabel(head, gazetteer) }),
      ...(lat !== null && lng !== null && { latitude: lat, longitude: lng }),
      addresses,
      accessibility: (head.access ?? []).map((code) => ({
        id: stableId(`accessibility:${id}:${code}`),
        ...{ description: accessNeeds[code].en, details: code },
      })),
      attributes: [
        ...fact(link, 'province', province),
        ...fact(link, 'zone', head.zone),
        ...fact(link, 'precision', head.precision),
        ...(head.access?.length === 0 ? codes(link, 'access', []) : []),
      ],
    },
    rest,
  )
}

/** The name of a location that a file gave none. */
export function placeLabel(
  { hidden, city, province, region }: Pick<PointDetails, 'hidden' | 'city' | 'province' | 'region'>,
  gazetteer: Gazetteer,
): string {
  if (hidden) return `Confidential location: ${regionOf(gazetteer, region).name.en}`
  const whole = provinceName(province, 'en')
  return city ? `${city}, ${whole}` : whole
}

/** All of an address must be said in HSDS; without any of it there is none. */
function addressesOf({ locationId, address, city, province, postalCode }: PointDetails): Address[] {
  if (address === null && city === null && postalCode === null) return []
  return [
    {
      id: stableId(`address:${locationId}`),
      address_1: address ?? UNKNOWN,
      city: city ?? UNKNOWN,
      state_province: province,
      postal_code: postalCode ?? UNKNOWN,
      country: 'CA',
      address_type: 'physical',
    },
  ]
}

const placeless = ({ remote, address, city, postalCode, hidden }: PointDetails): boolean =>
  remote && !hidden && address === null && city === null && postalCode === null
