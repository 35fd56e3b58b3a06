import { html } from '@remix-run/html-template'
import { NEEDS, needs } from '../directory/needs.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import type { Province } from '../geography/place.ts'
import { areaLabel, provinceName, provinces } from '../geography/region.ts'
import type { Drawing } from '../staff/layout.ts'
import { dayText } from '../upkeep/facts-view.ts'
import { button, buttonLink, hidden, select, textField } from '../web/controls.ts'
import { empty, pagination, table, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import {
  type FoundOrganization,
  type FoundPoint,
  LOOKS,
  PER_PAGE,
  type PointSearch,
  STATES,
} from './find.ts'
import { type Editing, editorPage, PATHS, POINT, textsOf } from './kit.ts'
import { nameIn } from './worklist-kit.ts'

type Listed<T> = { found: T[]; count: number; page: number; mayEdit: boolean; now: Date }

/** All service points that fit, with what an editor looks for first. */
export function pointsPage(
  drawing: Drawing,
  desk: Editing,
  search: PointSearch,
  { found, count, page, mayEdit, now }: Listed<FoundPoint>,
  gazetteer: Gazetteer,
): string {
  const t = textsOf(drawing)
  const { language, lang } = drawing
  const words = { ...search }
  const searched = Object.values(words).some((value) => value !== '')
  const placeOf = ({ hidden, region, city, province }: FoundPoint) =>
    hidden
      ? areaLabel(gazetteer, region)[language]
      : [city, provinceName(province as Province, language)].filter(Boolean).join(', ')
  return editorPage(drawing, desk, {
    heading: t.find.points,
    width: 'wide',
    mayEdit,
    content: [
      mayEdit ? html`<p>${buttonLink(`${POINT}/new${lang}`, t.find.addPoint, 'quiet')}</p>` : '',
      html`<form class="finder" method="get" action="${PATHS.points}" role="search">
${drawing.lang ? hidden('lang', language) : ''}
${textField([], { name: 'q', type: 'search', label: t.find.q, value: search.q, required: false, maxLength: 100 })}
${select([], { name: 'province', label: t.find.province, value: search.province, options: [{ value: '', label: t.find.everywhere }, ...provinces.map((value) => ({ value, label: provinceName(value, language) }))] })}
${select([], { name: 'need', label: t.find.need, value: search.need, options: [{ value: '', label: t.find.every }, ...NEEDS.map((value) => ({ value, label: needs[value][language] }))] })}
${select([], { name: 'state', label: t.find.state, value: search.state, options: STATES.map((value) => ({ value, label: t.find.states[value]! })) })}
${select([], { name: 'look', label: t.find.looks, value: search.look, options: LOOKS.map((value) => ({ value, label: t.find.look[value]! })) })}
${button(t.find.search)}
</form>`,
      html`<p role="status">${t.find.count(count)}${searched ? html` · <a href="${PATHS.points}${lang}">${t.find.reset}</a>` : ''}</p>`,
      count === 0
        ? empty(searched ? t.find.empty : t.find.emptyDirectory)
        : table(
            t.find.points,
            [
              {
                heading: t.find.name,
                names: true,
                cell: (of) => html`<a href="${POINT}/${of.id}${lang}">${nameIn(language, of)}</a>`,
              },
              {
                heading: t.find.organization,
                cell: (of) =>
                  nameIn(language, { name: of.organization, nameFr: of.organizationFr }),
              },
              { heading: t.find.place, cell: placeOf },
              { heading: t.find.stateOf, cell: (of) => stateTags(drawing, of, now) },
              {
                heading: t.find.checked,
                cell: ({ verifiedOn }) =>
                  verifiedOn ? dayText(language, verifiedOn) : tag(t.never, 'warning'),
              },
            ],
            found,
          ),
      pages(drawing, PATHS.points, words, page, count),
    ],
  })
}

/** Its states in a word each. */
export function stateTags(
  drawing: Drawing,
  point: Pick<FoundPoint, 'status' | 'hidden' | 'accepting' | 'pausedUntil' | 'removedAt'>,
  now: Date,
): Piece {
  const t = textsOf(drawing)
  const { status, hidden, accepting, pausedUntil, removedAt } = point
  return html`<span class="tags">${[
    removedAt ? tag(t.retired, 'alarm') : '',
    status === 'partner' ? tag(t.partner, 'good') : tag(t.listed),
    hidden ? tag(t.hidden, 'warning') : '',
    pausedUntil && pausedUntil > now ? tag(t.paused, 'warning') : '',
    accepting ? '' : tag(t.notAccepting, 'warning'),
  ].map((each) => (each ? html`${each} ` : ''))}</span>`
}

/** All organizations that fit. */
export function organizationsPage(
  drawing: Drawing,
  desk: Editing,
  { q, state }: { q: string; state: string },
  { found, count, page, mayEdit }: Listed<FoundOrganization>,
): string {
  const t = textsOf(drawing)
  const { language, lang } = drawing
  const searched = q !== '' || state !== ''
  return editorPage(drawing, desk, {
    heading: t.find.organizations,
    width: 'wide',
    mayEdit,
    content: [
      mayEdit
        ? html`<p>${buttonLink(`${PATHS.organizations}/new${lang}`, t.find.addOrganization, 'quiet')}</p>`
        : '',
      html`<form class="finder" method="get" action="${PATHS.organizations}" role="search">
${drawing.lang ? hidden('lang', language) : ''}
${textField([], { name: 'q', type: 'search', label: t.find.qOrganization, value: q, required: false, maxLength: 100 })}
${select([], { name: 'state', label: t.find.state, value: state, options: ['', 'retired'].map((value) => ({ value, label: t.find.states[value]! })) })}
${button(t.find.search)}
</form>`,
      html`<p role="status">${t.find.countOrganizations(count)}${searched ? html` · <a href="${PATHS.organizations}${lang}">${t.find.reset}</a>` : ''}</p>`,
      count === 0
        ? empty(searched ? t.find.empty : t.find.emptyDirectory)
        : table(
            t.find.organizations,
            [
              {
                heading: t.find.name,
                names: true,
                cell: (of) =>
                  html`<a href="${PATHS.organizations}/${of.id}${lang}">${nameIn(language, of)}</a>`,
              },
              { heading: t.find.kind, cell: ({ kind }) => t.organization.kinds[kind] ?? kind },
              { heading: t.find.howMany, figures: true, cell: ({ points }) => String(points) },
            ],
            found,
          ),
      pages(drawing, PATHS.organizations, { q, state }, page, count),
    ],
  })
}

function pages(
  drawing: Drawing,
  path: string,
  search: Record<string, string>,
  page: number,
  count: number,
): Piece {
  const t = textsOf(drawing)
  const of = Math.ceil(count / PER_PAGE)
  if (of <= 1) return ''
  const to = (number: number) => {
    const given = Object.entries(search).filter(([, value]) => value !== '')
    const lang = drawing.lang ? [['lang', drawing.language]] : []
    return `${path}?${new URLSearchParams([...given, ...lang, ['page', String(number)]])}`
  }
  return html`<p>${t.find.page({ page, of })}</p>
${pagination(t.pages, {
  ...(page > 1 && { before: { href: to(page - 1), text: t.before } }),
  ...(page < of && { after: { href: to(page + 1), text: t.after } }),
})}`
}
