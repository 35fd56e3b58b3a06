import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { formatPhone } from '../directory/phones.ts'
import type { ShownChannel } from '../routing/contact-window.ts'
import { button } from '../web/controls.ts'
import { box } from '../web/display.ts'
import { glance } from './glance-view.ts'
import type { Held } from './held.ts'
import { type Drawing, formTo, type Piece, row, section } from './layout.ts'
import { referrerToCall } from './referrer-view.ts'
import type { Details } from './show.ts'

/** What is released on confirmation, as far as the consent goes. */
export function detailsOf(drawing: Drawing, { what, held }: Details): Piece {
  const { t } = drawing
  const { place } = what
  if (what.waitsFor) {
    return html`${confirmed(drawing, held)}
<p>${t.details.waits}</p>
${again(drawing)}
${section('what', t.details.asked, glance(drawing, what))}`
  }
  return html`${confirmed(drawing, held)}
${referrerToCall(drawing.language, what)}
${section('contact', t.details.contact, contact(drawing, what))}
${story(drawing, what)}
${
  place
    ? section(
        'place',
        t.details.place,
        html`<p>${place.label}</p>${place.precision === 'exact' ? html`<p class="hint">${t.details.position} ${place.lat.toFixed(5)}, ${place.lng.toFixed(5)}</p>` : ''}`,
      )
    : ''
}
${section('what', t.details.asked, glance(drawing, { ...what, language: undefined }))}
<p class="hint">${t.details.keep}</p>`
}

/** Confirmed in this browser: nothing is shown before the button is pressed, which is kept. */
export const readyPage = (drawing: Drawing, held: Held): Piece =>
  html`${confirmed(drawing, held)}
${again(drawing)}
<p class="hint">${drawing.t.details.kept}</p>`

const confirmed = ({ t }: Drawing, { arrived, arriveBy }: Held): Piece =>
  arrived
    ? box('good', t.held.outcome.arrivedText, { heading: t.held.outcome.arrived })
    : html`${box('good', t.details.confirmed, { heading: t.details.said })}
${arriveBy ? html`<p class="due">${t.details.arriveBy(arriveBy)}</p>` : ''}`

const again = (drawing: Drawing): Piece =>
  html`<form method="post" action="${formTo(drawing, '/reading')}">
${button(drawing.t.details.show)}
</form>`

function contact({ t }: Drawing, what: Details['what']): Piece {
  const { channels = [], codeWord } = what.contact ?? {}
  if (channels.length === 0) return html`<p>${t.details.noContact}</p>`
  return html`${codeWord ? html`<p>${t.details.codeWord}${t.colon} <strong>${codeWord}</strong>. ${t.details.codeWordUse}</p>` : ''}
<ul class="channels">${channels.map((channel) => html`<li>${oneChannel(t, channel)}</li>`)}</ul>`
}

/** The number or address is shown only while it is safe to use it. */
function oneChannel(t: Drawing['t'], channel: ShownChannel): Piece {
  const { kind, value, window, days, from, to, zone } = channel
  const { voicemail, textAllowed, callerId, sharedDevice } = channel
  const scheme = { voice: 'tel', sms: 'sms', email: 'mailto' }[kind]
  const notes = [
    kind === 'voice' && voicemail ? t.contact.voicemail[voicemail] : undefined,
    kind === 'voice' && textAllowed !== undefined ? t.contact.text[String(textAllowed)] : undefined,
    callerId ? t.contact.callerId[callerId] : undefined,
    sharedDevice ? t.contact.shared : undefined,
    channel.whoElseAnswers ? t.contact.whoElse(channel.whoElseAnswers) : undefined,
  ].filter((note) => note !== undefined)
  const dayNames = days?.length ? days.map((day) => t.contact.days[day]).join(', ') : undefined
  const hours =
    from || to ? t.contact.hours(from ?? '00:00', to ?? '24:00', zone) : t.contact.anyTime
  return html`<h3>${t.contact.kinds[kind]}${value ? html`${t.colon} <a dir="ltr" href="${scheme}:${value}">${kind === 'email' ? value : formatPhone(value)}</a>` : ''}</h3>
<p><strong>${t.contact[window]}</strong></p>
${window === 'expired' ? '' : html`<p>${t.contact.when}${t.colon} ${dayNames ?? t.contact.anyDay}, ${hours}</p>`}
${notes.length > 0 ? html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>` : ''}`
}

function story({ t, language }: Drawing, what: Details['what']): Piece {
  const { name, ownWords, arrival, nights, notes } = what.story ?? {}
  const { interpreterGender, avoidPoliceServices } = what.story ?? {}
  const rows = [
    row(t.details.name, name),
    row(t.details.languages, what.languages.map((code) => languageName(code, language)).join(', ')),
    row(t.details.interpreter, interpreterGender && t.details.interpreterGender[interpreterGender]),
    row(t.details.ownWords, ownWords ? html`<span class="written">${ownWords}</span>` : undefined),
    row(t.details.arrival, arrival),
    row(t.details.nights, nights && String(nights)),
    row(t.details.avoidPolice, avoidPoliceServices?.join('; ')),
    row(t.details.notes, notes ? html`<span class="written">${notes}</span>` : undefined),
  ].filter((each) => each !== '')
  if (rows.length === 0) return ''
  return section('story', t.details.story, html`<dl class="facts">${rows}</dl>`)
}
