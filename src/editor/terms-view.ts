import { html } from '@remix-run/html-template'
import { NEEDS, needs } from '../directory/needs.ts'
import { GENDERS, genders } from '../directory/people.ts'
import type { TermFacts, TermMapping } from '../hsds/terms.ts'
import { importsTexts } from '../locales/editor-imports.ts'
import type { Language } from '../locales/locale.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, choices, press, textField } from '../web/controls.ts'
import { empty, facts, pagination, row, section, table } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { workPage } from './worklist-kit.ts'

export const TERMS = '/staff/directory/terms'
/** What a term can say with a tick. */
export const FLAGS = ['forTrafficked', 'faithBased', 'interpreter', 'remote'] as const

type Shown = {
  list: readonly TermMapping[]
  undecided: number
  q: string
  next?: number | undefined
  names: Map<string, string>
}

/** Words of other directories, those without a meaning here first. */
export function termsPage(drawing: Drawing, { list, undecided, q, next, names }: Shown): string {
  const { language } = drawing
  const t = importsTexts(language).terms
  const open = list.filter(({ decidedAt }) => !decidedAt)
  const decided = list.filter(({ decidedAt }) => decidedAt)
  const tableOf = (caption: string, terms: readonly TermMapping[]) =>
    table(
      caption,
      [
        {
          ...{ heading: t.columns.term, names: true },
          cell: (each) =>
            html`${each.term || each.code}<br><span class="hint">${each.taxonomy}</span>`,
        },
        { heading: t.columns.seen, cell: ({ seen }) => t.seen(seen) },
        {
          heading: t.columns.means,
          cell: (each) => (each.decidedAt ? meaning(drawing, each) : ''),
        },
        { heading: t.columns.by, cell: (each) => deciderOf(language, each, names) },
        {
          heading: t.columns.next,
          cell: (each) =>
            html`<a href="${TERMS}/${each.id}${drawing.lang}" aria-label="${`${each.decidedAt ? t.change : t.decide}: ${each.term}`}">${each.decidedAt ? t.change : t.decide}</a>`,
        },
      ],
      terms,
    )
  const query = { ...(drawing.lang && { lang: language }), ...(q && { q }) }
  return workPage(drawing, {
    heading: t.heading,
    width: 'wide',
    content: [
      html`<p>${t.intro}</p>
<form method="get" action="${TERMS}" role="search">
${drawing.lang ? html`<input type="hidden" name="lang" value="${language}">` : ''}
${textField([], { name: 'q', type: 'search', label: t.search, value: q, required: false })}
${button(t.find, { tone: 'quiet' })}
</form>`,
      list.length === 0 ? empty(q ? t.noneFound : t.none) : '',
      open.length > 0 ? section('open', t.undecided(undecided), tableOf(t.order, open)) : '',
      decided.length > 0 ? section('decided', t.decided, tableOf(t.order, decided)) : '',
      next === undefined
        ? ''
        : pagination(t.heading, {
            after: {
              href: `${TERMS}?${new URLSearchParams({ ...query, from: `${next}` })}`,
              text: t.more,
            },
          }),
    ],
  })
}

/** What one word means here: our needs, and what else it says. */
export function termPage(
  drawing: Drawing,
  { term, names }: { term: TermMapping; names: Map<string, string> },
): string {
  const { language, lang } = drawing
  const t = importsTexts(language).terms
  const { facts: says } = term
  const kept = keptFacts(says)
  return workPage(drawing, {
    heading: t.one(term.term || term.code),
    content: [
      html`<p><a href="${TERMS}${lang}">${t.back}</a></p>
<p>${t.from(term)} ${t.seenOn(term.seen)}</p>`,
      facts(
        row(t.columns.means, term.decidedAt ? meaning(drawing, term) : undefined),
        row(t.columns.by, deciderOf(language, term, names)),
      ),
      html`<form method="post" action="${TERMS}/${term.id}${lang}" class="many">
${choices([], { name: 'needs', legend: t.needs, hint: t.needsHint, many: true, options: NEEDS.map((value) => ({ value, label: needs[value][language] })), chosen: term.needs })}
${choices([], { name: 'genders', legend: t.genders, hint: t.gendersHint, many: true, options: GENDERS.map((value) => ({ value, label: genders[value][language] })), chosen: says.genders ?? [] })}
${choices([], { name: 'flags', legend: t.says, many: true, options: FLAGS.map((value) => ({ value, label: t.flags[value] })), chosen: FLAGS.filter((each) => says[each] === true) })}
${kept.length > 0 ? html`<p class="hint">${t.kept(kept.join(', '))}</p>` : ''}
<p class="hint">${t.next}</p>
${button(t.save)}
</form>`,
      press(`${TERMS}/${term.id}${lang}`, t.saveNothing, {
        ...{ tone: 'quiet', fields: { nothing: 'yes' } },
      }),
    ],
  })
}

/** What it says that this page has no tick for. */
export const keptFacts = (says: TermFacts): string[] =>
  Object.keys(says).filter((name) => name !== 'genders' && !FLAGS.includes(name as never))

function meaning({ language }: Drawing, { needs: codes, facts: says }: TermMapping): Piece {
  const { terms: t, fields } = importsTexts(language)
  const also = Object.keys(says).map((name) => fields[name] ?? name)
  const words = [...codes.map((code) => needs[code][language]), ...also]
  return words.length > 0 ? words.join(', ') : t.nothing
}

function deciderOf(
  language: Language,
  { decidedBy }: TermMapping,
  names: Map<string, string>,
): string {
  const { terms: t } = importsTexts(language)
  if (!decidedBy) return ''
  return decidedBy === 'starter list' ? t.starter : (names.get(decidedBy) ?? t.program)
}
