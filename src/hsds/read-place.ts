import { judgePlace } from '../directory/place.ts'
import { plain } from '../directory/plain.ts'
import type { Facts } from '../directory/schemas.ts'
import { type Gazetteer, locate } from '../geography/gazetteer.ts'
import type { Province } from '../geography/place.ts'
import { provinceFrom } from '../geography/region.ts'
import { type Notes, partsOf, textOf } from './read-notes.ts'
import type { Rest } from './shapes.ts'

export type ReadPlace = {
  facts: Pick<Facts, 'address' | 'city' | 'province' | 'postalCode' | 'lat' | 'lng'>
  /** The address is confidential: a hidden point, whose coordinates are not believed. */
  hidden: boolean
  /** It was placed in the province of the whole file, since it says none of its own. */
  placeless: boolean
  /** The address that was understood, which the facts say from now on. */
  address?: Rest
  coordinates: boolean
}

/** Words of an address that say that it must not be known, in English and French. */
const SECRET =
  /\b(?:confidential\w*|undisclosed|not (?:disclosed|published)|non[- ]published|unpublished|withheld|private location|confidentiel\w*|non[- ]divulguee?s?|non[- ]devoilee?s?|non[- ]publiee?s?|gardee? secrete?|tenue? secrete?)\b/
/** In a description they must speak of the place: confidential help is no confidential place. */
const SECRET_PLACE =
  /\b(?:address|location|site|whereabouts|adresse|lieu|emplacement)\b[^.;]{0,40}\b(?:confidential|undisclosed|not disclosed|withheld|secret|confidentiel(?:le)?|non divulguee?)\b|\b(?:confidential|undisclosed|secret)\w* (?:address|location|site|place)\b|\b(?:adresse|lieu|emplacement) (?:est |reste )?(?:confidentiel|secret)/

/** Whether an address cell says that it must not be known. */
export const isSecretAddress = (text: string): boolean => SECRET.test(plain(text))

/**
 * Where a service is: the first physical address that says something, and coordinates that can be. An
 * address that says "confidential" makes the point hidden. Undefined where not even the province can be
 * told, which is said. `province`: of the whole file, for services that say none.
 */
export function readPlace(
  gazetteer: Gazetteer,
  { location, described, province }: { location?: Rest; described: Rest[]; province?: string },
  notes: Notes,
): ReadPlace | undefined {
  const addresses = partsOf(location, 'addresses')
  const address =
    addresses.find((each) => textOf(each, 'address_type') !== 'postal') ?? addresses[0]
  const about = location ?? described[0]!
  const hidden = isSecret(location, addresses, described)
  const facts: ReadPlace['facts'] = { province: '' }
  const said = textOf(address, 'state_province') ?? textOf(address, 'region')
  const country = textOf(address, 'country')
  const known = said ? provinceSaid(said) : undefined
  const abroad = country !== undefined && !/^(?:ca|can|canada)$/i.test(country) && !known
  if (known && !abroad) {
    facts.province = known
    facts.city = plainField(address, 'city')
    facts.postalCode = textOf(address, 'postal_code')
    const lines = ['address_1', 'address_2'].flatMap((field) => plainField(address, field) ?? [])
    if (lines.length > 0) facts.address = lines.join(', ').slice(0, 300)
    readPostalCode(facts, address!, notes)
  } else if (address && (said || abroad)) {
    const what = abroad ? country : said
    notes.say(
      address,
      abroad ? 'country' : 'state_province',
      'place',
      province ? 'left_out' : 'noted',
      abroad ? 'is not Canada' : 'is no province of Canada',
      what,
    )
  }
  const point = hidden ? undefined : coordinates(about, location, notes)
  if (!facts.province && point && !abroad) {
    const found = locate(gazetteer, point)
    if (found.ok) facts.province = found.located.province
  }
  const placeless = !facts.province
  if (placeless && province) facts.province = province
  if (!facts.province) {
    notes.say(
      about,
      '',
      'place',
      'refused',
      'no place in Canada is said; --province NAME takes such services as help from afar of that province',
    )
    return undefined
  }
  if (hidden)
    notes.say(
      address ?? about,
      '',
      'confidential',
      'mended',
      'the address is said to be confidential: a hidden point, its coordinates not believed',
    )
  return {
    ...{ hidden, placeless, ...tryPoint(gazetteer, facts, point, about, hidden, notes) },
    ...(known && !abroad && { address }),
  }
}

