import { parseHours } from '../directory/hours-text.ts'
import { NEEDS } from '../directory/needs.ts'
import { ACCESS_NEEDS, ADMISSION, CHANNELS, EXPLOITATION, GENDERS } from '../directory/people.ts'
import { parsePhones } from '../directory/phones.ts'
import { CHILDREN, type Facts, INDIGENOUS } from '../directory/schemas.ts'
import type { Said } from './import-findings.ts'
import { readLanguages } from './read-languages.ts'
import { phoneSays } from './says-rules.ts'
import { valueSays } from './says-value.ts'

/** What a cell says. A `problem` keeps the row out; a `caution` is reported and the rest goes in. */
export type Cell = { value?: unknown; problem?: Said; cautions?: Said[] }

type Column = {
  /** The fact that it gives, or what the importer itself needs. */
  fact: keyof Facts | 'source' | 'sourceId' | 'organization' | 'organizationFr'
  says: string
  read: (text: string) => Cell
}

const text: Column['read'] = (value) => ({ value })

function codes(list: readonly string[]): Column['read'] {
  return (cell) => {
    const given = parts(cell).map((part) => part.toLowerCase())
    if (given.join() === 'none') return { value: [] }
    if (given.join() === 'all') return { value: [...list] }
    const known = new Map(list.map((code) => [code.toLowerCase(), code]))
    const wrong = given.filter((code) => !known.has(code))
    if (wrong.length > 0) return { problem: valueSays.not_listed(wrong) }
    return { value: [...new Set(given.map((code) => known.get(code)))] }
  }
}

const yesNo: Column['read'] = (cell) => {
  if (/^(yes|oui|true|1)$/i.test(cell)) return { value: true }
  if (/^(no|non|false|0)$/i.test(cell)) return { value: false }
  return /^(unknown|inconnu)$/i.test(cell) ? {} : { problem: valueSays.no_yes_or_no }
}

const number: Column['read'] = (cell) => {
  const value = Number(cell.replace(/^(-?\d+),(\d+)$/, '$1.$2'))
  return Number.isFinite(value) ? { value } : { problem: valueSays.no_number }
}

const leftOut = ({ en, fr }: Said, before = ''): Said => ({
  en: `${before}${en}; left out`,
  fr: `${before}${fr}; omis`,
})

const phones: Column['read'] = (cell) => {
  const { phones: found, problems } = parsePhones(cell)
  return {
    value: found.slice(0, 10).map(({ e164, extension }) => ({ number: e164, extension })),
    cautions: problems.map(({ text, reason }) => leftOut(phoneSays[reason], `"${text}" `)),
  }
}

const languages: Column['read'] = (cell) => {
  const { languages: value, cautions } = readLanguages(cell)
  return { value, cautions: cautions.map((caution) => leftOut(caution)) }
}

const website: Column['read'] = (cell) => {
  const value = /^https?:\/\//i.test(cell) ? cell : `https://${cell}`
  return URL.canParse(value) && !/\s/.test(value)
    ? { value }
    : { cautions: [leftOut(valueSays.no_site)] }
}

const hours: Column['read'] = (cell) => {
  const value = parseHours(cell)
  const words = value.kind === 'unknown' && value.text
  return { value, cautions: words ? [valueSays.hours_as_words] : [] }
}

const list = (codes: readonly string[]) => `Of: ${codes.join(', ')}.`
const column = (fact: Column['fact'], says: string, read = text): Column => ({ fact, says, read })

/**
 * The columns of the template, in its order. Lists are separated by semicolons; `all` is the whole
 * list and `none` says that there are none. An empty cell is unknown.
 */
export const COLUMNS = {
  source: column('source', 'Who keeps this list; with id it tells a row from every other.'),
  id: column('sourceId', 'Its identity in the list; it must stay the same.'),
  organization: column('organization', 'Who runs it.'),
  organization_fr: column('organizationFr', 'The French name of the organization.'),
  name: column('name', 'The service point; the organization’s name if empty.'),
  name_fr: column('nameFr', 'Its French name.'),
  description: column('description', 'What it does.'),
  address: column('address', 'Street address.'),
  city: column('city', 'City, town or community.'),
  province: column('province', 'Such as ON, or Ontario.'),
  postal_code: column('postalCode', 'Whole, or its first three characters.'),
  lat: column('lat', 'Latitude, WGS 84 degrees.', number),
  lng: column('lng', 'Longitude.', number),
  zone: column('zone', 'IANA time zone; by default that of its position.'),
  phones: column('phones', 'For the public; several after a semicolon, "ext. 12".', phones),
  website: column('website', 'Its site.', website),
  email: column('email', 'For the public.'),
  needs: column('needs', list(NEEDS), codes(NEEDS)),
  genders: column('genders', list(GENDERS), codes(GENDERS)),
  min_age: column('minAge', 'Years.', number),
  max_age: column('maxAge', 'Years; the whole last year is included.', number),
  children: column('children', list(CHILDREN), codes(CHILDREN)),
  takes: column('takes', `What it says it takes. ${list(ADMISSION)}`, codes(ADMISSION)),
  refuses: column('refuses', 'What it says it cannot take; the same list.', codes(ADMISSION)),
  access: column('access', list(ACCESS_NEEDS), codes(ACCESS_NEEDS)),
  admission: column('admission', 'What it must know before a yes; as takes.', codes(ADMISSION)),
  channels: column('channels', `${list(CHANNELS)} Empty: all.`, codes(CHANNELS)),
  languages: column('languages', 'ISO 639, such as en; fr; crk, or names.', languages),
  interpreter: column('interpreter', 'yes or no: works with interpreters.', yesNo),
  for_trafficked: column('forTrafficked', 'yes or no: made for trafficked people.', yesNo),
  exploitation: column('exploitation', list(EXPLOITATION), codes(EXPLOITATION)),
  indigenous: column('indigenous', list(INDIGENOUS), codes(INDIGENOUS)),
  faith_based: column('faithBased', 'yes or no.', yesNo),
  remote: column('remote', 'yes or no: helps by telephone or online.', yesNo),
  takes_from_elsewhere: column('takesFromElsewhere', 'yes or no: from other regions.', yesNo),
  reach_km: column('reachKm', 'How far it serves, in kilometres.', number),
  areas: column('areas', 'Ids of places, regions or provinces (on); ca.', (cell) => ({
    value: parts(cell).map((part) => part.toLowerCase()),
  })),
  hours: column('hours', 'Mo-Fr 09:00-17:00; Sa 10:00-14:00, or 24/7, or by appointment.', hours),
  verified_on: column('verifiedOn', 'When somebody last checked this, as 2026-11-21.'),
} satisfies Record<string, Column>

export type ColumnName = keyof typeof COLUMNS
/** A row of the template: cells as they were written. */
export type TemplateRow = Partial<Record<ColumnName, string>>

export const columnNames = Object.keys(COLUMNS) as ColumnName[]

/** The column of a fact, for reports. */
export const columnOf = (fact: string): ColumnName | undefined =>
  columnNames.find((name) => COLUMNS[name].fact === fact)

const parts = (cell: string): string[] =>
  cell
    .split(/[;,]/)
    .map((part) => part.trim())
    .filter(Boolean)
