import { mayBeSaid, STATEMENTS, statementIn } from '../locales/consent/statements.ts'
import type { FieldError } from '../platform/errors.ts'
import type { Consent, Offer } from './case.ts'
import type { ReferralInput } from './schemas.ts'

/** What a consent is judged with: what was said beside it. */
type Said = Pick<ReferralInput, 'channel' | 'urgency' | 'age' | 'ageGroup' | 'maybeMinor'>

/** Everything that is missing for this basis, by field. The database's constraint says the same. */
export function consentErrors(input: Said & Pick<ReferralInput, 'consent'>): FieldError[] {
  const { consent, channel } = input
  const errors: FieldError[] = []
  const say = (field: string, detail: string) =>
    errors.push({ pointer: `/consent/${field}`, detail })
  if (consent.basis === 'consent' && !asksFirst(input)) statementErrors(consent, say)
  if (consent.basis === 'override') {
    if (!consent.reason) say('reason', 'is needed for an override')
    if (channel !== 'hotline') say('basis', 'an override is for operators')
    if (input.urgency !== 'emergency') say('basis', 'an override is for an emergency only')
  } else if (consent.reason) say('reason', 'belongs to an override only')
  if (input.maybeMinor && isAdult(input))
    errors.push({ pointer: '/maybeMinor', detail: 'does not fit the age: leave out one of them' })
  if (consent.basis === 'minor' && !youngPerson(input))
    say('basis', 'minor is for persons who are, or may be, under 18')
  for (const scope of asksFirst(input) ? [] : (['needs', 'area', 'age_gender'] as const)) {
    if (!consent.scope?.includes(scope))
      say('scope', `must hold ${scope}: nothing can be offered without it`)
  }
  if (consent.givenBy === 'representative') representativeErrors(channel, consent, say)
  return errors
}

/**
 * On the public pages the person may agree to nothing yet: somebody speaks with them first. So it is
 * wherever their language has no checked statement. Nothing can be offered until they agree.
 */
const asksFirst = ({ consent, channel }: Said & Pick<ReferralInput, 'consent'>): boolean =>
  channel === 'web' && consent.basis === 'consent' && consent.scope?.length === 0

type Say = (field: string, detail: string) => void

/** What was said must be a text that we have; in a language that we do not have, through an interpreter. */
function statementErrors(consent: ReferralInput['consent'], say: Say): void {
  for (const field of ['givenBy', 'method', 'statement', 'language'] as const) {
    if (!consent[field]) say(field, 'is needed for a consent')
  }
  const { statement, language, interpreter } = consent
  const versions = [...new Set(STATEMENTS.map(({ version }) => version))]
  if (statement && !versions.includes(statement))
    say('statement', `is not a known version: ${versions.join(', ')}`)
  if (!language || interpreter) return
  const known = statementIn(
    versions.includes(statement ?? '') ? statement! : versions[0]!,
    language,
  )
  if (!known || !mayBeSaid(known))
    say('interpreter', 'is needed: there is no checked statement in this language')
}

/**
 * Somebody else's consent opens no way to the person and none back to that somebody: a channel may be
 * the guardian's own, and only the person knows which one is safe.
 */
function representativeErrors(
  channel: string,
  { scope, tellReferrer }: ReferralInput['consent'],
  say: Say,
): void {
  if (scope?.includes('contact'))
    say('scope', 'contact is for the person to agree to, not for a representative')
  if (tellReferrer && channel === 'web')
    say('tellReferrer', 'a representative is told nothing of the outcome')
}

/** May something be offered under it now? An override counts until its deadline, or once it is confirmed. */
export const standsAt = (consent: Consent, now: Date): boolean =>
  !consent.withdrawnAt &&
  consent.scope.includes('needs') &&
  (consent.basis !== 'override' || consent.confirmedAt !== null || now < consent.confirmDueAt!)

/**
 * May contact, story and place be shown under it? Where the person did not agree (an override, a minor),
 * not before a second person has looked.
 */
export const opensDetails = ({ basis, withdrawnAt, confirmedAt }: Consent): boolean =>
  !withdrawnAt && (basis === 'consent' || confirmedAt !== null)

/** Is this offer's holder confirmed, and does its yes stand? Only then anything may be shown again. */
export const isHeld = ({ state, confirmedAt }: Offer): boolean =>
  state === 'accepted' && confirmedAt !== null

/** The basis speaks of the person, not of a child who comes along; a known age outweighs a doubt. */
const youngPerson = (input: Said): boolean =>
  !isAdult(input) && (input.maybeMinor === true || isMinor(input))

const YOUNG = ['under_16', '16-17']

const isMinor = ({ age, ageGroup }: Said): boolean =>
  (age !== undefined && age < 18) || (ageGroup !== undefined && YOUNG.includes(ageGroup))

const isAdult = ({ age, ageGroup }: Said): boolean =>
  (age !== undefined && age >= 18) || (ageGroup !== undefined && !YOUNG.includes(ageGroup))
