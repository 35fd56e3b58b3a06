import type { Gazetteer } from './gazetteer.ts'
import { nameKey } from './names.ts'
import type { Located, Place, Point, Province } from './place.ts'

/**
 * The grouping that stands for a hidden service point, and for a small place before a yes: census
 * divisions, merged where one holds fewer than three municipalities (neighbourhoods of a town do
 * not count), else the whole province, whose id is 'on'. `anchor` is its most populous place, a
 * public centre, fixed in the gazetteer's file. The grouping is in scripts/build-gazetteer-regions.
 */
export type Region = {
  id: string
  province: Province
  name: { en: string; fr: string }
  anchor: Point
  municipalities: number
}

/** Above this many people a place may be told before a yes. */
const TOLD_BY_NAME = 50_000

/** @throws RangeError for an id that is neither a region nor a province of this gazetteer. */
export function regionOf(gazetteer: Gazetteer, id: string): Region {
  const region = gazetteer.regions.get(id)
  if (!region) throw new RangeError('unknown region')
  return region
}

/**
 * The ids that a service area may be compared with, finest first: the place, the town that it is a
 * part of, the region, the province ('on'), and 'ca', the whole country.
 */
export function areaIds(gazetteer: Gazetteer, located: Located): string[] {
  const place = located.placeId ? gazetteer.byId.get(located.placeId) : undefined
  const ids = [located.placeId, place?.partOf, located.region, located.province.toLowerCase(), 'ca']
  return [...new Set(ids.filter((id) => id !== undefined))]
}

/**
 * How a place is told before a yes: the place itself (or the town that it is a part of) if it has
 * over 50,000 people, else its region, else the province.
 */
export function areaOf(
  gazetteer: Gazetteer,
  located: Located,
): { id: string; label: { en: string; fr: string } } {
  const place = located.placeId ? gazetteer.byId.get(located.placeId) : undefined
  const town = place?.partOf ? gazetteer.byId.get(place.partOf) : undefined
  const told = [place, town].find((each) => (each?.population ?? 0) > TOLD_BY_NAME)
  if (told) return { id: told.id, label: bothNames(told) }
  const region = regionOf(gazetteer, located.region)
  return { id: region.id, label: region.name }
}

/** The name of what `areaOf` told by its id; the id itself if this gazetteer does not know it. */
export function areaLabel(gazetteer: Gazetteer, id: string): { en: string; fr: string } {
  const place = gazetteer.byId.get(id)
  if (place) return bothNames(place)
  return gazetteer.regions.get(id)?.name ?? { en: id, fr: id }
}

const bothNames = (place: Place) => ({ en: place.name, fr: place.nameFr ?? place.name })

const provinceNames: Record<Province, [en: string, fr: string]> = {
  AB: ['Alberta', 'Alberta'],
  BC: ['British Columbia', 'Colombie-Britannique'],
  MB: ['Manitoba', 'Manitoba'],
  NB: ['New Brunswick', 'Nouveau-Brunswick'],
  NL: ['Newfoundland and Labrador', 'Terre-Neuve-et-Labrador'],
  NS: ['Nova Scotia', 'Nouvelle-Écosse'],
  NT: ['Northwest Territories', 'Territoires du Nord-Ouest'],
  NU: ['Nunavut', 'Nunavut'],
  ON: ['Ontario', 'Ontario'],
  PE: ['Prince Edward Island', 'Île-du-Prince-Édouard'],
  QC: ['Quebec', 'Québec'],
  SK: ['Saskatchewan', 'Saskatchewan'],
  YT: ['Yukon', 'Yukon'],
}

export const provinces = Object.keys(provinceNames) as Province[]

export function provinceName(province: Province, language: 'en' | 'fr'): string {
  return provinceNames[province][language === 'en' ? 0 : 1]
}

/** The province that a text names, by abbreviation or by its English or French name. */
export function provinceFrom(text: string): Province | undefined {
  const key = nameKey(text)
  return provinces.find((code) =>
    [code, ...provinceNames[code]].some((name) => nameKey(name) === key),
  )
}
