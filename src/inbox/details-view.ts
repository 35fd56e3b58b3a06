import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { needs } from '../directory/needs.ts'
import {
  accessNeeds,
  admission,
  type ChildBand,
  type ChildGender,
  channels,
  childBands,
  childGenders,
  genders,
  type Labels,
} from '../directory/people.ts'
import { formatPhone } from '../directory/phones.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { areaLabel } from '../geography/region.ts'
import { answerTexts } from '../locales/answer.ts'
import type { InboxTexts } from '../locales/inbox.ts'
import type { Drawing } from '../staff/layout.ts'
import { box, facts, phoneLink, row, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Desk, nameOf, textsOf } from './kit.ts'
import { dayText } from './point-states.ts'
import type { OwnPoint } from './points.ts'

/** What the directory says of them; of a confidential place nothing that tells where it is. */
export function detailsSection(
  drawing: Drawing,
  { services }: Desk,
  { point }: OwnPoint,
  gazetteer: Gazetteer,
): Piece {
  const t = textsOf(drawing).details
  const lines = services.config.CALL_LINES['*'] ?? []
  const { questions } = answerTexts(drawing.language)
  return section(
    'details',
    t.heading,
    html`<p class="hint">${t.lead}</p>`,
    point.hidden ? box('calm', t.hiddenText, { heading: t.hidden }) : '',
    facts(
      ...ofItself(drawing, point, t),
      ...forWhom(drawing, point, t),
      ...where(drawing, point, t, gazetteer),
    ),
    html`<h3>${t.change}</h3>
<p>${t.changeText}</p>
<p>${t.twoPeople}</p>
${lines.length > 0 ? html`<p>${questions} ${lines.map(({ phone }) => phoneLink(phone, formatPhone(phone)))}</p>` : ''}`,
  )
}

type Texts = InboxTexts['details']

function ofItself(drawing: Drawing, point: PointDetails, t: Texts): Piece[] {
  const { description, address, city, province, phones, email, website } = point
  const where = [address, city, province].filter(Boolean).join(', ')
  return [
    row(t.name, nameOf(point, drawing)),
    row(t.description, description ? html`<span class="written">${description}</span>` : undefined),
    row(t.address, point.hidden ? undefined : where),
    row(
      t.phones,
      phones.map(({ number }) => formatPhone(number)),
    ),
    row(t.email, email ?? undefined),
    row(t.website, website ?? undefined),
    row(t.verified, point.verifiedOn ? dayText(drawing.language, point.verifiedOn) : t.notKnown),
  ]
}

function forWhom({ language }: Drawing, point: PointDetails, t: Texts): Piece[] {
  const say = <C extends string>(labels: Labels<C>, codes: readonly C[]) =>
    codes.map((code) => labels[code][language])
  const known = <C extends string>(labels: Labels<C>, codes: readonly C[] | null) =>
    codes === null ? t.notKnown : codes.length === 0 ? t.nobody : say(labels, codes)
  return [
    row(t.needs, say(needs, point.needs)),
    row(t.genders, known(genders, point.genders)),
    row(t.ages, ages(point, t)),
    row(t.children, children(language, point, t)),
    row(t.takes, say(admission, point.takes)),
    row(t.refuses, say(admission, point.refuses)),
    row(t.access, known(accessNeeds, point.access)),
    row(t.admission, say(admission, point.admission)),
    row(t.channels, say(channels, point.channels)),
    row(
      t.languages,
      point.languages.map((code) => languageName(code, language)),
    ),
    row(t.interpreter, yesNo(point.interpreter, t)),
    row(t.trafficked, yesNo(point.forTrafficked, t)),
    row(
      t.indigenous,
      point.indigenous.map((code) => t.indigenousCodes[code]!),
    ),
    row(t.faith, yesNo(point.faithBased, t)),
  ]
}

function where(
  { language }: Drawing,
  { reachKm, areas, takesFromElsewhere, remote }: PointDetails,
  t: Texts,
  gazetteer: Gazetteer,
): Piece[] {
  return [
    row(t.reach, reachKm === null ? t.notKnown : t.kilometres(reachKm)),
    row(
      t.areas,
      areas?.map((id) => areaLabel(gazetteer, id)[language]),
    ),
    row(t.elsewhere, yesNo(takesFromElsewhere, t)),
    row(t.remote, remote ? t.yes : undefined),
  ]
}

function ages({ minAge, maxAge }: PointDetails, t: Texts): string {
  if (minAge === null) return maxAge === null ? t.notKnown : t.to(maxAge)
  return maxAge === null ? t.from(minAge) : t.between(minAge, maxAge)
}

function children(
  language: Drawing['language'],
  { children }: PointDetails,
  t: Texts,
): string | string[] {
  if (children === null) return t.notKnown
  if (children.length === 0) return t.nobody
  return children.map((child) => {
    const [band, gender] = child.split(':') as [ChildBand, ChildGender]
    return t.child(childGenders[gender][language], childBands[band][language])
  })
}

const yesNo = (value: boolean | null, t: Texts): string =>
  value === null ? t.notKnown : value ? t.yes : t.no
