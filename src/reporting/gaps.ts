import { NEEDS, type Need } from '../directory/needs.ts'
import type { Place } from '../geography/place.ts'
import { LIMIT_KM } from './limits.ts'
import { measuring, nearness, type Unit, unit } from './near.ts'
import type { CoverPoint } from './points.ts'
import { AUDIENCES, type Audience, takesAll } from './who.ts'

/**
 * Somebody who lives there has nobody near for a need. `none`: nobody within the limit is known to take
 * them; `listed`: only service points that nobody vetted, to whom nothing is offered.
 */
export type Gap = {
  home: Place
  need: Need
  audience: Audience
  kind: 'none' | 'listed'
  /** To the nearest partner or listed for `none`, to the nearest partner for `listed`; null: there is none. */
  km: number | null
  /** Within the limit stands one that does not say whether it takes them. */
  unsure: boolean
}

/**
 * Every gap at these places. A gap is there exactly when no partner that is known to take these people
 * stands within the need's limit: what is unknown, remote, or nowhere in particular hides none.
 */
export const gapsAt = (points: readonly CoverPoint[], lived: readonly Place[]): Gap[] =>
  lived.flatMap(judging(points))

/** The same, home by home: what is alike in points is put together once. */
export function judging(points: readonly CoverPoint[]): (home: Place) => Gap[] {
  const groups = groupsOf(points)
  return (home) => gapsOf(home, groups)
}

/** Points that are alike in all that a gap asks about but where they stand. */
type Group = {
  /** What it is known to cover, and what it may cover, as cells: `need * AUDIENCES.length + audience`. */
  sure: Uint16Array
  unsure: Uint16Array
  partner: boolean
  at: { unit: Unit; point: CoverPoint }[]
}
const CELLS = NEEDS.length * AUDIENCES.length

function groupsOf(points: readonly CoverPoint[]): Group[] {
  const groups = new Map<string, Group>()
  for (const point of points) {
    if (!point.at || point.remote) continue
    const said = AUDIENCES.map((audience) => takesAll(point, audience))
    const key = `${point.partner} ${said} ${point.needs}`
    const known = groups.get(key)
    const at = { unit: unit(point.at), point }
    if (known) known.at.push(at)
    else {
      const [sure, unsure] = [
        cellsOf(point.needs, said, 'yes'),
        cellsOf(point.needs, said, 'unsure'),
      ]
      groups.set(key, { sure, unsure, partner: point.partner, at: [at] })
    }
  }
  return [...groups.values()]
}

const cellsOf = (needs: readonly Need[], said: readonly string[], word: string): Uint16Array =>
  Uint16Array.from(
    needs.flatMap((need) => {
      const first = NEEDS.indexOf(need) * AUDIENCES.length
      return said.flatMap((each, i) => (each === word ? [first + i] : []))
    }),
  )

/** The nearest for each cell. */
type Nearest = { best: Float64Array; found: (CoverPoint | undefined)[] }
const nobody = (): Nearest => ({
  best: new Float64Array(CELLS).fill(-2),
  found: new Array<CoverPoint | undefined>(CELLS),
})

/** Plain loops: of 10,000 points and 700 homes this is what takes the time. */
function offer(
  { best, found }: Nearest,
  cells: Uint16Array,
  near: number,
  point: CoverPoint,
): void {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!
    if (near <= best[cell]!) continue
    best[cell] = near
    found[cell] = point
  }
}

function gapsOf(home: Place, groups: readonly Group[]): Gap[] {
  const [partners, listed, unsure] = [nobody(), nobody(), nobody()]
  const from = unit(home.point)
  const away = measuring(home.point)
  for (const group of groups) {
    let near = -2
    let point = group.at[0]!.point
    for (const each of group.at) {
      const now = nearness(from, each.unit)
      if (now <= near) continue
      near = now
      point = each.point
    }
    offer(group.partner ? partners : listed, group.sure, near, point)
    offer(unsure, group.unsure, near, point)
  }
  return NEEDS.flatMap((need, i) =>
    AUDIENCES.flatMap((audience, j) => {
      const cell = i * AUDIENCES.length + j
      const km = (of: Nearest) => away(of.found[cell])
      const within = (far: number | null) => far !== null && far <= LIMIT_KM[need]
      const partner = km(partners)
      if (within(partner)) return []
      const other = km(listed)
      const kind = within(other) ? ('listed' as const) : ('none' as const)
      const nearest = kind === 'listed' ? partner : least(partner, other)
      return [{ home, need, audience, kind, km: nearest, unsure: within(km(unsure)) }]
    }),
  )
}

const least = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b)
