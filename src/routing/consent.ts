import type { FieldError } from '../platform/errors.ts'
import type { ReferralInput } from './schemas.ts'

/** Versions of the statement that may be read out, newest first; the texts are in src/locales/consent. */
export const STATEMENTS = ['2026-1'] as const
const CHECKED_LANGUAGES = ['en', 'fr']

/** Everything that is missing for this basis, by field. The database's constraint says the same. */
export function consentErrors(input: ReferralInput): FieldError[] {
  const { consent, channel } = input
  const errors: FieldError[] = []
  const say = (field: string, detail: string) =>
    errors.push({ pointer: `/consent/${field}`, detail })
  const { basis, statement, language } = consent
  if (basis === 'consent') {
    for (const field of ['givenBy', 'method', 'statement', 'language'] as const) {
      if (!consent[field]) say(field, 'is needed for a consent')
    }
    if (statement && !(STATEMENTS as readonly string[]).includes(statement)) {
      say('statement', `is not a known version: ${STATEMENTS.join(', ')}`)
    }
    if (language && !isChecked(language) && !consent.interpreter) {
      say('interpreter', 'is needed: the statement exists in English and French only')
    }
  }
  if (basis === 'override') {
    if (!consent.reason) say('reason', 'is needed for an override')
    if (channel !== 'hotline') say('basis', 'an override is for operators')
  } else if (consent.reason) say('reason', 'belongs to an override only')
  if (input.maybeMinor && isAdult(input))
    errors.push({ pointer: '/maybeMinor', detail: 'does not fit the age: leave out one of them' })
  if (basis === 'minor' && !youngPerson(input))
    say('basis', 'minor is for persons who are, or may be, under 18')
  for (const scope of ['needs', 'area', 'age_gender'] as const) {
    if (!consent.scope?.includes(scope))
      say('scope', `must hold ${scope}: nothing can be offered without it`)
  }
  return errors
}

/** By the primary subtag: `fr-CA` is French, `enx` is not English. */
const isChecked = (language: string): boolean =>
  CHECKED_LANGUAGES.includes(language.split('-')[0]!.toLowerCase())

/** The basis speaks of the person, not of a child who comes along; a known age outweighs a doubt. */
const youngPerson = (input: ReferralInput): boolean =>
  !isAdult(input) && (input.maybeMinor === true || isMinor(input))

const YOUNG = ['under_16', '16-17']

const isMinor = ({ age, ageGroup }: ReferralInput): boolean =>
  (age !== undefined && age < 18) || (ageGroup !== undefined && YOUNG.includes(ageGroup))

const isAdult = ({ age, ageGroup }: ReferralInput): boolean =>
  (age !== undefined && age >= 18) || (ageGroup !== undefined && !YOUNG.includes(ageGroup))
