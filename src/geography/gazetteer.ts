import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { EXONYMS } from './exonyms.ts'
import { nameKey, nameWords, placeId } from './names.ts'
import type { Place, Point, Precision, Province } from './place.ts'
import type { Region } from './region.ts'

// The face of geography: the files behind it import only types from here.
export { locate } from './locate.ts'
export { nearestPlace } from './nearest.ts'
export { provinceOfPostal } from './postal.ts'
export { searchPlaces } from './search.ts'

/** The first three characters of postal codes: where they lie and the town they belong to. */
export type PostalArea = { point: Point; precision: Precision; placeId?: string }

/** Places, postal areas and regions of Canada, in memory (2 MB of heap, 8 MB resident). Never changed. */
export type Gazetteer = {
  attribution: string[]
  places: Place[]
  byId: Map<string, Place>
  byKey: Map<string, Place[]>
  names: { key: string; words: string[]; place: Place }[]
  postal: Map<string, PostalArea>
  regions: Map<string, Region>
}

/**
 * The file, written by scripts/build-gazetteer. Positions are degrees to four decimals.
 * regions: id, province, English, French, lat, lng, municipalities (provinces too: 'on').
 * places: name, region's index, lat, lng, population (0 unknown), then as far as needed: index of
 * the town it is a part of (-1 none), French name, other names joined by "|", id if not the usual.
 * postal: area, lat, lng, index of its town (-1 none), 1 if it is only as good as the town.
 */
export type GazetteerFile = {
  attribution: string[]
  regions: [string, Province, string, string, number, number, number][]
  places: PlaceRow[]
  postal: [string, number, number, number, 0 | 1][]
}
export type PlaceRow = [
  name: string,
  region: number,
  lat: number,
  lng: number,
  population: number,
  partOf?: number,
  nameFr?: string,
  aliases?: string,
  id?: string,
]

const SHIPPED = new URL('../../db/seed/gazetteer.json', import.meta.url)

/**
 * Reads the gazetteer, by default the one that ships; an operator's fuller file has the same
 * format and may be gzipped (.gz).
 * @throws Error if the file cannot be read or is not a gazetteer.
 */
export function loadGazetteer(file?: string): Gazetteer {
  const bytes = readFileSync(file ?? SHIPPED)
  const text = (file?.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return indexGazetteer(JSON.parse(text) as GazetteerFile)
}

/** The file's rows with the indexes that searching needs. */
export function indexGazetteer(file: GazetteerFile): Gazetteer {
  const ids = file.places.map((row) => row[8] || placeId(file.regions[row[1]]![1], row[0]))
  const places = file.places.map((row, index) => placeOf(file, row, ids, index))
  const gazetteer: Gazetteer = {
    attribution: file.attribution,
    places,
    byId: new Map(places.map((place) => [place.id, place])),
    byKey: new Map(),
    names: [],
    postal: new Map(),
    regions: new Map(),
  }
  for (const [index, place] of places.entries()) addNames(gazetteer, place, file.places[index]?.[7])
  for (const [name, others] of EXONYMS)
    for (const place of gazetteer.byKey.get(nameKey(name)) ?? [])
      for (const other of others) addName(gazetteer, place, other)
  for (const [id, province, en, fr, lat, lng, municipalities] of file.regions) {
    const anchor = { lat, lng }
    gazetteer.regions.set(id, { id, province, name: { en, fr }, anchor, municipalities })
  }
  for (const [area, lat, lng, town, coarse] of file.postal) {
    const urban = coarse ? 'place' : 'postal_urban'
    gazetteer.postal.set(area, {
      point: { lat, lng },
      precision: area[1] === '0' ? 'postal_rural' : urban,
      ...(town >= 0 && { placeId: ids[town]! }),
    })
  }
  return gazetteer
}

function placeOf(file: GazetteerFile, row: PlaceRow, ids: string[], index: number): Place {
  const [name, regionIndex, lat, lng, population, partOf = -1, nameFr] = row
  const [region, province] = file.regions[regionIndex]!
  return {
    id: ids[index]!,
    name,
    ...(nameFr && { nameFr }),
    province,
    point: { lat, lng },
    ...(population > 0 && { population }),
    region,
    ...(partOf >= 0 && { partOf: ids[partOf]! }),
  }
}

function addNames(gazetteer: Gazetteer, place: Place, aliases = ''): void {
  const names = [place.name, place.nameFr ?? '', ...aliases.split('|')].filter(Boolean)
  for (const name of names) addName(gazetteer, place, name)
}

/** Once for each place, however many spellings of it come to the same. */
function addName({ names, byKey }: Gazetteer, place: Place, name: string): void {
  const key = nameKey(name)
  const same = byKey.get(key) ?? []
  if (same.includes(place)) return
  names.push({ key, words: nameWords(name), place })
  byKey.set(key, [...same, place])
}
