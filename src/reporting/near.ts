import { kilometres } from '../geography/distance.ts'
import type { Point } from '../geography/place.ts'

/** On the unit sphere: the greater the product of two, the nearer they lie. */
export type Unit = readonly [x: number, y: number, z: number]

const DEGREE = Math.PI / 180

export function unit({ lat, lng }: Point): Unit {
  const ring = Math.cos(lat * DEGREE)
  return [ring * Math.cos(lng * DEGREE), ring * Math.sin(lng * DEGREE), Math.sin(lat * DEGREE)]
}

/**
 * How near two units are. It orders distances as the great circle does, for three multiplications
 * instead of a dozen angles (700 places by 10,000 points: 30 ms, not 2 s); what is told is `kilometres`.
 */
export const nearness = (a: Unit, b: Unit): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** Kilometres from one point to others that come again and again, each measured once; null for none. */
export function measuring(from: Point): (to: { at?: Point } | undefined) => number | null {
  const known = new Map<object, number>()
  return (to) => {
    if (!to?.at) return null
    const km = known.get(to) ?? kilometres(from, to.at)
    known.set(to, km)
    return km
  }
}
