import { isDeepStrictEqual } from 'node:util'
import type { PointDetails } from '../directory/store.ts'
import { UNKNOWN } from './shapes.ts'
import { emailOf, extensionOf, uriOf } from './write-formats.ts'

const OF_SERVICE = [
  ...(['name', 'nameFr', 'description', 'website', 'email', 'verifiedOn', 'needs'] as const),
  ...(['genders', 'minAge', 'maxAge', 'children', 'takes', 'refuses', 'admission'] as const),
  ...(['channels', 'languages', 'interpreter', 'forTrafficked', 'exploitation'] as const),
  ...(['indigenous', 'faithBased', 'remote', 'takesFromElsewhere', 'reachKm', 'areas'] as const),
  'organizationId' as const,
]
const OF_LOCATION = [
  ...(['address', 'city', 'province', 'postalCode', 'lat', 'lng', 'precision'] as const),
  ...(['zone', 'access'] as const),
]
const OF_POINT = ['phones'] as const

type Key = (typeof OF_SERVICE | typeof OF_LOCATION | typeof OF_POINT)[number]

/**
 * What is not so for a service point as its service, its location and the fields of HSDS say it:
 * undefined if they say it all. The first point of each speaks for it.
 */
export function differences(
  point: PointDetails,
  ofService: PointDetails,
  ofLocation: PointDetails,
): Partial<Record<Key, unknown>> | undefined {
  const found = [
    ...differing(point, ofService, OF_SERVICE),
    ...differing(point, ofLocation, OF_LOCATION),
    ...differing(point, point, OF_POINT),
  ]
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

function differing(point: PointDetails, speaker: PointDetails, keys: readonly Key[]) {
  const said = readable(speaker)
  return keys.flatMap((key) => {
    const [is, reads] = [point[key] ?? null, said[key] ?? null]
    return isDeepStrictEqual(is, reads) ? [] : [[key, is] as const]
  })
}

/** What is read again from the fields and attributes that were written of this point. */
function readable(point: PointDetails): Partial<Record<Key, unknown>> {
  const { website, email, areas, phones } = point
  const known = (text: string | null) => (text === UNKNOWN ? null : text)
  return {
    ...point,
    website: website && (uriOf(website) ?? null),
    email: email && (emailOf(email) ?? null),
    areas: areas && areas.length > 0 ? areas : null,
    phones: phones.every(extensionOf) ? phones : null,
    address: known(point.address),
    city: known(point.city),
    postalCode: known(point.postalCode),
  }
}
