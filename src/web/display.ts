import { html } from '@remix-run/html-template'
import type { Piece } from './piece.ts'

export type Tone = 'calm' | 'good' | 'warning' | 'alarm'

/**
 * Something to be noticed. `calm`: good to know; `warning`: look before going on; `alarm`: act now.
 * The words carry it; the colour only repeats them. `live`: read out when it appears on a page.
 */
export const box = (
  tone: Tone,
  content: Piece,
  { heading, live, id }: { heading?: string; live?: boolean; id?: string } = {},
): Piece =>
  html`<div class="box ${tone}"${id ? html` id="${id}"` : ''}${live ? html` role="${tone === 'alarm' ? 'alert' : 'status'}"` : ''}>
${heading ? html`<h2>${heading}</h2>` : ''}
${typeof content === 'string' ? html`<p>${content}</p>` : content}
</div>`

/** A state in a word or two. */
export const tag = (text: string, tone: Tone = 'calm'): Piece =>
  html`<span class="tag ${tone}">${text}</span>`

/** A part of a page with a heading of its own. `id` is the heading's. */
export const section = (id: string, heading: Piece, ...content: Piece[]): Piece =>
  html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}
</section>`

/** Terms and their values; made of `row`s. */
export const facts = (...rows: Piece[]): Piece =>
  rows.some((row) => row !== '') ? html`<dl class="facts">${rows}</dl>` : ''

/** A term with one value, or a list of them; nothing if there is none. */
export function row(term: string, value: Piece | readonly Piece[] | 0 | undefined): Piece {
  const values = Array.isArray(value) ? value : value ? [value] : []
  if (values.length === 0) return ''
  return html`<div><dt>${term}</dt>${values.map((each) => html`<dd>${each}</dd>`)}</div>`
}

export type Column<T> = {
  heading: string
  cell: (of: T) => Piece
  /** Names its row: exactly one column. */
  names?: boolean
  /** Figures, which line up. */
  figures?: boolean
}

/** A table that turns into cards on a narrow screen, each value then beside its heading. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  list: readonly T[],
  idOf?: (of: T) => string,
): Piece {
  const cell = ({ heading, cell, names, figures }: Column<T>, of: T) =>
    names
      ? html`<th scope="row" role="rowheader">${cell(of)}</th>`
      : html`<td role="cell" data-heading="${heading}"${figures ? html` class="figures"` : ''}>${cell(of)}</td>`
  return html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ heading, figures }) =>
      html`<th scope="col" role="columnheader"${figures ? html` class="figures"` : ''}>${heading}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${list.map(
    (of) =>
      html`<tr role="row"${idOf ? html` id="${idOf(of)}"` : ''}>${columns.map((column) => cell(column, of))}</tr>\n`,
  )}</tbody>
</table>`
}

export type Moment = {
  at: Date
  /** The same in words, in the zone and language of the reader. */
  when: string
  what: Piece
  by?: string
  tone?: Tone
  more?: Piece
}

/** What happened, in order. */
export const timeline = (moments: readonly Moment[]): Piece =>
  html`<ol class="timeline">${moments.map(
    ({ at, when, what, by, tone = 'calm', more = '' }) => html`<li class="${tone}">
<p>${what}</p>
<p class="hint"><time datetime="${at.toISOString()}">${when}</time>${by ? html` · ${by}` : ''}</p>
${more}
</li>\n`,
  )}</ol>`

/**
 * How long until a moment, or since: “in 4 minutes”, to the minute, in seconds below two. Written by the
 * server; a script may write it again from `data-until` (`data-language` tells Intl how).
 */
export function countdown(language: string, until: Date, now: Date): Piece {
  const seconds = Math.round((until.getTime() - now.getTime()) / 1000)
  const tone = seconds < 0 ? 'alarm' : seconds < 120 ? 'warning' : 'calm'
  const instant = until.toISOString()
  return html`<time class="countdown ${tone}" datetime="${instant}" data-until="${instant}" data-language="${language}">${howLong(language, seconds)}</time>`
}

/** Seconds from now, negative when past, as a reader says it. */
export function howLong(language: string, seconds: number): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const size = Math.abs(seconds)
  if (size < 120) return words.format(seconds, 'second')
  if (size < 120 * 60) return words.format(Math.trunc(seconds / 60), 'minute')
  if (size < 48 * 3600) return words.format(Math.trunc(seconds / 3600), 'hour')
  return words.format(Math.trunc(seconds / 86_400), 'day')
}

type Link = { href: string; text: string }

/** To the pages before and after this one of a long list. */
export const pagination = (
  label: string,
  { before, after }: { before?: Link; after?: Link },
): Piece =>
  before || after
    ? html`<nav class="pages" aria-label="${label}">${before ? html`<a rel="prev" href="${before.href}">${before.text}</a>` : ''}${after ? html`<a rel="next" href="${after.href}">${after.text}</a>` : ''}</nav>`
    : ''

/** Nothing is here, what that means, and what can be done. */
export const empty = (text: string, action: Piece = ''): Piece =>
  html`<div class="empty"><p>${text}</p>${action}</div>`

/** How far one is. `text` says it in words: “Question 3 of 9”. */
export const progress = (step: number, of: number, text: string): Piece =>
  html`<div class="progress"><p>${text}</p><progress value="${step}" max="${of}" aria-hidden="true"></progress></div>`

/** Opens without a script. */
export const more = (summary: string, content: Piece, open = false): Piece =>
  html`<details${open ? html` open` : ''}><summary>${summary}</summary>${content}</details>`

/** A number to call, which a phone calls when it is tapped. `phone`: E.164. */
export const phoneLink = (phone: string, text: string): Piece =>
  html`<a class="phone-number" dir="ltr" href="tel:${phone}">${text}</a>`
