import type { Facts } from '../directory/schemas.ts'
import type { Province } from '../geography/place.ts'
import type { Understood } from './read-foreign.ts'
import { isSpoken } from './read-languages.ts'
import { isUuid, type Notes, partsOf, textOf } from './read-notes.ts'
import {
  isOurPhone,
  json,
  otherwise,
  ourSchedules,
  ownWords,
  rawText,
  readOwnFacts,
} from './read-own.ts'
import { readKept } from './read-restore.ts'
import type { Read, Reading } from './read-row.ts'
import { type Rest, UNKNOWN } from './shapes.ts'
import { placeLabel } from './write-location.ts'
import { INTERPRETATION } from './write-service.ts'

/** A service point as this program wrote it, and which parts of the document its facts say. */
export function readOwn(
  { service, sal, location }: { service: Rest; sal: Rest; location: Rest },
  reading: Reading,
  notes: Notes,
  understood: Understood,
): Read {
  const words = ownWords(sal)
  const said = json<Record<string, unknown>>(words, 'facts', sal, notes)
  const facts = otherwise(readOwnFacts({ service, sal, location }, notes), location, said)
  const hidden = words.facts.get('hidden')?.[0] === 'true'
  const place = hidden ? json<Partial<Facts>>(words, 'true_place', sal, notes) : undefined
  const ours = [
    ...partsOf(sal, 'phones').filter(isOurPhone),
    ...ourSchedules(sal),
    ...partsOf(service, 'languages').filter((each) => isSpoken(each) && !textOf(each, 'note')),
    ...partsOf(service, 'service_areas').filter((each) => each.extent_type === 'causeway'),
    ...partsOf(location, 'addresses').filter(isOurAddress),
  ]
  for (const each of ours) understood.add(each)
  const { latitude: _, longitude: __, ...standing } = location
  const organizationId = said?.organizationId
  return {
    facts: place ? { ...withoutPlace(facts), ...place } : hidden ? withoutPlace(facts) : facts,
    ...{ hidden, terms: [], kept: readKept(sal, reading.restore, notes).point },
    ...(isUuid(organizationId) && { organizationId }),
    locationRest: ({ latitude, longitude, name, accessibility, ...rest }) => {
      const more = partsOf(standing, 'accessibility').filter(
        (each) => !facts.access?.includes(each.details as never),
      )
      const label = { hidden: false, ...labelled(location), region: '' }
      const made = name === placeLabel(label, reading.gazetteer)
      return {
        ...rest,
        ...(name !== undefined && !made && { name }),
        ...(more.length > 0 && { accessibility: more }),
      }
    },
  }
}

/** What the name of a location is made of, where a file gave none. */
function labelled(location: Rest): { city: string | null; province: Province } {
  const [address] = partsOf(location, 'addresses').filter(isOurAddress)
  const city = rawText(address, 'city')
  const province = ownWords(location).facts.get('province')?.[0] as Province
  return { city: city === undefined || city === UNKNOWN ? null : city, province }
}

const isOurAddress = (each: Rest) => each.address_type === 'physical' && each.country === 'CA'

function withoutPlace({
  address: _,
  city: __,
  postalCode: ___,
  lat: ____,
  lng: _____,
  ...facts
}: Facts): Facts {
  return facts
}

/** What this program made for the export goes, so that it can be made anew. */
export function serviceRest(rest: Rest, facts: Facts, own: boolean | undefined): Rest {
  if (!own) return rest
  const made = Object.values(INTERPRETATION) as unknown[]
  if (made.includes(rest.interpretation_services)) delete rest.interpretation_services
  if (facts.nameFr && rest.alternate_name === facts.nameFr) delete rest.alternate_name
  return rest
}
