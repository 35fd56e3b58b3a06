import { callTexts } from '../locales/console-call.ts'
import { referralTexts } from '../locales/console-referral.ts'
import type { Language } from '../locales/locale.ts'
import type { FieldError as BadField } from '../platform/errors.ts'
import type { FieldError } from '../web/piece.ts'
import type { Form } from './form.ts'

/** Which field of the page a field of the referral is. */
const FIELDS: [pointer: RegExp, field: string][] = [
  [/^\/location/, 'place'],
  [/^\/needs/, 'need'],
  [/^\/languages/, 'language'],
  [/^\/age/, 'age'],
  [/^\/maybeMinor/, 'under18'],
  [/^\/avoid\/areas\/0/, 'avoid_place_0'],
  [/^\/avoid\/areas\/1/, 'avoid_place_1'],
  [/^\/avoid\/organizations/, 'avoid_organization'],
  [/^\/safeContact/, 'contact_value'],
  [/^\/consent\/reason/, 'reason'],
  [/^\/consent\/interpreter/, 'interpreter_code'],
  [/^\/consent\/language/, 'consent_language'],
  [/^\/consent\/scope/, 'scope'],
  [/^\/consent/, 'agreed'],
]

/** What is wrong, in the words of the page, each beside its field. */
export function wrongFields(fields: readonly BadField[], language: Language): FieldError[] {
  const { wrong } = callTexts(language)
  const found = fields.map(({ pointer }) => FIELDS.find(([pattern]) => pattern.test(pointer))?.[1])
  return [...new Set(found)].map((field) =>
    field ? { field, text: wrong.fields[field] ?? wrong.other } : { text: wrong.other },
  )
}

/** A form of a referral's page that was refused: it stands there again as it was. */
export type Refused = {
  /** Its path below the referral, as its route says it. */
  act: string
  /** Of which offer or leg. */
  part?: string
  form: Form
  fields: readonly BadField[]
}

export const CONSENTS = '/consents'
export const MEETING = '/offers/:part/meeting'
export const RESTRICTION = '/restriction'

/** The same of the forms beside a referral: nothing where its fields are no part of the page. */
export function refusedFields(
  { act, part, fields }: Refused,
  language: Language,
): readonly FieldError[] {
  const { meeting, restricted } = referralTexts(language)
  if (act === CONSENTS)
    return wrongFields(
      fields.map((each) => ({ ...each, pointer: `/consent${each.pointer}` })),
      language,
    )
  const texts = act === MEETING ? meeting.wrong : act === RESTRICTION ? restricted.wrong : {}
  const names = fields.map(({ pointer }) => pointer.split('/')[1] ?? '')
  return [...new Set(names)].flatMap((name) =>
    texts[name]
      ? [{ field: part ? `${name}-${part}` : `${act.slice(1)}-${name}`, text: texts[name] }]
      : [],
  )
}
