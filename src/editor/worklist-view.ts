import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import { needs } from '../directory/needs.ts'
import { admission } from '../directory/people.ts'
import { workTexts } from '../locales/editor-work.ts'
import type { Language } from '../locales/locale.ts'
import type { Drawing } from '../staff/layout.ts'
import { empty, section, table, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { WorkLine, Worklist } from './worklist.ts'
import { nameIn, POINTS, WORK, workPage } from './worklist-kit.ts'
import { GROUPS, type Group, type Reason } from './worklist-rules.ts'

/** What waits elsewhere. */
export type Also = { approvals: number; duplicates: number; terms: number; corrections: number }
const ALSO: Record<keyof Also, string> = {
  approvals: '/staff/approvals',
  corrections: '/staff/corrections',
  duplicates: '/staff/directory/duplicates',
  terms: '/staff/directory/terms',
}

type Shown = {
  list: Worklist
  all: number
  also: Also
  at: Date
  zone: string
  group?: Group | undefined
}

/** Where an editor goes on, by what is wrong. */
export const nextPage = (group: Group, id: string): string =>
  ({
    contacts: `${POINTS}/${id}/contacts`,
    silent: `${POINTS}/${id}/contacts`,
    contradictory: `${POINTS}/${id}/edit`,
    stale: `${POINTS}/${id}`,
    unverified: `${POINTS}/${id}`,
  })[group]

/** Everything that needs an editor, grouped and counted, the worst first. */
export function worklistPage(drawing: Drawing, shown: Shown): string {
  const t = workTexts(drawing.language)
  const { list, all, at, zone, group } = shown
  const groups = (group ? [group] : GROUPS).filter((each) => list[each].count > 0)
  return workPage(drawing, {
    heading: t.heading,
    width: 'wide',
    content: [
      html`<p>${t.intro}</p>
<p class="hint">${t.asOf({ at: momentInWords(at, zone), count: all })}</p>`,
      group
        ? html`<p><a href="${WORK}${drawing.lang}">${t.back}</a></p>`
        : html`${overview(drawing, shown)}${elsewhere(drawing, shown.also)}`,
      groups.length === 0 ? empty(t.nothing) : '',
      ...groups.map((each) => groupPart(drawing, each, list[each], group !== undefined)),
    ],
  })
}

function overview(drawing: Drawing, { list }: Shown): Piece {
  const t = workTexts(drawing.language)
  const found = GROUPS.filter((each) => list[each].count > 0)
  if (found.length < 2) return ''
  return html`<nav aria-label="${t.toGroup}"><ul>${found.map(
    (each) => html`<li><a href="#${each}">${t.groups[each].name}</a> (${list[each].count})</li>`,
  )}</ul></nav>`
}

function elsewhere(drawing: Drawing, also: Also): Piece {
  const t = workTexts(drawing.language)
  const lines = (Object.keys(ALSO) as (keyof Also)[]).filter((each) => also[each] > 0)
  if (lines.length === 0) return ''
  return section(
    'also',
    t.also,
    html`<ul>${lines.map((each) => html`<li><a href="${ALSO[each]}${drawing.lang}">${t.alsoLines[each](also[each])}</a></li>`)}</ul>`,
  )
}

function groupPart(
  drawing: Drawing,
  group: Group,
  { count, lines }: Worklist[Group],
  whole: boolean,
): Piece {
  const { language, lang } = drawing
  const t = workTexts(language)
  const { name, text, next } = t.groups[group]
  const more = `${WORK}?${new URLSearchParams({ group, ...(lang && { lang: language }) })}`
  const rest =
    lines.length === count
      ? ''
      : html`<p>${t.shown({ shown: lines.length, count })} ${whole ? '' : html`<a href="${more}">${t.all(count)}</a>`}</p>`
  return section(
    group,
    `${name} (${count})`,
    table(
      text,
      [
        {
          heading: t.columns.point,
          names: true,
          cell: ({ point }) =>
            html`<a href="${POINTS}/${point.id}${lang}">${nameIn(language, point)}</a> ${point.status === 'partner' ? tag(t.partner, 'good') : ''}${point.hidden ? html` ${tag(t.hidden, 'warning')}` : ''}<br><span class="hint">${[point.city, point.province].filter(Boolean).join(', ')}</span>`,
        },
        {
          heading: t.columns.why,
          cell: ({ reasons }) =>
            html`${reasons.map((each) => html`${inWords(each, language)}<br>`)}`,
        },
        {
          heading: t.columns.next,
          cell: ({ point }) =>
            html`<a href="${nextPage(group, point.id)}${lang}" aria-label="${`${next}: ${nameIn(language, point)}`}">${next}</a>`,
        },
      ],
      lines satisfies WorkLine[],
    ),
    rest,
  )
}

/** A reason as its reader says it. */
export function inWords({ code, said = {} }: Reason, language: Language): string {
  const { reasons } = workTexts(language)
  const codes = String(said.what ?? '').split(' ')
  const what = codes.map((each) => label(admission, each, language)).join(', ')
  const need = label(needs, String(said.need ?? ''), language)
  return reasons[code]({ ...said, what, need })
}

const label = (
  labels: Record<string, { en: string; fr: string }>,
  code: string,
  language: Language,
): string => labels[code]?.[language] ?? code
