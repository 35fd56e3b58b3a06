import type { Hours } from '../directory/hours-schema.ts'
import { ACCESS_NEEDS, CHANNELS } from '../directory/people.ts'
import { isE164, parsePhones } from '../directory/phones.ts'
import type { Facts } from '../directory/schemas.ts'
import { stableId } from './ids.ts'
import { hoursOfSchedules } from './read-hours.ts'
import { isSpoken } from './read-languages.ts'
import { type Notes, partsOf, textOf } from './read-notes.ts'
import { valueSays } from './says-value.ts'
import { AREA_TYPE, type Rest, UNKNOWN } from './shapes.ts'
import { findTerm } from './taxonomy.ts'
import type { FactCode } from './taxonomy-facts.ts'

/** What the attributes of our own taxonomy say of a thing. */
export type OwnWords = {
  codes: Map<string, string[]>
  facts: Map<FactCode, string[]>
}

/** The attributes of our taxonomy among those of a part. */
export function ownWords(...parts: (Rest | undefined)[]): OwnWords {
  const words: OwnWords = { codes: new Map(), facts: new Map() }
  for (const attribute of parts.flatMap((part) => partsOf(part, 'attributes'))) {
    const term = attribute.taxonomy_term as Rest | undefined
    const own = findTerm({ id: term?.id ?? attribute.taxonomy_term_id })
    if (!own) continue
    if (own.taxonomyCode === 'fact') {
      const all = words.facts.get(own.own as FactCode) ?? []
      words.facts.set(own.own as FactCode, [...all, String(attribute.value ?? '')])
    } else
      words.codes.set(own.taxonomyCode, [...(words.codes.get(own.taxonomyCode) ?? []), own.own])
  }
  return words
}

/** Whether a location was written by this program: then it says its province. */
export const isOwn = (location: Rest | undefined): boolean =>
  ownWords(location).facts.has('province')

/** A value of JSON in an attribute; undefined, and said, where it is none. */
export function json<T>(
  words: OwnWords,
  code: FactCode,
  part: Rest,
  notes: Notes,
  nth = 0,
): T | undefined {
  const text = words.facts.get(code)?.[nth]
  if (text === undefined) return undefined
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {}
  notes.say(part, `attributes (fact:${code})`, 'shape', 'left_out', valueSays.no_json)
  return undefined
}

/**
 * The facts of a service point as this program wrote them: fields of HSDS where they say it all, its
 * attributes else. What is wrong in them the caller's check of facts will say.
 */
export function readOwnFacts(
  { service, sal, location }: { service: Rest; sal: Rest; location: Rest },
  notes: Notes,
): Facts {
  const words = ownWords(service, sal, location)
  const one = (code: FactCode) => words.facts.get(code)?.[0]
  const yesNo = (code: FactCode) => {
    const value = one(code)
    return value === 'true' ? true : value === 'false' ? false : null
  }
  const none = new Set(words.facts.get('none'))
  const list = (code: string) => words.codes.get(code) ?? []
  const orUnknown = (code: string) => words.codes.get(code) ?? (none.has(code) ? [] : null)
  const known = (text: string | undefined) => (text === UNKNOWN ? undefined : text)
  const address = partsOf(location, 'addresses').find((each) => each.address_type === 'physical')
  const reach = one('reach_km')
  const areas = partsOf(service, 'service_areas')
    .filter((area) => area.extent_type === AREA_TYPE)
    .flatMap((area) => textOf(area, 'extent') ?? [])
  const access = partsOf(location, 'accessibility')
    .flatMap((each) => textOf(each, 'details') ?? [])
    .filter((code) => (ACCESS_NEEDS as readonly string[]).includes(code))
  const facts = {
    name: rawText(service, 'name'),
    nameFr: one('name_fr'),
    description: rawText(service, 'description'),
    website: rawText(service, 'url'),
    email: rawText(service, 'email'),
    minAge: service.minimum_age ?? null,
    maxAge: service.maximum_age ?? null,
    verifiedOn: textOf(service, 'assured_date') ?? null,
    province: one('province'),
    zone: one('zone'),
    city: known(rawText(address, 'city')),
    address: known(rawText(address, 'address_1')),
    postalCode: known(rawText(address, 'postal_code')),
    languages: partsOf(service, 'languages')
      .filter(isSpoken)
      .flatMap((each) => textOf(each, 'code') ?? []),
    phones: partsOf(sal, 'phones')
      .filter(isOurPhone)
      .map((phone) => ({
        number: textOf(phone, 'number'),
        ...(textOf(phone, 'extension') && { extension: textOf(phone, 'extension') }),
      })),
    hours: json<Hours>(words, 'hours', sal, notes) ??
      hoursOfSchedules(ourSchedules(sal), notes) ?? { kind: 'unknown' },
    needs: list('need'),
    genders: orUnknown('gender'),
    children: orUnknown('child'),
    takes: list('takes'),
    refuses: list('refuses'),
    access: access.length > 0 ? access : none.has('access') ? [] : null,
    admission: list('admission'),
    channels: words.codes.get('channel') ?? (words.codes.size === 0 ? [...CHANNELS] : []),
    exploitation: list('exploitation'),
    indigenous: list('indigenous'),
    interpreter: yesNo('interpreter'),
    forTrafficked: yesNo('for_trafficked'),
    faithBased: yesNo('faith_based'),
    remote: yesNo('remote') ?? false,
    takesFromElsewhere: yesNo('takes_from_elsewhere'),
    reachKm: reach === undefined ? null : Number(reach),
    areas: areas.length > 0 ? areas : null,
  }
  return withoutGaps(facts)
}

/** Of the phones of one of our service points those that its facts hold; others came with a foreign file. */
export const isOurPhone = (phone: Rest): boolean =>
  isE164(textOf(phone, 'number') ?? '') &&
  parsePhones(textOf(phone, 'number')!).problems.length === 0

/** Those that this program made for the service at its location. */
export function ourSchedules(sal: Rest): Rest[] {
  const all = partsOf(sal, 'schedules')
  const ours = new Set(all.map((_, nth) => stableId(`schedule:${String(sal.id)}:${nth}`)))
  return all.filter(({ id }) => ours.has(String(id)))
}

/**
 * The facts with what a service point says otherwise than its service and its location: null is unknown.
 * Only an exact position is a fact; others were worked out from the city or the postal code.
 */
export function otherwise(facts: Facts, location: Rest, said: Record<string, unknown> = {}): Facts {
  const { organizationId: _, precision: own, lat, lng, ...more } = said
  const precision = own ?? ownWords(location).facts.get('precision')?.[0]
  const at = (value: unknown, name: string, field: string) =>
    name in said ? value : location[field]
  const position = { lat: at(lat, 'lat', 'latitude'), lng: at(lng, 'lng', 'longitude') }
  return withoutGaps({ ...facts, ...more, ...(precision === 'exact' && position) })
}

/** Facts that are left out where they may not be null. */
function withoutGaps(facts: Record<string, unknown>): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) => value !== undefined && (value !== null || MAY_BE_NULL.has(name)),
    ),
  ) as Facts
}

const MAY_BE_NULL = new Set([
  ...['genders', 'minAge', 'maxAge', 'children', 'access', 'verifiedOn', 'interpreter'],
  ...['forTrafficked', 'faithBased', 'takesFromElsewhere', 'reachKm', 'areas'],
])

/** With the spaces around it, which are ours too. */
export const rawText = (part: Rest | undefined, field: string): string | undefined =>
  typeof part?.[field] === 'string' ? (part[field] as string) : undefined
