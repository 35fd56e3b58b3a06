import { html } from '@remix-run/html-template'
import { type Need, needs as needList } from '../directory/needs.ts'
import type { BeforeYes } from '../routing/disclosure.ts'
import { button, choices, hidden, select, textField } from '../web/controls.ts'
import { box, tag } from '../web/display.ts'
import type { FieldError } from '../web/piece.ts'
import { type AnswerForm, REASONS } from './form.ts'
import { glance } from './glance-view.ts'
import { type Drawing, formTo, type Piece, section } from './layout.ts'
import type { Missed } from './show.ts'

type Asking = {
  errors: readonly FieldError[]
  form: AnswerForm
  /** What shows that it is them who answer: the digits, or nothing for who signed in. */
  proof: Piece
  /** The path of the form below the page's own. */
  verb?: string
}

/** What is asked, at a glance, and the answer to it. */
export function askedPage(
  drawing: Drawing,
  { what, replyBy }: { what: BeforeYes; replyBy: string },
  { errors, form, proof, verb }: Asking,
): Piece {
  const { t } = drawing
  const bed = what.needs.some((need) => needList[need as Need].takes === 'bed')
  return html`${urgency(drawing, what.urgency)}
<p class="lead">${t.asked.lead({ bed, people: what.people })}</p>
<p class="due"><strong>${t.asked.replyBy(replyBy)}</strong></p>
${section('what', t.asked.heading, glance(drawing, what), html`<p class="hint">${t.asked.nothingMore}</p>`)}
${section(
  'your-answer',
  t.form.heading,
  html`<form method="post" action="${formTo(drawing, verb)}">
${choices(errors, {
  name: 'answer',
  legend: t.form.answer,
  required: true,
  chosen: form.answer ? [form.answer] : [],
  options: [
    {
      value: 'yes',
      label: t.form.yes,
      ...(what.needs.length > 1 && { hint: t.form.yesHint }),
    },
    { value: 'no', label: t.form.no },
    { value: 'full', label: t.form.full, hint: t.form.fullHint },
  ],
})}
${parts(drawing, what, errors, form)}
${reason(drawing, errors, form)}
${proof}
${button(t.form.send)}
${proof === '' ? '' : html`<p class="hint">${t.form.afterYes}</p>`}
</form>`,
)}`
}

const urgency = ({ t }: Drawing, code: string): Piece =>
  code === 'standard'
    ? ''
    : html`<p>${tag(t.urgency[code] ?? code, code === 'emergency' ? 'alarm' : 'warning')}</p>`

/** Of several needs some can be taken on: each is ticked until it is unticked. */
function parts(
  { t, language }: Drawing,
  { needs: asked }: BeforeYes,
  errors: readonly FieldError[],
  form: AnswerForm,
): Piece {
  if (asked.length < 2) return ''
  return html`<div class="if-yes">
${hidden('parts', 'true')}
${choices(errors, {
  name: 'needs',
  legend: t.form.needs,
  hint: t.form.needsHint,
  many: true,
  chosen: form.needs ?? asked,
  options: asked.map((value) => ({ value, label: needList[value as Need][language] })),
})}
</div>`
}

/** Styles show it only beside a no; without them it says so itself. */
const reason = ({ t }: Drawing, errors: readonly FieldError[], form: AnswerForm): Piece =>
  html`<div class="if-no">${select(errors, {
    name: 'reason',
    label: t.form.reason,
    value: form.reason ?? '',
    options: [
      { value: '', label: t.form.chooseReason },
      ...REASONS.map((value) => ({ value, label: t.reasons[value]! })),
    ],
  })}</div>`

/** A yes after all, where it can still count. */
export const lateForm = (drawing: Drawing, proof: Piece, verb?: string): Piece =>
  html`<form method="post" action="${formTo(drawing, verb)}">
${hidden('answer', 'yes')}
${proof === '' ? '' : html`<p>${drawing.t.late.stillYes}</p>`}
${proof}
${button(drawing.t.form.sendYes)}
</form>`

/** A yes is for a human, who calls. `proof` and `verb` as in a late yes. */
export const missedForm = (
  drawing: Drawing,
  { why, said, heard }: Missed,
  proof: Piece,
  verb?: string,
): Piece =>
  heard
    ? box('good', drawing.t.late.heard, { live: true })
    : html`${said ? box('good', drawing.t.late[said], { live: true }) : ''}
<p class="lead">${drawing.t.late.missed[why]}</p>
${lateForm(drawing, proof, verb)}`

/** The four digits of the message that brought them here. */
export const digits = ({ t }: Drawing, channel: string, errors: readonly FieldError[]): Piece =>
  textField(errors, {
    ...{ name: 'digits', digits: 4, label: t.form.digits },
    hint: t.form.digitsHint[channel],
  })
