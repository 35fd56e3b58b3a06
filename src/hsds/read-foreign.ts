import { normalizeLanguage } from '../directory/languages.ts'
import { CHANNELS } from '../directory/people.ts'
import type { Facts } from '../directory/schemas.ts'
import { provinceFrom } from '../geography/region.ts'
import { readEligibility } from './read-eligibility.ts'
import { hoursOfSchedules } from './read-hours.ts'
import { isSpoken, readLanguages } from './read-languages.ts'
import { type Notes, partsOf, textOf } from './read-notes.ts'
import { rawText } from './read-own.ts'
import { distinct, phonesOf } from './read-phones.ts'
import { termsOf } from './read-terms.ts'
import type { Rest } from './shapes.ts'
import type { ForeignTerm, Meanings } from './terms-seen.ts'

/** Which parts of a document its facts say from now on, so that they are not kept twice. */
export type Understood = Set<Rest>

export type ForeignParts = { organization: Rest; service: Rest; sal?: Rest; location?: Rest }

/** The facts but for the place that a service of somebody else's file says, by the rules of this folder. */
export function readForeignFacts(
  { organization, service, sal, location }: ForeignParts,
  meanings: Meanings,
  notes: Notes,
  understood: Understood,
): { facts: Omit<Facts, 'province'>; terms: ForeignTerm[] } {
  const levels = [sal, service, location].filter((each) => each !== undefined)
  const nearest = (field: string) => levels.find((each) => partsOf(each, field).length > 0)
  const schedules = partsOf(nearest('schedules'), 'schedules')
  const hours = hoursOfSchedules(schedules, notes)
  if (hours && hours.kind !== 'unknown') for (const each of schedules) understood.add(each)
  const { terms, meaning } = termsOf([service, sal], meanings, notes)
  const words = languagesOf([service, location], notes, understood)
  const interpretation = textOf(service, 'interpretation_services')
  const interpreters = interpretation ? readLanguages(interpretation) : undefined
  if (interpretation && interpreters?.interpreter === undefined)
    notes.say(
      service,
      'interpretation_services',
      'language',
      'noted',
      'says neither yes nor no; kept as words',
      interpretation,
    )
  const said = textOf(service, 'description') && rawText(service, 'description')
  const phones = levels.flatMap((each) => phonesOf(each, notes, understood))
  const facts = {
    name: cut(textOf(service, 'name')!, 300, service, 'name', notes),
    ...(said && { description: cut(said, 4000, service, 'description', notes) }),
    ...(textOf(service, 'url') &&
      /^https?:/i.test(textOf(service, 'url')!) && { website: textOf(service, 'url') }),
    ...(textOf(service, 'email') && { email: textOf(service, 'email') }),
    phones: distinct(phones.length > 0 ? phones : phonesOf(organization, notes, new Set())),
    ...served(service, notes),
    languages: words.languages,
    ...optional('interpreter', words.interpreter ?? interpreters?.interpreter),
    ...optional('areas', areasOf(service, notes, understood)),
    ...optional('verifiedOn', assured(service, notes)),
    ...(hours && { hours }),
    ...meaning.facts,
    needs: meaning.needs,
    channels: [...CHANNELS],
  }
  return { facts: facts as Omit<Facts, 'province'>, terms }
}

const optional = <T>(name: string, value: T | undefined) =>
  value === undefined ? {} : { [name]: value }

function cut(text: string, length: number, part: Rest, field: string, notes: Notes): string {
  if (text.length <= length) return text
  notes.say(part, field, 'shape', 'mended', `was cut to ${length} letters`)
  return text.slice(0, length)
}

