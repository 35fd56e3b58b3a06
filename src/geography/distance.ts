import { distance } from '@turf/distance'
import type { Point } from './place.ts'

/**
 * Kilometres along the great circle of a sphere of 6,371.0088 km. In Canada it differs from the
 * geodesic on the WGS 84 spheroid, which PostGIS gives, by less than 0.5 % (a test checks it).
 */
export function kilometres(a: Point, b: Point): number {
  return distance([a.lng, a.lat], [b.lng, b.lat])
}

export type Band = '0-5' | '5-15' | '15-30' | '30-60' | '60-120' | '120-300' | '300+'

/** The distance band that people are shown; each begins at its lower number. */
export function band(km: number): Band {
  if (km < 5) return '0-5'
  if (km < 15) return '5-15'
  if (km < 30) return '15-30'
  if (km < 60) return '30-60'
  if (km < 120) return '60-120'
  if (km < 300) return '120-300'
  return '300+'
}

/** An area that the person wants to stay out of. */
export type AvoidedArea = { point: Point; radiusKm: number }

const CELL_DEGREES = 0.01

/**
 * The person's position as it may be kept: the centre of a fixed cell of about 1.1 km by 1.1 km,
 * at every latitude (a row of cells holds as many as fit its circle). The same cell gives the same
 * bytes, so that nothing finer can be read from it.
 */
export function coarse(point: Point): Point {
  const rowIndex = Math.min(Math.floor((point.lat + 90) / CELL_DEGREES), 180 / CELL_DEGREES - 1)
  const lat = (rowIndex + 0.5) * CELL_DEGREES - 90
  const cells = Math.max(1, Math.floor((360 / CELL_DEGREES) * Math.cos((lat * Math.PI) / 180)))
  const width = 360 / cells
  const lng = (Math.floor((point.lng + 180) / width) + 0.5) * width - 180
  return { lat: round(lat), lng: round(lng) }
}

const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5
