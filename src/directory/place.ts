import { kilometres } from '../geography/distance.ts'
import { type Gazetteer, locate } from '../geography/gazetteer.ts'
import { zoneOf } from '../geography/local-time.ts'
import type { Located, LocationInput, Precision, Province } from '../geography/place.ts'
import { regionOf } from '../geography/region.ts'
import type { Facts } from './schemas.ts'

/**
 * Where something that was written about a place contradicts the rest; `field` is the one that lost.
 * `unusable`: it could not be read at all.
 */
export type PlaceCaution = {
  field: 'city' | 'postalCode' | 'lat' | 'province'
  detail: string
  unusable?: true
}

export type JudgedPlace = { located: Located; cautions: PlaceCaution[] }

/** Farther apart than this, a position and the words about it contradict each other. */
const CONTRADICTION_KM = 60

/**
 * Where a service point stands: the words (city, postal code, province) say to which place and
 * province it belongs, the coordinates where it stands. When they lie more than 60 km apart, two
 * against one win: coordinates that the postal code confirms, else the words. Nothing is refused
 * for a contradiction; each is a caution. Undefined when not even the province is known.
 */
export function judgePlace(gazetteer: Gazetteer, facts: WrittenPlace): JudgedPlace | undefined {
  const { words, cautions } = placeInWords(gazetteer, facts)
  if (!words) return undefined
  if (facts.lat === undefined || facts.lng === undefined) return { located: words, cautions }

  const stands = locate(gazetteer, { lat: facts.lat, lng: facts.lng })
  if (!stands.ok) {
    const detail = 'The coordinates are not in Canada. The city and postal code were used.'
    return { located: words, cautions: [...cautions, { field: 'lat', detail, unusable: true }] }
  }
  const { located } = stands
  if (words.precision === 'province' || words.precision === 'postal_rural') {
    if (located.province === words.province) return { located, cautions }
    const detail = `The coordinates are in ${located.province}. The province that was written was used.`
    return { located: words, cautions: [...cautions, { field: 'lat', detail }] }
  }
  const km = kilometres(located.point, words.point)
  if (km <= CONTRADICTION_KM) {
    return { located: { ...words, point: located.point, precision: 'exact' }, cautions }
  }
  return { ...twoAgainstOne(gazetteer, facts, words, located, Math.round(km), cautions) }
}

type WrittenPlace = Pick<Facts, 'city' | 'province' | 'postalCode' | 'lat' | 'lng'>

/** The words alone: the city, the postal code if there is no such city, at last the province. */
function placeInWords(
  gazetteer: Gazetteer,
  { city, province, postalCode }: WrittenPlace,
): { words?: Located; cautions: PlaceCaution[] } {
  const cautions: PlaceCaution[] = []
  const input: LocationInput = { place: city, province, postalCode }
  for (const field of ['postalCode', 'city', undefined] as const) {
    const found = locate(gazetteer, input)
    if (found.ok) {
      for (const { code, km, message } of found.located.cautions) {
        const apart = km === undefined ? '' : ` (${km} km apart)`
        cautions.push({ field: LOSERS[code], detail: `${message.en}${apart}` })
      }
      return { words: found.located, cautions }
    }
    if (found.field === 'province' || field === undefined) break
    const wrong = found.field === 'postalCode' ? 'postalCode' : 'city'
    delete input[wrong === 'city' ? 'place' : wrong]
    cautions.push({ field: wrong, detail: `${found.message.en} It was not used.`, unusable: true })
  }
  return { cautions }
}

const LOSERS = {
  place_postal_disagree: 'postalCode',
  place_point_disagree: 'city',
  province_postal_disagree: 'province',
  place_not_found: 'city',
} as const

function twoAgainstOne(
  gazetteer: Gazetteer,
  { postalCode, province }: WrittenPlace,
  words: Located,
  stands: Located,
  km: number,
  cautions: PlaceCaution[],
): JudgedPlace {
  const postal = postalCode ? locate(gazetteer, { postalCode, province }) : undefined
  const fine = postal?.ok && /^(postal_urban|place)$/.test(postal.located.precision)
  if (fine && kilometres(postal.located.point, stands.point) <= CONTRADICTION_KM) {
    const detail = `The city lies ${km} km from the coordinates, which the postal code confirms. The coordinates were used.`
    // that city and postal code do not fit either says the same once more
    return { located: stands, cautions: [{ field: 'city', detail }] }
  }
  const detail = `The coordinates lie ${km} km from the city and postal code, which were used.`
  return { located: words, cautions: [...cautions, { field: 'lat', detail }] }
}

/** The columns of `service_points` that say where it is, as everyone may read them. */
export type StoredPlace = {
  address: string | null
  city: string | null
  postalCode: string | null
  province: Province
  region: string
  placeId: string | null
  lat: number | null
  lng: number | null
  precision: Precision
  zone: string
}

/** Those columns of a row. */
export function placeColumns(row: { [column in keyof StoredPlace]: unknown }): StoredPlace {
  const { address, city, postalCode, placeId, province, region, lat, lng, precision, zone } = row
  const words = { address, city, postalCode, placeId }
  return { ...words, province, region, lat, lng, precision, zone } as StoredPlace
}

/**
 * What is stored in the open. Of a hidden point: the public anchor of its region, and nothing that
 * differs between two places of that region. A position that is only a province or a rural postal
 * code (53 km off in the median) is no position: null, so that nobody ranks it by kilometres.
 */
export function storedPlace(
  gazetteer: Gazetteer,
  facts: Facts,
  located: Located,
  hidden: boolean,
): StoredPlace {
  const { province, region } = located
  if (hidden) {
    const { anchor } = regionOf(gazetteer, region)
    const zone = facts.zone ?? zoneOf(anchor, gazetteer)
    const nowhere = { address: null, city: null, postalCode: null, placeId: null }
    return { ...nowhere, province, region, ...anchor, precision: 'place', zone }
  }
  const vague = located.precision === 'province' || located.precision === 'postal_rural'
  return {
    address: facts.address ?? null,
    city: facts.city ?? null,
    postalCode: facts.postalCode ?? null,
    province,
    region,
    placeId: located.placeId ?? null,
    lat: vague ? null : located.point.lat,
    lng: vague ? null : located.point.lng,
    precision: located.precision,
    zone: facts.zone ?? zoneOf(located.point, gazetteer),
  }
}
