import { html } from '@remix-run/html-template'
import { instantOf } from '../geography/local-time.ts'
import { invalid } from '../platform/errors.ts'
import { DRIVERS, MEETINGS, type SaidMeeting } from '../routing/meeting.ts'
import { button, select, textField, tiesOf } from '../web/controls.ts'
import { more } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Form, formOf, known } from './form.ts'
import { optionsOf } from './pick.ts'
import type { LegView } from './referral-data.ts'
import type { Seen } from './referral-view.ts'
import { MEETING, refusedFields } from './wrong.ts'

/** How the person comes over: what was said, and, while they are to arrive, the form to say it. */
export function meeting(leg: LegView, seen: Seen): Piece {
  const { t, clock, refused } = seen
  const { meeting: says } = t
  const held = leg.offers.find(({ state }) => state === 'accepted')
  const said = leg.meeting
  const form =
    held && leg.state === 'confirmed'
      ? more(
          said ? says.change : says.say,
          meetingForm(held, seen),
          refused?.act === MEETING && refused.part === held.id,
        )
      : ''
  if (!said) return form
  const words = [
    said.how === 'meet' && said.place ? says.meet(said.place) : says.call,
    said.at ? clock(said.at) : '',
    said.whoDrives === 'undecided' ? '' : (says.drives[said.whoDrives] ?? ''),
  ]
  return html`<p><strong>${says.heading}${t.colon}</strong> ${words.filter(Boolean).join('; ')}</p>
${form}`
}

function meetingForm({ id, servicePoint }: LegView['offers'][number], seen: Seen): Piece {
  const { t, at, lang, language, refused, zone, data } = seen
  const { meeting: says } = t
  const mine = refused?.act === MEETING && refused.part === id ? refused : undefined
  const errors = mine ? refusedFields(mine, language) : []
  const given = mine?.form ?? formOf([])
  const of = (name: string) => ({ name, id: `${name}-${id}`, value: given.one(name) })
  const city = zone.split('/').at(-1)!.replaceAll('_', ' ')
  const neutral = tiesOf(errors, `neutral-${id}`)
  return html`<form method="post" action="${at}/offers/${id}/meeting${lang}">
<p class="hint">${says.lead}</p>
${select(errors, {
  ...of('how'),
  label: says.how,
  options: [
    { value: 'we_call', label: says.call },
    { value: 'meet', label: says.neutralPlace },
  ],
})}
${textField(errors, { ...of('place'), label: says.place, hint: says.placeHint, required: false, maxLength: 200 })}
${
  data.points.get(servicePoint.id)?.hidden
    ? html`${neutral.text}<label class="pill" for="neutral-${id}"><input type="checkbox" id="neutral-${id}" name="neutral" value="yes"${given.one('neutral') ? html` checked` : ''}${neutral.tied}> <span>${says.neutral}</span></label>`
    : ''
}
<div class="row">
${textField(errors, { ...of('at'), name: 'day', label: says.day, type: 'date', value: given.one('day'), required: false })}
${textField([], { ...of('time'), label: says.time, hint: says.clock(city), type: 'time', required: false })}
${select([], { ...of('drive'), label: says.drive, options: optionsOf([...DRIVERS].reverse(), (code) => says.drives[code]) })}
</div>
<div class="actions">${button(says.button)}</div>
</form>`
}

/** What the form says, by the clock of this zone. 422 for half a moment, or none that is one. */
export function meetingOf(form: Form, zone: string): SaidMeeting {
  const how = form.code('how', MEETINGS)
  if (!how) throw invalid([{ pointer: '/how', detail: 'is needed' }])
  return known({
    how,
    at: momentOf(form.one('day'), form.one('time'), zone),
    place: form.one('place').slice(0, 200) || undefined,
    whoDrives: form.code('drive', DRIVERS) ?? ('undecided' as const),
    neutral: form.one('neutral') === 'yes' || undefined,
  })
}

function momentOf(day: string, time: string, zone: string): string | undefined {
  if (!day && !time) return undefined
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? []
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)) || !hours)
    throw invalid([{ pointer: '/at', detail: 'must be a day and a time' }])
  return instantOf(zone, day, Number(hours) * 60 + Number(minutes)).toISOString()
}
