import type { Need } from '../directory/needs.ts'
import {
  AGE_GROUPS,
  type AgeGroup,
  CHILD_BANDS,
  GENDERS,
  type Gender,
} from '../directory/people.ts'
import { isE164, parsePhones } from '../directory/phones.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { zoneOf } from '../geography/local-time.ts'
import { locate } from '../geography/locate.ts'
import type { Located } from '../geography/place.ts'
import { mayBeSaid, STATEMENTS, type Statement } from '../locales/consent/statements.ts'
import type { PublicTexts } from '../locales/public.ts'
import type { ReferralInput } from '../routing/schemas.ts'

/** The answers as the form has them, by the name of the field. */
export type Answers = Record<string, string[]>
type ErrorCode = keyof PublicTexts['errors']
/** What cannot be taken as it is; `field` is an id of the form. */
export type Fault = { field: string; code: ErrorCode }

/** What people ask for, in the order of the form, and the code of the directory. */
export const WANTS = {
  bed: 'emergency_shelter',
  talk: 'crisis_counselling',
  doctor: 'medical_care',
  food: 'food',
  clothes: 'clothing_hygiene',
  guide: 'case_management',
  status: 'legal_immigration',
  work: 'legal_labour',
  lawyer: 'legal_criminal',
  money: 'financial_aid',
  child: 'childcare_family',
  home: 'transitional_housing',
  assault: 'sexual_assault_care',
  drugs: 'addiction_support',
  return: 'voluntary_return',
} as const satisfies Record<string, Need>
export type Want = keyof typeof WANTS

/** Every field of the form with the longest text that it takes. What else is sent is not read. */
const FIELDS: Record<string, number> = {
  ...{ watched: 3, contact: 3, how: 5, value: 120, when: 9, needs: 10, place: 100, province: 2 },
  ...{ urgency: 5, age: 10, gender: 15, searching: 3, language: 10, words: 1000, consent: 5 },
  ...{ 'children-0-5': 1, 'children-6-12': 1, 'children-13-17': 1 },
}

/** Reads the body of a form. */
export function readAnswers(body: unknown): Answers {
  const given = (body ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, most]) => {
      const values = [given[name] ?? []].flat().filter((each) => typeof each === 'string')
      const texts = values.map((each) => clean(each).slice(0, most)).filter(Boolean)
      return texts.length > 0 ? [[name, texts]] : []
    }),
  )
}

/** Without what no keyboard makes, and no lone half of a character at the cut. */
const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim()
    .toWellFormed()

export const one = (answers: Answers, name: string): string => answers[name]?.[0] ?? ''

/** The statement to which somebody may agree in a language, if there is one that was checked. */
export const statementFor = (language: string): Statement | undefined =>
  STATEMENTS.find((each) => each.language === language.split('-')[0] && mayBeSaid(each))

/** A referral of what was answered, or everything that stands against it at once. */
export function toReferral(
  gazetteer: Gazetteer,
  language: string,
  answers: Answers,
): { input: ReferralInput } | { faults: Fault[] } {
  const place = placeOf(gazetteer, answers)
  const contact = contactOf(answers)
  const needs = (answers.needs ?? []).filter((want) => Object.hasOwn(WANTS, want)) as Want[]
  const statement = statementFor(language)
  const faults = [
    ...('fault' in contact ? [contact.fault] : []),
    ...(needs.length === 0 ? [{ field: 'needs', code: 'needs' as const }] : []),
    ...('fault' in place ? [place.fault] : []),
    ...(statement && !one(answers, 'consent')
      ? [{ field: 'consent', code: 'choose' as const }]
      : []),
  ]
  if ('fault' in place || 'fault' in contact || faults.length > 0) return { faults }
  const { located } = place
  const zone = zoneOf(located.point, gazetteer)
  const channels = contact.channel ? [{ ...contact.channel, zone }] : []
  const input: ReferralInput = {
    channel: 'web',
    urgency: URGENCY[one(answers, 'urgency')] ?? 'urgent',
    location: locationOf(answers),
    needs: [...new Set(needs.map((want) => WANTS[want]))],
    ...spoken(one(answers, 'language') || language),
    ...personOf(answers),
    safeContact: { wanted: channels.length > 0, channels },
    consent: consentOf(one(answers, 'consent'), language, statement),
    ...(one(answers, 'words') && { ownWords: one(answers, 'words') }),
  }
  return { input }
}

