import type { AnswerTexts } from '../locales/answer.ts'
import type { FieldError } from '../web/piece.ts'
import type { FormError } from './form.ts'

/** The field to which an error leads; none where it is about the whole. */
const FIELD_OF: Record<FormError['code'], string | undefined> = {
  digits_missing: 'digits',
  digits_wrong: 'digits',
  answer_missing: 'answer',
  reason_missing: 'reason',
  needs_missing: 'needs',
  code_missing: 'code',
  code_wrong: 'code',
  already_yes: undefined,
  text_missing: 'text',
  text_long: 'text',
  too_many_messages: undefined,
  how_missing: 'how',
  place_missing: 'meet-place',
  place_named: 'meet-place',
  place_neutral: 'neutral',
  time_wrong: 'time',
  time_over: 'time',
  outcome_missing: 'outcome',
}

/** What is wrong, in words, each with its field. */
export const inWords = (t: AnswerTexts, errors: readonly FormError[]): FieldError[] =>
  errors.map((error) => ({
    field: FIELD_OF[error.code],
    text: 'triesLeft' in error ? t.errors[error.code](error.triesLeft) : t.errors[error.code],
  }))
