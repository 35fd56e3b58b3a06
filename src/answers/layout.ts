import { html, type SafeHtml } from '@remix-run/html-template'
import type { AnswerTexts } from '../locales/answer.ts'
import type { Language } from '../locales/locale.ts'

export type Piece = SafeHtml | string

/** What every answer page needs to be drawn. */
export type Drawing = {
  t: AnswerTexts
  language: Language
  /** The neutral name under which messages come too. */
  label: string
  /** Of the page itself, without a query. */
  path: string
  reference?: string
}

/** The frame of a page: title, language switch, one heading. No script, no inline style, nothing from elsewhere. */
export function layout(
  { t, language, label, path, reference }: Drawing,
  { heading, failed = false, content }: { heading: string; failed?: boolean; content: Piece[] },
): string {
  const other = language === 'en' ? 'fr' : 'en'
  const title = t.title(label, reference)
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${failed ? t.errorTitle(title) : title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/causeway.css">
</head>
<body>
<header class="bar">
<p>${label}</p>
<nav aria-label="${t.languages}"><a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${t.otherLanguage}</a></nav>
</header>
<main class="page">
<h1>${heading}</h1>
${content}
</main>
</body>
</html>`)
}

/** A term with one value, or a list of them; nothing if there is none. */
export function row(term: string, value: Piece | readonly Piece[] | 0 | undefined): Piece {
  const values = Array.isArray(value) ? value : value ? [value] : []
  if (values.length === 0) return ''
  return html`<div><dt>${term}</dt>${values.map((each) => html`<dd>${each}</dd>`)}</div>`
}
