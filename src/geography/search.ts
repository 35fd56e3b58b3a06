import { kilometres } from './distance.ts'
import type { Gazetteer } from './gazetteer.ts'
import { texts } from './locate-texts.ts'
import { edits, nameKey, typedKeys } from './names.ts'
import type { Place, Point, Precision, Province } from './place.ts'
import { locatePostal } from './postal.ts'
import { provinceFrom } from './region.ts'

export type PlaceSearch = {
  places: Place[]
  postal?: { code: string; province: Province; point: Point; precision: Precision }
  /** The name stands for several places: ask which. */
  ambiguous: boolean
  /** What may have been meant, when nothing was found. */
  nearestSpellings: Place[]
  /** Nothing was found; the message says why. */
  unknown: boolean
  message?: { en: string; fr: string }
}

/** Two places of one name that lie nearer than this are taken for one: the more populous. */
const SAME_PLACE_KM = 15

/**
 * Places for a name as it is typed: exact names first, then beginnings, then later words, each by
 * population. Accents, case, hyphens and "St./Saint" do not matter; English and French names, and
 * "Windsor ON", are known. A postal code, whole or its first three, answers with its point.
 */
export function searchPlaces(
  gazetteer: Gazetteer,
  query: string,
  options: { province?: Province; limit?: number } = {},
): PlaceSearch {
  const limit = options.limit ?? 10
  const postal = locatePostal(gazetteer, query)
  if (postal) {
    const { placeId, ...found } = postal
    const town = placeId ? gazetteer.byId.get(placeId) : undefined
    const places = town ? [town] : []
    return { places, postal: found, ambiguous: false, nearestSpellings: [], unknown: false }
  }
  const asked = splitProvince(gazetteer, query, options.province)
  if (!nameKey(asked.name)) return nothing(query, [])
  const exact = placesNamed(gazetteer, asked.name, asked.province)
  const places = beginning(gazetteer, asked.name, asked.province).slice(0, limit)
  if (places.length === 0)
    return nothing(query, nearestSpellings(gazetteer, asked.name, asked.province))
  return { places, ambiguous: exact.length > 1, nearestSpellings: [], unknown: false }
}

/** One that has the shape of a postal code holds a letter that never occurs there. */
function nothing(query: string, nearestSpellings: Place[]): PlaceSearch {
  const why = POSTAL_SHAPE.test(query.trim()) ? 'bad_postal_code' : 'unknown_place'
  return { places: [], ambiguous: false, nearestSpellings, unknown: true, message: texts[why] }
}
const POSTAL_SHAPE = /^[a-z]\d[a-z][\s-]*(\d([a-z]\d?)?)?$/i

/** "Windsor, Ontario" → Windsor in ON. A text that is itself a name ("Victoria") stays whole. */
export function splitProvince(
  gazetteer: Gazetteer,
  text: string,
  province?: Province,
): { name: string; province?: Province } {
  if (gazetteer.byKey.has(nameKey(text))) return { name: text, province }
  const words = text
    .trim()
    .split(/[\s,()]+/)
    .filter(Boolean)
  for (let from = words.length - 1; from > 0 && from >= words.length - 4; from--) {
    const named = provinceFrom(words.slice(from).join(' '))
    if (named) return { name: words.slice(0, from).join(' '), province: province ?? named }
  }
  return { name: text, province }
}

/** Every place of exactly this name, most populous first, homonyms nearby taken for one. */
export function placesNamed(gazetteer: Gazetteer, name: string, province?: Province): Place[] {
  const all = [...(gazetteer.byKey.get(nameKey(name)) ?? [])].sort(byPopulation)
  const kept: Place[] = []
  for (const place of all) {
    if (province && place.province !== province) continue
    const near = (other: Place) =>
      other.province === place.province && kilometres(other.point, place.point) < SAME_PLACE_KM
    if (!kept.some(near)) kept.push(place)
  }
  return kept
}

function beginning(gazetteer: Gazetteer, name: string, province?: Province): Place[] {
  const whole = nameKey(name)
  const keys = typedKeys(name)
  const tiers = new Map<Place, number>()
  for (const entry of gazetteer.names) {
    if (province && entry.place.province !== province) continue
    const tier = tierOf(entry, whole, keys)
    if (tier < (tiers.get(entry.place) ?? 3)) tiers.set(entry.place, tier)
  }
  const order = (a: Place, b: Place) => tiers.get(a)! - tiers.get(b)! || byPopulation(a, b)
  return [...tiers.keys()].sort(order)
}

/** 0 the name itself, 1 its beginning, 2 the beginning of a later word, 3 none. */
function tierOf(entry: Gazetteer['names'][number], whole: string, keys: string[]): number {
  if (entry.key === whole) return 0
  if (keys.some((key) => entry.key.startsWith(key))) return 1
  if (whole.length < 3) return 3
  return entry.words.some((_, i) => i > 0 && entry.words.slice(i).join('').startsWith(whole))
    ? 2
    : 3
}

/** Up to five places whose spelling is nearest: one edit for a short name, at most three. */
export function nearestSpellings(gazetteer: Gazetteer, name: string, province?: Province): Place[] {
  const key = nameKey(name)
  const limit = Math.min(3, Math.max(1, Math.floor(key.length / 3)))
  const found = new Map<Place, number>()
  for (const entry of gazetteer.names) {
    if (province && entry.place.province !== province) continue
    const count = edits(key, entry.key, limit)
    if (count <= limit && count < (found.get(entry.place) ?? 9)) found.set(entry.place, count)
  }
  const order = (a: Place, b: Place) => found.get(a)! - found.get(b)! || byPopulation(a, b)
  return [...found.keys()].sort(order).slice(0, 5)
}

const byPopulation = (a: Place, b: Place) =>
  (b.population ?? 0) - (a.population ?? 0) || (a.id < b.id ? -1 : 1)
