import { NEEDS } from '../directory/needs.ts'
import {
  ACCESS_NEEDS,
  AGE_GROUPS,
  CHILD_BANDS,
  CHILD_GENDERS,
  EXPLOITATION,
  GENDERS,
} from '../directory/people.ts'
import { parsePhones } from '../directory/phones.ts'
import { INDIGENOUS } from '../directory/schemas.ts'
import { provinces } from '../geography/region.ts'
import { RECIPIENTS, SCOPES } from '../routing/consent-schemas.ts'
import { URGENCIES, type Urgency } from '../routing/policy.ts'
import type { AskInput, ReferralInput } from '../routing/schemas.ts'
import { type Form, known, listed, some } from './form.ts'

export const RELOCATIONS = ['stay', 'leave_area', 'leave_province'] as const
export const CHANNEL_KINDS = ['voice', 'sms', 'email'] as const
export const VOICEMAILS = ['none', 'vague', 'full'] as const
export const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const
export const HEALTH = ['pregnant', 'urgentCare', 'medication'] as const
export const AGREED = ['yes', 'minor', 'override'] as const
/** Rows of children, and of areas to stay out of, that the page has. */
export const CHILDREN = 4
export const AREAS = 2
/** What nothing can be offered without. */
export const NEEDED_SCOPE = ['needs', 'area', 'age_gender'] as const

/** What was not chosen: an emergency where there is danger now, else urgent, since somebody is calling. */
export const urgencyOf = (form: Form): Urgency =>
  form.code('urgency', URGENCIES) ?? (form.yes('danger') ? 'emergency' : 'urgent')

/** What matching takes, from what was said so far. `codeOf` knows languages by code and by name. */
export function askOf(
  form: Form,
  codeOf: (language: string) => string | undefined,
  avoided: string[] = [],
): AskInput {
  const children = Array.from({ length: CHILDREN }, (_, i) => i).flatMap((i) => {
    const ageBand = form.code(`child_band_${i}`, CHILD_BANDS)
    const atRisk = form.one(`child_risk_${i}`) === 'yes' || undefined
    return ageBand
      ? [known({ ageBand, gender: form.code(`child_gender_${i}`, CHILD_GENDERS), atRisk })]
      : []
  })
  const areas = Array.from({ length: AREAS }, (_, i) => i).flatMap((i) => {
    const place = form.one(`avoid_place_${i}`).slice(0, 120)
    return place ? [{ place, radiusKm: form.number(`avoid_km_${i}`, 1, 500) ?? 25 }] : []
  })
  const age = form.number('age', 0, 120)
  const health = form.codes('health', HEALTH)
  const languages = form.all('language').map((each) => codeOf(each) ?? each.slice(0, 20))
  const police = form.one('avoid_police').slice(0, 80)
  return known({
    channel: 'hotline' as const,
    urgency: urgencyOf(form),
    location: known({
      place: form.one('place').slice(0, 120) || undefined,
      province: form.code('province', provinces),
      postalCode: form.one('postal').slice(0, 10) || undefined,
    }),
    needs: form.codes('need', NEEDS),
    languages: listed([...new Set(languages)]),
    interpreterAccepted: form.yes('interpreter'),
    gender: form.code('gender', GENDERS),
    age,
    ageGroup: age === undefined ? form.code('age_group', AGE_GROUPS) : undefined,
    household: some({ children: listed(children), pets: form.number('pets', 1, 20) }),
    accessNeeds: listed(form.codes('access', ACCESS_NEEDS)),
    health: some(Object.fromEntries(health.map((each) => [each, true as const]))),
    substanceUse: form.yes('substance'),
    safety: some({ someoneSearching: form.yes('searching'), knowsArea: form.yes('knows_area') }),
    exploitation: listed(form.codes('exploitation', EXPLOITATION)),
    relocation: form.code('relocation', RELOCATIONS),
    avoid: some({
      areas: listed(areas),
      organizations: listed(avoided),
      policeServices: police ? [police] : undefined,
    }),
    wishes: some({
      indigenous: listed(form.codes('wish', INDIGENOUS)),
      notOwnCommunity: listed(form.codes('not_community', INDIGENOUS)),
      notFaithBased: form.one('not_faith') === 'yes' || undefined,
      interpreterGender: form.code('interpreter_gender', ['woman', 'man']),
    }),
  }) as AskInput
}

