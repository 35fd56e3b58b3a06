import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import type { Language } from '../locales/locale.ts'
import { type Option, select, textField, tiesOf } from '../web/controls.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import type { Form } from './form.ts'

/** Controls of the form of a call, filled in from what was said: smaller and denser than public ones. */
export type Controls = ReturnType<typeof controlsOf>

type Words = { unknown: string; yes: string; no: string; optional: string }

export function controlsOf(form: Form, errors: readonly FieldError[], words: Words) {
  const chosen = (name: string) => form.all(name)

  /** One of a few, side by side; `''` is what nothing was said of. */
  function pick(
    name: string,
    legend: string,
    options: readonly Option[],
    { focus, first = '' }: { focus?: boolean; first?: string } = {},
  ): Piece {
    const now = chosen(name)[0] ?? first
    const { text, about, invalid } = tiesOf(errors, name)
    return html`<fieldset class="pick"${about ? html` aria-describedby="${about}"` : ''}>
<legend>${legend}</legend>
${text}
<div class="pills">${options.map(({ value, label }, i) => {
      const id = i === 0 ? name : `${name}-${value || 'unknown'}`
      const on = value === now
      return html`<label class="pill" for="${id}"><input type="radio" id="${id}" name="${name}" value="${value}"${on ? html` checked` : ''}${focus && on ? html` autofocus` : ''}${invalid}> <span>${label}</span></label>\n`
    })}</div>
</fieldset>`
  }

  return {
    pick,
    errors,

    yesNo: (name: string, legend: string, more: { focus?: boolean } = {}): Piece =>
      pick(
        name,
        legend,
        [
          { value: 'yes', label: words.yes },
          { value: 'no', label: words.no },
          { value: '', label: words.unknown },
        ],
        more,
      ),

    /** Several of a list. `jump`: a long one, in which letters jump where there is a script. */
    many(
      name: string,
      legend: string,
      options: readonly Option[],
      { jump, lock = [], first = [] }: { jump?: string; lock?: string[]; first?: string[] } = {},
    ): Piece {
      const now = chosen(name).length > 0 ? chosen(name) : first
      const { text, about, invalid } = tiesOf(errors, name)
      return html`<fieldset class="pick"${jump ? html` data-jump` : ''}${about ? html` aria-describedby="${about}"` : ''}>
<legend>${legend}</legend>
${text}
${jump ? html`<p class="hint" data-jump-hint hidden>${jump}</p>` : ''}
<div class="pills${jump ? ' long' : ''}">${options.map(({ value, label }, i) => {
        const id = i === 0 ? name : `${name}-${value}`
        const on = now.includes(value) || lock.includes(value)
        return html`<label class="pill" for="${id}"><input type="checkbox" id="${id}" name="${name}" value="${value}"${on ? html` checked` : ''}${invalid}> <span>${label}</span></label>\n`
      })}</div>
</fieldset>`
    },

    /** One box. */
    box(name: string, label: string): Piece {
      const on = chosen(name).includes('yes')
      return html`<label class="pill" for="${name}"><input type="checkbox" id="${name}" name="${name}" value="yes"${on ? html` checked` : ''}> <span>${label}</span></label>`
    },

    line(
      name: string,
      label: string,
      more: Partial<Omit<Parameters<typeof textField>[1], 'name' | 'label'>> & {
        nth?: number
      } = {},
    ): Piece {
      const { nth = 0, ...rest } = more
      const value = chosen(name)[nth] ?? ''
      return textField(errors, { name, label, value, required: false, ...rest })
    },

    /** A language by its name; a list of names is offered as one types. */
    language(name: string, id: string, label: string, value: string): Piece {
      const { text, tied } = tiesOf(errors, id)
      return html`<div class="field"><label for="${id}">${label}</label>
${text}
<input id="${id}" name="${name}" list="languages" maxlength="60" autocomplete="off" value="${value}"${tied}></div>`
    },

    choose(name: string, label: string, options: readonly Option[], none = words.unknown): Piece {
      const all = [{ value: '', label: none }, ...options]
      return select(errors, { name, label, options: all, value: chosen(name)[0] ?? '' })
    },
  }
}

/** The names that fields of languages offer; once on a page. */
export const languageList = (often: readonly string[], language: Language): Piece =>
  html`<datalist id="languages">${often.map((code) => html`<option value="${languageName(code, language)}"></option>`)}</datalist>`

/** Codes with their words. */
export const optionsOf = (
  codes: readonly string[],
  say: (code: string) => string | undefined,
): Option[] => codes.map((value) => ({ value, label: say(value) ?? value }))
