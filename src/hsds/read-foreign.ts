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
import { valueSays } from './says-value.ts'
import type { Rest } from './shapes.ts'
import type { TermFacts } from './terms.ts'
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
  const who = served(service, notes)
  const interpretation = textOf(service, 'interpretation_services')
  const interpreters = interpretation ? readLanguages(interpretation) : undefined
  if (interpretation && interpreters?.interpreter === undefined)
    notes.say(
      service,
      'interpretation_services',
      'language',
      'noted',
      valueSays.neither,
      interpretation,
    )
  const said = textOf(service, 'description') && rawText(service, 'description')
  const phones = levels.flatMap((each) => phonesOf(each, notes, understood))
  const own = {
    ...who.facts,
    ...optional('interpreter', words.interpreter ?? interpreters?.interpreter),
  }
  const { languages = [], ...meant } = meaning.facts
  const facts = {
    ...notSaid(meant, own, who.unsure, service, notes),
    ...own,
    name: cut(textOf(service, 'name')!, 300, service, 'name', notes),
    ...(said && { description: cut(said, 4000, service, 'description', notes) }),
    ...(textOf(service, 'url') &&
      /^https?:/i.test(textOf(service, 'url')!) && { website: textOf(service, 'url') }),
    ...(textOf(service, 'email') && { email: textOf(service, 'email') }),
    phones: distinct(phones.length > 0 ? phones : phonesOf(organization, notes, new Set())),
    languages: [...new Set([...words.languages, ...languages])].slice(0, 60),
    ...optional('areas', areasOf(service, notes, understood)),
    ...optional('verifiedOn', assured(service, notes)),
    ...(hours && { hours }),
    needs: meaning.needs,
    channels: [...CHANNELS],
  }
  return { facts: facts as Omit<Facts, 'province'>, terms }
}

const optional = <T>(name: string, value: T | undefined) =>
  value === undefined ? {} : { [name]: value }

function cut(text: string, length: number, part: Rest, field: string, notes: Notes): string {
  if (text.length <= length) return text
  notes.say(part, field, 'shape', 'mended', valueSays.cut(length))
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
      notes.say(each, 'note', 'language', 'noted', valueSays.not_spoken(name ?? code), note)
      continue
    }
    const normal = code ? normalizeLanguage(code) : undefined
    if (code && !normal)
      notes.say(each, 'code', 'language', name ? 'noted' : 'left_out', valueSays.no_language, code)
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
        valueSays.read_as(read.languages.join(', ')),
        name,
      )
    if (read.languages.length > 0 && read.cautions.length === 0 && !note) understood.add(each)
  }
  return { languages: [...new Set(languages)].slice(0, 60), interpreter }
}

/**
 * What terms mean where the service says nothing of it: a term is of many services, so what this one says
 * itself goes before, also where its words were not understood (`unsure`). What is not taken is said.
 */
function notSaid(
  meant: TermFacts,
  own: Partial<Facts>,
  unsure: boolean,
  service: Rest,
  notes: Notes,
): TermFacts {
  const taken = { ...meant }
  for (const name of Object.keys(meant) as (keyof TermFacts)[]) {
    const value = meant[name]
    const said = own[name as keyof Facts]
    const older = name === 'minAge' && own.maxAge != null && (meant.minAge ?? 0) > own.maxAge
    const younger = name === 'maxAge' && own.minAge != null && (meant.maxAge ?? 120) < own.minAge
    const asked = said === undefined && unsure && WHO.includes(name)
    if (said === undefined && !older && !younger && !asked) continue
    delete taken[name]
    if (value == null || sameValue(value, said)) continue
    const kind = name === 'interpreter' ? 'language' : 'eligibility'
    notes.say(
      ...([service, 'attributes', kind, 'left_out'] as const),
      valueSays.term_against(inWords({ [name]: value })),
    )
  }
  return taken
}

const WHO: readonly string[] = ['genders', 'minAge', 'maxAge', 'children']
const sameValue = (one: unknown, other: unknown) =>
  String([one].flat().sort()) === String([other].flat().sort())

/** Ages of their own fields; whom it serves from words that are understood as a whole. */
function served(service: Rest, notes: Notes): { facts: Partial<Facts>; unsure: boolean } {
  const rows = partsOf(service, 'eligibility').flatMap((each) => textOf(each, 'eligibility') ?? [])
  const text = [...rows, textOf(service, 'eligibility_description') ?? '']
    .filter(Boolean)
    .join('; ')
  const { served: words = {}, unsure } = readEligibility(text)
  const field = rows.length > 0 ? 'eligibility' : 'eligibility_description'
  if (unsure) notes.say(service, field, 'eligibility', 'noted', valueSays.served_unsure, text)
  else if (text)
    notes.say(service, field, 'eligibility', 'mended', valueSays.read_as(inWords(words)), text)
  const [minAge, maxAge] = (['minimum_age', 'maximum_age'] as const).map((name) =>
    age(service, name, notes),
  )
  if (minAge !== undefined && maxAge !== undefined && minAge > maxAge) {
    notes.say(
      service,
      'maximum_age',
      'eligibility',
      'left_out',
      valueSays.below_minimum(minAge),
      maxAge,
    )
    return { facts: words, unsure }
  }
  const facts = { ...words, ...optional('minAge', minAge), ...optional('maxAge', maxAge) }
  return { facts, unsure }
}

const inWords = (words: object): string =>
  Object.entries(words)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : value}`)
    .join('; ')

function age(service: Rest, field: string, notes: Notes): number | undefined {
  const value = service[field]
  if (typeof value !== 'number') return undefined
  if (Number.isFinite(value) && value >= 0 && value <= 120) return Math.floor(value)
  notes.say(service, field, 'eligibility', 'left_out', valueSays.no_age, value)
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
    notes.say(all[found.indexOf(undefined)]!, 'name', 'place', 'noted', valueSays.area_as_words)
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
  notes.say(service, 'assured_date', 'shape', 'left_out', valueSays.no_date, text)
  return undefined
}
