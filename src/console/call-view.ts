import { html } from '@remix-run/html-template'
import { NEEDS, needs } from '../directory/needs.ts'
import { provinceName, provinces } from '../geography/region.ts'
import { type CallTexts, callTexts } from '../locales/console-call.ts'
import type { Language } from '../locales/locale.ts'
import { URGENCIES } from '../routing/policy.ts'
import { section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { CHANNEL_KINDS, DAYS, VOICEMAILS } from './call-input.ts'
import { health, person, safety, whoComes, wishes } from './call-more-view.ts'
import type { Form } from './form.ts'
import { type Controls, controlsOf, optionsOf } from './pick.ts'

type Asked = {
  language: Language
  form: Form
  errors: readonly FieldError[]
  /** Languages that are offered as one types. */
  often: readonly string[]
}
export type Part = { t: CallTexts; language: Language; form: Form; c: Controls }

/** What is asked, in the order of the call: the first minute, then the needs, then all the rest. */
export function questions({ language, form, errors, often }: Asked): Piece[] {
  const t = callTexts(language)
  const part = { t, language, form, c: controlsOf(form, errors, t) }
  return [
    firstMinute(part),
    whatIsNeeded(part),
    person(part, often),
    whoComes(part),
    safety(part),
    health(part),
    wishes(part),
  ]
}

function firstMinute({ t, language, c }: Part): Piece {
  const { first } = t
  return section(
    'first',
    first.heading,
    html`<div class="asked">${c.yesNo('safe', first.safe, { focus: true })}
${c.yesNo('listening', first.listening)}
${c.yesNo('danger', first.danger)}
${c.yesNo('call_back', first.callBack)}
${c.pick('under18', first.under18, [
  { value: 'yes', label: t.yes },
  { value: 'unsure', label: first.unsure },
  { value: 'no', label: t.no },
  { value: '', label: t.unknown },
])}</div>
<p class="if-danger box alarm" role="status">${first.call911}</p>
<p class="if-unsafe box warning">${first.unsafe}</p>
<p class="if-heard box warning">${first.heard}</p>
<p class="if-young box warning">${first.young}</p>
<div class="if-call-back">${contact({ t, c })}</div>
<div class="row place">
${c.line('place', first.place, { hint: first.placeHint, maxLength: 120 })}
${c.choose(
  'province',
  first.province,
  provinces.map((value) => ({ value, label: provinceName(value, language) })),
)}
${c.line('postal', first.postal, { optional: t.optional, maxLength: 10 })}
</div>`,
  )
}

function contact({ t, c }: Pick<Part, 't' | 'c'>): Piece {
  const { contact } = t
  return html`<fieldset class="group"><legend>${contact.heading}</legend>
<div class="row">
${c.choose(
  'contact_kind',
  contact.kind,
  optionsOf(CHANNEL_KINDS.slice(1), (code) => contact.kinds[code]),
  contact.kinds.voice,
)}
${c.line('contact_value', contact.value, { maxLength: 200 })}
${c.line('code_word', contact.word, { maxLength: 60 })}
</div>
<p class="hint">${contact.wordHint}</p>
<div class="row">
${c.choose(
  'voicemail',
  contact.voicemail,
  optionsOf(VOICEMAILS, (code) => contact.voicemails[code]),
)}
${c.choose(
  'caller_id',
  contact.callerId,
  optionsOf(['blocked', 'shown'], (code) => contact.callerIds[code]),
)}
${c.line('from', contact.from, { type: 'time' })}
${c.line('to', contact.to, { type: 'time' })}
</div>
${c.many(
  'day',
  contact.days,
  optionsOf(DAYS, (code) => contact.dayNames[code]),
)}
<div class="row">
${c.yesNo('text_allowed', contact.text)}
${c.line('who_else', contact.whoElse, { maxLength: 200 })}
</div>
${c.box('shared_device', contact.shared)}
</fieldset>`
}

function whatIsNeeded({ t, language, c }: Part): Piece {
  const { needs: says } = t
  return section(
    'needed',
    says.heading,
    c.many(
      'need',
      says.legend,
      optionsOf(NEEDS, (code) => needs[code as keyof typeof needs][language]),
      { jump: says.jump },
    ),
    c.pick('urgency', says.urgency, [
      ...optionsOf(URGENCIES, (code) => says.urgencies[code]),
      { value: '', label: says.auto },
    ]),
  )
}
