import { createRequire } from 'node:module'
import { iso6393To1 } from 'iso-639-3/iso6393-to-1.js'
import { iso6393To2B } from 'iso-639-3/iso6393-to-2b.js'
import { MACROLANGUAGES } from './language-families.ts'
import { languageNames } from './language-names.ts'

/**
 * Languages are BCP 47 primary subtags: the two letters of ISO 639-1 where they exist, else the
 * three of ISO 639-3 (`en`, `cr`, `crk`, `fcs`).
 */
export function isLanguage(code: string): boolean {
  return normalizeLanguage(code) === code
}

/**
 * The code as the program keeps it, from any ISO 639-1, 639-2 or 639-3 code or BCP 47 tag
 * (`eng`, `EN-ca`, `chi`, `zho`): undefined when there is no such language. Filipino becomes
 * Tagalog, of which it is the standard form.
 */
export function normalizeLanguage(code: string): string | undefined {
  const subtag = /^([a-z]{2,3})(?:[-_][a-z0-9_-]+)?$/.exec(code.trim().toLowerCase())?.[1]
  if (subtag === undefined) return undefined
  const found = RENAMED[subtag] ?? FROM_BIBLIOGRAPHIC.get(subtag) ?? subtag
  if (found.length === 2) return TWO_LETTERS.has(found) ? found : undefined
  return iso6393To1[found] ?? (isThreeLetters(found) ? found : undefined)
}

/**
 * The language's name for a reader of English or French: our own short table first (self-names and
 * what CLDR lacks), then CLDR, then the English name of ISO 639-3, then the code itself.
 */
export function languageName(code: string, reader: 'en' | 'fr'): string {
  const language = normalizeLanguage(code)
  if (language === undefined) return code
  return (
    languageNames[language]?.[reader] ??
    displayNames[reader].of(language) ??
    allLanguages().get(language) ??
    language
  )
}

/** The macrolanguage that a language belongs to (`crk` → `cr`, `prs` → `fa`), of those we know. */
export function macroOf(code: string): string | undefined {
  return MACRO_BY_MEMBER.get(normalizeLanguage(code) ?? '')
}

/**
 * How well the offered languages serve the wanted one. `sister`: another member of the same
 * macrolanguage, or the macrolanguage itself on either side; Cree is not always this Cree.
 */
export function languageFit(
  wanted: string,
  offered: readonly string[],
): 'spoken' | 'sister' | 'none' {
  const language = normalizeLanguage(wanted)
  if (language === undefined) return 'none'
  const others = offered.map(normalizeLanguage)
  if (others.includes(language)) return 'spoken'
  const family = macroOf(language) ?? language
  return others.some((other) => other && (macroOf(other) ?? other) === family) ? 'sister' : 'none'
}

/** The languages of the public pages (Chinese in both scripts). A language outside them is rare. */
export const PUBLIC_LANGUAGES = [
  ...['en', 'fr', 'es', 'zh', 'pa', 'tl', 'ar', 'fa', 'hi', 'ur'],
  ...['th', 'hu', 'ro', 'ru', 'uk', 'vi', 'ko', 'pt'],
] as const

/**
 * Whether naming the language could single a person out, so that before a yes only "interpreter
 * needed" is said. Of the members of a macrolanguage only those that its page is written in are
 * common; an unknown code is rare.
 */
export function isRareLanguage(code: string): boolean {
  const language = normalizeLanguage(code)
  return language === undefined || !COMMON.has(language)
}

const COMMON = new Set<string>([...PUBLIC_LANGUAGES, 'cmn', 'yue', 'arb', 'pes'])

/** Codes that were withdrawn or renamed and are still met in files, and the register of Tagalog. */
const RENAMED: Record<string, string> = {
  iw: 'he',
  in: 'id',
  ji: 'yi',
  mo: 'ro',
  mol: 'ro',
  fil: 'tl',
}

/** ISO 639-2/B, which libraries use (`fre`, `chi`): 20 codes differ from ISO 639-3. */
const FROM_BIBLIOGRAPHIC = new Map(
  Object.entries(iso6393To2B).flatMap(([three, b]) => (b === three ? [] : [[b, three]])),
)

const TWO_LETTERS = new Set(Object.values(iso6393To1))

const MACRO_BY_MEMBER = new Map(
  Object.entries(MACROLANGUAGES).flatMap(([macro, members]) =>
    members.split(' ').map((member) => [member, macro] as const),
  ),
)

const displayNames = {
  en: new Intl.DisplayNames('en-CA', { type: 'language', fallback: 'none' }),
  fr: new Intl.DisplayNames('fr-CA', { type: 'language', fallback: 'none' }),
}

function isThreeLetters(code: string): boolean {
  return code in languageNames || MACRO_BY_MEMBER.has(code) || allLanguages().has(code)
}

/**
 * Code → English name of all of ISO 639-3, without `und`, `mul`, `mis` and `zxx`. Read on first
 * need only, for it takes 30 ms and 4 MB of heap, and few codes are outside the small tables.
 */
function allLanguages(): ReadonlyMap<string, string> {
  all ??= new Map(
    readIso6393()
      .filter((language) => language.type !== 'special')
      .map((language) => [language.iso6393, language.name]),
  )
  return all
}
let all: ReadonlyMap<string, string> | undefined

function readIso6393(): { iso6393: string; name: string; type: string }[] {
  return createRequire(import.meta.url)('iso-639-3/iso6393.js').iso6393
}
