import { html } from '@remix-run/html-template'
import { type Drawing, layout, type Piece, press } from './layout.ts'

export type OwnSession = {
  id: string
  own: boolean
  browser: string | null
  provedBy: string | null
  since: string
  seen: string
}

/** Where one is signed in. */
export function sessionsPage(drawing: Drawing, list: readonly OwnSession[]): string {
  const { t } = drawing
  return layout(drawing, {
    heading: t.sessions.heading,
    content: [
      html`<p>${t.sessions.lead}</p>`,
      ...list.map((session) => one(drawing, session)),
      press(drawing, '/staff/sessions/end-all', t.sessions.endAll),
    ],
  })
}

function one(drawing: Drawing, { id, own, browser, provedBy, since, seen }: OwnSession): Piece {
  const { sessions: t, signOut } = drawing.t
  const row = (term: string, value: string) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  return html`<section>
<h2>${browser ?? t.unknown}${own ? html` <span class="hint">(${t.this})</span>` : ''}</h2>
<dl class="facts">
${row(t.since, since)}
${row(t.seen, seen)}
${row(t.by, t.proof[provedBy ?? 'none']!)}
</dl>
${own ? press(drawing, '/staff/sign-out', signOut) : press(drawing, `/staff/sessions/${id}/end`, t.end)}
</section>`
}
