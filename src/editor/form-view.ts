import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { NEEDS, needs } from '../directory/needs.ts'
import {
  ACCESS_NEEDS,
  ADMISSION,
  accessNeeds,
  admission,
  CHANNELS,
  channels,
  EXPLOITATION,
  exploitation,
  GENDERS,
  genders,
  type Labels,
} from '../directory/people.ts'
import { CHILDREN, INDIGENOUS } from '../directory/schemas.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Drawing } from '../staff/layout.ts'
import {
  button,
  buttonLink,
  choices,
  hidden,
  type Option,
  select,
  textArea,
  textField,
} from '../web/controls.ts'
import { box, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { hoursFields } from './hours-grid-view.ts'
import type { Values } from './hours-values.ts'
import { type Editing, POINT, textsOf } from './kit.ts'
import { TICKED } from './point-values.ts'
import { childInWords } from './value-words.ts'
import { areaFields, whereFields } from './where-view.ts'

export type Form = {
  drawing: Drawing
  desk: Editing
  values: Values
  errors: readonly FieldError[]
  /** The one that is edited. */
  point?: PointDetails | undefined
  organizationId: string
}
/** Fields of one form, by name. */
export type Fields = ReturnType<typeof fieldsOf>

const PARTS = ['who', 'where', 'when', 'what', 'whom', 'public', 'state'] as const

/** All facts of a service point, in the groups of its page. `first`: what stands before the button. */
export function pointForm(form: Form, first: Piece = ''): Piece {
  const { drawing, point, values, organizationId } = form
  const t = textsOf(drawing)
  const f = fieldsOf(form)
  const { lang } = drawing
  const to = point ? `${POINT}/${point.id}/edit${lang}` : `${POINT}/new${lang}`
  const check = point ? `${POINT}/${point.id}/edit/check` : `${POINT}/new/check`
  const back = point ? `${POINT}/${point.id}` : `/staff/directory/organizations/${organizationId}`
  return html`<form class="facts-form" method="post" action="${to}" data-check="${check}${lang}" data-fine="${t.form.fine}" novalidate>
<nav class="parts" aria-label="${t.form.parts}">${PARTS.map((id) => html`<a href="#${id}">${t.point[id]}</a>`)}</nav>
${hidden('organization', organizationId)}
${point ? hidden('seen', String(values.seen ?? '')) : ''}
${section('who', t.point.who, f.line('name', { hint: t.form.nameHint, required: true, maxLength: 300 }), f.line('nameFr', { maxLength: 300 }), f.area('description', { maxLength: 4000 }))}
${section('where', t.point.where, whereFields(form, f))}
${section('when', t.point.when, hoursFields(drawing, form))}
${section('what', t.point.what, ...whatFields(form, f))}
${section('whom', t.point.whom, ...whomFields(form, f))}
${section('public', t.point.public, ...publicFields(form, f))}
${section('state', t.point.state, f.yesNo('accepting', false), f.line('pause', { hint: t.form.pauseHint, type: 'date', label: t.form.fields.pausedUntil! }))}
${f.tick('checked', t.form.checked, t.point.checkHint)}
${first}
<p class="checking hint" role="status" aria-live="polite"></p>
<div class="actions">${button(t.form.save)}${buttonLink(`${back}${lang}`, t.form.cancel, 'quiet')}</div>
</form>`
}

function whatFields({ drawing }: Form, f: Fields): Piece[] {
  const t = textsOf(drawing).form
  return [
    f.codes('needs', NEEDS, needs),
    f.codes('channels', CHANNELS, channels),
    f.codes('admission', ADMISSION, admission),
    f.line('reachKm', { hint: t.reachHint, inputMode: 'numeric', maxLength: 8 }),
    f.yesNo('elsewhere', true, t.fields.takesFromElsewhere),
    f.areas(),
  ]
}

function whomFields({ drawing, errors, values }: Form, f: Fields): Piece[] {
  const { language } = drawing
  const { form: t, yes, no, unknown } = textsOf(drawing)
  const age = { hint: t.ageHint, inputMode: 'numeric', maxLength: 3 } as const
  const choice = [
    { value: '', label: unknown },
    { value: 'yes', label: yes },
    { value: 'no', label: no },
  ]
  return [
    f.codes('genders', GENDERS, genders, t.codesHint),
    f.line('minAge', age),
    f.line('maxAge', age),
    f.options(
      'children',
      [
        ...CHILDREN.map((value) => ({ value, label: childInWords(value, language) })),
        { value: 'none', label: t.noChildren },
      ],
      t.codesHint,
    ),
    html`<fieldset class="field"><legend>${t.fields.takes!}</legend><p class="hint">${t.takesHint}</p>
<div class="ticks">${ADMISSION.map((code) => {
      const name = `takes-${code}`
      const label = admission[code][language]
      return select(errors, { name, label, value: String(values[name] ?? ''), options: choice })
    })}</div></fieldset>`,
    f.options(
      'access',
      [
        ...ACCESS_NEEDS.map((value) => ({ value, label: accessNeeds[value][language] })),
        { value: 'none', label: t.noAccess },
      ],
      t.codesHint,
    ),
    f.options(
      'languages',
      TICKED.map((value) => ({ value, label: languageName(value, language) })),
    ),
    f.line('otherLanguages', { maxLength: 1000 }),
    f.yesNo('interpreter'),
    f.yesNo('forTrafficked'),
    f.codes('exploitation', EXPLOITATION, exploitation),
    f.options(
      'indigenous',
      INDIGENOUS.map((value) => ({ value, label: t.indigenousCodes[value]! })),
    ),
    f.yesNo('faithBased'),
  ]
}

/** A partner's numbers are no field: operators call them to confirm. */
function publicFields({ drawing, point, values }: Form, f: Fields): Piece[] {
  const t = textsOf(drawing)
  const phones =
    point?.status === 'partner'
      ? box(
          'calm',
          html`<p>${String(values.phones ?? '')
            .split('\n')
            .join(
              ', ',
            )}</p><p>${t.point.phonesTwo} <a href="${POINT}/${point.id}/contacts${drawing.lang}">${t.point.changeContacts}</a></p>`,
          { heading: t.form.fields.phones!, id: 'phones' },
        )
      : f.area('phones', { hint: t.form.phonesHint, rows: 3 })
  return [
    phones,
    f.line('website', { hint: t.form.websiteHint, maxLength: 500, ltr: true }),
    f.line('email', { maxLength: 254, ltr: true }),
  ]
}

type Line = Partial<Parameters<typeof textField>[1]>

function fieldsOf({ drawing, values, errors, desk }: Form) {
  const t = textsOf(drawing)
  const { language } = drawing
  const value = (name: string) => String(values[name] ?? '')
  const many = (name: string) => [values[name] ?? []].flat()
  const label = (name: string) => t.form.fields[name] ?? name
  const options = (name: string, list: readonly Option[], hint?: string) =>
    html`<div class="ticks">${choices(errors, { name, legend: label(name), many: true, options: list, chosen: many(name), ...(hint && { hint }) })}</div>`
  return {
    value,
    many,
    line: (name: string, more: Line = {}): Piece =>
      textField(errors, { name, label: label(name), value: value(name), required: false, ...more }),
    area: (name: string, more: { hint?: string; rows?: number; maxLength?: number } = {}): Piece =>
      textArea(errors, { name, label: label(name), value: value(name), ...more }),
    options,
    codes: <C extends string>(name: string, all: readonly C[], labels: Labels<C>, hint?: string) =>
      options(
        name,
        all.map((each) => ({ value: each, label: labels[each][language] })),
        hint,
      ),
    yesNo: (name: string, orUnknown = true, text = label(name)): Piece =>
      select(errors, {
        ...{ name, label: text!, value: value(name) },
        options: [
          ...(orUnknown ? [{ value: '', label: t.unknown }] : []),
          { value: 'yes', label: t.yes },
          { value: 'no', label: t.no },
        ],
      }),
    tick: (name: string, text: string, hint: string): Piece => {
      const on = many(name).includes('yes')
      return html`<div class="field"><label class="choice" for="${name}"><input type="checkbox" id="${name}" name="${name}" value="yes"${on ? html` checked` : ''}> <span>${text}<span class="hint">${hint}</span></span></label></div>`
    },
    areas: (): Piece => areaFields({ drawing, errors, desk }, { value, many, options }),
  }
}
