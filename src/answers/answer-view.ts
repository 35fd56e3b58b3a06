import { html } from '@remix-run/html-template'
import { type Need, needs as needList } from '../directory/needs.ts'
import type { BeforeYes } from '../routing/disclosure.ts'
import { codeOrCall } from './confirm-view.ts'
import { detailsOf, readyPage } from './details-view.ts'
import { type AnswerForm, type FormError, REASONS } from './form.ts'
import { digitsField, errorSummary, fieldError } from './form-parts.ts'
import { glance } from './glance-view.ts'
import { type Drawing, layout, type Piece } from './layout.ts'
import type { Shown } from './show.ts'

/** What was sent and could not be taken: shown again, kindly. */
export type Again = { errors: readonly FormError[]; form?: AnswerForm }

/** The page of a link, whatever it can still do. */
export function answerPage(
  drawing: Drawing,
  shown: Shown,
  { errors, form = {} }: Again = { errors: [] },
): string {
  const { t, reference } = drawing
  const request = reference ? t.request(reference) : ''
  const draw = (heading: string, ...content: Piece[]) =>
    layout(drawing, { heading, failed: errors.length > 0, content })
  const summary = errorSummary(t, errors)
  switch (shown.page) {
    case 'unknown':
      return draw(t.unknown.heading, html`<p>${t.unknown.text}</p>`)
    case 'frozen':
      return draw(t.frozen.heading, html`<p>${request}</p><p>${t.frozen.text}</p>`)
    case 'noted':
      return draw(request, html`<p class="lead">${t.late.declined}</p>`)
    case 'over':
      return draw(t.placed.heading, html`<p>${request}</p><p>${t.placed.text}</p>`)
    case 'asked':
      return draw(request, summary, asked(drawing, shown, errors, form))
    case 'late':
      return draw(request, summary, late(drawing, shown, errors))
    case 'code':
    case 'call':
      return draw(request, summary, codeOrCall(drawing, shown, errors))
    case 'ready':
      return draw(request, readyPage(drawing, shown))
    case 'details':
      return draw(request, summary, detailsOf(drawing, shown))
  }
}

/** Something failed on our side, or what was sent could not be read at all. */
export const troublePage = (drawing: Drawing): string =>
  layout(drawing, {
    heading: drawing.t.trouble.heading,
    content: [html`<p>${drawing.t.trouble.text}</p>`],
  })

function asked(
  drawing: Drawing,
  { channel, what, replyBy }: Extract<Shown, { page: 'asked' }>,
  errors: readonly FormError[],
  form: AnswerForm,
): Piece {
  const { t } = drawing
  return html`<p class="lead">${t.asked.lead}</p>
<p class="due"><strong>${t.asked.replyBy(replyBy)}</strong></p>
<section aria-labelledby="what">
<h2 id="what">${t.asked.heading}</h2>
${glance(drawing, what)}
<p class="hint">${t.asked.nothingMore}</p>
</section>
<section aria-labelledby="answer">
<h2 id="answer">${t.form.heading}</h2>
<form method="post" action="${action(drawing)}">
${digits(drawing, channel, errors)}
${choice(drawing, errors, form)}
${parts(drawing, what, errors, form)}
${reason(drawing, errors, form)}
<button>${t.form.send}</button>
<p class="hint">${t.form.afterYes}</p>
</form>
</section>`
}

function choice({ t }: Drawing, errors: readonly FormError[], { answer }: AnswerForm): Piece {
  const { text, invalid } = fieldError(t, errors, 'answer-yes')
  return html`<fieldset class="field">
<legend>${t.form.answer}</legend>
${text}
${(['yes', 'no', 'full'] as const).map(
  (
    each,
  ) => html`<label class="choice" for="answer-${each}"><input type="radio" id="answer-${each}" name="answer" value="${each}" required${each === answer ? html` checked` : ''}${each === 'yes' ? invalid : ''}> ${t.form[each]}</label>
`,
)}
</fieldset>`
}

/** Of several needs some can be taken on: each is ticked until it is unticked. */
function parts(
  { t, language }: Drawing,
  { needs: asked }: BeforeYes,
  errors: readonly FormError[],
  form: AnswerForm,
): Piece {
  if (asked.length < 2) return ''
  const { text, describedBy } = fieldError(t, errors, 'need-0')
  return html`<fieldset class="field if-yes" aria-describedby="${describedBy}">
<legend>${t.form.needs}</legend>
<p class="hint" id="need-0-hint">${t.form.needsHint}</p>
${text}
<input type="hidden" name="parts" value="true">
${asked.map(
  (need, i) =>
    html`<label class="choice" for="need-${i}"><input type="checkbox" id="need-${i}" name="needs" value="${need}"${!form.needs || form.needs.includes(need) ? html` checked` : ''}> ${needList[need as Need][language]}</label>
`,
)}
</fieldset>`
}

/** Styles show it only beside a no; without them it says so itself. */
function reason({ t }: Drawing, errors: readonly FormError[], form: AnswerForm): Piece {
  const { text, invalid, describedBy } = fieldError(t, errors, 'reason')
  return html`<div class="field if-no">
<label for="reason">${t.form.reason}</label>
<p class="hint" id="reason-hint">${t.form.reasonHint}</p>
${text}
<select id="reason" name="reason" aria-describedby="${describedBy}"${invalid}>
<option value="">${t.form.chooseReason}</option>
${REASONS.map((each) => html`<option value="${each}"${each === form.reason ? html` selected` : ''}>${t.reasons[each]}</option>`)}
</select>
</div>`
}

function late(
  drawing: Drawing,
  { channel, why }: Extract<Shown, { page: 'late' }>,
  errors: readonly FormError[],
): Piece {
  const { t } = drawing
  return html`<p class="lead">${t.late[why]}</p>
<p>${t.late.stillYes}</p>
<form method="post" action="${action(drawing)}">
<input type="hidden" name="answer" value="yes">
${digits(drawing, channel, errors)}
<button>${t.form.sendYes}</button>
</form>`
}

function digits({ t }: Drawing, channel: string, errors: readonly FormError[]): Piece {
  const { form } = t
  return digitsField(t, errors, {
    ...{ name: 'digits', length: 4, label: form.digits, format: form.digitsFormat },
    hint: form.digitsHint[channel]!,
  })
}

const action = ({ path, language }: Drawing): string => `${path}?lang=${language}`