function languagesOf(parts: (Rest | undefined)[], notes: Notes, understood: Understood) {
  const languages: string[] = []
  let interpreter: boolean | undefined
  for (const each of parts.flatMap((part) => partsOf(part, 'languages'))) {
    const code = textOf(each, 'code')
    const name = textOf(each, 'name') ?? textOf(each, 'language')
    const note = textOf(each, 'note')
    if (note && !isSpoken(each)) {
      notes.say(
        each,
        'note',
        'language',
        'noted',
        `so ${name ?? code ?? 'it'} is not counted as spoken there`,
        note,
      )
      continue
    }
    const normal = code ? normalizeLanguage(code) : undefined
    if (code && !normal)
      notes.say(
        each,
        'code',
        'language',
        name ? 'noted' : 'left_out',
        'is no language of ISO 639',
        code,
      )
    const read = normal
      ? { languages: [normal], cautions: [], interpreter: undefined }
      : readLanguages(name ?? '')
    languages.push(...read.languages)
    interpreter ??= read.interpreter
    for (const caution of read.cautions) notes.say(each, 'name', 'language', 'noted', caution)
    if (!normal && read.languages.length > 0 && read.languages.join() !== name)
      notes.say(
        each,
        'name',
        'language',
        'mended',
        `was read as ${read.languages.join(', ')}`,
        name,
      )
    if (read.languages.length > 0 && read.cautions.length === 0 && !note) understood.add(each)
  }
  return { languages: [...new Set(languages)].slice(0, 60), interpreter }
}

/** Ages of their own fields; whom it serves from words that are understood as a whole. */
function served(service: Rest, notes: Notes): Partial<Facts> {
  const rows = partsOf(service, 'eligibility').flatMap((each) => textOf(each, 'eligibility') ?? [])
  const text = [...rows, textOf(service, 'eligibility_description') ?? '']
    .filter(Boolean)
    .join('; ')
  const { served: words = {}, unsure } = readEligibility(text)
  const field = rows.length > 0 ? 'eligibility' : 'eligibility_description'
  if (unsure)
    notes.say(
      service,
      field,
      'eligibility',
      'noted',
      'was not understood as a whole; who is turned away stays unknown',
      text,
    )
  else if (text)
    notes.say(service, field, 'eligibility', 'mended', `was read as ${inWords(words)}`, text)
  const [minAge, maxAge] = (['minimum_age', 'maximum_age'] as const).map((name) =>
    age(service, name, notes),
  )
  if (minAge !== undefined && maxAge !== undefined && minAge > maxAge) {
    notes.say(
      service,
      'maximum_age',
      'eligibility',
      'left_out',
      `is below minimum_age ${minAge}; both were left out`,
      maxAge,
    )
    return words
  }
  return { ...words, ...optional('minAge', minAge), ...optional('maxAge', maxAge) }
}

const inWords = (words: object): string =>
  Object.entries(words)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : value}`)
    .join('; ')

function age(service: Rest, field: string, notes: Notes): number | undefined {
  const value = service[field]
  if (typeof value !== 'number') return undefined
  if (Number.isFinite(value) && value >= 0 && value <= 120) return Math.floor(value)
  notes.say(service, field, 'eligibility', 'left_out', 'is no age in years', value)
  return undefined
}

/** Provinces and the country by name: one that is not understood leaves all of them as words. */
function areasOf(service: Rest, notes: Notes, understood: Understood): string[] | undefined {
  const all = partsOf(service, 'service_areas')
  const found = all.map((each) => {
    const name =
      textOf(each, 'name') ?? textOf(each, 'service_area') ?? textOf(each, 'description') ?? ''
    return /^canada$/i.test(name)
      ? 'ca'
      : name.length < 40
        ? provinceFrom(name)?.toLowerCase()
        : undefined
  })
  if (all.length === 0) return undefined
  if (found.some((each) => each === undefined)) {
    notes.say(
      all[found.indexOf(undefined)]!,
      'name',
      'place',
      'noted',
      'the service area is kept as words',
    )
    return undefined
  }
  for (const each of all) understood.add(each)
  return [...new Set(found as string[])]
}

function assured(service: Rest, notes: Notes): string | undefined {
  const text = textOf(service, 'assured_date')
  if (text === undefined) return undefined
  const day = text.slice(0, 10)
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00Z`) : Number.NaN
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return day
  notes.say(service, 'assured_date', 'shape', 'left_out', 'is not a date', text)
  return undefined
}
