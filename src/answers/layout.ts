import { html } from '@remix-run/html-template'
import type { AnswerTexts } from '../locales/answer.ts'
import { frameTexts } from '../locales/frame.ts'
import type { Language } from '../locales/locale.ts'
import { frame } from '../web/frame.ts'
import type { Piece } from '../web/piece.ts'

export { row } from '../web/display.ts'
export type { Piece }

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

/** An answer page: no script, one heading. */
export function layout(
  { t, language, label, path, reference }: Drawing,
  { heading, failed = false, content }: { heading: string; failed?: boolean; content: Piece[] },
): string {
  const other = language === 'en' ? 'fr' : 'en'
  const title = t.title(label, reference)
  return frame({
    language,
    label,
    title: failed ? t.errorTitle(title) : title,
    texts: { ...frameTexts(language), languages: t.languages },
    languages: [{ code: other, name: t.otherLanguage, href: `${path}?lang=${other}` }],
    main: [html`<h1>${heading}</h1>`, ...content],
  })
}
