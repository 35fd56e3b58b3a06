import { html, type SafeHtml } from '@remix-run/html-template'
import type { Language } from '../locales/locale.ts'
import type { StaffTexts } from '../locales/staff.ts'

export type Piece = SafeHtml | string

/** What every page of staff needs to be drawn. */
export type Drawing = {
  t: StaffTexts
  language: Language
  /** `?lang=fr` if it was chosen on a page, to be kept in links and forms; else nothing. */
  lang: string
  /** The neutral name under which messages come too. */
  label: string
  /** Of the page itself, without a query; a language is chosen by following it. */
  path: string
  /** Where one goes after signing in: a path of this server. */
  next?: string
  /** Signed in with every step: the page shows the way to the others. */
  whole?: boolean
}

/** What is wrong with a field; `field` is its id, left out for the form as a whole. */
export type FieldError = { field?: string; text: string }

type Content = {
  heading: string
  errors?: readonly FieldError[]
  script?: boolean
  content: Piece[]
}

/** The frame of a page: title, language switch, one heading. No inline script or style, nothing from elsewhere. */
export function layout(
  drawing: Drawing,
  { heading, errors = [], script, content }: Content,
): string {
  const { t, language, label, path, next, whole } = drawing
  const other = language === 'en' ? 'fr' : 'en'
  const query = new URLSearchParams({ lang: other, ...(next && { next }) })
  const title = `${heading} – ${label}`
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${errors.length > 0 ? t.errorTitle(title) : title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/causeway.css">
${script ? html`<script type="module" src="/assets/passkey.js"></script>` : ''}
</head>
<body>
<header class="bar">
<p>${label}</p>
<nav aria-label="${t.languages}"><a href="${path}?${String(query)}" lang="${other}" hreflang="${other}">${t.otherLanguage}</a></nav>
</header>
<main class="page staff">
${whole ? ways(drawing) : ''}
<h1>${heading}</h1>
${errorSummary(t, errors)}
${content}
</main>
</body>
</html>`)
}

function ways({ t, lang, path }: Drawing): Piece {
  const way = (href: string, text: string) =>
    html`<a href="${href}${lang}"${path === href ? html` aria-current="page"` : ''}>${text}</a>`
  return html`<nav class="ways" aria-label="${t.ways}">
${way('/staff', t.home.heading)}
${way('/staff/security', t.security.heading)}
${way('/staff/sessions', t.sessions.heading)}
</nav>`
}

/** What went wrong, before the form, each linked to its field; it has the focus, so that it is read first. */
function errorSummary(t: StaffTexts, errors: readonly FieldError[]): Piece {
  if (errors.length === 0) return ''
  return html`<div class="errors" role="alert" tabindex="-1" autofocus>
<h2>${t.errorHeading}</h2>
<ul>${errors.map(({ field, text }) => html`<li>${field ? html`<a href="#${field}">${text}</a>` : text}</li>`)}</ul>
</div>`
}

type Field = {
  name: string
  label: string
  hint?: string
  autocomplete: string
  type?: 'email' | 'text'
  /** Of a code of so many digits. */
  digits?: number
  value?: string
}

/** One field with its label, its hint and, tied to it, its error. */
export function field(errors: readonly FieldError[], given: Field): Piece {
  const { name, label, hint, autocomplete, type = 'text', digits, value = '' } = given
  const error = errors.find((each) => each.field === name)
  const about = [...(error ? [`${name}-error`] : []), ...(hint ? [`${name}-hint`] : [])].join(' ')
  const numeric = digits
    ? html` class="digits" inputmode="numeric" pattern="[0-9 ]*" maxlength="${digits + 1}"`
    : html` maxlength="254"`
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
${error ? html`<p class="error" id="${name}-error">${error.text}</p>` : ''}
<input id="${name}" name="${name}" type="${type}" value="${value}" required autocomplete="${autocomplete}"${numeric}${about ? html` aria-describedby="${about}"` : ''}${error ? html` aria-invalid="true"` : ''}>
</div>`
}

/** A form of one button. */
export const press = (drawing: Drawing, path: string, text: string, quiet = true): Piece =>
  html`<form method="post" action="${path}${drawing.lang}"><button${quiet ? html` class="quiet"` : ''}>${text}</button></form>`
