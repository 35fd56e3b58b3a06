import { html } from '@remix-run/html-template'
import { type Drawing, layout } from './layout.ts'

/** What the link is for; it is used by the button only, since robots open links too. */
export function invitationPage(drawing: Drawing): string {
  const { t, path, lang } = drawing
  return layout(drawing, {
    heading: t.invitation.heading,
    content: [
      html`<p class="lead">${t.invitation.lead}</p>
<p>${t.invitation.reset}</p>
<form method="post" action="${path}${lang}"><button>${t.invitation.begin}</button></form>`,
    ],
  })
}

export function goneInvitationPage(drawing: Drawing): string {
  const { t } = drawing
  return layout(drawing, {
    heading: t.invitation.goneHeading,
    content: [html`<p class="lead">${t.invitation.gone}</p>`],
  })
}
