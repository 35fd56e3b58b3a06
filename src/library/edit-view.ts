import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { libraryTexts } from '../locales/library.ts'
import { type Drawing, type FieldError, layout } from '../staff/layout.ts'
import { button, buttonLink, choices, press, textArea, textField } from '../web/controls.ts'
import { section, table } from '../web/display.ts'
import { CSV_COLUMNS } from './csv.ts'
import type { Column, Written } from './judge.ts'
import { type ImportReport, KINDS, MADE_FOR, type Resource } from './schemas.ts'
import { PATH } from './view.ts'

type Edited = {
  /** The tool that is changed; a new one has none. */
  resource?: Resource
  written: Written
  errors?: readonly FieldError[]
  /** May read the record. */
  reads?: boolean
}

/** One tool, to add or to change; what was typed stands there again beside what is wrong. */
export function editPage(
  drawing: Drawing,
  { resource, written, errors = [], reads }: Edited,
): string {
  const { language, lang } = drawing
  const t = libraryTexts(language)
  const line = (name: Column, more: { label: string; hint?: string; optional?: string }) =>
    textField(errors, { name, value: written[name] ?? '', maxLength: 500, ...more })
  const listed = (name: Column) => (written[name] ?? '').split(/[,;]/).map((each) => each.trim())
  return layout(drawing, {
    heading: resource ? t.editHeading : t.addHeading,
    errors,
    content: [
      html`<form method="post" action="${drawing.path}${lang}">
${line('title', { label: t.title, hint: t.titleHint })}
${line('titleFr', { label: t.titleFr, optional: t.optional })}
${choices(errors, { name: 'kind', legend: t.kind, chosen: listed('kind'), options: KINDS.map((value) => ({ value, label: t.kinds[value] })) })}
${line('languages', { label: t.languages, hint: t.languagesHint })}
${line('organization', { label: t.organization })}
${line('link', { label: t.link, hint: t.linkHint })}
${line('licence', { label: t.licence, hint: t.licenceHint, optional: t.optional })}
${textField(errors, { name: 'year', label: t.year, value: written.year ?? '', optional: t.optional, inputMode: 'numeric', maxLength: 4 })}
${choices(errors, { name: 'audiences', legend: t.audience, many: true, chosen: listed('audiences'), options: MADE_FOR.map((value) => ({ value, label: t.audiences[value] })) })}
${button(t.save)}
</form>`,
      resource
        ? section(
            'retire',
            t.retireHeading,
            html`<p>${t.retireHint}</p>`,
            press(`${PATH}/${resource.id}/retirement${lang}`, t.retire, { tone: 'danger' }),
          )
        : '',
      resource && reads
        ? html`<p><a href="/staff/record?thing=resource:${resource.id}">${t.history}</a></p>`
        : '',
      html`<p>${buttonLink(PATH + lang, t.back, 'quiet')}</p>`,
    ],
  })
}

/** As the form writes it: languages by name. */
export function writtenOf(of: Resource, drawing: Drawing): Written {
  const { title, titleFr, kind, audiences, organization, link, licence, year } = of
  return {
    ...{ title, titleFr, kind, organization, link, licence },
    languages: of.languages.map((code) => nameOrCode(code, drawing)).join(', '),
    audiences: audiences.join(','),
    ...(year && { year: String(year) }),
  }
}

/** A name with a comma or a bracket in it would not be read again. */
function nameOrCode(code: string, { language }: Drawing): string {
  const name = languageName(code, language)
  return ['en', 'fr', 'es'].includes(code) ? name : code
}

type Import = { text?: string; errors?: readonly FieldError[]; report?: ImportReport }

/** Several tools at once: a file that is pasted, then what became of each line. */
export function importPage(drawing: Drawing, { text = '', errors = [], report }: Import): string {
  const { language, lang } = drawing
  const t = libraryTexts(language)
  return layout(drawing, {
    heading: t.import,
    errors,
    content: [
      report ? told(drawing, report) : '',
      html`<p>${t.importLead}</p><p>${t.importColumns}: <span class="key">${CSV_COLUMNS.join(',')}</span></p>`,
      html`<form method="post" action="${PATH}/import${lang}">
${textArea(errors, { name: 'csv', label: report ? t.importAgain : t.importField, value: text, rows: 10, maxLength: 200_000 })}
${button(t.importSend)}
</form>`,
      html`<p>${buttonLink(PATH + lang, t.back, 'quiet')}</p>`,
    ],
  })
}

function told({ language }: Drawing, report: ImportReport) {
  const t = libraryTexts(language)
  return html`<div class="box ${report.bad > 0 ? 'warning' : 'good'}" role="status"><p>${t.importDone(report)}</p></div>
${
  report.remarks.length > 0
    ? html`<div class="told">${table(
        t.importReason,
        [
          {
            ...{ heading: t.importLine, names: true },
            cell: ({ line }) => html`${t.importLine} ${line}`,
          },
          {
            heading: t.importColumn,
            cell: ({ column }) => (column === 'row' ? t.row : column),
          },
          { heading: t.importReason, cell: ({ reason }) => reason[language] },
        ],
        report.remarks,
      )}</div>`
    : ''
}`
}
