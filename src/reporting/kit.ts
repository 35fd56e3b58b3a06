import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { NEEDS } from '../directory/needs.ts'
import { AGE_GROUPS, ageGroups, GENDERS, genders } from '../directory/people.ts'
import { localTime } from '../geography/local-time.ts'
import { type ReportingTexts, reportingTexts } from '../locales/reporting.ts'
import { type Content, type Drawing, layout } from '../staff/layout.ts'
import { button, buttonLink, hidden, select } from '../web/controls.ts'
import { section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Cover } from './areas.ts'
import type { Asked } from './asked.ts'
import { needName } from './words.ts'

export const PATHS = {
  country: '/staff/coverage',
  csv: '/staff/coverage.csv',
  gapsCsv: '/staff/coverage-gaps.csv',
} as const
export const STYLES = '/assets/reporting.css'

export const textsOf = ({ language }: Pick<Drawing, 'language'>): ReportingTexts =>
  reportingTexts(language)

/** A page of coverage, as wide as its tables need. */
export const coveragePage = (drawing: Drawing, page: Omit<Content, 'width' | 'styles'>): string =>
  layout(drawing, { ...page, width: 'wide', styles: [STYLES] })

/** The same codes in another address, in the language of this page. */
export function addressOf({ lang }: Pick<Drawing, 'lang'>, path: string, asked: Asked): string {
  const query = new URLSearchParams({ ...asked, ...(lang && { lang: lang.slice(-2) }) })
  return `${path}?${query}`
}

/** What is shown, to be changed: a form that works without script, and changes nothing. */
export function askForm(drawing: Drawing, asked: Asked): Piece {
  const t = textsOf(drawing)
  const { language, path, lang } = drawing
  const of = <C extends string>(codes: readonly C[], label: (code: C) => string) =>
    codes.map((value) => ({ value, label: label(value) }))
  return html`<form method="get" action="${path}" class="asked" aria-label="${t.ask}">
${lang ? hidden('lang', lang.slice(-2)) : ''}
${select([], { name: 'need', label: t.need, value: asked.need, options: of(NEEDS, (need) => needName(need, language)) })}
${select([], { name: 'gender', label: t.gender, value: asked.gender, options: of(GENDERS, (gender) => genders[gender][language]) })}
${select([], { name: 'age', label: t.age, value: asked.age, options: of(AGE_GROUPS, (age) => ageGroups[age][language]) })}
${button(t.show, { tone: 'quiet' })}
</form>`
}

/** A day and a clock that sort. */
export function instant(at: Date, zone: string): string {
  const { date, hour, minute } = localTime(at, zone)
  return `${date} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

const SPOKEN = 4

/** The most common languages, and how many more there are. */
export function spoken({ languages }: Pick<Cover, 'languages'>, drawing: Drawing): string {
  const t = textsOf(drawing)
  const names = languages.slice(0, SPOKEN).map(({ code }) => languageName(code, drawing.language))
  const more = languages.length - names.length
  return [names.join(', '), ...(more > 0 ? [t.more(more)] : [])].join(' ') || '–'
}

/** The files, and how everything was counted. */
export const footnotes = (drawing: Drawing): Piece[] => {
  const t = textsOf(drawing)
  return [
    section(
      'files',
      t.files,
      html`<p class="actions">${buttonLink(PATHS.csv, t.csv, 'quiet')}${buttonLink(PATHS.gapsCsv, t.gapsCsv, 'quiet')}</p>`,
    ),
    section('how', t.how, html`<ul>${t.notes.map((note) => html`<li>${note}</li>`)}</ul>`),
  ]
}
