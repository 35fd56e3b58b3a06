import { html } from '@remix-run/html-template'
import { MEETINGS } from '../routing/meeting.ts'
import { button, choices, select, textField, tiesOf } from '../web/controls.ts'
import { facts, row } from '../web/display.ts'
import type { FieldError } from '../web/piece.ts'
import type { Day, Held } from './held.ts'
import { type HeldForm, LONGEST_PLACE } from './held-form.ts'
import { type Drawing, formTo, type Piece, section } from './layout.ts'

/** What most can say at once comes first. */
const DRIVERS = ['undecided', 'service', 'referrer', 'person'] as const
const WEEK = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const

/** How the person comes over: a call, or a neutral place and time. */
export function meetingSection(
  drawing: Drawing,
  { meeting }: Held,
  { errors, form }: { errors: readonly FieldError[]; form: HeldForm },
): Piece {
  const t = drawing.t.held.meeting
  return section(
    'meeting',
    t.heading,
    meeting.said ? html`<p><strong>${t.said}</strong></p>` : '',
    whatWasSaid(drawing, meeting.now),
    html`<p class="hint">${t.lead}</p>
<form method="post" action="${formTo(drawing, '/meeting')}">
${choices(errors, {
  name: 'how',
  legend: t.how,
  required: true,
  chosen: form.how ? [form.how] : [],
  options: MEETINGS.map((value) => ({ value, label: t.hows[value]!, hint: t.howHint[value] })),
})}
<div class="fields if-how">
<div class="fields if-meet">
${textField(errors, {
  ...{ name: 'place', id: 'meet-place', label: t.place, hint: t.placeHint },
  ...{ value: form.place, maxLength: LONGEST_PLACE, required: false },
})}
${meeting.confidential ? neutral(t.neutral, errors, form) : ''}
</div>
<div class="when">
${select(errors, { name: 'day', label: t.day, value: form.day, options: meeting.days.map((day) => ({ value: day.date, label: dayName(drawing, day) })) })}
${textField(errors, { name: 'time', type: 'time', label: t.time, optional: t.optional, value: form.time })}
</div>
<p class="hint">${t.timeHint}</p>
${select(errors, {
  ...{ name: 'drives', label: t.drives, value: form.drives },
  options: DRIVERS.map((value) => ({ value, label: t.drivers[value]! })),
})}
${button(meeting.said ? t.change : t.send, { tone: 'quiet' })}
</div>
</form>`,
  )
}

function neutral(label: string, errors: readonly FieldError[], form: HeldForm): Piece {
  const { text, tied } = tiesOf(errors, 'neutral')
  return html`${text}
<label class="choice" for="neutral"><input type="checkbox" id="neutral" name="neutral" value="yes"${form.neutral ? html` checked` : ''}${tied}> <span>${label}</span></label>`
}

function whatWasSaid(drawing: Drawing, now: Held['meeting']['now']): Piece {
  if (!now) return ''
  const t = drawing.t.held.meeting
  return facts(
    row(t.how, t.hows[now.how]),
    row(t.place, now.place),
    row(t.time, now.when),
    row(t.drives, t.drivers[now.whoDrives]),
  )
}

function dayName({ t }: Drawing, { ahead, weekday }: Day): string {
  const { today, tomorrow } = t.held.meeting
  return [today, tomorrow][ahead] ?? t.contact.days[WEEK[weekday]!]!
}
