import { html } from '@remix-run/html-template'
import { languageName } from '../directory/languages.ts'
import { needs } from '../directory/needs.ts'
import { accessNeeds, admission, exploitation, genders, type Labels } from '../directory/people.ts'
import { formatPhone } from '../directory/phones.ts'
import type { PointDetails } from '../directory/store.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { areaLabel } from '../geography/region.ts'
import type { EditorImportsTexts } from '../locales/editor-imports.ts'
import { inboxTexts } from '../locales/inbox.ts'
import type { Language } from '../locales/locale.ts'
import { childrenText } from '../upkeep/facts-view.ts'
import { hoursInWords } from '../upkeep/hours-view.ts'
import type { Piece } from '../web/piece.ts'

export type Reader = {
  t: EditorImportsTexts
  language: Language
  gazetteer: Gazetteer
  now: Date
}

/** What a service point says in each field, in words and in the order of the page; of a hidden one no place. */
export function fieldsOf(reader: Reader, point: PointDetails): Map<string, Piece> {
  const { t, language, gazetteer, now } = reader
  const { unknown, yes, no } = t.duplicates
  const all = <C extends string>(labels: Labels<C>, codes: readonly C[] | null) =>
    codes?.map((code) => labels[code][language]).join(', ')
  const flag = (value: boolean | null) => (value === null ? undefined : value ? yes : no)
  const where = [point.address, point.city, point.province, point.postalCode]
  const { details } = inboxTexts(language)
  const fields: Record<string, Piece | number | null | undefined> = {
    name: point.name,
    nameFr: point.nameFr,
    organization: point.organizationName,
    status: t.duplicates[point.status],
    place: point.hidden ? t.duplicates.hidden : where.filter(Boolean).join(', '),
    phones: point.phones
      .map(({ number, extension }) => formatPhone(number) + (extension ? ` #${extension}` : ''))
      .join(', '),
    website: point.website,
    email: point.email,
    description: point.description,
    needs: all(needs, point.needs),
    genders: all(genders, point.genders),
    minAge: point.minAge,
    maxAge: point.maxAge,
    children:
      point.children === null
        ? undefined
        : [childrenText(language, point, details)].flat().join(', '),
    takes: all(admission, point.takes),
    refuses: all(admission, point.refuses),
    access: all(accessNeeds, point.access),
    admission: all(admission, point.admission),
    languages: point.languages.map((code) => languageName(code, language)).join(', '),
    interpreter: flag(point.interpreter),
    forTrafficked: flag(point.forTrafficked),
    exploitation: all(exploitation, point.exploitation),
    indigenous: point.indigenous.map((code) => details.indigenousCodes[code]!).join(', '),
    faithBased: flag(point.faithBased),
    remote: flag(point.remote),
    takesFromElsewhere: flag(point.takesFromElsewhere),
    reachKm: point.reachKm,
    areas: point.areas?.map((id) => areaLabel(gazetteer, id)[language]).join(', '),
    hours: html`${hoursInWords({ language }, point, now)}`,
    verifiedOn: point.verifiedOn,
    source: point.source,
  }
  return new Map(
    Object.entries(fields).map(([name, value]) => [
      name,
      value === null || value === undefined || value === '' ? unknown : (value as Piece),
    ]),
  )
}

/** Which fields differ between two that are compared, and which say the same. */
export function compared(a: Map<string, Piece>, b: Map<string, Piece>) {
  const names = [...a.keys()]
  const differs = names.filter((name) => `${a.get(name)}` !== `${b.get(name)}`)
  return { differs, same: names.filter((name) => !differs.includes(name)) }
}