/** The whole referral, with what was agreed. */
export function referralOf(form: Form, ask: AskInput, statement: string): ReferralInput {
  const young = form.one('under18')
  const grown = (ask.age ?? 0) >= 18 || ['18-24', '25-59', '60+'].includes(ask.ageGroup ?? '')
  return known({
    ...ask,
    maybeMinor: (young === 'yes' || young === 'unsure') && !grown ? true : undefined,
    arrival: form.one('arrival').slice(0, 200) || undefined,
    nights: form.number('nights', 1, 365),
    name: form.one('name').slice(0, 100) || undefined,
    ownWords: form.one('own_words').slice(0, 1000) || undefined,
    safeContact: safeContactOf(form),
    consent: consentOf(form, statement),
    notes: form.one('notes') || undefined,
  }) as ReferralInput
}

function safeContactOf(form: Form): ReferralInput['safeContact'] {
  const wanted = form.yes('call_back')
  const codeWord = form.one('code_word').slice(0, 60) || undefined
  if (wanted === undefined && !codeWord) return undefined
  const value = contactValue(form)
  const channel = known({
    kind: form.code('contact_kind', CHANNEL_KINDS) ?? ('voice' as const),
    value,
    voicemail: form.code('voicemail', VOICEMAILS),
    textAllowed: form.yes('text_allowed'),
    callerId: form.code('caller_id', ['blocked', 'shown']),
    sharedDevice: form.one('shared_device') === 'yes' || undefined,
    whoElseAnswers: form.one('who_else').slice(0, 200) || undefined,
    days: listed(form.codes('day', DAYS)),
    from: clockOf(form.one('from')),
    to: clockOf(form.one('to')),
  })
  const channels = wanted && value ? [channel] : undefined
  return known({ wanted: wanted ?? false, channels, codeWord }) as ReferralInput['safeContact']
}

/** A number as it was said, in E.164; what is none stays as it is and is refused with its field. */
function contactValue(form: Form): string {
  const said = form.one('contact_value').slice(0, 200)
  if (form.one('contact_kind') === 'email') return said
  return parsePhones(said).phones[0]?.e164 ?? said
}

const clockOf = (text: string) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : undefined)

/** What was agreed, and in which words. */
export function consentOf(form: Form, statement: string): ReferralInput['consent'] {
  const agreed = form.code('agreed', AGREED)
  const scope = [
    ...NEEDED_SCOPE,
    ...form.codes(
      'scope',
      SCOPES.filter((each) => !(NEEDED_SCOPE as readonly string[]).includes(each)),
    ),
  ]
  const told = {
    scope,
    recipients: listed(form.codes('recipient', RECIPIENTS)),
    followUp: form.one('follow_up') === 'yes' || undefined,
    tellReferrer: form.one('tell_referrer') === 'yes' || undefined,
  }
  if (agreed === 'override')
    return known({
      basis: 'override' as const,
      ...told,
      reason: form.one('reason').slice(0, 500) || undefined,
    }) as never
  if (agreed === 'minor') return known({ basis: 'minor' as const, ...told }) as never
  return known({
    basis: 'consent' as const,
    givenBy: form.code('given_by', ['person', 'representative']) ?? ('person' as const),
    method: 'verbal' as const,
    statement,
    language: form.one('consent_language') || undefined,
    interpreter: form.one('interpreter_code').toUpperCase() || undefined,
    ...told,
  }) as never
}
