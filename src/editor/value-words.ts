import { momentInWords } from '../approvals/words.ts'
import type { Hours } from '../directory/hours.ts'
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
  exploitation,
  genders,
} from '../directory/people.ts'
import type { Phone } from '../directory/schemas.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { areaLabel } from '../geography/region.ts'
import { type EditorTexts, editorTexts } from '../locales/editor.ts'
import type { Language } from '../locales/locale.ts'
import { dayText } from '../upkeep/facts-view.ts'
import { dayName } from '../upkeep/hours-view.ts'
import { phoneText } from './point-values.ts'

/** In whose language, and by whose clock. */
export type Reading = { language: Language; gazetteer: Gazetteer; zone: string }
type Label = { en: string; fr: string }

/** What each code of a fact is called. */
const LABELS: Record<string, Record<string, Label>> = {
  needs,
  genders,
  takes: admission,
  refuses: admission,
  access: accessNeeds,
  admission,
  channels,
  exploitation,
}

/** A value of the history as a reader knows it; nothing is said as nothing. */
export function inWords(field: string, value: unknown, reading: Reading): string {
  const { language, gazetteer, zone } = reading
  const t = editorTexts(language)
  if (value === null || value === undefined || value === '') return t.nothing
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (typeof value === 'number') return value.toLocaleString(`${language}-CA`, PRECISELY)
  if (field === 'hours') return hoursInShort(value as Hours, language)
  if (field === 'pausedUntil') return momentInWords(new Date(value as string), zone)
  if (field === 'verifiedOn') return dayText(language, value as string)
  if (field === 'status') return value === 'partner' ? t.partner : t.listed
  if (!Array.isArray(value)) return String(value)
  if (value.length === 0) return t.none
  const word = (code: string) => codeInWords(field, code, { language, gazetteer }, t)
  return value
    .map((each) => (field === 'phones' ? phoneText(each as Phone) : word(each as string)))
    .join(', ')
}

/** Degrees to a metre or so. */
const PRECISELY = { maximumFractionDigits: 5, useGrouping: false }

function codeInWords(
  field: string,
  code: string,
  { language, gazetteer }: Omit<Reading, 'zone'>,
  t: EditorTexts,
): string {
  if (field === 'languages') return languageName(code, language)
  if (field === 'areas') return areaLabel(gazetteer, code)[language]
  if (field === 'indigenous') return t.form.indigenousCodes[code] ?? code
  if (field !== 'children') return LABELS[field]?.[code]?.[language] ?? code
  return childInWords(code, language)
}

export function childInWords(code: string, language: Language): string {
  const [band, gender] = code.split(':') as [ChildBand, ChildGender]
  const { child } = editorTexts(language).form
  return child(childGenders[gender][language], childBands[band][language])
}

/** A week in a line: Monday, Tuesday 09:00–17:00; special days. */
function hoursInShort(hours: Hours, language: Language): string {
  const t = editorTexts(language).hours
  if (hours.kind === 'unknown') return hours.text ?? t.unknown
  if (hours.kind !== 'weekly') return t[hours.kind]
  const lines = hours.ranges.map(({ days, opens, closes, validFrom, validTo }) => {
    const season = validFrom || validTo ? ` (${validFrom ?? '…'} – ${validTo ?? '…'})` : ''
    return `${days.map((day) => dayName({ language }, day)).join(', ')} ${opens}–${closes}${season}`
  })
  const special = hours.exceptions.map(({ date, ranges }) =>
    [
      date,
      ranges.length === 0 ? t.closed : ranges.map((r) => `${r.opens}–${r.closes}`).join(', '),
    ].join(' '),
  )
  return [...lines, ...(special.length > 0 ? [`${t.special}: ${special.join('; ')}`] : [])].join(
    '; ',
  )
}