/** Facts with the coordinates, and what of them contradicts the rest. */
function tryPoint(
  gazetteer: Gazetteer,
  facts: ReadPlace['facts'],
  point: { lat: number; lng: number } | undefined,
  about: Rest,
  hidden: boolean,
  notes: Notes,
): Pick<ReadPlace, 'facts' | 'coordinates'> {
  const whole = { ...facts, ...point }
  const judged = judgePlace(gazetteer, whole)
  for (const { field, detail, unusable } of judged?.cautions ?? []) {
    // of a hidden point not even a distance is told
    const says = hidden ? 'its place contradicts itself' : detail
    const kind = field === 'lat' ? 'coordinates' : 'place'
    notes.say(about, '', kind, unusable || field === 'lat' ? 'left_out' : 'noted', says)
  }
  const believed = judged?.located.precision === 'exact'
  return { facts: believed ? whole : facts, coordinates: believed && point !== undefined }
}

function isSecret(location: Rest | undefined, addresses: Rest[], described: Rest[]): boolean {
  const fields = ['address_1', 'address_2', 'attention', 'city', 'postal_code', 'address']
  const written = [
    ...addresses.flatMap((address) => fields.map((field) => textOf(address, field) ?? '')),
    ...['name', 'alternate_name'].map((field) => textOf(location, field) ?? ''),
  ]
  if (written.some((text) => SECRET.test(plain(text)))) return true
  return [location, ...described].some((part) => {
    const text = textOf(part, 'description')
    return text !== undefined && SECRET_PLACE.test(plain(text))
  })
}

const provincesSaid = new Map<string, Province | undefined>()

/** By its names, and as people shorten them; each spelling is looked at once. */
function provinceSaid(text: string): Province | undefined {
  if (!provincesSaid.has(text) && provincesSaid.size < 1000) {
    const short = SHORT[plain(text).replace(/[.\s]/g, '')]
    provincesSaid.set(text, short ?? provinceFrom(text))
  }
  return provincesSaid.get(text) ?? provinceFrom(text)
}

const SHORT: Record<string, Province> = {
  ...{ alta: 'AB', man: 'MB', nfld: 'NL', newfoundland: 'NL', labrador: 'NL', nwt: 'NT' },
  ...{ ont: 'ON', pei: 'PE', pq: 'QC', que: 'QC', sask: 'SK', yukonterritory: 'YT' },
}

/** A field without the words that stand for nothing. */
function plainField(address: Rest | undefined, field: string): string | undefined {
  const text = textOf(address, field)
  if (text === undefined || SECRET.test(plain(text))) return undefined
  return /^(?:n\/?a|none|unknown|-|inconnue?|aucune?)$/i.test(text) ? undefined : text
}

function readPostalCode(facts: ReadPlace['facts'], address: Rest, notes: Notes): void {
  const text = facts.postalCode
  if (text === undefined) return
  const [, area, unit] = /^([abceghj-nprstvxy]\d[a-z])[\s-]*(\d[a-z]\d)?$/i.exec(text) ?? []
  if (area) facts.postalCode = [area, unit].filter(Boolean).join(' ').toUpperCase()
  else {
    delete facts.postalCode
    if (!/^(?:n\/?a|none|unknown|-)$/i.test(text) && !SECRET.test(plain(text)))
      notes.say(address, 'postal_code', 'place', 'left_out', 'is no postal code of Canada', text)
  }
}

/** Latitude and longitude, or none: out of range, zero, swapped (which is put right) or half. */
function coordinates(
  about: Rest,
  location: Rest | undefined,
  notes: Notes,
): { lat: number; lng: number } | undefined {
  const [latText, lngText] = [textOf(location, 'latitude'), textOf(location, 'longitude')]
  if (latText === undefined && lngText === undefined) return undefined
  const [lat, lng] = [latText, lngText].map((text) =>
    Number(text?.replace(/^(-?\d+),(\d+)$/, '$1.$2')),
  )
  const out = (field: string, says: string, value?: string) => {
    notes.say(about, field, 'coordinates', 'left_out', says, value)
    return undefined
  }
  if (latText === undefined || lngText === undefined)
    return out('latitude', 'a position has both, latitude and longitude')
  if (!Number.isFinite(lat)) return out('latitude', 'is not a number', latText)
  if (!Number.isFinite(lng)) return out('longitude', 'is not a number', lngText)
  if (lat === 0 && lng === 0)
    return out('latitude', 'is the sea off Africa: the position is not known', '0, 0')
  if (lng! >= 41 && lng! <= 84 && lat! <= -52 && lat! >= -142) {
    notes.say(
      about,
      'latitude',
      'coordinates',
      'mended',
      'is the longitude: the two were swapped',
      latText,
    )
    return { lat: lng!, lng: lat! }
  }
  if (lat! < -90 || lat! > 90) return out('latitude', 'is outside -90 to 90', latText)
  if (lng! < -180 || lng! > 180) return out('longitude', 'is outside -180 to 180', lngText)
  if (lng! >= 52 && lng! <= 142 && lat! >= 41 && lat! <= 84) {
    notes.say(
      about,
      'longitude',
      'coordinates',
      'mended',
      'has lost its minus: west is negative',
      lngText,
    )
    return { lat: lat!, lng: -lng! }
  }
  return { lat: lat!, lng: lng! }
}
