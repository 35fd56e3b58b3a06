import { html } from '@remix-run/html-template'
import { formatPhone } from '../directory/phones.ts'
import {
  fill,
  PUBLIC,
  PUBLIC_CODES,
  type PublicLanguage,
  type PublicTexts,
} from '../locales/public.ts'
import type { Config } from '../platform/config.ts'
import { box, phoneLink } from '../web/display.ts'
import { frame } from '../web/frame.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import type { Fault } from './answers.ts'

/** What every page of the person needs to be drawn. */
export type Drawing = {
  t: PublicTexts
  language: PublicLanguage
  /** The neutral name: all that a title or the history ever says. */
  label: string
  /** Lines to call, E.164, the first one first. */
  lines: readonly { name: string; phone: string }[]
}

export const drawingOf = (language: PublicLanguage, config: Config): Drawing => ({
  t: PUBLIC[language].texts,
  language,
  label: config.SENDER_LABEL,
  lines: config.CALL_LINES['*'] ?? [],
})

type Page = { failed?: boolean; main: Piece[]; footer?: Piece }

/** A page with nothing in its title, a way out that is always there, and no script that it needs. */
export function page(drawing: Drawing, { failed, main, footer }: Page): string {
  const { t, language, label } = drawing
  return frame({
    language,
    rtl: 'rtl' in PUBLIC[language],
    label,
    title: failed ? fill(t.errorTitle, { title: label }) : label,
    texts: t,
    home: `/${language}/`,
    corner: html`<a class="leave" href="/leave" rel="noreferrer">${t.leave}</a>`,
    scripts: ['/assets/leave.js'],
    leaving: true,
    main: t.checked ? main : [...main, html`<p class="hint">${t.unchecked}</p>`],
    footer: footer ?? '',
  })
}

/** 911 and the hotline: on the first page, and wherever somebody may need them at once. */
export const danger = ({ t, lines }: Drawing): Piece =>
  box(
    'alarm',
    html`<p>${phoneLink('911', '911')}</p>${lines.length > 0 ? html`<p>${t.callUs}</p>${numbers({ lines })}` : ''}`,
    { heading: t.danger },
  )

export const callUs = (drawing: Drawing): Piece =>
  drawing.lines.length > 0 ? html`<p>${drawing.t.callUs}</p>${numbers(drawing)}` : ''

const numbers = ({ lines }: Pick<Drawing, 'lines'>): Piece =>
  html`<ul class="plain">${lines.map(({ name, phone }) => html`<li>${phoneLink(phone, formatPhone(phone))} <span class="hint">${name}</span></li>`)}</ul>`

/** Every language by its own name. */
export const languages = ({ t, language }: Drawing): Piece =>
  html`<nav class="all-languages" aria-label="${t.languages}"><ul>${PUBLIC_CODES.map((code) => {
    const { name } = PUBLIC[code]
    return html`<li><a href="/${code}/" lang="${code}" hreflang="${code}"${code === language ? html` aria-current="page"` : ''}>${name}</a></li>`
  })}</ul></nav>
<p class="hint">${t.start.otherLanguage}</p>`

/** Faults in words, for the summary and beside the fields. */
export const inWords = (t: PublicTexts, faults: readonly Fault[]): FieldError[] =>
  faults.map(({ field, code }) => ({ field, text: t.errors[code] }))

/** A page of a few words. */
export const saying = (drawing: Drawing, text: string, failed = false): string =>
  page(drawing, {
    failed,
    main: [
      html`<h1>${text}</h1>`,
      callUs(drawing),
      html`<p><a href="/${drawing.language}/">${drawing.t.home}</a></p>`,
    ],
  })
