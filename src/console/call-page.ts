import { html } from '@remix-run/html-template'
import { callTexts } from '../locales/console-call.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, hidden, textField } from '../web/controls.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { questions } from './call-view.ts'
import { statement, waysOn } from './consent-view.ts'
import type { Form } from './form.ts'
import { consolePage, type Desk } from './kit.ts'
import { results } from './results-view.ts'
import type { Search } from './search.ts'

export type Call = {
  /** The id of the draft, and of the referral's Idempotency-Key. */
  draft: string
  form: Form
  search: Search
  errors?: readonly FieldError[]
  /** What cannot be tied to a field. */
  problem?: string
  now: Date
  waiting?: number
}

/** The page of a call: questions, who could help beside them, and how to go on. */
export function callPage(drawing: Drawing, desk: Desk, call: Call): string {
  const { language, lang } = drawing
  const { draft, form, search, errors = [], problem, now, waiting } = call
  const t = callTexts(language)
  const { config } = desk.services
  const { often } = desk.searching.languages
  const said = {
    ...{ language, form, errors },
    ...{ spoken: spokenIn(desk, form, language), line: config.LANGUAGE_LINE },
  }
  const content: Piece = html`<form id="call" class="call" method="post" action="/console/new/matches${lang}" novalidate autocomplete="off" hx-post="/console/new/matches${lang}" hx-trigger="input delay:300ms" hx-target="#results" hx-swap="outerMorph" hx-sync="this:replace">
${hidden('draft', draft)}
<div class="ask">
<p class="hint">${t.lead} ${t.drafted}</p>
${questions({ language, form, errors, often })}
<div class="actions look">${button(t.results.look, { tone: 'quiet' })}</div>
</div>
<div class="answer">
<p class="box alarm" id="lost" role="status" hidden data-lost="${t.results.lost}" data-out="${t.results.out}"></p>
${results(search, language, now)}
<div class="row why-not">${textField([], { name: 'why_not', label: t.results.why, hint: t.results.whyHint, value: form.one('why_not'), required: false, maxLength: 120 })}${button(t.results.ask, { tone: 'quiet' })}</div>
<div id="map" hidden role="region" aria-label="${t.map.label}" data-outline="${desk.assets['outline.json']}"${config.MAP_TILES_URL ? html` data-tiles="${config.MAP_TILES_URL}"` : ''} data-in="${t.map.in}" data-out="${t.map.out}"></div>
<p class="hint">${t.map.says}</p>
</div>
<div class="go-on">${waysOn(said, { lang })}</div>
</form>`
  return consolePage(drawing, desk, {
    heading: t.heading,
    waiting,
    errors: problem ? [{ text: problem }, ...errors] : errors,
    scripts: ['htmx.js', 'leaflet.js', 'call.js', 'outline.js', 'map.js'],
    styles: ['leaflet.css'],
    content: [content],
  })
}

/** What a change of the form brings: the list, and the words of consent where the language changed. */
export function callPart({ language }: Drawing, desk: Desk, call: Call): string {
  const { form, search, now } = call
  const spoken = spokenIn(desk, form, language)
  const words = statement({ language, spoken, line: desk.services.config.LANGUAGE_LINE })
  return String(html`${results(search, language, now)}
<hx-partial hx-target="#statement" hx-swap="outerMorph">${words}</hx-partial>`)
}

const spokenIn = ({ searching }: Desk, form: Form, reader: string): string =>
  searching.languages.codeOf(form.one('language')) ?? reader
