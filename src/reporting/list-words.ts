import type { Hours, Weekday, WeeklyRange } from '../directory/hours.ts'
import { languageName } from '../directory/languages.ts'
import { GENDERS } from '../directory/people.ts'
import { formatPhone } from '../directory/phones.ts'
import type { PointDetails } from '../directory/store.ts'
import { type ListTexts, listTexts } from '../locales/lists.ts'
import type { Language } from '../locales/locale.ts'

type Whom = Pick<PointDetails, 'genders' | 'minAge' | 'maxAge' | 'children'>

/** Whom it takes: what is not known is said as such. */
export function whomInWords(
  { genders: taken, minAge, maxAge, children }: Whom,
  language: Language,
): string {
  const t = listTexts(language)
  const ages = t.ages({ min: minAge, max: maxAge })
  const rest = [ages, children?.length ? t.children : ''].filter(Boolean)
  return [gendersInWords(taken, t), ...rest].join('; ')
}

function gendersInWords(taken: Whom['genders'], t: ListTexts): string {
  if (!taken) return t.whomUnknown
  if (taken.length === GENDERS.length) return t.everybody
  return taken.map((gender) => t.genders[gender]).join(', ')
}

const WEEK: readonly Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']

/** The week in as few words as fit a line of a table: "Mon–Fri 09:00–17:00". */
export function hoursInWords(hours: Hours, language: Language): string {
  const t = listTexts(language)
  if (hours.kind === 'always') return t.always
  if (hours.kind === 'by_appointment') return t.byAppointment
  if (hours.kind === 'unknown') return hours.text ?? t.hoursUnknown
  const ranges = hours.ranges.map((range) => rangeInWords(range, language))
  return [...ranges, ...(hours.exceptions.length > 0 ? [t.special] : [])].join('; ')
}

function rangeInWords(range: WeeklyRange, language: Language): string {
  const { days, opens, closes, validFrom, validTo } = range
  const season = validFrom || validTo ? ` (${validFrom ?? '…'} – ${validTo ?? '…'})` : ''
  return `${daysInWords(days, language)} ${opens}–${closes}${season}`
}

/** Neighbouring days as a span. */
function daysInWords(days: readonly Weekday[], language: Language): string {
  const t = listTexts(language)
  if (days.length === WEEK.length) return t.everyDay
  const spans: Weekday[][] = []
  for (const [i, day] of WEEK.entries()) {
    if (!days.includes(day)) continue
    const before = spans.at(-1)
    if (before && before.at(-1) === WEEK[i - 1]) before.push(day)
    else spans.push([day])
  }
  return spans
    .map((span) =>
      span.length > 2
        ? `${t.days[span[0]!]}–${t.days[span.at(-1)!]}`
        : span.map((day) => t.days[day]).join(', '),
    )
    .join(', ')
}

export const languagesInWords = (codes: readonly string[], language: Language): string =>
  codes.map((code) => languageName(code, language)).join(', ')

export function phonesInWords(phones: PointDetails['phones'], language: Language): string[] {
  const t = listTexts(language)
  if (phones.length === 0) return [t.noPhone]
  return phones.map(({ number, extension }) =>
    [formatPhone(number), ...(extension ? [t.extension(extension)] : [])].join(' '),
  )
}
