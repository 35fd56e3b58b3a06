import { html } from '@remix-run/html-template'
import { button, choices, textArea } from '../web/controls.ts'
import { tag } from '../web/display.ts'
import type { FieldError } from '../web/piece.ts'
import type { Held } from './held.ts'
import { type HeldForm, LONGEST_TEXT } from './held-form.ts'
import { type Drawing, formTo, type Piece, section } from './layout.ts'
import { meetingSection } from './meeting-view.ts'

type Again = { errors: readonly FieldError[]; form: HeldForm }

/**
 * What is to be done once it is theirs: talk, meet, and say what became of it. Without the messages
 * where these were asked for: then they stand above all, by `talkSection`.
 */
export const heldSections = (drawing: Drawing, held: Held, again: Again): Piece =>
  html`${held.thread ? '' : talkSection(drawing, held, again)}
${held.arrived ? '' : meetingSection(drawing, held, again)}
${outcomeSection(drawing, held, again)}`

/** The thread with the hotline; its texts only where they were asked for just now. */
export function talkSection(drawing: Drawing, held: Held, { errors, form }: Again): Piece {
  const { t } = drawing
  const { talk } = t.held
  return section(
    'talk',
    html`${talk.heading}${held.unread > 0 ? html` ${tag(talk.unread(held.unread), 'warning')}` : ''}`,
    html`<p class="hint">${talk.lead}</p>
${thread(drawing, held)}
<form method="post" action="${formTo(drawing, '/messages')}">
${textArea(errors, {
  ...{ name: 'text', label: talk.write, hint: talk.hint, rows: 3, maxLength: LONGEST_TEXT },
  value: errors.length > 0 ? form.text : '',
})}
${button(talk.send, { tone: 'quiet' })}
</form>`,
  )
}

function thread(drawing: Drawing, { thread, messages, unread }: Held): Piece {
  const { talk } = drawing.t.held
  if (thread)
    return html`<ol class="thread">${thread.map(
      ({
        from,
        text,
        when,
        seen,
      }) => html`<li${from === 'service_point' ? html` class="own"` : ''}><p class="written">${text}</p>
<p class="hint">${talk.from[from]}, ${when} · ${seen ? talk.seen : talk.unseen}</p></li>`,
    )}</ol>`
  if (messages === 0) return html`<p>${talk.none}</p>`
  return html`<form method="post" action="${formTo(drawing, '/messages/reading')}">
${button(talk.show(messages), { tone: unread > 0 ? 'plain' : 'quiet' })}
</form>`
}

/** Everything but an arrival opens it again, and closes it here: so it is said before. */
function outcomeSection(drawing: Drawing, { arrived }: Held, { errors, form }: Again): Piece {
  const { outcome } = drawing.t.held
  const codes = arrived
    ? (['returned_by_service'] as const)
    : (['arrived', 'no_show', 'unreachable', 'returned_by_service'] as const)
  return section(
    'ending',
    outcome.heading,
    html`<form method="post" action="${formTo(drawing, '/outcome')}">
${choices(errors, {
  name: 'outcome',
  legend: arrived ? outcome.later : outcome.question,
  required: true,
  chosen: form.outcome ? [form.outcome] : [],
  options: codes.map((value) => ({
    value,
    label: arrived ? outcome.movedOn : outcome.outcomes[value]!,
    hint: outcome.hints[value],
  })),
})}
${button(outcome.send, { tone: 'quiet' })}
</form>`,
  )
}
