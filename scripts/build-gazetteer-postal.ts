import { createRequire } from 'node:module'
import { kilometres } from '../src/geography/distance.ts'
import { nameKey } from '../src/geography/names.ts'
import type { Point } from '../src/geography/place.ts'
import { provinceOfPostal } from '../src/geography/postal.ts'
import type { Draft } from './build-gazetteer-places.ts'

/** A postal area on its way into the file; `coarse`: only as good as its town. */
export type PostalDraft = { area: string; point: Point; town?: Draft; coarse: boolean }

type Source = {
  zipcode: string
  latitude: number
  longitude: number
  region: string
  city?: string | null
  state_abbr: string
}
/** `neighbourKm`: to the nearest other area with the same first two characters. */
type Known = { row: Source; point: Point; neighbourKm: number }

const require = createRequire(import.meta.url)

/** A centroid this far from the neighbourhoods that its own row names is wrong. */
const PARTS_KM = 5
/** An area whose neighbour by code is this near is where it should be. */
const NEIGHBOUR_KM = 5
/** A town of the right name farther off is a homonym, unless the area has no neighbour in 20 km. */
const HOMONYM_KM = 60
const ALONE_KM = 20
/** An area this near to a place is plausible where it is, whatever town it names. */
const BESIDE_KM = 15

/**
 * The postal areas of the source, each checked against its neighbours and the town it names:
 * - a rural one (second character 0) stands at the town that the source names, if it is known;
 * - an urban one that lies over 5 km off the neighbourhoods that it names stands at their mean;
 * - one with no neighbour by code within 5 km that is too far out for its town (10 km; 15 and 25
 *   for over 100,000 and 500,000 people) stands at the town, and is only as good as the town;
 * - one that names a town over 60 km off is a homonym if it has a neighbour within 20 km; else it
 *   is moved to that town if another area that names it lies there and no place lies within 15 km
 *   of it as it is; otherwise nobody knows, and it is dropped;
 * - one over 60 km from any place is dropped (H0H, at the Pole). What is dropped is known by its
 *   province only.
 */
export function draftPostal(places: Draft[], say: (line: string) => void): PostalDraft[] {
  const rows = (require('reverse-geocode/locations/CA.json') as Source[]).filter(
    (row, i, all) => all.findIndex((other) => other.zipcode === row.zipcode) === i,
  )
  const known = rows.map((row) => ({
    row,
    point: pointOf(row),
    neighbourKm: neighbourKm(row, rows),
  }))
  const named = finderOf(places)
  const drafts = known.flatMap((each) => {
    const made = isRural(each.row) ? rural(each, named) : urban(each, known, places, named)
    const far = made && !places.some((place) => kilometres(place.point, made.point) < HOMONYM_KM)
    const label = `postal ${each.row.zipcode} (${each.row.region})`
    const wrong = provinceOfPostal(each.row.zipcode) !== each.row.state_abbr
    if (!made || far || wrong) say(`${label} dropped`)
    const km = made ? kilometres(made.point, each.point) : 0
    if (km > 1) say(`${label} moved ${km.toFixed(0)} km${made?.coarse ? ' to its town' : ''}`)
    return made && !far && !wrong ? [made] : []
  })
  for (const draft of drafts)
    draft.town ??= isRural({ zipcode: draft.area }) ? undefined : townBeside(draft, drafts)
  return drafts.sort((a, b) => (a.area < b.area ? -1 : 1))
}

function rural({ row, point }: Known, named: Find): PostalDraft {
  const inside = partsNamed(row)
  const [town] = (inside.length > 0 ? inside : [row.region])
    .flatMap((name) => named(name, row))
    .sort((a, b) => b.population - a.population)
  return { area: row.zipcode, point: town?.point ?? point, coarse: false, ...(town && { town }) }
}

