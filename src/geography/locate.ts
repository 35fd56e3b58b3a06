import { kilometres } from './distance.ts'
import type { Gazetteer } from './gazetteer.ts'
import { disagree, locateError, notFound } from './locate-texts.ts'
import { nearestPlace } from './nearest.ts'
import type {
  LocateCaution,
  Located,
  LocateResult,
  LocationInput,
  Place,
  Point,
  Province,
} from './place.ts'
import { locatePostal } from './postal.ts'
import { provinceFrom } from './region.ts'
import { nearestSpellings, placesNamed, splitProvince } from './search.ts'
import { landOf } from './zones.ts'

/** A place and a postal code, or a point, that lie farther apart contradict one another. */
const DISAGREE_KM = 60
/** A point given without a name belongs to the nearest place if that is not farther. */
const NEAR_KM = 15
/** The zone table calls small islands and shores the sea. */
const AT_SEA_KM = 200

type Postal = NonNullable<ReturnType<typeof locatePostal>>

/**
 * The point that is meant, with its precision. In this order: a point given (exact); a place and
 * its urban postal code, which is finer; a place, which beats a rural postal code and one that
 * contradicts it (a caution); a postal code; a province. A name that stands for several places is
 * refused unless a postal code in one of them, or a province, decides.
 */
export function locate(gazetteer: Gazetteer, input: LocationInput): LocateResult {
  const province = provinceGiven(input)
  if (province === 'unknown') return locateError('unknown_place', 'province')
  const postal = input.postalCode?.trim() ? locatePostal(gazetteer, input.postalCode) : undefined
  if (input.postalCode?.trim() && !postal) return locateError('bad_postal_code', 'postalCode')
  const point = pointGiven(input)
  if (point && !inCanada(gazetteer, point)) return locateError('outside_canada', 'lat')
  const which = input.place?.trim()
    ? whichPlace(gazetteer, input.place, province, postal, point)
    : {}
  const { place, refused } = which
  const other = refused?.error === 'ambiguous_place' ? point : (point ?? postal)
  if (refused && !other) return refused
  const cautions = refused?.error === 'unknown_place' ? [notFound()] : []
  if (point) return found(atPoint(gazetteer, point, place, cautions))
  if (place) return found(atPlace(gazetteer, place, postal))
  if (postal) return found(atPostal(gazetteer, postal, province, cautions))
  if (province) return found(atProvince(gazetteer, province))
  return locateError('nothing_given', 'place')
}

function provinceGiven(input: LocationInput): Province | undefined | 'unknown' {
  if (!input.province?.trim()) return undefined
  return provinceFrom(input.province) ?? 'unknown'
}

function pointGiven(input: LocationInput): Point | undefined {
  if (input.lat === undefined && input.lng === undefined) return undefined
  return { lat: input.lat ?? Number.NaN, lng: input.lng ?? Number.NaN }
}

/**
 * The zone table says whose land it is; it is rough within a few kilometres of the border, so that
 * a foreign answer counts as Canada beside a Canadian place for which the table errs the same way.
 */
function inCanada(gazetteer: Gazetteer, point: Point): boolean {
  const { lat, lng } = point
  if (!(lat > 41.6 && lat < 83.3 && lng > -141.1 && lng < -52.3)) return false
  const land = landOf(point)
  if (land === 'canada') return true
  const near = nearestPlace(gazetteer, point)
  const km = kilometres(near.point, point)
  return land === 'sea' ? km < AT_SEA_KM : km < NEAR_KM && landOf(near.point) === 'abroad'
}

type Refused = Extract<LocateResult, { ok: false }>

