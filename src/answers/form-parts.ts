import { html } from '@remix-run/html-template'
import type { AnswerTexts } from '../locales/answer.ts'
import type { FormError } from './form.ts'
import type { Piece } from './layout.ts'

const FIELD_OF: Record<FormError['code'], string | undefined> = {
  digits_missing: 'digits',
  digits_wrong: 'digits',
  answer_missing: 'answer-yes',
  reason_missing: 'reason',
  needs_missing: 'need-0',
  code_missing: 'code',
  code_wrong: 'code',
  already_yes: undefined,
}

const say = (t: AnswerTexts, error: FormError): string =>
  'triesLeft' in error ? t.errors[error.code](error.triesLeft) : t.errors[error.code]

/** What went wrong, before the form, each linked to its field; it has the focus, so that it is read first. */
export function errorSummary(t: AnswerTexts, errors: readonly FormError[]): Piece {
  if (errors.length === 0) return ''
  return html`<div class="errors" role="alert" tabindex="-1" autofocus>
<h2>${t.errors.heading}</h2>
<ul>${errors.map((error) => {
    const field = FIELD_OF[error.code]
    return html`<li>${field ? html`<a href="#${field}">${say(t, error)}</a>` : say(t, error)}</li>`
  })}</ul>
</div>`
}

/** The error of one field, to stand beside it, and the attributes that tie it to the field. */
export function fieldError(t: AnswerTexts, errors: readonly FormError[], field: string) {
  const error = errors.find(({ code }) => FIELD_OF[code] === field)
  return {
    text: error ? html`<p class="error" id="${field}-error">${say(t, error)}</p>` : '',
    invalid: error ? html` aria-invalid="true"` : '',
    describedBy: error ? `${field}-error ${field}-hint` : `${field}-hint`,
  }
}

/** A field for a few digits, as a telephone's keypad types them. */
export function digitsField(
  t: AnswerTexts,
  errors: readonly FormError[],
  {
    name,
    length,
    label,
    hint,
    format,
  }: { name: 'digits' | 'code'; length: number; label: string; hint: string; format: string },
): Piece {
  const { text, invalid, describedBy } = fieldError(t, errors, name)
  return html`<div class="field">
<label for="${name}">${label}</label>
<p class="hint" id="${name}-hint">${hint}</p>
${text}
<input class="digits" id="${name}" name="${name}" inputmode="numeric" autocomplete="${name === 'code' ? 'one-time-code' : 'off'}" pattern="[0-9]{${length}}" maxlength="${length}" required title="${format}" aria-describedby="${describedBy}"${invalid}>
</div>`
}
