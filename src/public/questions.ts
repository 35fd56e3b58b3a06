import { html } from '@remix-run/html-template'
import { provinceName, provinces } from '../geography/region.ts'
import { choices, type Option, select, textField } from '../web/controls.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { type Answers, one, WANTS, type Want } from './answers.ts'
import type { Drawing } from './frame.ts'

/** What was answered, and what is wrong with it. */
export type Filled = {
  answers: Answers
  errors: readonly FieldError[]
  /** The questions are parts of another page. */
  within?: true
}

export type Radio = { name: string; legend: string; options: readonly Option[]; hint?: string }

/** A question that is answered by one tap. */
export const radio = ({ answers, errors, within }: Filled, { name, ...rest }: Radio): Piece =>
  choices(errors, { name, asHeading: !within, chosen: answers[name] ?? [], ...rest })

/** By what way, and the number or address. Also where it is changed later. */
export function reach({ t }: Pick<Drawing, 't'>, filled: Filled): Piece {
  return html`${radio(filled, {
    name: 'how',
    legend: t.how.question,
    options: (['voice', 'sms', 'email'] as const).map((value) => ({ value, label: t.how[value] })),
  })}
${textField(filled.errors, {
  name: 'value',
  label: t.value.label,
  hint: t.value.hint,
  value: one(filled.answers, 'value'),
  required: false,
  ltr: true,
  maxLength: 120,
})}`
}

export function times({ t }: Pick<Drawing, 't'>, filled: Filled): Piece {
  const hours = { any: '', morning: ' (8–12)', afternoon: ' (12–17)', evening: ' (17–21)' }
  return radio(filled, {
    name: 'when',
    legend: t.when.question,
    options: (['any', 'morning', 'afternoon', 'evening'] as const).map((value) => ({
      value,
      label: t.when[value] + hours[value],
    })),
  })
}

export const wants = (t: Drawing['t']): Option[] =>
  (Object.keys(WANTS) as Want[]).map((value) => ({ value, label: t.needs[value] }))

/** Also for the search of services. */
export function place({ t, language }: Drawing, { answers, errors, within }: Filled): Piece {
  const names = language === 'fr' ? 'fr' : 'en'
  return html`${within ? '' : html`<h1>${t.place.question}</h1>`}
${textField(errors, {
  name: 'place',
  label: t.place.label,
  hint: t.place.hint,
  value: one(answers, 'place'),
  required: false,
  maxLength: 100,
})}
${select(errors, {
  name: 'province',
  label: t.place.province,
  value: one(answers, 'province'),
  options: [
    { value: '', label: t.place.choose },
    ...provinces.map((value) => ({ value, label: provinceName(value, names) })),
  ],
})}`
}
