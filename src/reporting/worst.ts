import type { Need } from '../directory/needs.ts'
import type { Place, Province } from '../geography/place.ts'
import type { Gap } from './gaps.ts'
import { peopleOf } from './homes.ts'
import { LIMIT_KM, WEIGHT } from './limits.ts'
import type { CoverPoint } from './points.ts'
import { AUDIENCES, type Audience, takesAll } from './who.ts'

/** Gaps of one province that are said in one sentence: the same need, kind and places. */
export type Said = {
  province: Province
  need: Need
  kind: Gap['kind']
  /** In the order of AUDIENCES. */
  audiences: Audience[]
  /** The most populous first. */
  places: Place[]
  /** How far the nearest is from the place that has it farthest; null: from some of them there is none at all. */
  farthestKm: number | null
  /** Services by telephone or online that serve all of the province, for some of these people. */
  remote: number
  /** At some of them stands one that does not say whether it takes them. */
  unsure: boolean
}

/** Gaps as sentences, in no order. Every gap is in exactly one of them; none is of two provinces. */
export function sentences(gaps: readonly Gap[], points: readonly CoverPoint[]): Said[] {
  const lines = points.filter(({ remote }) => remote)
  const byAudience = grouped(gaps, ({ home, need, kind, audience }) =>
    [home.province, need, kind, audience].join(),
  )
  const bySame = grouped(byAudience, (same) =>
    [
      same[0]!.home.province,
      same[0]!.need,
      same[0]!.kind,
      ...same.map(({ home }) => home.id),
    ].join(),
  )
  return bySame.map((same) => said(same.flat(), lines))
}

/** The worst first. */
export const worstFirst = (list: readonly Said[]): Said[] =>
  list
    .map((each) => ({ each, weight: weightOf(each), key: keyOf(each) }))
    .sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1))
    .map(({ each }) => each)

function grouped<T>(list: readonly T[], key: (of: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const each of list) {
    const name = key(each)
    const known = groups.get(name)
    if (known) known.push(each)
    else groups.set(name, [each])
  }
  return [...groups.values()]
}

function said(gaps: readonly Gap[], lines: readonly CoverPoint[]): Said {
  const { home, need, kind } = gaps[0]!
  const audiences = new Set(gaps.map(({ audience }) => audience))
  return {
    ...{ province: home.province, need, kind },
    audiences: AUDIENCES.filter((each) => audiences.has(each)),
    places: [...new Set(gaps.map(({ home }) => home))].sort(
      (a, b) => peopleOf(b) - peopleOf(a) || (a.id < b.id ? -1 : 1),
    ),
    farthestKm: gaps.reduce<number | null>(
      (most, { km }) => (most === null || km === null ? null : Math.max(most, km)),
      0,
    ),
    remote: lines.filter(
      (line) =>
        line.needs.includes(need) &&
        servesAll(line, home.province) &&
        [...audiences].some((audience) => takesAll(line, audience) === 'yes'),
    ).length,
    unsure: gaps.some(({ unsure }) => unsure),
  }
}

const servesAll = ({ areas }: CoverPoint, province: Province): boolean =>
  !areas || areas.includes('ca') || areas.includes(province.toLowerCase())

/**
 * How bad: the need, for how many groups, how far, and for how many people. Ten times the people count
 * half as much again and not ten times, so that neither a big city nor the north disappears behind the
 * other; what can be had by telephone or online counts a third.
 */
function weightOf({ need, kind, audiences, places, farthestKm, remote }: Said): number {
  const people = Math.log10(places.reduce((sum, place) => sum + peopleOf(place), 0))
  const times = farthestKm === null ? 5 : Math.min(5, farthestKm / LIMIT_KM[need])
  const eased = (kind === 'listed' ? 0.5 : 1) * (remote > 0 ? 1 / 3 : 1)
  return (WEIGHT[need] ?? 1) * audiences.length * times * people * eased
}

const keyOf = ({ province, need, kind, audiences }: Said): string =>
  [province, need, kind, ...audiences].join()