/** The one place of that name; where there are several, a province, code or point may decide. */
function whichPlace(
  gazetteer: Gazetteer,
  text: string,
  province?: Province,
  postal?: Postal,
  point?: Point,
): { place?: Place; refused?: Refused } {
  const known = gazetteer.byId.get(text.trim())
  if (known) return { place: known }
  const asked = splitProvince(gazetteer, text, province)
  const places = placesNamed(gazetteer, asked.name, asked.province)
  if (places.length === 0) {
    const elsewhere = placesNamed(gazetteer, asked.name)
    const near = nearestSpellings(gazetteer, asked.name, asked.province)
    const suggestions = elsewhere.length > 0 ? elsewhere : near
    return { refused: locateError('unknown_place', 'place', suggestions) }
  }
  const home = asked.province ?? postal?.province
  const likely = places.filter(
    (each) => places.length === 1 || each.province === (home ?? each.province),
  )
  if (likely.length === 1) return { place: likely[0]! }
  const hint = point ?? (postal?.precision === 'province' ? undefined : postal?.point)
  const near = likely.filter((each) => hint && kilometres(each.point, hint) <= DISAGREE_KM)
  if (near.length === 1) return { place: near[0]! }
  return { refused: locateError('ambiguous_place', 'place', places) }
}

/** The land of the nearest place, unless the place that was named lies near across a border. */
function atPoint(
  gazetteer: Gazetteer,
  point: Point,
  place: Place | undefined,
  cautions: LocateCaution[],
): Located {
  const near = nearestPlace(gazetteer, point)
  const km = place ? kilometres(place.point, point) : 0
  const agreed = place && km <= DISAGREE_KM ? place : undefined
  const land = agreed && agreed.province !== near.province ? agreed : near
  const home = agreed ?? (kilometres(near.point, point) <= NEAR_KM ? near : undefined)
  return {
    point,
    precision: 'exact',
    province: land.province,
    region: land.region,
    ...(home && { placeId: home.id }),
    label: labelOf(home ?? near),
    cautions: place && !agreed ? [disagree('place_point_disagree', km)] : cautions,
  }
}

function atPlace(gazetteer: Gazetteer, place: Place, postal: Postal | undefined): Located {
  const located: Located = {
    point: place.point,
    precision: 'place',
    province: place.province,
    region: place.region,
    placeId: place.id,
    label: labelOf(place),
    cautions: [],
  }
  if (!postal) return located
  const km = kilometres(place.point, postal.point)
  const urban = postal.precision === 'postal_urban' || postal.precision === 'place'
  if (place.province !== postal.province || (urban && km > DISAGREE_KM)) {
    return { ...located, cautions: [disagree('place_postal_disagree', km)] }
  }
  if (postal.precision !== 'postal_urban') return located
  const town = postal.placeId ? gazetteer.byId.get(postal.placeId) : undefined
  return {
    ...located,
    point: postal.point,
    precision: 'postal_urban',
    region: town?.region ?? place.region,
  }
}

/** A rural postal code is off by 53 km in the median, so it says no region and no place. */
function atPostal(
  gazetteer: Gazetteer,
  postal: Postal,
  province: Province | undefined,
  cautions: LocateCaution[],
): Located {
  const fine = postal.precision === 'postal_urban' || postal.precision === 'place'
  const town = fine && postal.placeId ? gazetteer.byId.get(postal.placeId) : undefined
  const home = town ?? (fine ? nearestPlace(gazetteer, postal.point) : undefined)
  const wrong =
    province && province !== postal.province ? [disagree('province_postal_disagree')] : []
  return {
    point: postal.point,
    precision: postal.precision,
    province: postal.province,
    region: home?.region ?? postal.province.toLowerCase(),
    ...(town && { placeId: town.id }),
    label: town ? labelOf(town) : `${postal.code.slice(0, 3)}, ${postal.province}`,
    cautions: [...cautions, ...wrong],
  }
}

function atProvince(gazetteer: Gazetteer, province: Province): Located {
  const region = province.toLowerCase()
  const point = gazetteer.regions.get(region)!.anchor
  return { point, precision: 'province', province, region, label: province, cautions: [] }
}

const found = (located: Located): LocateResult => ({ ok: true, located })
const labelOf = (place: Place) => `${place.name}, ${place.province}`
