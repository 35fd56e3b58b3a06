import { PHONE_REASONS } from '../directory/fact-errors.ts'
import type { EditorTexts } from '../locales/editor.ts'
import type { FieldError as Refused } from '../platform/errors.ts'
import type { FieldError } from '../web/piece.ts'
import type { Wrong } from './hours-values.ts'

/** Where a fact stands in the form, if not under its own name. */
const STANDS: Record<string, string> = {
  takesFromElsewhere: 'elsewhere',
  pausedUntil: 'pause',
  languages: 'otherLanguages',
  areas: 'moreAreas',
  verifiedOn: 'checked',
  takes: 'takes-pregnancy',
  refuses: 'takes-pregnancy',
  organizationId: 'organization',
}

/** What is said of a fact that the directory's rules refuse, where it is not what its own name says. */
const SAID: Record<string, string> = {
  maxAge: 'ages',
  languages: 'language',
  areas: 'area',
  refuses: 'both_takes',
}

/** What the rules refuse, as the form says it. The hours are said by their grid. */
export function wrongBy(refused: readonly Refused[]): Wrong[] {
  return refused.flatMap(({ pointer, detail }) => {
    const [, fact = ''] = pointer.split('/')
    if (fact === 'hours') return []
    if (fact === 'phones') return [{ field: fact, code: phoneCode(detail) }]
    const missing = detail.startsWith('is missing')
    return [{ field: fact, code: missing ? 'both' : (SAID[fact] ?? fact) }]
  })
}

function phoneCode(detail: string): string {
  const known = Object.entries(PHONE_REASONS).find(([, text]) => text === detail)
  return known?.[0] ?? 'two_people'
}

/** In words beside the fields, one for each, in the order of the page. */
export function inOrder(wrong: readonly Wrong[], { problems }: EditorTexts): FieldError[] {
  const placed = wrong.map(({ field, code }) => ({
    field: STANDS[field] ?? field,
    text: problems[code] ?? problems.unusable!,
  }))
  const first = placed.filter(
    ({ field }, i) => placed.findIndex((other) => other.field === field) === i,
  )
  return first.toSorted((a, b) => rank(a.field) - rank(b.field))
}

const ORDER = [
  ...['name', 'nameFr', 'description', 'address', 'city', 'province', 'postalCode', 'lat', 'lng'],
  ...['zone', 'remote', 'hours', 'needs', 'channels', 'admission', 'reachKm', 'elsewhere'],
  ...['areas', 'moreAreas', 'genders', 'minAge', 'maxAge', 'children', 'takes-pregnancy', 'access'],
  ...['languages', 'otherLanguages', 'phones', 'website', 'email', 'accepting', 'pause', 'checked'],
]
/** The cells of the grid stand where the hours do. */
const rank = (field: string): number =>
  /^(mo|tu|we|th|fr|sa|su|date|season)-/.test(field) ? rank('hours') + 0.5 : ORDER.indexOf(field)
