import { writtenPlace } from '../directory/columns.ts'
import { languageName, PUBLIC_LANGUAGES } from '../directory/languages.ts'
import { formatPhone } from '../directory/phones.ts'
import type { Phone } from '../directory/schemas.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { localTime, zoneOf } from '../geography/local-time.ts'
import { provinces, regionOf } from '../geography/region.ts'
import type { Language } from '../locales/locale.ts'
import { hoursValues, type Values } from './hours-values.ts'

/** Languages that can be ticked; every other one is written. */
export const TICKED: readonly string[] = PUBLIC_LANGUAGES
/** Service areas that can be ticked: the country and its provinces. */
export const WIDE: readonly string[] = ['ca', ...provinces.map((each) => each.toLowerCase())]

/** The facts of a service point as the form shows them; of a hidden one nothing of where it is. */
export function valuesOf(
  point: PointDetails,
  { gazetteer, now }: { gazetteer: Gazetteer; now: Date },
  language: Language,
): Values {
  const { name, nameFr, description, website, email, pausedUntil, zone } = point
  const place = writtenPlace(point)
  const text = (value: string | number | null | undefined) => String(value ?? '')
  const areas = point.areas ?? []
  return {
    ...{ name, nameFr: text(nameFr), description: text(description) },
    ...{ address: text(place.address), city: text(place.city), province: place.province },
    ...{ postalCode: text(place.postalCode), lat: text(place.lat), lng: text(place.lng) },
    zone: zone === itsZone(point, gazetteer) ? '' : zone,
    remote: point.remote ? ['yes'] : [],
    reachKm: text(point.reachKm),
    elsewhere: yesNoValue(point.takesFromElsewhere),
    areas: areas.filter((id) => WIDE.includes(id)),
    kept: areas.filter((id) => !WIDE.includes(id)),
    phones: point.phones.map(phoneText).join('\n'),
    ...{ website: text(website), email: text(email) },
    needs: [...point.needs],
    genders: [...(point.genders ?? [])],
    ...{ minAge: text(point.minAge), maxAge: text(point.maxAge) },
    children: point.children?.length === 0 ? ['none'] : [...(point.children ?? [])],
    access: point.access?.length === 0 ? ['none'] : [...(point.access ?? [])],
    ...Object.fromEntries(point.takes.map((code) => [`takes-${code}`, 'yes'])),
    ...Object.fromEntries(point.refuses.map((code) => [`takes-${code}`, 'no'])),
    admission: [...point.admission],
    channels: [...point.channels],
    languages: point.languages.filter((code) => TICKED.includes(code)),
    otherLanguages: point.languages
      .filter((code) => !TICKED.includes(code))
      .map((code) => languageName(code, language))
      .join(', '),
    interpreter: yesNoValue(point.interpreter),
    forTrafficked: yesNoValue(point.forTrafficked),
    faithBased: yesNoValue(point.faithBased),
    exploitation: [...point.exploitation],
    indigenous: [...point.indigenous],
    accepting: point.accepting ? 'yes' : 'no',
    pause: pausedUntil && pausedUntil > now ? localTime(pausedUntil, zone).date : '',
    ...hoursValues(point.hours, localTime(now, zone).date),
  }
}

/** A new one: in its province, open to every channel. */
export const NEW_VALUES: Values = {
  channels: ['hotline', 'police', 'web', 'agency'],
  languages: ['en'],
  accepting: 'yes',
  hours: 'unknown',
}

export const phoneText = ({ number, extension }: Phone): string =>
  `${formatPhone(number)}${extension ? ` ext. ${extension}` : ''}`

const yesNoValue = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no')

/** The zone that its position, or of a hidden one its region's anchor, lies in. */
function itsZone({ hidden, region, lat, lng }: PointDetails, gazetteer: Gazetteer): string {
  if (!hidden && lat !== null && lng !== null) return zoneOf({ lat, lng }, gazetteer)
  return zoneOf(regionOf(gazetteer, region).anchor, gazetteer)
}
