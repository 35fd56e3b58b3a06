import { html } from '@remix-run/html-template'
import type { FieldError, Piece } from './piece.ts'

type Button = {
  /** `plain`: what one is here for. `quiet`: something else. `danger`: it takes something away. */
  tone?: 'plain' | 'quiet' | 'danger'
  name?: string
  value?: string
  /** The id of what the button is about, where several stand on one page. */
  about?: string
  /** Another form of the page; the path to which that form goes with this button. */
  form?: string
  to?: string
  /** Goes on although fields are empty: back, skip. */
  unchecked?: boolean
}

/** A button that sends its form. */
export function button(text: string, given: Button = {}): Piece {
  const { tone = 'plain', name, value = '', about, form, to, unchecked } = given
  return html`<button${tone === 'plain' ? '' : html` class="${tone}"`}${name ? html` name="${name}" value="${value}"` : ''}${form ? html` form="${form}"` : ''}${to ? html` formaction="${to}"` : ''}${unchecked ? html` formnovalidate` : ''}${about ? html` aria-describedby="${about}"` : ''}>${text}</button>`
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export const buttonLink = (href: string, text: string, tone: Button['tone'] = 'plain'): Piece =>
  html`<a class="button${tone === 'plain' ? '' : ` ${tone}`}" href="${href}">${text}</a>`

/** A form of one button, with what goes along unseen. */
export const press = (
  action: string,
  text: string,
  { fields = {}, ...rest }: Button & { fields?: Record<string, string> } = {},
): Piece =>
  html`<form method="post" action="${action}">${Object.entries(fields).map(([name, value]) => hidden(name, value))}${button(text, rest)}</form>`

/** Buttons side by side where there is room; the first is the one that most people want. */
export const actions = (...buttons: Piece[]): Piece => html`<div class="actions">${buttons}</div>`

export const hidden = (name: string, value: string): Piece =>
  html`<input type="hidden" name="${name}" value="${value}">`

type Labelled = {
  name: string
  /** The label is the heading of the page too. */
  asHeading?: boolean
  /** Default: the name. */
  id?: string
  label: string
  hint?: string
  value?: string
  /** Shown behind the label of what may stay empty, such as “optional”. */
  optional?: string
  /** Default `off`: nothing is kept on the device. */
  autocomplete?: string
  maxLength?: number
}

export type TextField = Labelled & {
  type?: 'text' | 'email' | 'tel' | 'time' | 'date' | 'search'
  inputMode?: 'numeric' | 'tel' | 'text'
  /** Of a code of so many digits. */
  digits?: number
  /** A number or an address, which reads from left to right in every language. */
  ltr?: boolean
  /** Default: required where `optional` is not said. */
  required?: boolean
}

/** One line to type, with its label, its hint and, tied to it, its error. */
export function textField(errors: readonly FieldError[], field: TextField): Piece {
  const { name, id = name, type = 'text', value = '', autocomplete = 'off', digits } = field
  const { maxLength = digits ? digits + 1 : 254, required = !field.optional } = field
  const inputMode = digits ? 'numeric' : field.inputMode
  const ltr = field.ltr || inputMode === 'numeric' || type === 'tel' || type === 'email'
  return labelled(
    errors,
    field,
    (tied) =>
      html`<input id="${id}" name="${name}" type="${type}" value="${value}" maxlength="${maxLength}" autocomplete="${autocomplete}"${ltr ? html` dir="ltr"` : ''}${required ? html` required` : ''}${inputMode ? html` inputmode="${inputMode}"` : ''}${digits ? html` class="digits" pattern="[0-9 ]*"` : ''}${tied}>`,
  )
}

/** Several lines to type. */
export function textArea(
  errors: readonly FieldError[],
  field: Labelled & { rows?: number },
): Piece {
  const { name, id = name, value = '', maxLength = 1000, rows = 5, autocomplete = 'off' } = field
  return labelled(
    errors,
    field,
    (tied) =>
      html`<textarea id="${id}" name="${name}" rows="${rows}" maxlength="${maxLength}" autocomplete="${autocomplete}"${tied}>${value}</textarea>`,
  )
}

export type Option = {
  value: string
  label: string
  hint?: string
  lang?: string
  /** A class for styles that answer to this choice. */
  marks?: string
}

/** One of many, where radios would fill the screen. */
export function select(
  errors: readonly FieldError[],
  field: Labelled & { options: readonly Option[] },
): Piece {
  const { name, id = name, value = '', options } = field
  return labelled(
    errors,
    field,
    (tied) =>
      html`<select id="${id}" name="${name}"${tied}>${options.map(
        (each) =>
          html`<option value="${each.value}"${each.value === value ? html` selected` : ''}>${each.label}</option>`,
      )}</select>`,
  )
}

function labelled(
  errors: readonly FieldError[],
  { name, id = name, label, hint, optional, asHeading }: Labelled,
  control: (tied: Piece) => Piece,
): Piece {
  const { text, tied } = tiesOf(errors, id, hint)
  const named = html`<label for="${id}">${label}${optional ? html` <span class="optional">(${optional})</span>` : ''}</label>`
  return html`<div class="field">
${asHeading ? html`<h1>${named}</h1>` : named}
${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ''}
${text}
${control(tied)}
</div>`
}

type Choices = {
  name: string
  /** The question. With `asHeading` it is the heading of the page too: one question a page. */
  legend: string
  asHeading?: boolean
  hint?: string
  options: readonly Option[]
  /** Values that are chosen. */
  chosen?: readonly string[]
  /** Several may be chosen. */
  many?: boolean
  required?: boolean
}

/** Answers that a thumb finds: each option is a target of its own. The first has the id of the name, for errors to lead to. */
export function choices(errors: readonly FieldError[], given: Choices): Piece {
  const { name, legend, asHeading, hint, options, chosen = [], many, required } = given
  const { text, invalid, about } = tiesOf(errors, name, hint)
  return html`<fieldset class="field"${about ? html` aria-describedby="${about}"` : ''}>
<legend>${asHeading ? html`<h1>${legend}</h1>` : legend}</legend>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
${text}
${options.map((option, i) => {
  const id = i === 0 ? name : `${name}-${option.value}`
  const on = chosen.includes(option.value)
  return html`<label class="choice${option.marks ? ` ${option.marks}` : ''}" for="${id}"${option.lang ? html` lang="${option.lang}"` : ''}><input type="${many ? 'checkbox' : 'radio'}" id="${id}" name="${name}" value="${option.value}"${on ? html` checked` : ''}${required && !many ? html` required` : ''}${invalid}> <span>${option.label}${option.hint ? html`<span class="hint">${option.hint}</span>` : ''}</span></label>\n`
})}</fieldset>`
}

/** The error that stands beside a field, and the attributes that tie error and hint to it. */
export function tiesOf(errors: readonly FieldError[], id: string, hint?: string) {
  const error = errors.find(({ field }) => field === id)
  const about = [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])].join(' ')
  const invalid: Piece = error ? html` aria-invalid="true"` : ''
  return {
    text: error ? html`<p class="error" id="${id}-error">${error.text}</p>` : '',
    about,
    invalid,
    tied: html`${about ? html` aria-describedby="${about}"` : ''}${invalid}`,
  }
}

/**
 * What went wrong, before the form, each linked to its field; it has the focus, so that it is read first.
 * Without a heading it is part of something that has one, and the focus.
 */
export function errorSummary(heading: string, errors: readonly FieldError[]): Piece {
  if (errors.length === 0) return ''
  return html`<div class="errors" role="alert"${heading ? html` tabindex="-1" autofocus` : ''}>
${heading ? html`<h2>${heading}</h2>` : ''}
<ul>${errors.map(({ field, text }) => html`<li>${field ? html`<a href="#${field}">${text}</a>` : text}</li>`)}</ul>
</div>`
}
