import { languageName, normalizeLanguage, PUBLIC_LANGUAGES } from '../directory/languages.ts'
import { KINDS, type Kind, MADE_FOR, type MadeFor, type ResourceInput } from './schemas.ts'

/** A tool as a form or a line of a file writes it: texts, lists with commas. */
export type Written = Partial<Record<Column, string>>
export const COLUMNS = [
  ...(['title', 'titleFr', 'kind', 'languages', 'audiences'] as const),
  ...(['organization', 'link', 'licence', 'year'] as const),
] as const
export type Column = (typeof COLUMNS)[number]

/** What is wrong with which field; its code is a text of `locales/library`. */
export type Fault = { field: Column; code: Column | 'linkTaken' }

/** Reads what was written, or says everything that is wrong with it. `year` is this year. */
export function readWritten(
  written: Written,
  year: number,
): { input: ResourceInput; faults: [] } | { input?: undefined; faults: Fault[] } {
  const of = (column: Column) => (written[column] ?? '').trim()
  const kind = KINDS.find((each) => each === of('kind'))
  const languages = listOf(of('languages')).map(languageOf)
  const audiences = listOf(of('audiences')).map((each) => MADE_FOR.find((code) => code === each))
  const said = of('year')
  const input = {
    ...{ title: of('title'), titleFr: of('titleFr') || undefined },
    kind: kind as Kind,
    languages: [...new Set(languages)].map((each) => each ?? ''),
    audiences: [...new Set(audiences)].map((each) => each as MadeFor),
    ...{ organization: of('organization'), link: of('link') },
    licence: of('licence') || undefined,
    year: said === '' ? undefined : /^\d{4}$/.test(said) ? Number(said) : Number.NaN,
  }
  const wrong = faultsOf(input, year)
  return wrong.length > 0 ? { faults: wrong } : { input, faults: [] }
}

/** Every field that cannot be right, of what came by the API, a form or a file. */
export function faultsOf(input: ResourceInput, thisYear: number): Fault[] {
  const { title, titleFr, kind, languages, audiences = [] } = input
  const { organization, link, licence, year } = input
  const fits: Record<Column, boolean> = {
    title: within(title, 300),
    titleFr: titleFr === undefined || within(titleFr, 300),
    kind: KINDS.includes(kind),
    languages:
      languages.length > 0 && languages.length <= 60 && languages.every((code) => languageOf(code)),
    audiences: audiences.every((each) => MADE_FOR.includes(each)),
    organization: within(organization, 300),
    link: isPublicLink(link),
    licence: licence === undefined || within(licence, 200),
    year: year === undefined || (Number.isInteger(year) && year >= 1900 && year <= thisYear),
  }
  return COLUMNS.filter((column) => !fits[column]).map((field) => ({ field, code: field }))
}

const within = (text: string, most: number): boolean =>
  text.trim().length > 0 && text.length <= most

const listOf = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((each) => each.trim())
    .filter(Boolean)

/** Languages that may be written by name: those of the public pages, and the most spoken others here. */
const NAMED = [
  ...PUBLIC_LANGUAGES,
  ...['cr', 'oj', 'iu', 'mic', 'alq', 'moe', 'so', 'ti', 'am', 'pl', 'it', 'de', 'ja', 'ta', 'bn'],
]

/** By its English or French name, or by code; the name first: "cri" is Cree to whoever writes it here. */
function languageOf(text: string): string | undefined {
  const key = text.toLocaleLowerCase('en')
  const named = NAMED.find((code) =>
    (['en', 'fr'] as const).some(
      (reader) => languageName(code, reader).toLocaleLowerCase('en') === key,
    ),
  )
  return named ?? normalizeLanguage(text)
}

/** An https address of a site with a name, by its form alone: nothing is fetched. */
export function isPublicLink(link: string): boolean {
  if (link.length > 500 || /[\s"<>\\^`{|}]/.test(link)) return false
  const url = URL.parse(link)
  if (url?.protocol !== 'https:' || url.username || url.password || url.port) return false
  return (
    /^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(url.hostname) &&
    !/\.(local|internal)$/.test(url.hostname)
  )
}
