import { html } from '@remix-run/html-template'
import type { Form } from '../console/form.ts'
import type { Place } from '../geography/place.ts'
import { type OfficerTexts, officerTexts } from '../locales/officer.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, hidden } from '../web/controls.ts'
import { progress } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { type Desk, officerPage, PATHS } from './kit.ts'
import { questions } from './questions-view.ts'

export type Filled = {
  /** The key of this handover: sent twice, it is made once. */
  id: string
  form: Form
  errors?: readonly FieldError[]
  /** Of a name that stands for several. */
  places?: readonly Place[]
}

/**
 * Seven questions on one page. Styles show the one that the address names (`#q3`), as on the pages of the
 * person (src/public/steps.ts): nothing is sent before the end, and the phone's own way back works. One
 * that came back with errors is shown whole.
 */
export function formPage(drawing: Drawing, desk: Desk, filled: Filled): string {
  const { language, lang } = drawing
  const t = officerTexts(language)
  const { id, errors = [] } = filled
  const failed = errors.length > 0
  const all = questions(drawing, desk, filled)
  return officerPage({ ...drawing, path: PATHS.form }, desk, {
    heading: t.heading,
    title: t.ways.form,
    errors,
    scripts: [desk.assets['position.js']],
    content: [
      html`<form class="officer" method="post" action="${PATHS.form}${lang}" autocomplete="off" novalidate>
${
  // Enter in a field sends nothing: a form whose first button is disabled is not sent by it.
  html`<button disabled hidden></button>`
}
${hidden('id', id)}
${
  failed
    ? html`<div class="again">${all.map(({ content }) => html`<div class="step">${content}</div>`)}</div>${send(t)}`
    : html`<div class="steps">${all.map((each, i) => step(t, each, i + 1, all.length))}</div>`
}
</form>`,
    ],
  })
}

export type Question = { content: Piece /** Only once something is chosen. */; must?: true }

function step(t: OfficerTexts, { content, must }: Question, n: number, of: number): Piece {
  return html`<div class="step${must ? ' must' : ''}" id="q${n}" tabindex="-1">
${progress(n, of, t.step(n, of))}
${content}
${must ? html`<p class="hint choose">${t.choose}</p>` : ''}
${n === of ? send(t) : ''}
<div class="actions">
${n === of ? '' : html`<a class="button go" href="#q${n + 1}">${t.next}</a>`}
${n === 1 ? '' : html`<a class="button quiet" href="#q${n - 1}">${t.back}</a>`}
</div>
</div>
`
}

const send = (t: OfficerTexts): Piece =>
  html`<div class="send">${button(t.send)}<p class="hint">${t.sendHint}</p></div>`
