import { html } from '@remix-run/html-template'
import { needs } from '../directory/needs.ts'
import { genders, type Labels } from '../directory/people.ts'
import type { PointDetails } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { inboxTexts } from '../locales/inbox.ts'
import { type UpkeepTexts, upkeepTexts } from '../locales/upkeep.ts'
import { type Drawing, layout } from '../staff/layout.ts'
import type { Correction } from '../upkeep/corrections.ts'
import { agesText, childrenText, dayText, nameOf } from '../upkeep/facts-view.ts'
import { press } from '../web/controls.ts'
import { box, empty, facts, row, section, table, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { POINTS } from './worklist-kit.ts'

export const CORRECTIONS = '/staff/corrections'
type Texts = UpkeepTexts['corrections']
type Named = Map<string, PointDetails>

/** Every service point of which something waits, the oldest first. */
export function correctionsPage(
  drawing: Drawing,
  { waiting, points, zone }: { waiting: readonly Correction[]; points: Named; zone: string },
): string {
  const t = upkeepTexts(drawing.language).corrections
  const ids = [...new Set(waiting.map(({ servicePointId }) => servicePointId))]
  const of = (id: string) => waiting.filter(({ servicePointId }) => servicePointId === id)
  return layout(drawing, {
    heading: t.heading,
    content: [
      html`<p>${t.lead}</p>`,
      ids.length === 0
        ? empty(t.none)
        : table<string>(
            t.heading,
            [
              {
                ...{ heading: t.point, names: true },
                cell: (id) =>
                  html`<a href="${CORRECTIONS}/${id}${drawing.lang}">${nameOf(points.get(id)!, drawing)}</a>`,
              },
              {
                heading: t.what,
                cell: (id) =>
                  of(id)
                    .map(({ field }) => t.fields[field])
                    .join(', '),
              },
              { heading: t.when, cell: (id) => since(drawing, of(id)[0]!, zone) },
            ],
            ids,
          ),
    ],
  })
}

type Shown = {
  point: PointDetails
  waiting: readonly Correction[]
  zone: string
  /** What another editor did in the meantime. */
  problem?: string
}

/** One service point: each part beside what stands, to be accepted or declined by itself. */
export function correctionPage(drawing: Drawing, { point, waiting, zone, problem }: Shown): string {
  const t = upkeepTexts(drawing.language).corrections
  const at = `${CORRECTIONS}/${point.id}`
  return layout(drawing, {
    heading: nameOf(point, drawing),
    errors: problem ? [{ text: problem }] : [],
    content: [
      html`<p><a href="${POINTS}/${point.id}${drawing.lang}">${t.whole}</a></p>`,
      waiting.length === 0 ? box('good', t.decided) : '',
      ...waiting.map((each) =>
        section(
          `field-${each.field}`,
          t.fields[each.field],
          html`<p class="hint">${since(drawing, each, zone)}</p>`,
          each.field === 'words' ? words(drawing, each, point, t) : beside(drawing, each, point, t),
          html`<div class="actions">${press(`${at}/${each.id}/acceptance${drawing.lang}`, each.field === 'words' ? t.noted : t.accept, { about: `field-${each.field}` })}${press(`${at}/${each.id}/refusal${drawing.lang}`, t.decline, { tone: 'quiet', about: `field-${each.field}` })}</div>`,
        ),
      ),
      section(
        'phone',
        t.phone,
        html`<p>${t.phoneText}</p>`,
        press(`${at}/check${drawing.lang}`, t.phoneButton, { tone: 'quiet' }),
      ),
      html`<p><a href="${CORRECTIONS}${drawing.lang}">${t.back}</a></p>`,
    ],
  })
}

const since = ({ language }: Drawing, { proposedAt }: Correction, zone: string): string =>
  upkeepTexts(language).corrections.since(dayText(language, localTime(proposedAt, zone).date))

function words({ lang }: Drawing, { value }: Correction, { id }: PointDetails, t: Texts): Piece {
  return html`<p class="written">${value.words}</p>
<p class="hint">${t.wordsText} <a href="${POINTS}/${id}/contacts${lang}">${t.twoPeople}</a></p>`
}

/** What stands, and what they say; of a list, what is new in it and what is not there any more. */
function beside(drawing: Drawing, { field, value }: Correction, point: PointDetails, t: Texts) {
  const { language } = drawing
  const details = inboxTexts(language).details
  const { ages, children } = value
  if (field === 'ages' && ages) {
    const said = agesText({ minAge: ages.min, maxAge: ages.max }, details)
    return facts(row(t.stands, agesText(point, details)), row(t.proposed, said))
  }
  if (field === 'children' && children !== undefined)
    return facts(
      row(t.stands, childrenText(language, point, details)),
      row(t.proposed, childrenText(language, { children }, details)),
    )
  if (field === 'genders') return lists(t, drawing, genders, point.genders, value.genders ?? [])
  return lists(t, drawing, needs, point.needs, value.needs ?? [])
}

function lists<C extends string>(
  t: Texts,
  { language }: Drawing,
  labels: Labels<C>,
  stands: readonly C[] | null,
  said: readonly C[],
): Piece {
  const label = (code: C) => labels[code][language]
  const marked = (code: C, others: readonly C[], mark: Piece): Piece =>
    others.includes(code) ? label(code) : html`${label(code)} ${mark}`
  return facts(
    row(
      t.stands,
      stands === null || stands.length === 0
        ? t.unknown
        : stands.map((code) => marked(code, said, tag(t.gone, 'warning'))),
    ),
    row(
      t.proposed,
      said.length === 0
        ? t.unknown
        : said.map((code) => marked(code, stands ?? [], tag(t.added, 'good'))),
    ),
  )
}
