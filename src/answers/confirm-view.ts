import { html } from '@remix-run/html-template'
import { button, textField } from '../web/controls.ts'
import { box } from '../web/display.ts'
import type { FieldError } from '../web/piece.ts'
import { type Drawing, formTo, type Piece, section } from './layout.ts'
import type { Shown } from './show.ts'

/** After a yes: the code from the other channel, or a call. After a confirmation, the same for another device. */
export function codeOrCall(
  drawing: Drawing,
  shown: Extract<Shown, { page: 'code' | 'call' }>,
  errors: readonly FieldError[],
): Piece {
  const { t } = drawing
  const { confirmed } = shown
  return html`${
    confirmed
      ? html`<p class="lead">${t.code.confirmed}</p>
<p><a href="${formTo(drawing)}">${t.code.showHere}</a></p>`
      : saidYes(drawing)
  }
${shown.page === 'call' ? call(drawing, confirmed) : code(drawing, shown, errors)}`
}

/** That the yes counts, and that it is not all; `what` it is for, to who is known to be of the service. */
export const saidYes = ({ t }: Drawing, what: Piece = ''): Piece =>
  box('good', html`<p>${t.code.thanks}</p>${what}`, { heading: t.code.said })

function call({ t }: Drawing, confirmed: boolean): Piece {
  if (confirmed) return html`<p>${t.code.noOtherDevice}</p>`
  return section('call', t.call.heading, html`<p>${t.call.text}</p>`)
}

function code(
  drawing: Drawing,
  { confirmed, channel, until }: Extract<Shown, { page: 'code' }>,
  errors: readonly FieldError[],
): Piece {
  const { t } = drawing
  const { label, hint, send } = t.code
  return section(
    'code-heading',
    confirmed ? t.code.here : t.code.heading,
    html`<p>${confirmed ? t.code.otherDevice : t.code.sent[channel]}</p>
<p class="due"><strong>${t.code.until(until)}</strong></p>
<form method="post" action="${formTo(drawing, '/confirmation')}">
${textField(errors, { name: 'code', digits: 6, label, hint, autocomplete: 'one-time-code' })}
${button(send)}
${confirmed ? '' : html`<p class="hint">${t.code.thenSee}</p>`}
</form>
${confirmed ? '' : html`<p class="hint">${t.code.noAccess}</p>`}`,
  )
}
