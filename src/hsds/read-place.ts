import { judgePlace } from '../directory/place.ts'
import { plain } from '../directory/plain.ts'
import type { Facts } from '../directory/schemas.ts'
import { type Gazetteer, locate } from '../geography/gazetteer.ts'
import type { Province } from '../geography/place.ts'
import { provinceFrom } from '../geography/region.ts'
import type { Said } from './import-findings.ts'
import { type Notes, partsOf, textOf } from './read-notes.ts'
import { placeSays } from './says-rules.ts'
import { valueSays } from './says-value.ts'
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
/**
 * Words that say it in an address only, since elsewhere they say other things. In doubt a place is hidden:
 * two people may show it again.
 */
const SECRET_THERE =
  /\b(?:secrete?s?|hidden|unlisted|protected|protegee?s?|private (?:\w+ )?address|not (?:public\w*|given|provided|shared|listed)|(?:non|pas)[- ](?:public|publique|communiquee?|divulguee?|publiee?)s?|(?:do not|ne pas) (?:publish|disclose|share|publier|divulguer|diffuser))\b|^(?:address )?(?:is )?priv(?:ate|ee?)$/
/** But "12 Hidden Valley Road" is an address: a number, the word and a kind of street. */
const STREET =
  /\b\d+[a-z]?,? (?:[a-z]+\.? )?(?:secret|hidden)(?: [a-z']+){0,2} (?:road|rd|street|st|drive|dr|lane|ln|avenue|ave?|way|court|crt|ct|crescent|cres|trail|trl|boulevard|blvd|circle|cir|terrace|close|gate|grove|path|line|highway|hwy|parkway|row)\b/g
/** In a description they must speak of the place: confidential help is no confidential place. */
const SECRET_PLACE =
  /\b(?:address|location|site|whereabouts|adresse|lieu|emplacement)\b[^.;]{0,40}\b(?:confidential|undisclosed|not (?:be )?(?:disclosed|public|published|shared)|withheld|secret|unlisted|confidentiel(?:le)?|(?:non|pas) (?:publique?|communiquee?|divulguee?|publiee?))\b|\b(?:confidential|undisclosed|secret)\w* (?:address|location|site|place)\b|\b(?:hidden|private|unlisted) address\b|\b(?:adresse|lieu|emplacement) (?:est |reste )?(?:confidentiel|secret|protege)/

/** Whether a field of an address says that it must not be known. */
export function isSecretAddress(text: string): boolean {
  const said = plain(text)
  return SECRET.test(said) || SECRET_THERE.test(said.replace(STREET, ' '))
}

/** Whether a description says that the place must not be known. */
export const saysSecretPlace = (text: string): boolean => SECRET_PLACE.test(plain(text))

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
      abroad ? valueSays.not_canada : valueSays.no_province,
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
    notes.say(about, '', 'place', 'refused', valueSays.no_place)
    return undefined
  }
  if (hidden) notes.say(address ?? about, '', 'confidential', 'mended', valueSays.confidential)
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
    const says = hidden ? valueSays.hidden_place : placeSays(detail)
    const kind = field === 'lat' ? 'coordinates' : 'place'
    notes.say(about, '', kind, unusable || field === 'lat' ? 'left_out' : 'noted', says)
  }
  const believed = judged?.located.precision === 'exact'
  return { facts: believed ? whole : facts, coordinates: believed && point !== undefined }
}

function isSecret(location: Rest | undefined, addresses: Rest[], described: Rest[]): boolean {
  const fields = ['address_1', 'address_2', 'attention', 'city', 'postal_code', 'address']
  const written = addresses.flatMap((address) =>
    fields.map((field) => textOf(address, field) ?? ''),
  )
  const names = ['name', 'alternate_name'].map((field) => textOf(location, field) ?? '')
  if (written.some(isSecretAddress) || names.some((text) => SECRET.test(plain(text)))) return true
  const texts = [location, ...described].map((part) => textOf(part, 'description') ?? '')
  return [...names, ...texts].some(saysSecretPlace)
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
  if (text === undefined || isSecretAddress(text)) return undefined
  return /^(?:n\/?a|none|unknown|-|inconnue?|aucune?)$/i.test(text) ? undefined : text
}

function readPostalCode(facts: ReadPlace['facts'], address: Rest, notes: Notes): void {
  const text = facts.postalCode
  if (text === undefined) return
  const [, area, unit] = /^([abceghj-nprstvxy]\d[a-z])[\s-]*(\d[a-z]\d)?$/i.exec(text) ?? []
  if (area) facts.postalCode = [area, unit].filter(Boolean).join(' ').toUpperCase()
  else {
    delete facts.postalCode
    if (!/^(?:n\/?a|none|unknown|-)$/i.test(text) && !isSecretAddress(text))
      notes.say(address, 'postal_code', 'place', 'left_out', valueSays.no_postal_code, text)
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
  const out = (field: string, says: Said, value?: string) => {
    notes.say(about, field, 'coordinates', 'left_out', says, value)
    return undefined
  }
  if (latText === undefined || lngText === undefined) return out('latitude', valueSays.half)
  if (!Number.isFinite(lat)) return out('latitude', valueSays.no_number, latText)
  if (!Number.isFinite(lng)) return out('longitude', valueSays.no_number, lngText)
  if (lat === 0 && lng === 0) return out('latitude', valueSays.sea, '0, 0')
  if (lng! >= 41 && lng! <= 84 && lat! <= -52 && lat! >= -142) {
    notes.say(about, 'latitude', 'coordinates', 'mended', valueSays.swapped, latText)
    return { lat: lng!, lng: lat! }
  }
  if (lat! < -90 || lat! > 90) return out('latitude', valueSays.outside(90), latText)
  if (lng! < -180 || lng! > 180) return out('longitude', valueSays.outside(180), lngText)
  if (lng! >= 52 && lng! <= 142 && lat! >= 41 && lat! <= 84) {
    notes.say(about, 'longitude', 'coordinates', 'mended', valueSays.minus, lngText)
    return { lat: lat!, lng: -lng! }
  }
  return { lat: lat!, lng: lng! }
}
