import type { Need } from '../directory/needs.ts'
import type { Place } from '../geography/place.ts'
import { LIMIT_KM } from './limits.ts'
import { measuring, nearness, unit } from './near.ts'
import type { CoverPoint } from './points.ts'
import { takes, type Who } from './who.ts'

/** How one place stands for one need: as a mark on the map. */
export type Standing = {
  home: Place
  kind: 'near' | 'listed' | 'none'
}

/** How each place stands for a need and a kind of people, by the nearest partner and the nearest listed. */
export function standingOf(
  points: readonly CoverPoint[],
  lived: readonly Place[],
  { need, who }: { need: Need; who: Who },
): Standing[] {
  const sure = points
    .filter(
      (point) =>
        point.at && !point.remote && point.needs.includes(need) && takes(point, who) === 'yes',
    )
    .map(({ at, partner }) => ({ at: at!, unit: unit(at!), partner }))
  const [partners, listed] = [true, false].map((kind) =>
    sure.filter((each) => each.partner === kind),
  )
  return lived.map((home) => {
    const from = unit(home.point)
    const within = (list: typeof sure) => {
      let [near, found] = [-2, undefined as (typeof sure)[number] | undefined]
      for (const each of list) {
        const now = nearness(from, each.unit)
        if (now > near) [near, found] = [now, each]
      }
      return (measuring(home.point)(found) ?? Infinity) <= LIMIT_KM[need]
    }
    return { home, kind: within(partners!) ? 'near' : within(listed!) ? 'listed' : 'none' }
  })
}
