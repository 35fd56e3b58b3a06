import { html } from '@remix-run/html-template'
import { needs } from '../directory/needs.ts'
import { formatPhone } from '../directory/phones.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Region } from '../geography/region.ts'
import { type ListTexts, listTexts } from '../locales/lists.ts'
import type { Language } from '../locales/locale.ts'
import { matchingTexts } from '../locales/matching.ts'
import { reportingTexts } from '../locales/reporting.ts'
import { type Drawing, layout } from '../staff/layout.ts'
import { buttonLink } from '../web/controls.ts'
import type { Piece } from '../web/piece.ts'
import { STYLES } from './kit.ts'
import { hoursInWords, languagesInWords, phonesInWords, whomInWords } from './list-words.ts'
import type { List, ListAsked, Part } from './lists.ts'
import { LISTS_PATH } from './lists-view.ts'

export const SHEET_STYLES = '/assets/sheet.css'

type Sheet = {
  asked: ListAsked
  list: List
  /** The day, as YYYY-MM-DD. */
  day: string
  /** The hotline's number, E.164, if there is one. */
  hotline: string | undefined
}

/** A list as it is printed: both languages, the date and the hotline's number on every page. */
export function sheetPage(drawing: Drawing, sheet: Sheet): string {
  const t = listTexts(drawing.language)
  const { asked, list } = sheet
  const audience = asked.audience
  return layout(drawing, {
    heading: both((each) => each.title),
    width: 'wide',
    styles: [STYLES, SHEET_STYLES],
    content: [
      html`<div class="on-screen"><p>${t.print}</p><p>${buttonLink(`${LISTS_PATH}${drawing.lang}`, t.again, 'quiet')}</p></div>`,
      html`<div class="about">
<p><strong>${nameOf(asked.area)}</strong>${audience ? html` – ${inBoth((language) => reportingTexts(language).audiences[audience])}` : ''}</p>
<p>${inBoth((language) => asked.needs.map((need) => needs[need][language]).join('; '))}</p>
<p>${inBoth((language) => `${listTexts(language).asOf(sheet.day)} ${listTexts(language).stale}`)}</p>
${hotlineLine(sheet)}
</div>`,
      ...list.regions.map(({ region, ...part }) => partTable(sheet, nameOf(region), part)),
      list.remote.length > 0 ? partTable(sheet, remoteName, remotePart(list)) : '',
      leftOut(sheet),
    ],
  })
}

/** English and French beside each other, as plain text. */
const both = (say: (t: ListTexts) => string): string => {
  const [en, fr] = [say(listTexts('en')), say(listTexts('fr'))]
  return en === fr ? en : `${en} / ${fr}`
}

const remoteName = both((t) => t.remote)
const remotePart = ({ remote }: List): Part => ({ needs: remote, confidential: false })

/** The same as two lines, each in its language. */
const inBoth = (say: (language: Language) => string): Piece => {
  const [en, fr] = [say('en'), say('fr')]
  return en === fr
    ? en
    : html`<span lang="en">${en}</span><span class="slash" aria-hidden="true"> / </span><span lang="fr">${fr}</span>`
}

const nameOf = ({ name }: Region): string =>
  name.en === name.fr ? name.en : `${name.en} / ${name.fr}`

const hotlineLine = ({ hotline }: Sheet): Piece =>
  hotline
    ? html`<p class="ask">${inBoth((language) => listTexts(language).hotline)}: <strong>${formatPhone(hotline)}</strong></p>`
    : ''

/** One table for each region: its heading and its foot come again on every page that it reaches. */
function partTable(sheet: Sheet, name: string, { needs: groups, confidential }: Part): Piece {
  const column = (key: keyof ListTexts['columns']) =>
    html`<th scope="col">${both((t) => t.columns[key])}</th>`
  const line = confidential ? inBoth((language) => matchingTexts(language).confidential) : ''
  const seen = new Set<string>()
  const first = (point: PointDetails): Piece => {
    seen.add(point.id)
    return entry(point)
  }
  return html`<section class="region"><h2>${name}</h2>
<table class="sheet">
<colgroup><col class="service"><col class="call"><col></colgroup>
<thead><tr class="again"><th colspan="3" scope="colgroup">${name}</th></tr>
<tr>${column('service')}${column('call')}${column('whom')}</tr></thead>
<tfoot><tr><td colspan="3">${foot(sheet)}</td></tr></tfoot>
${line ? html`<tbody><tr><td colspan="3" class="confidential">${line}</td></tr></tbody>` : ''}
${groups.map(
  ({ need, points }) => html`<tbody>
<tr class="need"><th colspan="3" scope="rowgroup">${inBoth((language) => needs[need][language])}</th></tr>
${points.map((point) => (seen.has(point.id) ? again(point) : first(point)))}
</tbody>`,
)}
</table></section>`
}

const foot = ({ day, hotline }: Sheet): Piece =>
  html`${day}${hotline ? html` · ${inBoth((language) => listTexts(language).hotline)}: ${formatPhone(hotline)}` : ''}`

function entry(point: PointDetails): Piece {
  const { name, nameFr, organizationName, status, address, city, province, postalCode } = point
  const { phones, hours, languages, verifiedOn, remote } = point
  const where = [address, city, `${province} ${postalCode ?? ''}`.trim()].filter(Boolean).join(', ')
  return html`<tr class="entry">
<td data-heading="${both((t) => t.columns.service)}"><strong>${name}</strong>${nameFr && nameFr !== name ? html` / <strong lang="fr">${nameFr}</strong>` : ''}
${organizationName === name ? '' : html`<div>${organizationName}</div>`}
${remote ? '' : html`<div>${where}</div>`}
<div class="status">${inBoth((language) => listTexts(language)[status])}${verifiedOn ? html`. ${inBoth((language) => listTexts(language).checked(verifiedOn))}` : ''}</div></td>
<td data-heading="${both((t) => t.columns.call)}" class="call">${phones.length > 0 ? phonesInWords(phones, 'en').map((each, i) => html`<div>${each}${phones[i]!.extension ? html` / <span lang="fr">${listTexts('fr').extension(phones[i]!.extension)}</span>` : ''}</div>`) : inBoth((language) => phonesInWords([], language).join())}</td>
<td data-heading="${both((t) => t.columns.whom)}"><div>${inBoth((language) => whomInWords(point, language))}</div>
<div>${inBoth((language) => hoursInWords(hours, language))}</div>
<div>${inBoth((language) => languagesInWords(languages, language))}</div></td>
</tr>\n`
}

/** It does more than one of these: in full it stands under the first. */
const again = ({ name, phones }: PointDetails): Piece =>
  html`<tr class="entry"><td>${name}</td><td class="call">${phones.slice(0, 1).map(({ number }) => formatPhone(number))}</td><td><span class="status">${inBoth((language) => listTexts(language).above)}</span></td></tr>\n`

/** Regions of which nothing is known: that a list is silent must not look like an oversight. */
function leftOut(sheet: Sheet): Piece {
  const { empty, entries, regions } = sheet.list
  if (entries === 0 && regions.length === 0)
    return html`<p>${inBoth((language) => listTexts(language).nothingAtAll)}</p>`
  if (empty.length === 0) return ''
  return html`<section class="left-out"><p>${inBoth((language) => listTexts(language).nothing)}</p><p>${empty.map(nameOf).join('; ')}</p><p class="foot-alone">${foot(sheet)}</p></section>`
}
