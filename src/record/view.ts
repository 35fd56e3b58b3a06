import { html } from '@remix-run/html-template'
import { type RecordTexts, recordTexts } from '../locales/record.ts'
import { type Drawing, type FieldError, layout, type Piece } from '../staff/layout.ts'
import { inWords } from './routes.ts'
import type { Line } from './search.ts'

type Asked = { thing: string; actor: string }
export type Found = { lines: Line[]; next: string | null; names: Map<string, string> }

/** A form that asks for a thing or somebody who acted, and what was found, the newest first. */
export function recordPage(
  drawing: Drawing,
  {
    asked,
    found,
    zone,
    errors,
  }: { asked: Asked; found: Found | undefined; zone: string; errors: FieldError[] },
): string {
  const t = recordTexts(drawing.language)
  return layout(drawing, {
    heading: t.heading,
    errors,
    content: [
      html`<p>${t.lead}</p>`,
      form(drawing, t, asked),
      found ? list(drawing, t, asked, found, zone) : '',
    ],
  })
}

function form({ language }: Drawing, t: RecordTexts, asked: Asked): Piece {
  const field = (name: keyof Asked) => html`<div class="field">
<label for="${name}">${t[name]}</label>
<p class="hint" id="${name}-hint">${t.hints[name]}</p>
<input id="${name}" name="${name}" type="text" value="${asked[name]}" maxlength="128" autocomplete="off" spellcheck="false" aria-describedby="${name}-hint">
</div>`
  return html`<form method="get" action="/staff/record">
<input type="hidden" name="lang" value="${language}">
${field('thing')}
${field('actor')}
<button>${t.search}</button>
</form>`
}

function list(
  drawing: Drawing,
  t: RecordTexts,
  asked: Asked,
  { lines, next, names }: Found,
  zone: string,
): Piece {
  if (lines.length === 0) return html`<p role="status">${t.nothing}</p>`
  const { language } = drawing
  const times = new Intl.DateTimeFormat(`${language}-CA`, {
    ...{ dateStyle: 'medium', timeStyle: 'long', timeZone: zone },
  })
  return html`<section aria-labelledby="found">
<h2 id="found">${t.found}</h2>
<ol class="record">${lines.map((line) => one(drawing, t, line, names, times))}</ol>
${next ? html`<p><a href="${addressOf(language, { ...asked, cursor: next })}">${t.older}</a></p>` : ''}
</section>`
}

function one(
  { language }: Drawing,
  t: RecordTexts,
  line: Line,
  names: Map<string, string>,
  times: Intl.DateTimeFormat,
): Piece {
  const { at, actor, action, thing, chain, seq } = line
  const said = inWords(action, language)
  const name = names.get(actor)
  const link = (of: Partial<Asked>, text: string) =>
    html`<a href="${addressOf(language, of)}">${text}</a>`
  const row = (term: string, value: Piece) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  const data = Object.entries(line.data as Record<string, unknown>)
  return html`<li>
<h3>${said}</h3>
<p><time datetime="${at.toISOString()}">${times.format(at)}</time></p>
<dl class="facts">
${row(t.by, html`${link({ actor }, actor)}${name ? ` (${name})` : ''}`)}
${row(t.what, html`<code>${action}</code>`)}
${row(t.to, link({ thing }, thing))}
${row(t.chain, html`${link({ thing: chain }, chain)}, ${t.number(seq)}`)}
${data.map(([member, value]) => row(member, html`<code>${inCodes(value)}</code>`))}
</dl>
</li>`
}

const inCodes = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

function addressOf(lang: string, query: Partial<Asked> & { cursor?: string }): string {
  const given = Object.entries(query).filter(([, value]) => value)
  return `/staff/record?${new URLSearchParams({ lang, ...Object.fromEntries(given) })}`
}
