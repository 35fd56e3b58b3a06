import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import { formatPhone } from '../directory/phones.ts'
import type { PointDetails } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { areaLabel, provinceName } from '../geography/region.ts'
import type { Drawing } from '../staff/layout.ts'
import { dayText } from '../upkeep/facts-view.ts'
import { hoursInWords } from '../upkeep/hours-view.ts'
import { buttonLink, press } from '../web/controls.ts'
import { box, facts, more, phoneLink, row, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { stateTags } from './find-view.ts'
import { historySection } from './history-view.ts'
import { type Editing, editorPage, PATHS, POINT, textsOf } from './kit.ts'
import { mapBox } from './map-view.ts'
import type { SeenPoint } from './point-data.ts'
import { roomText, whatRows, whomRows } from './point-rows.ts'
import type { Reading } from './value-words.ts'
import { nameIn } from './worklist-kit.ts'

type Shown = { now: Date; reading: Reading; problem?: string }

/** Everything about one service point, in the order in which people ask for it. */
export function pointPage(
  drawing: Drawing,
  desk: Editing,
  seen: SeenPoint,
  { now, reading, problem }: Shown,
): string {
  const t = textsOf(drawing)
  const { point, history, mayEdit } = seen
  const { lang, language } = drawing
  const at = `${POINT}/${point.id}`
  const stands = mayEdit && !point.removedAt
  const mapped = !point.hidden && point.lat !== null
  return editorPage(drawing, desk, {
    heading: nameIn(language, point),
    mayEdit,
    errors: problem ? [{ text: t.problems[problem] ?? t.problems.other! }] : [],
    styles: mapped ? ['leaflet.css', 'console.css'] : [],
    scripts: mapped ? ['leaflet.js', 'outline.js', 'map'] : [],
    content: [
      html`<p>${stateTags(drawing, point, now)}</p>
<p><a href="${PATHS.organizations}/${point.organizationId}${lang}">${nameIn(language, { name: point.organizationName, nameFr: point.organizationNameFr })}</a></p>`,
      point.removedAt ? box('warning', t.point.isRetired) : '',
      stands
        ? html`<div class="actions">${buttonLink(`${at}/edit${lang}`, t.point.edit)}${buttonLink(`${at}/vetting${lang}`, t.point.vetting, 'quiet')}${point.status === 'partner' ? buttonLink(`${at}/contacts${lang}`, t.point.contacts, 'quiet') : ''}</div>`
        : '',
      stands ? checked(drawing, point, now) : '',
      ...groups(drawing, desk, seen, now, reading),
      history ? historySection(drawing, at, history) : '',
      stands ? ending(drawing, point, at) : '',
    ],
  })
}

/** When somebody last looked at all of it, and the button of whoever just did. */
function checked(drawing: Drawing, point: PointDetails, now: Date): Piece {
  const t = textsOf(drawing)
  const { verifiedOn } = point
  const today = verifiedOn === localTime(now, point.zone).date
  const said = today
    ? t.point.checkedToday
    : verifiedOn
      ? t.point.checkedOn(dayText(drawing.language, verifiedOn))
      : t.point.neverChecked
  return box(
    today ? 'good' : verifiedOn ? 'calm' : 'warning',
    html`<p>${said}</p>
${today ? '' : html`<p class="hint">${t.point.checkHint}</p>${press(`${POINT}/${point.id}/check${drawing.lang}`, t.point.check, { tone: 'quiet' })}`}`,
    { id: 'checked' },
  )
}

function groups(
  drawing: Drawing,
  desk: Editing,
  { point, rooms, cautions }: SeenPoint,
  now: Date,
  reading: Reading,
): Piece[] {
  const t = textsOf(drawing)
  const { fields } = t.form
  const { language } = drawing
  return [
    section(
      'who',
      t.point.who,
      facts(
        row(fields.name!, point.name),
        row(fields.nameFr!, point.nameFr ?? undefined),
        row(
          fields.description!,
          point.description ? html`<span class="written">${point.description}</span>` : undefined,
        ),
      ),
      point.source ? html`<p class="hint">${t.point.source(point.source)}</p>` : '',
    ),
    section(
      'where',
      t.point.where,
      cautions.length > 0
        ? box(
            'warning',
            html`<ul>${cautions.map(({ field, unusable }) => html`<li>${(unusable ? t.problems[field] : t.cautions[field]) ?? ''}</li>`)}</ul>`,
            { heading: t.point.cautions },
          )
        : '',
      wherePart(drawing, desk, point, reading),
    ),
    section('when', t.point.when, hoursInWords(drawing, point, now)),
    section('what', t.point.what, facts(...whatRows(drawing, point, reading))),
    section('whom', t.point.whom, facts(...whomRows(drawing, point, reading))),
    section(
      'public',
      t.point.public,
      facts(
        row(
          fields.phones!,
          point.phones.map(
            ({ number, extension }) =>
              html`${phoneLink(number, formatPhone(number))}${extension ? ` #${extension}` : ''}`,
          ),
        ),
        row(
          fields.website!,
          point.website
            ? html`<a href="${point.website}" rel="noreferrer">${point.website}</a>`
            : undefined,
        ),
        row(fields.email!, point.email ?? undefined),
      ),
      point.status === 'partner' ? html`<p class="hint">${t.point.phonesTwo}</p>` : '',
    ),
    section(
      'state',
      t.point.state,
      facts(
        row(t.find.stateOf, stateTags(drawing, point, now)),
        row(t.point.vettedHow, point.vettedHow ?? undefined),
        row(fields.accepting!, point.accepting ? t.yes : t.no),
        row(
          fields.pausedUntil!,
          point.pausedUntil && point.pausedUntil > now
            ? momentInWords(point.pausedUntil, point.zone)
            : undefined,
        ),
        row(
          t.point.room,
          rooms
            .filter(({ freshUntil }) => freshUntil > now)
            .map(({ need, population, room }) => roomText({ need, population, room }, language)),
        ),
      ),
    ),
  ]
}

/** Of a hidden one its region's name, and no map. */
function wherePart(
  drawing: Drawing,
  desk: Editing,
  point: PointDetails,
  { gazetteer }: Reading,
): Piece {
  const t = textsOf(drawing)
  const { fields } = t.form
  const { language } = drawing
  const region = areaLabel(gazetteer, point.region)[language]
  const zone = row(fields.zone!, point.zone)
  if (point.hidden)
    return html`${box('warning', html`<p>${t.point.hiddenPlace(region)}</p><p>${t.point.hiddenText}</p>`)}
${facts(row(fields.province!, provinceName(point.province, language)), row(t.point.region, region), zone)}`
  const { lat, lng } = point
  const at = lat !== null && lng !== null ? { lat, lng } : undefined
  const digits = (value: number) => value.toFixed(4)
  return html`${facts(
    row(fields.address!, point.address ?? undefined),
    row(fields.city!, point.city ?? undefined),
    row(fields.province!, provinceName(point.province, language)),
    row(fields.postalCode!, point.postalCode ?? undefined),
    row(t.point.region, region),
    row(
      t.point.position,
      html`${at ? html`${digits(at.lat)}, ${digits(at.lng)} – ` : ''}${t.point.precision[point.precision] ?? ''}`,
    ),
    zone,
  )}
${at ? mapBox(drawing, desk, { at, label: t.point.map }) : ''}`
}

/** What takes it away: at the end, each on a page or a press of its own. */
function ending(drawing: Drawing, point: PointDetails, at: string): Piece {
  const t = textsOf(drawing).point
  const { lang } = drawing
  return html`<section aria-labelledby="ending"><h2 id="ending">${point.hidden ? t.retire : t.ending}</h2>
${buttonLink(`${at}/retire${lang}`, t.retire, 'danger')}
${point.hidden ? '' : more(t.hide, html`<p>${t.hideText}</p>${press(`${at}/hide${lang}`, t.hideIt, { tone: 'danger' })}`)}
</section>`
}
