import { html } from '@remix-run/html-template'
import { errorSummary } from '../web/controls.ts'
import { box, more } from '../web/display.ts'
import type { FieldError } from '../web/piece.ts'
import { askedPage, digits, lateForm, missedForm } from './asked-view.ts'
import { codeOrCall } from './confirm-view.ts'
import { detailsOf, readyPage } from './details-view.ts'
import type { AnswerForm, FormError } from './form.ts'
import { inWords } from './form-parts.ts'
import type { HeldForm } from './held-form.ts'
import { heldSections, talkSection } from './held-view.ts'
import { type Drawing, layout, type Piece } from './layout.ts'
import type { Shown } from './show.ts'

/** What was sent and could not be taken: shown again, kindly. */
export type Again = { errors: readonly FormError[]; form?: AnswerForm; held?: HeldForm }

/** The page of a link, whatever it can still do. */
export function answerPage(
  drawing: Drawing,
  shown: Shown,
  { errors: wrong, form = {}, held = {} }: Again = { errors: [] },
): string {
  const { t, reference } = drawing
  const errors = inWords(t, wrong)
  const request = reference ? t.request(reference) : ''
  const draw = (heading: string, ...content: Piece[]) =>
    layout(drawing, { heading, failed: errors.length > 0, content })
  const summary = errorSummary(t.errors.heading, errors)
  switch (shown.page) {
    case 'unknown':
      return draw(t.unknown.heading, html`<p>${t.unknown.text}</p>`)
    case 'frozen':
      return draw(t.frozen.heading, html`<p>${request}</p><p>${t.frozen.text}</p>`)
    case 'noted':
      return draw(request, box('good', t.late.declined, { live: true }))
    case 'returned':
      return draw(request, box('good', t.held.returned.text, { heading: t.held.returned.heading }))
    case 'over':
      return draw(t.placed.heading, html`<p>${request}</p><p>${t.placed.text}</p>`)
    case 'asked':
      return draw(
        request,
        summary,
        askedPage(drawing, shown, { errors, form, proof: digits(drawing, shown.channel, errors) }),
      )
    case 'missed':
      return draw(
        request,
        summary,
        missedForm(drawing, shown, digits(drawing, shown.channel, errors)),
      )
    case 'late':
      return draw(request, summary, late(drawing, shown, errors))
    case 'code':
    case 'call':
      return draw(request, summary, codeOrCall(drawing, shown, errors))
    case 'ready':
    case 'details': {
      const again = { errors, form: held }
      return draw(
        request,
        summary,
        shown.held.thread ? talkSection(drawing, shown.held, again) : '',
        shown.page === 'ready' ? readyPage(drawing, shown.held) : detailsOf(drawing, shown),
        heldSections(drawing, shown.held, again),
      )
    }
  }
}

/** Something failed on our side, or what was sent could not be read at all. */
export const troublePage = (drawing: Drawing): string =>
  layout(drawing, {
    heading: drawing.t.trouble.heading,
    content: [html`<p>${drawing.t.trouble.text}</p>`],
  })

/** After a no there is nothing to do; after the deadline a yes may still be what they came for. */
function late(
  drawing: Drawing,
  { channel, why }: Extract<Shown, { page: 'late' }>,
  errors: readonly FieldError[],
): Piece {
  const { t } = drawing
  const form = lateForm(drawing, digits(drawing, channel, errors))
  if (why === 'expired') return html`<p class="lead">${t.late.expired}</p>${form}`
  return html`${box('good', html`<p>${t.late[why]}</p><p>${t.late.nothing}</p>`)}
${more(t.late.after, form, errors.length > 0)}`
}
