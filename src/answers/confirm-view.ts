import { html } from '@remix-run/html-template'
import type { FormError } from './form.ts'
import { digitsField } from './form-parts.ts'
import type { Drawing, Piece } from './layout.ts'
import type { Shown } from './show.ts'

/** After a yes: the code from the other channel, or a call. After a confirmation, the same for another device. */
export function codeOrCall(
  drawing: Drawing,
  shown: Extract<Shown, { page: 'code' | 'call' }>,
  errors: readonly FormError[],
): Piece {
  const { t } = drawing
  const { confirmed } = shown
  return html`<p class="lead">${confirmed ? t.code.confirmed : t.code.thanks}</p>
${confirmed ? html`<p><a href="${drawing.path}?lang=${drawing.language}">${t.code.showHere}</a></p>` : ''}
${shown.page === 'call' ? call(drawing, confirmed) : code(drawing, shown, errors)}`
}

function call({ t }: Drawing, confirmed: boolean): Piece {
  if (confirmed) return html`<p>${t.code.noOtherDevice}</p>`
  return html`<h2>${t.call.heading}</h2>
<p>${t.call.text}</p>`
}

function code(
  { t, path, language }: Drawing,
  { confirmed, channel, until }: Extract<Shown, { page: 'code' }>,
  errors: readonly FormError[],
): Piece {
  const { label, hint, format, send } = t.code
  return html`<h2>${confirmed ? t.code.here : t.code.heading}</h2>
<p>${confirmed ? t.code.otherDevice : t.code.sent[channel]}</p>
<p class="due"><strong>${t.code.until(until)}</strong></p>
<form method="post" action="${path}/confirmation?lang=${language}">
${digitsField(t, errors, { name: 'code', length: 6, label, hint, format })}
<button>${send}</button>
${confirmed ? '' : html`<p class="hint">${t.code.thenSee}</p>`}
</form>`
}
