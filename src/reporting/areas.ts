import { NEEDS, type Need } from '../directory/needs.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import type { Place, Province } from '../geography/place.ts'
import { homes, peopleOf } from './homes.ts'
import { measuring, nearness, type Unit, unit } from './near.ts'
import type { CoverPoint } from './points.ts'
import { takes, type Who } from './who.ts'

/** What there is for one need and one kind of people in one area. */
export type Cover = {
  need: Need
  /** Stand here and are known to take them; `remote` are counted apart. */
  partners: number
  listed: number
  /** Stand here, and do not say whether they take them, or take some of this age only. */
  unsure: number
  /** By telephone or online, for people here, wherever it stands. */
  remote: number
  /** Of partners and listed, how many answer at 02:00; unknown hours are not yes. */
  night: number
  /** Languages of the staff of partners and listed, the most common first. */
  languages: { code: string; points: number }[]
  /** Half of the people here live within so many km of the nearest one, partner or listed, in any area. */
  halfKm: number | null
  /** The place that has it farthest. */
  farthest: { place: string; km: number | null } | null
}

/** A province or a region of it. `rest`: what stands in the province, its region not told. */
export type Area = {
  id: string
  province: Province
  kind: 'province' | 'region' | 'rest'
  /** Of everything that stands here. */
  partners: number
  listed: number
  needs: Cover[]
}

/**
 * How an area and its parts are covered for one kind of people: the whole country by provinces, or one
 * province and its regions. It is a pure function of what the directory says and of the gazetteer.
 */
export function areasOf(
  points: readonly CoverPoint[],
  gazetteer: Gazetteer,
  { who, province }: { who: Who; province?: Province },
): Area[] {
  const lived = homes(gazetteer).filter((home) => !province || home.province === province)
  const reached = nearestOf(points, lived, who)
  const lines = points.filter(({ remote }) => remote)
  return areaList(gazetteer, points, province).map(({ id, kind, province }) => {
    const within = (each: { region: string; province: Province }) =>
      each.province === province && (kind === 'province' || each.region === id)
    const here = points.filter(within)
    const standing = here.filter(({ remote }) => !remote)
    const people = lived.filter((home) => kind !== 'rest' && within(home))
    return {
      ...{ id: kind === 'rest' ? `${id}-rest` : id, province, kind },
      partners: here.filter(({ partner }) => partner).length,
      listed: here.filter(({ partner }) => !partner).length,
      needs: NEEDS.map((need) => ({
        ...coverOf(standing, need, who),
        remote: remoteFor(lines, need, who, kind === 'region' ? id : undefined, province),
        ...distances(people, reached, need),
      })),
    }
  })
}

type Listed = Pick<Area, 'id' | 'kind' | 'province'>

function areaList(
  { regions }: Gazetteer,
  points: readonly CoverPoint[],
  only?: Province,
): Listed[] {
  const all = [...regions.values()].map(({ id, province }) => ({ id, province }))
  const whole = ({ id, province }: { id: string; province: Province }) =>
    id === province.toLowerCase()
  const provinces = all.filter(whole).map((each) => ({ ...each, kind: 'province' as const }))
  if (!only) return provinces
  const own = all.filter((each) => each.province === only && !whole(each))
  const rest = own.length > 0 && points.some(({ region }) => region === only.toLowerCase())
  return [
    ...provinces.filter(({ province }) => province === only),
    ...own.map((each) => ({ ...each, kind: 'region' as const })),
    ...(rest ? [{ id: only.toLowerCase(), province: only, kind: 'rest' as const }] : []),
  ]
}

function coverOf(standing: readonly CoverPoint[], need: Need, who: Who) {
  const offering = standing.filter(({ needs }) => needs.includes(need))
  const sure = offering.filter((point) => takes(point, who) === 'yes')
  const spoken = new Map<string, number>()
  for (const { languages } of sure)
    for (const code of languages) spoken.set(code, (spoken.get(code) ?? 0) + 1)
  return {
    need,
    partners: sure.filter(({ partner }) => partner).length,
    listed: sure.filter(({ partner }) => !partner).length,
    unsure: offering.filter((point) => takes(point, who) === 'unsure').length,
    night: sure.filter(({ night }) => night === true).length,
    languages: [...spoken]
      .map(([code, points]) => ({ code, points }))
      .sort((a, b) => b.points - a.points || (a.code < b.code ? -1 : 1)),
  }
}

/** Remote services that say that they serve here, or do not say where they serve. */
const remoteFor = (
  lines: readonly CoverPoint[],
  need: Need,
  who: Who,
  region: string | undefined,
  province: Province,
): number =>
  lines.filter(
    (point) =>
      servesArea(point, region, province) &&
      point.needs.includes(need) &&
      takes(point, who) === 'yes',
  ).length

/** An area that is stated may be a place of the region, the region, the province or the country. */
function servesArea(
  { areas }: Pick<CoverPoint, 'areas'>,
  region: string | undefined,
  province: Province,
): boolean {
  const whole = province.toLowerCase()
  if (!areas) return true
  return areas.some(
    (area) =>
      area === 'ca' || area === whole || (region ? area === region : area.startsWith(`${whole}-`)),
  )
}

/** For each home and need, how far the nearest is that is known to take these people. */
type Reached = Map<Place, (number | null)[]>

function nearestOf(points: readonly CoverPoint[], lived: readonly Place[], who: Who): Reached {
  const sure = points
    .filter((point) => point.at && !point.remote && takes(point, who) === 'yes')
    .map((point) => ({
      point,
      at: unit(point.at!),
      needs: point.needs.map((need) => NEEDS.indexOf(need)),
    }))
  return new Map(
    lived.map((home) => [home, nearestTo(unit(home.point), sure).map(measuring(home.point))]),
  )
}

function nearestTo(
  from: Unit,
  sure: readonly { point: CoverPoint; at: Unit; needs: readonly number[] }[],
): (CoverPoint | undefined)[] {
  const best = new Float64Array(NEEDS.length).fill(-2)
  const found: (CoverPoint | undefined)[] = NEEDS.map(() => undefined)
  for (const { point, at, needs } of sure) {
    const near = nearness(from, at)
    for (const need of needs) {
      if (near <= best[need]!) continue
      best[need] = near
      found[need] = point
    }
  }
  return found
}

function distances(people: readonly Place[], reached: Reached, need: Need) {
  const index = NEEDS.indexOf(need)
  const all = people
    .map((home) => ({ home, km: reached.get(home)![index]! }))
    .sort((a, b) => (a.km ?? Infinity) - (b.km ?? Infinity) || (a.home.id < b.home.id ? -1 : 1))
  const half = all.reduce((sum, { home }) => sum + peopleOf(home), 0) / 2
  let counted = 0
  const middle = all.find(({ home }) => {
    counted += peopleOf(home)
    return counted >= half
  })
  const last = all.at(-1)
  return {
    halfKm: middle?.km ?? null,
    farthest: last ? { place: last.home.id, km: last.km } : null,
  }
}
