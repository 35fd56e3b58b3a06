import { html } from '@remix-run/html-template'
import type { FieldError, Piece } from './piece.ts'

export type Way = {
  href: string
  text: string
  /** The page that is shown now. */
  current?: boolean
  /** Of what waits there; none is shown for 0. */
  count?: number
}

export type Frame = {
  /** BCP 47. */
  language: string
  /** Right to left. */
  rtl?: boolean
  /** Of the window and the history: neutral, nothing of what the page is about. */
  title: string
  /** The neutral name under which messages come too. */
  label: string
  texts: { skip: string; languages: string }
  /** Where the label leads. */
  home?: string
  /** Languages to change to, by following a link. */
  languages?: readonly { code: string; name: string; href: string }[]
  /** Where else one can go, for who is signed in. */
  ways?: { label: string; list: readonly Way[] }
  /** Beside the label: the way out, a sign-out. */
  corner?: Piece
  /** `narrow`: one column to read and fill in. `wide`: a console. */
  width?: 'narrow' | 'wide'
  /** Of our own server only: `/assets/…`. */
  styles?: readonly string[]
  scripts?: readonly string[]
  /** More for the head: what a script of a library reads. */
  head?: Piece
  main: Piece[]
  footer?: Piece
  /** The way out stays on the screen. */
  leaving?: boolean
}

/** Every page: landmarks, a way past the header, language and direction. Nothing inline, nothing from elsewhere. */
export function frame(page: Frame): string {
  const { language, rtl, title, label, texts, home, width = 'narrow' } = page
  const { styles = [], scripts = [], head = '', ways, corner = '', main, footer, leaving } = page
  return String(html`<!doctype html>
<html lang="${language}"${rtl ? html` dir="rtl"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}${['/assets/causeway.css', ...styles].map((href) => html`<link rel="stylesheet" href="${href}">\n`)}${scripts.map((src) => html`<script type="module" src="${src}"></script>\n`)}</head>
<body class="${width}${leaving ? ' leaving' : ''}">
<a class="skip" href="#main">${texts.skip}</a>
<header class="bar">
<p>${home ? html`<a href="${home}">${label}</a>` : label}</p>
${ways ? navigation(ways) : ''}
${languageSwitch(page)}
${corner}
</header>
<main class="page" id="main" tabindex="-1">
${main}
</main>
${footer ? html`<footer class="foot">${footer}</footer>` : ''}
</body>
</html>`)
}

/** The title of a page on which something is wrong says so first, since it is what is read first. */
export const titleOf = (
  title: string,
  errors: readonly FieldError[],
  say: (title: string) => string,
) => (errors.length > 0 ? say(title) : title)

/** Links to the other parts, in the header or as tabs above a page. */
export const navigation = ({ label, list }: { label: string; list: readonly Way[] }): Piece =>
  html`<nav class="ways" aria-label="${label}">
${list.map(
  ({ href, text, current, count }) =>
    html`<a href="${href}"${current ? html` aria-current="page"` : ''}>${text}${count ? html` <span class="count">${count}</span>` : ''}</a>\n`,
)}</nav>`

function languageSwitch({ languages = [], texts }: Frame): Piece {
  if (languages.length === 0) return ''
  return html`<nav class="languages" aria-label="${texts.languages}">${languages.map(
    ({ code, name, href }) => html`<a href="${href}" lang="${code}" hreflang="${code}">${name}</a>`,
  )}</nav>`
}