const URGENCY: Record<string, ReferralInput['urgency']> = {
  ...{ now: 'emergency', soon: 'urgent', later: 'standard' },
}

function locationOf(answers: Answers): { place?: string; province?: string } {
  const [place, province] = [one(answers, 'place'), one(answers, 'province')]
  return { ...(place && { place }), ...(province && { province }) }
}

/** Where a form says that somebody is. Also for the pages that only look. */
export function placeOf(
  gazetteer: Gazetteer,
  answers: Answers,
): { located: Located } | { fault: Fault } {
  const found = locate(gazetteer, locationOf(answers))
  if (found.ok) return { located: found.located }
  if (found.error === 'ambiguous_place')
    return { fault: { field: 'province', code: 'placeSeveral' } }
  const code = one(answers, 'place') ? 'placeUnknown' : 'place'
  return { fault: { field: 'place', code } }
}

type Channel = NonNullable<NonNullable<ReferralInput['safeContact']>['channels']>[number]

/** How the person may be reached; no channel if they do not want to be. */
export function contactOf(answers: Answers): { channel?: Channel } | { fault: Fault } {
  if (one(answers, 'contact') !== 'yes') return {}
  const typed = one(answers, 'value')
  if (!typed) return { fault: { field: 'value', code: 'value' } }
  const how = one(answers, 'how') || (typed.includes('@') ? 'email' : 'voice')
  const kind = how === 'email' || how === 'sms' ? how : 'voice'
  const value = kind === 'email' ? emailOf(typed) : phoneOf(typed)
  if (!value) return { fault: { field: 'value', code: kind === 'email' ? 'email' : 'phone' } }
  const [from, to] = HOURS[one(answers, 'when')] ?? []
  return {
    channel: {
      ...{ kind, value, voicemail: 'none', callerId: 'blocked', textAllowed: kind === 'sms' },
      ...(one(answers, 'watched') === 'yes' && { sharedDevice: true }),
      ...(from && to && { from, to }),
    },
  }
}

export const HOURS: Record<string, [from: string, to: string]> = {
  ...{ morning: ['08:00', '12:00'], afternoon: ['12:00', '17:00'], evening: ['17:00', '21:00'] },
}

const emailOf = (typed: string): string | undefined =>
  /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(typed) ? typed : undefined

function phoneOf(typed: string): string | undefined {
  const abroad = typed.replace(/[^\d+]/g, '')
  const [found] = parsePhones(typed).phones
  return found?.e164 ?? (isE164(abroad) ? abroad : undefined)
}

const spoken = (code: string) => {
  if (code === 'other') return { languages: [], interpreterAccepted: true }
  const language = code.split('-')[0]!
  return { languages: [language], interpreterAccepted: language !== 'en' && language !== 'fr' }
}

function personOf(answers: Answers): Partial<ReferralInput> {
  const [gender, age] = [one(answers, 'gender'), one(answers, 'age')]
  const children = CHILD_BANDS.flatMap((ageBand) =>
    Array.from({ length: Math.min(4, Number(one(answers, `children-${ageBand}`)) || 0) }, () => ({
      ageBand,
    })),
  )
  const searching = one(answers, 'searching')
  return {
    ...(GENDERS.includes(gender as Gender) && { gender: gender as Gender }),
    ...(AGE_GROUPS.includes(age as AgeGroup) && { ageGroup: age as AgeGroup }),
    ...(children.length > 0 && { household: { children } }),
    ...((searching === 'yes' || searching === 'no') && {
      safety: { someoneSearching: searching === 'yes' },
    }),
  }
}

/** What may be told to services. Nothing where the person wants to speak first, or no checked words exist. */
function consentOf(
  answer: string,
  language: string,
  statement: Statement | undefined,
): ReferralInput['consent'] {
  const less = ['needs', 'area', 'age_gender', 'language'] as const
  const scope =
    answer === 'less' ? less : answer === 'yes' ? ([...less, 'contact', 'story'] as const) : []
  return {
    ...{ basis: 'consent', givenBy: 'person', method: 'electronic' },
    statement: (statement ?? STATEMENTS[0]!).version,
    language: language.split('-')[0]!,
    scope: statement ? [...scope] : [],
    ...{ recipients: ['service'], tellReferrer: false, followUp: false },
  }
}
