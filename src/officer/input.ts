import { type Form, known, listed } from '../console/form.ts'
import type { Need } from '../directory/needs.ts'
import { AGE_GROUPS, CHILD_BANDS, GENDERS } from '../directory/people.ts'
import { parsePhones } from '../directory/phones.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { locate } from '../geography/locate.ts'
import type { LocationInput, Place } from '../geography/place.ts'
import { mayBeSaid, STATEMENTS, statementIn } from '../locales/consent/statements.ts'
import type { OfficerTexts } from '../locales/officer.ts'
import { URGENCIES } from '../routing/policy.ts'
import type { ReferralInput } from '../routing/schemas.ts'
import type { FieldError } from '../web/piece.ts'

/**
 * What an officer is asked about, in the order of the page. Not immigration, nor the way home: status is
 * never a field for police, and the service asks about it itself.
 */
export const HANDOVER_NEEDS = [
  'emergency_shelter',
  'crisis_counselling',
  'medical_care',
  'sexual_assault_care',
  'food',
  'clothing_hygiene',
  'interpretation',
  'childcare_family',
  'addiction_support',
  'case_management',
] as const satisfies readonly Need[]

/** `maybe`: unsure, with signs of being under 18. `adult`: unsure, without. */
export const AGES = [...AGE_GROUPS, 'maybe', 'adult'] as const
export const GENDER_CHOICES = GENDERS.filter((gender) => gender !== 'undisclosed')
export const LANGUAGES = ['en', 'fr', 'other'] as const
export const ANSWERS = ['yes', 'minor', 'no'] as const
/** Children of one age that the page can count. */
export const CHILDREN = 4

export type Read =
  | { input: ReferralInput }
  /** `places`: of a name that stands for several. */
  | { errors: FieldError[]; places: Place[] }

type Asked = {
  gazetteer: Gazetteer
  codeOf(language: string): string | undefined
  /** In which the officer reads, and is told. */
  reader: 'en' | 'fr'
  t: OfficerTexts
}

/** A referral of the seven answers, or everything that stands against it at once. */
export function readHandover(form: Form, asked: Asked): Read {
  const { t, reader, gazetteer } = asked
  const errors: FieldError[] = []
  const wrong = (field: string, text: string) => errors.push({ field, text })
  const urgency = form.code('urgency', URGENCIES)
  if (!urgency) wrong('urgency', t.errors.urgency)
  const where = whereOf(form)
  const found = locate(gazetteer, where)
  const several = !found.ok && found.error === 'ambiguous_place'
  if (several) wrong('pick', t.errors.several)
  else if (!found.ok) wrong('place', form.one('place') ? t.errors.unknown : t.errors.place)
  const needs = form.codes('need', HANDOVER_NEEDS)
  if (needs.length === 0) wrong('need', t.errors.need)
  const language = languageOf(form, asked)
  const consent = consentOf(form, language, asked, wrong)
  const phone = parsePhones(form.one('phone').slice(0, 60)).phones[0]?.e164
  if (!phone) wrong('phone', t.errors.phone)
  const unit = form.one('unit').slice(0, 100)
  if (!unit) wrong('unit', t.errors.unit)
  if (errors.length > 0 || !urgency || !phone || !consent) {
    return { errors, places: found.ok ? [] : found.suggestions }
  }
  const file = form.one('file').slice(0, 60) || undefined
  const input = known({
    ...{ channel: 'police' as const, urgency, location: where, needs },
    ...personOf(form, consent),
    ...(language && { languages: [language] }),
    interpreterAccepted: form.one('language') === 'other' || undefined,
    consent,
    referrer: known({ phone, unit, file, language: reader }),
  })
  return { input: input as ReferralInput }
}

const POSTAL = /^[a-z]\d[a-z](\s*\d[a-z]\d)?$/i

/** As it was written, or the one that was chosen of several of its name. */
function whereOf(form: Form): LocationInput {
  const pick = form.one('pick').slice(0, 40)
  const text = form.one('place').slice(0, 100)
  if (pick) return { place: pick }
  return POSTAL.test(text) ? { postalCode: text } : { place: text }
}

function personOf(form: Form, { basis }: ReferralInput['consent']): Partial<ReferralInput> {
  const age = form.code('age', AGES)
  const searching = form.yes('searching')
  const children = CHILD_BANDS.flatMap((ageBand) =>
    Array.from({ length: form.number(`children-${ageBand}`, 1, CHILDREN) ?? 0 }, () => ({
      ageBand,
    })),
  )
  return known({
    gender: form.code('gender', GENDER_CHOICES),
    ageGroup: form.code('age', AGE_GROUPS),
    maybeMinor: age === 'maybe' || (basis === 'minor' && !age) || undefined,
    household: children.length > 0 ? { children } : undefined,
    safety: searching === undefined ? undefined : { someoneSearching: searching },
  }) as Partial<ReferralInput>
}

/** Undefined if none was chosen, or what was written is none. */
function languageOf(form: Form, { codeOf }: Asked): string | undefined {
  const chosen = form.code('language', LANGUAGES)
  return chosen === 'other' ? codeOf(form.one('other_language').slice(0, 60)) : chosen
}

const INTERPRETER = /^(?=.*\d)[A-Z0-9][A-Z0-9-]{1,29}$/

/** What they agreed to, in words that somebody checked or through an interpreter. */
function consentOf(
  form: Form,
  language: string | undefined,
  { t, reader }: Asked,
  wrong: (field: string, text: string) => void,
): ReferralInput['consent'] | undefined {
  const answer = form.code('agreed', ANSWERS)
  const also = form.all('also')
  const told = {
    scope: listed([
      ...(['needs', 'area', 'age_gender'] as const),
      ...(also.includes('speak') ? (['language'] as const) : []),
    ]),
    tellReferrer: also.includes('tell'),
  }
  if (answer === 'minor') {
    const age = form.code('age', AGES)
    const grown = age && !['under_16', '16-17', 'maybe'].includes(age)
    if (grown) wrong('agreed', t.errors.adult)
    return { basis: 'minor', ...told }
  }
  if (answer !== 'yes') {
    wrong('agreed', t.errors.agreed)
    return undefined
  }
  const { version } = STATEMENTS[0]!
  const spoken = form.one('language') === 'other' ? language : (language ?? reader)
  if (!spoken) wrong('other_language', t.errors.language)
  const words = spoken && statementIn(version, spoken)
  const interpreter = form.one('interpreter').toUpperCase().slice(0, 30)
  const needed = spoken && !(words && mayBeSaid(words))
  if (needed && !INTERPRETER.test(interpreter)) wrong('interpreter', t.errors.interpreter)
  return {
    ...{ basis: 'consent', givenBy: 'person', method: 'verbal' },
    ...{ statement: version, language: spoken },
    ...(needed && { interpreter }),
    ...told,
  }
}
