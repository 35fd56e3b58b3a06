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
import { type InboxTexts, inboxTexts } from '../locales/inbox.ts'
import type { Language } from '../locales/locale.ts'
import { row } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'

/** In whose language it is drawn. */
export type Reader = { language: Language }
type Texts = InboxTexts['details']

/**
 * What the directory says of a service point, to itself: never where requests are sent to, and of a
 * confidential place nothing that tells where it is. `byLink`: to whoever opened a link, which of such a
 * place shows no number, no site and no service area either.
 */
export function factRows(
  reader: Reader,
  point: PointDetails,
  gazetteer: Gazetteer,
  byLink = false,
): Piece[] {
  const t = inboxTexts(reader.language).details
  const shown =
    byLink && point.hidden
      ? { ...point, phones: [], email: null, website: null, areas: null }
      : point
  return [
    ...ofItself(reader, shown, t),
    ...forWhom(reader, shown, t),
    ...where(reader, shown, t, gazetteer),
  ]
}

/** What a service point is called, in the reader's language. */
export const nameOf = (
  { name, nameFr }: { name: string; nameFr: string | null },
  { language }: Reader,
): string => (language === 'fr' ? (nameFr ?? name) : name)

/** A day of the calendar, 'YYYY-MM-DD', in words. */
export const dayText = (language: Language, date: string): string =>
  new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00Z`),
  )

function ofItself(reader: Reader, point: PointDetails, t: Texts): Piece[] {
  const { description, address, city, province, phones, email, website } = point
  const where = [address, city, province].filter(Boolean).join(', ')
  return [
    row(t.name, nameOf(point, reader)),
    row(t.description, description ? html`<span class="written">${description}</span>` : undefined),
    row(t.address, point.hidden ? undefined : where),
    row(
      t.phones,
      phones.map(({ number }) => formatPhone(number)),
    ),
    row(t.email, email ?? undefined),
    row(t.website, website ?? undefined),
    row(t.verified, point.verifiedOn ? dayText(reader.language, point.verifiedOn) : t.notKnown),
  ]
}

function forWhom({ language }: Reader, point: PointDetails, t: Texts): Piece[] {
  const say = <C extends string>(labels: Labels<C>, codes: readonly C[]) =>
    codes.map((code) => labels[code][language])
  const known = <C extends string>(labels: Labels<C>, codes: readonly C[] | null) =>
    codes === null ? t.notKnown : codes.length === 0 ? t.nobody : say(labels, codes)
  return [
    row(t.needs, say(needs, point.needs)),
    row(t.genders, known(genders, point.genders)),
    row(t.ages, agesText(point, t)),
    row(t.children, childrenText(language, point, t)),
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
  { language }: Reader,
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

/** From which age to which, in words. */
export function agesText(
  { minAge, maxAge }: Pick<PointDetails, 'minAge' | 'maxAge'>,
  t: Texts,
): string {
  if (minAge === null) return maxAge === null ? t.notKnown : t.to(maxAge)
  return maxAge === null ? t.from(minAge) : t.between(minAge, maxAge)
}

/** Which children may come along, in words. */
export function childrenText(
  language: Language,
  { children }: Pick<PointDetails, 'children'>,
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
