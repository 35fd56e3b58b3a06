import { html } from '@remix-run/html-template'
import { type ApprovalTexts, approvalTexts } from '../locales/approvals.ts'
import { type Drawing, type FieldError, layout, type Piece } from '../staff/layout.ts'
import type { ApprovalReading } from './reading.ts'
import type { ApprovalView } from './schemas.ts'
import { momentInWords, placeInWords } from './words.ts'

type Shown = {
  open: ApprovalView[]
  approved: ApprovalView[]
  /** IANA zone in which times are said. */
  zone: string
  errors: readonly FieldError[]
  /** What was sealed in one of them and has just been read. */
  read?: ApprovalReading
}

/** Everything that waits for a second person, or to take effect, with exactly what is approved. */
export function approvalsPage(
  drawing: Drawing,
  { open, approved, zone, errors, read }: Shown,
): string {
  const t = approvalTexts(drawing.language)
  const items = (list: ApprovalView[]) =>
    list.map((each) => item(drawing, each, zone, read?.id === each.id ? read : undefined))
  return layout(drawing, {
    heading: t.title,
    errors,
    content: [
      html`<p>${t.intro}</p>`,
      ...(open.length > 0 ? [html`<h2>${t.open}</h2>`, ...items(open)] : [html`<p>${t.none}</p>`]),
      ...(approved.length > 0 ? [html`<h2>${t.waiting}</h2>`, ...items(approved)] : []),
    ],
  })
}

function item(
  drawing: Drawing,
  approval: ApprovalView,
  zone: string,
  read?: ApprovalReading,
): Piece {
  const { language } = drawing
  const t = approvalTexts(language)
  const { id, kind, words, state, askedBy, askedByName, askedAt } = approval
  const { expiresAt, effectiveAt, mayRead, mayApprove, mayRefuse } = approval
  const clock = (at: string) => momentInWords(new Date(at), zone)
  const [what, ...details] = words[language]
  const when =
    state === 'open'
      ? t.until({ at: clock(expiresAt) })
      : effectiveAt
        ? t.effective({ at: clock(effectiveAt) })
        : t.fetched
  const heading = `approval-${id}`
  const looked = state === 'open' ? pageOf(approval) : undefined
  return html`<section aria-labelledby="${heading}">
<h3 id="${heading}">${t.kinds[kind]}</h3>
<p>${what!}</p>
${details.length > 0 ? html`<ul>${details.map((each) => html`<li>${each}</li>`)}</ul>` : ''}
${read ? sealed(t, read) : mayRead ? button(drawing, approval, 'reading', t.show) : ''}
<p class="hint">${t.askedBy({ who: askedByName ?? askedBy, at: clock(askedAt) })} ${when}</p>
${state === 'open' && !mayApprove ? html`<p class="hint">${t.another}</p>` : ''}
${looked ? html`<p><a href="${looked}?lang=${language}" aria-describedby="${heading}">${t.look}</a></p>` : mayApprove ? button(drawing, approval, 'approval', t.approve) : ''}
${mayRefuse ? button(drawing, approval, 'refusal', state === 'open' ? t.refuse : t.stop) : ''}
</section>`
}

/** The page of the directory on which whoever approves is told what to check first, and approves. */
function pageOf({ kind, servicePoint }: ApprovalView): string | undefined {
  const page = { partner_activation: 'vetting', contact_change: 'contacts' }[kind as string]
  return page && servicePoint && `/staff/directory/points/${servicePoint.id}/${page}`
}

function sealed(t: ApprovalTexts, { reason, place }: ApprovalReading): Piece {
  return html`${place ? html`<p>${t.place({ place: placeInWords(place) })}</p>` : ''}
<p>${reason ? t.reason({ reason }) : t.noReason}</p>`
}

/** A button that says to a screen reader which of the list it is for. */
function button(
  { language }: Drawing,
  { id }: ApprovalView,
  what: 'reading' | 'approval' | 'refusal',
  text: string,
): Piece {
  const quiet = what !== 'approval' ? html` class="quiet"` : ''
  return html`<form method="post" action="/staff/approvals/${id}/${what}?lang=${language}"><button${quiet} aria-describedby="approval-${id}">${text}</button></form>`
}
