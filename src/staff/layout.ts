import { html } from '@remix-run/html-template'
import { frameTexts } from '../locales/frame.ts'
import type { Language } from '../locales/locale.ts'
import type { StaffTexts } from '../locales/staff.ts'
import { errorSummary, press as pressButton, textField } from '../web/controls.ts'
import { frame, navigation, type Way } from '../web/frame.ts'
import type { FieldError, Piece } from '../web/piece.ts'

export type { FieldError, Piece }

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

export type Content = {
  heading: string
  errors?: readonly FieldError[]
  /** The script of passkeys. */
  script?: boolean
  content: readonly Piece[]
  /** Beyond the pages of one's account: the parts of a console, in its header. */
  ways?: { label: string; list: readonly Way[] }
  width?: 'narrow' | 'wide'
  styles?: readonly string[]
  scripts?: readonly string[]
  /** More for the head: what a script of a library reads. */
  head?: Piece
  /** Instead of the heading, for the window: `(3) Board`. */
  title?: string
}

/** A page of staff: one heading, what is wrong before all else, the ways to one's account. */
export function layout(drawing: Drawing, page: Content): string {
  const { t, language, label, path, next, whole, lang } = drawing
  const { heading, errors = [], script, content, ways, width, styles, scripts = [], head } = page
  const other = language === 'en' ? 'fr' : 'en'
  const query = new URLSearchParams({ lang: other, ...(next && { next }) })
  const title = `${page.title ?? heading} – ${label}`
  return frame({
    language,
    label,
    title: errors.length > 0 ? t.errorTitle(title) : title,
    texts: { ...frameTexts(language), languages: t.languages },
    languages: [{ code: other, name: t.otherLanguage, href: `${path}?${String(query)}` }],
    ...(whole && { home: `/staff${lang}` }),
    ways,
    width,
    styles,
    head,
    scripts: script ? ['/assets/passkey.js', ...scripts] : scripts,
    main: [
      whole && !ways ? accountWays(drawing) : '',
      html`<h1>${heading}</h1>`,
      errorSummary(t.errorHeading, errors),
      ...content,
    ],
  })
}

function accountWays({ t, lang, path }: Drawing): Piece {
  const way = (href: string, text: string): Way => ({
    href: `${href}${lang}`,
    text,
    current: path === href,
  })
  return navigation({
    label: t.ways,
    list: [
      way('/staff', t.home.heading),
      way('/staff/security', t.security.heading),
      way('/staff/sessions', t.sessions.heading),
    ],
  })
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

/** One field that must be filled in, with its label, its hint and, tied to it, its error. */
export const field = (errors: readonly FieldError[], given: Field): Piece =>
  textField(errors, given)

/** A form of one button. */
export const press = (drawing: Drawing, path: string, text: string, quiet = true): Piece =>
  pressButton(path + drawing.lang, text, { tone: quiet ? 'quiet' : 'plain' })
