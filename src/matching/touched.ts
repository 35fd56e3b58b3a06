import { type AvoidedArea, kilometres } from '../geography/distance.ts'
import { type Gazetteer, nearestPlace } from '../geography/gazetteer.ts'
import type { Point } from '../geography/place.ts'

/** A town reaches that far around its centre, and land between towns belongs to one of them. */
const TOWN_KM = 25
/** A degree of latitude is a little longer: most places are too far north or south to be measured. */
const DEGREE_KM = 111

/**
 * The regions (and their provinces, which stand for regions that are too small) that an area to
 * avoid touches: one of their places lies in it or within 25 km of it, or is the nearest to its
 * centre. It looks at regions only, so that it tells nothing of where in one a hidden point is.
 */
export function touchedRegions(gazetteer: Gazetteer, areas: readonly AvoidedArea[]): string[] {
  const touched = new Set<string>()
  for (const { point, radiusKm } of areas) {
    const nearest = nearestPlace(gazetteer, point)
    const isNear = (at: Point) =>
      Math.abs(at.lat - point.lat) * DEGREE_KM <= radiusKm + TOWN_KM &&
      kilometres(at, point) <= radiusKm + TOWN_KM
    for (const place of gazetteer.places) {
      if (place !== nearest && !isNear(place.point)) continue
      touched.add(place.region).add(place.province.toLowerCase())
    }
  }
  return [...touched].sort()
}
