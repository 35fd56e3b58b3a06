import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { type LibraryTexts, libraryTexts } from '../locales/library.ts'
import type { Language } from '../locales/locale.ts'
import { type Drawing, layout } from '../staff/layout.ts'
import { button, buttonLink, hidden, select, textField } from '../web/controls.ts'
import { empty, facts, row, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Search } from './find.ts'
import { KINDS, type Resource } from './schemas.ts'

export const PATH = '/staff/library'

type Shown = {
  list: readonly Resource[]
  asked: Search
  languages: readonly string[]
  /** May add and change. */
  edits: boolean
  /** The path of the page that anybody may read. */
  publicAt: string
}

/** The library as staff find it. */
export function libraryPage(
  drawing: Drawing,
  { list, asked, edits, publicAt, ...more }: Shown,
): string {
  const { language, lang } = drawing
  const t = libraryTexts(language)
  const searched = Object.values(asked).some(Boolean)
  return layout(drawing, {
    heading: t.heading,
    content: [
      html`<p class="lead">${t.lead}</p>`,
      edits
        ? html`<p class="actions">${buttonLink(`${PATH}/new${lang}`, t.add)}${buttonLink(`${PATH}/import${lang}`, t.import, 'quiet')}${buttonLink(`${PATH}.csv`, t.csv, 'quiet')}</p>`
        : html`<p>${buttonLink(`${PATH}.csv`, t.csv, 'quiet')}</p>`,
      html`<p class="hint">${t.publicPage} <a href="${publicAt}">${publicAt}</a></p>`,
      html`<form method="get" action="${PATH}" aria-label="${t.search}">
${lang ? hidden('lang', lang.slice(-2)) : ''}
${searchFields(t, language, asked, more.languages)}
</form>`,
      searched || list.length > 0 ? html`<h2>${t.found(list.length)}</h2>` : '',
      list.length === 0
        ? empty(searched ? t.none : t.empty, searched ? '' : edits ? t.emptyEdit : t.emptyRead)
        : tools(list, language, (of) =>
            edits ? buttonLink(`${PATH}/${of.id}${lang}`, `${t.edit}: ${of.title}`, 'quiet') : '',
          ),
    ],
  })
}

/** What one may look for; the same for staff and for anybody. */
export const searchFields = (
  t: LibraryTexts,
  language: Language,
  { q = '', kind, language: wanted = '' }: Search,
  there: readonly string[],
): Piece =>
  html`${textField([], { name: 'q', label: t.q, value: q, optional: t.optional, maxLength: 100, type: 'search' })}
${select([], {
  name: 'kind',
  label: t.kind,
  value: kind ?? '',
  options: [
    { value: '', label: t.anyKind },
    ...KINDS.map((value) => ({ value, label: t.kinds[value] })),
  ],
})}
${select([], {
  name: 'in',
  label: t.language,
  value: wanted,
  options: [
    { value: '', label: t.anyLanguage },
    ...there.map((value) => ({ value, label: languageName(value, language) })),
  ],
})}
${button(t.find, { tone: 'quiet' })}`

/** Tools one below the other: what each is, and where it lies. */
export const tools = (
  list: readonly Resource[],
  language: Language,
  action: (of: Resource) => Piece = () => '',
): Piece => html`${list.map((each) => tool(each, language, action(each)))}`

function tool(of: Resource, language: Language, action: Piece): Piece {
  const t = libraryTexts(language)
  const title = (language === 'fr' && of.titleFr) || of.title
  const heading = `tool-${of.id}`
  return html`<section aria-labelledby="${heading}">
<h3 id="${heading}"><a href="${of.link}" rel="noreferrer">${title}</a></h3>
<p>${tag(t.kinds[of.kind])}</p>
${facts(
  row(t.organization, of.organization),
  row(t.languages, of.languages.map((code) => languageName(code, language)).join(', ')),
  row(t.audience, of.audiences.map((code) => t.audiences[code]).join(', ') || undefined),
  row(t.licence, of.licence ?? t.unknown),
  row(t.year, of.year ? String(of.year) : t.unknown),
  row(t.link, html`<span dir="ltr">${of.link}</span>`),
)}
${action}
</section>`
}
