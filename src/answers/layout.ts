import { html } from '@remix-run/html-template'
import { formatPhone } from '../directory/phones.ts'
import type { AnswerTexts } from '../locales/answer.ts'
import { frameTexts } from '../locales/frame.ts'
import type { Language } from '../locales/locale.ts'
import { phoneLink } from '../web/display.ts'
import { frame } from '../web/frame.ts'
import type { Piece } from '../web/piece.ts'

export { row, section } from '../web/display.ts'
export type { Piece }

/** What every answer page needs to be drawn. */
export type Drawing = {
  t: AnswerTexts
  language: Language
  /** The neutral name under which messages come too. */
  label: string
  /** Of the page itself, without a query; its forms go below it. */
  path: string
  reference?: string
  /** Lines to call with questions, E.164. */
  lines: readonly { phone: string }[]
}

export const ANSWER_STYLES = '/assets/answer.css'

/** Where a form of the page goes, in the language of the page. */
export const formTo = ({ path, language }: Pick<Drawing, 'path' | 'language'>, verb = ''): string =>
  `${path}${verb}?lang=${language}`

/** An answer page: no script, one heading. */
export function layout(
  { t, language, label, path, reference, lines }: Drawing,
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
    styles: [ANSWER_STYLES],
    main: [html`<h1>${heading}</h1>`, ...content],
    footer:
      lines.length > 0
        ? html`<p>${t.questions} ${lines.map(({ phone }) => phoneLink(phone, formatPhone(phone)))}</p>`
        : '',
  })
}
