import { html } from '@remix-run/html-template'
import { formatPhone } from '../directory/phones.ts'
import { counted } from '../locales/public.ts'
import { button, errorSummary, select } from '../web/controls.ts'
import { box, phoneLink, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Answers, type Fault, one } from './answers.ts'
import { callUs, type Drawing, inWords, page } from './frame.ts'
import { place, wants } from './questions.ts'
import type { FoundServices, Listed } from './services.ts'

type Asked = { answers?: Answers; faults?: readonly Fault[]; found?: FoundServices }

/** A need and a place, and who is there: by name, with the number to call. */
export function servicesPage(
  drawing: Drawing,
  { answers = {}, faults = [], found }: Asked,
): string {
  const { t, language } = drawing
  const errors = inWords(t, faults)
  return page(drawing, {
    failed: faults.length > 0,
    main: [
      html`<h1>${t.start.services}</h1>`,
      errorSummary(t.errorHeading, errors),
      found ? results(drawing, found) : '',
      html`<form method="post" action="/${language}/services" autocomplete="off">
${select(errors, {
  name: 'needs',
  label: t.services.need,
  value: one(answers, 'needs'),
  options: [{ value: '', label: t.place.choose }, ...wants(t)],
})}
${place(drawing, { answers, errors, within: true })}
${button(t.services.send)}
</form>`,
    ],
  })
}

function results(drawing: Drawing, { list, confidential }: FoundServices): Piece {
  const { t, language } = drawing
  return html`<section aria-labelledby="found">
<h2 id="found">${list.length > 0 ? counted(language, t.services.found, list.length) : t.services.none}</h2>
<ul class="plain found">${list.map((each) => html`<li>${listed(drawing, each)}</li>`)}</ul>
${confidential ? box('calm', t.services.confidential) : ''}
${callUs(drawing)}
</section>`
}

function listed({ t, language }: Drawing, { point, open }: Listed): Piece {
  const name = language === 'fr' ? (point.nameFr ?? point.name) : point.name
  const where = [point.address, point.city, point.province].filter(Boolean).join(', ')
  const hours =
    open === 'unknown' ? t.services.hours : open === 'open' ? t.services.open : t.services.closed
  return html`<h3>${name}</h3>
<p>${where}</p>
<p>${point.phones.map(({ number }) => phoneLink(number, formatPhone(number)))}</p>
<p>${open === 'open' ? tag(hours, 'good') : html`<span class="hint">${hours}</span>`}</p>`
}
