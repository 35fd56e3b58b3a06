import { html } from '@remix-run/html-template'
import { askedPage, lateForm, missedForm } from '../answers/asked-view.ts'
import { saidYes } from '../answers/confirm-view.ts'
import { detailsOf, readyPage } from '../answers/details-view.ts'
import type { FormError } from '../answers/form.ts'
import { inWords } from '../answers/form-parts.ts'
import { heldSections, talkSection } from '../answers/held-view.ts'
import { type Drawing as AnswerDrawing, formTo } from '../answers/layout.ts'
import { liveLine } from '../console/live-line.ts'
import { type Need, needs as needList } from '../directory/needs.ts'
import { answerTexts } from '../locales/answer.ts'
import type { Drawing, FieldError } from '../staff/layout.ts'
import { nameOf } from '../upkeep/facts-view.ts'
import { button } from '../web/controls.ts'
import { box, countdown, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Desk, inboxPage, PATHS, textsOf } from './kit.ts'
import type { Request } from './offer.ts'
import type { Typed } from './offer-pages.ts'

type Shown = {
  request: Request
  errors: readonly FormError[]
  typed: Typed
  now: Date
  /** The state of the page that asks again how it stands. */
  drawn?: string
}

/** One request, by its state: what is asked, one more step, or theirs. */
export function offerPage(drawing: Drawing, desk: Desk, shown: Shown): string {
  const { language } = drawing
  const { request, typed } = shown
  const t = answerTexts(language)
  const errors = inWords(t, shown.errors)
  const answering: AnswerDrawing = {
    ...{ t, language, label: drawing.label, path: drawing.path, lines: [] },
    reference: request.reference,
  }
  return inboxPage(drawing, desk, {
    heading: t.request(request.reference),
    errors,
    live: true,
    content: [
      liveLine(language),
      status(drawing, shown),
      byStage(answering, request, errors, typed, drawing),
      html`<p><a href="${PATHS.inbox}${drawing.lang}">${textsOf(drawing).offer.back}</a></p>`,
    ],
  })
}

/** The only part that is fetched again: nothing changes under who reads or writes below. */
function status(drawing: Drawing, { request, now, drawn }: Shown): Piece {
  const t = textsOf(drawing)
  const { stage, point, dueAt, unread } = request
  const words = { asked: t.list.answerBy, accepted: t.list.confirmBy, confirmed: t.list.arriveBy }
  const state = `${stage}${unread}`
  const query = `?lang=${drawing.language}&drawn=${drawn ?? state}`
  return html`<div id="status" class="states" data-now="${now.toISOString()}" hx-get="${drawing.path}${query}" hx-trigger="look" hx-select="#status" hx-swap="outerMorph">
${tag(t.offer.states[stage]!, stage === 'confirmed' ? 'good' : stage === 'asked' || stage === 'accepted' ? 'warning' : 'calm')}
<span>${nameOf(point, drawing)}</span>
${dueAt && stage in words ? html`<span>${words[stage as keyof typeof words]} ${countdown(drawing.language, dueAt, now)}</span>` : ''}
${unread > 0 ? tag(t.list.unread(unread), 'warning') : ''}
${drawn && drawn !== state ? html`<strong>${t.offer.changed}</strong> <a href="${formTo(drawing)}">${t.list.reload}</a>` : ''}
</div>`
}

function byStage(
  answering: AnswerDrawing,
  request: Request,
  errors: readonly FieldError[],
  typed: Typed,
  drawing: Drawing,
): Piece {
  const { t } = answering
  const own = textsOf(drawing).offer
  const { asked, late, held, details, needs } = request
  if (asked)
    return html`${askedPage(answering, asked, { errors, form: typed.form ?? {}, proof: '', verb: '/answer' })}
<p class="hint">${own.afterYes}</p>`
  if (late)
    return html`${box('good', t.late[late])}
<p>${own.stillYes}</p>
${lateForm(answering, '', '/answer')}`
  if (request.missed) return missedForm(answering, request.missed, '', '/answer')
  if (held) {
    const again = { errors, form: typed.held ?? {} }
    return html`${held.thread ? talkSection(answering, held, again) : ''}
${details ? detailsOf(answering, { what: details, held }) : readyPage(answering, held)}
${heldSections(answering, held, again)}`
  }
  if (request.stage === 'accepted')
    return html`${saidYes(answering, html`<p>${own.taken(needs.map((need) => needList[need as Need][drawing.language]))}</p>`)}
${section(
  'confirm',
  own.confirmHeading,
  html`<p>${own.confirmLead}</p>
<form method="post" action="${formTo(answering, '/confirmation')}">${button(own.confirm)}</form>`,
)}`
  return request.gaveBack
    ? box('good', t.held.returned.text, { heading: t.held.returned.heading })
    : html`<h2>${t.placed.heading}</h2><p>${t.placed.text}</p>`
}
