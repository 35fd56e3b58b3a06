import { kilometres } from '../geography/distance.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import type { Place } from '../geography/place.ts'

/** A town by the measure of this page. */
const TOWN = 5_000
/** A settlement that lies farther than this from every town stands for itself. */
const REMOTE_KM = 80
const TERRITORIES = ['NT', 'NU', 'YT']
/** What a place counts for whose people nobody has counted. */
const UNKNOWN = 500

const known = new WeakMap<Gazetteer, Place[]>()

/**
 * Where people live, as coverage measures it: towns of 5,000 people or more, every place of the
 * territories, settlements farther than 80 km from any town, and the largest place of each region.
 * Neighbourhoods are their town.
 */
export function homes(gazetteer: Gazetteer): Place[] {
  const found = known.get(gazetteer) ?? find(gazetteer)
  known.set(gazetteer, found)
  return found
}

/** For weighing; an unknown population counts as small. */
export const peopleOf = ({ population }: Place): number => population ?? UNKNOWN

function find({ places }: Gazetteer): Place[] {
  const whole = places.filter(({ partOf }) => !partOf)
  const towns = whole.filter(({ population = 0 }) => population >= TOWN)
  const largest = new Map<string, Place>()
  for (const place of whole)
    if (peopleOf(place) > peopleOrNone(largest.get(place.region))) largest.set(place.region, place)
  const stands = (place: Place) =>
    (place.population ?? 0) >= TOWN ||
    TERRITORIES.includes(place.province) ||
    largest.get(place.region) === place ||
    towns.every(({ point }) => kilometres(point, place.point) > REMOTE_KM)
  return whole.filter(stands).sort((a, b) => (a.id < b.id ? -1 : 1))
}

const peopleOrNone = (place: Place | undefined): number => (place ? peopleOf(place) : 0)