function urban(each: Known, all: Known[], places: Draft[], named: Find): PostalDraft | undefined {
  const { row, point } = each
  const towns = phrases(row).flatMap((name) => named(name, row))
  const near = towns.find((town) => kilometres(town.point, point) < HOMONYM_KM)
  if (near)
    return { area: row.zipcode, point, coarse: false, town: near, ...mend(each, near, named) }
  if (towns.length === 0 || each.neighbourKm < ALONE_KM)
    return { area: row.zipcode, point, coarse: false }
  if (places.some((place) => kilometres(place.point, point) < BESIDE_KM)) return undefined
  const sure = towns.find((town) => all.some((other) => other !== each && isAt(other, town, named)))
  return sure && { area: row.zipcode, point: sure.point, coarse: true, town: sure }
}

function mend({ row, point, neighbourKm }: Known, town: Draft, named: Find): Partial<PostalDraft> {
  const parts = partsNamed(row)
    .flatMap((name) => named(name, row))
    .filter((part) => kilometres(part.point, town.point) < 25)
  if (parts.length > 0) {
    const mean = meanOf(parts.map((part) => part.point))
    return kilometres(mean, point) > PARTS_KM ? { point: mean } : {}
  }
  const limit = town.population > 500_000 ? 25 : town.population > 100_000 ? 15 : 10
  const out = kilometres(point, town.point) > (neighbourKm > ALONE_KM / 2 ? 10 : limit)
  return out && neighbourKm > NEIGHBOUR_KM ? { point: town.point, coarse: true } : {}
}

/** Another urban area names this town and lies there. */
function isAt({ row, point }: Known, town: Draft, named: Find): boolean {
  if (isRural(row) || kilometres(point, town.point) > 25) return false
  return phrases(row).some((name) => named(name, row).includes(town))
}

/** The town of the nearest area that has one, for an area whose own name is not a place. */
function townBeside(draft: PostalDraft, all: PostalDraft[]): Draft | undefined {
  const beside = all
    .filter(
      (other) => other.town && other.area[0] === draft.area[0] && !isRural({ zipcode: other.area }),
    )
    .map((other) => ({ other, km: kilometres(other.point, draft.point) }))
    .sort((a, b) => a.km - b.km)[0]
  return beside && beside.km < 10 ? beside.other.town : undefined
}

const pointOf = (row: Source): Point => ({ lat: row.latitude, lng: row.longitude })
const isRural = (row: { zipcode: string }) => row.zipcode[1] === '0'

function neighbourKm(row: Source, rows: Source[]): number {
  const others = rows.filter(
    (other) => other !== row && other.zipcode.slice(0, 2) === row.zipcode.slice(0, 2),
  )
  return Math.min(...others.map((other) => kilometres(pointOf(other), pointOf(row))))
}

/** "Calgary (Braeside / Woodbine)" names two neighbourhoods, "Eastern Alberta (St. Paul)" a town. */
function partsNamed(row: Source): string[] {
  const inside = /\(([^)]*)\)/.exec(row.region)?.[1] ?? ''
  return inside
    .split('/')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** Every run of words of the name before the parenthesis, longest first, then the city. */
function phrases(row: Source): string[] {
  const words = row.region.replace(/\(.*$/, '').trim().split(' ')
  const runs = words.flatMap((_, from) =>
    words.slice(from).map((_, i) => words.slice(from, from + i + 1)),
  )
  const longest = runs.sort((a, b) => b.length - a.length).map((run) => run.join(' '))
  return [...longest, row.city ?? ''].filter((name) => name.length > 3)
}

/** Places by a name in the province of a row, the nearest to the row first. */
type Find = (name: string, row: Source) => Draft[]

function finderOf(places: Draft[]): Find {
  const byKey = Map.groupBy(
    places.flatMap((place) =>
      [...new Set([place.name, place.nameFr, ...place.aliases].filter(Boolean).map(nameKey))].map(
        (key) => ({ key: `${place.province} ${key}`, place }),
      ),
    ),
    ({ key }) => key,
  )
  return (name, row) =>
    (byKey.get(`${row.state_abbr} ${nameKey(name)}`) ?? [])
      .map(({ place }) => place)
      .sort((a, b) => kilometres(a.point, pointOf(row)) - kilometres(b.point, pointOf(row)))
}

function meanOf(points: Point[]): Point {
  const sum = points.reduce((all, each) => ({ lat: all.lat + each.lat, lng: all.lng + each.lng }))
  return { lat: sum.lat / points.length, lng: sum.lng / points.length }
}
