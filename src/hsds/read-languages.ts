import { languageNames } from '../directory/language-names.ts'
import { languageName, normalizeLanguage } from '../directory/languages.ts'
import { plain } from '../directory/plain.ts'
import type { Said } from './import-findings.ts'
import { valueSays } from './says-value.ts'

/** What a text about languages says. `cautions` are the words that no field holds, or that nobody understood. */
export type ReadLanguages = { languages: string[]; interpreter?: boolean; cautions: Said[] }

/**
 * Languages as people write them: codes, names in English or French, and sentences ("English and
 * Spanish", "Language line available", "French (limited)", "Interprètes sur demande"). A language with a
 * limit to it ("limited", "by appointment", "some staff") is no language that its staff speak: a caution
 * says so.
 */
export function readLanguages(text: string): ReadLanguages {
  const read: ReadLanguages = { languages: [], cautions: [] }
  const whole = text.trim()
  if (whole === '') return read
  let interpreted = false
  let listed = 0
  for (const [, part = '', end] of whole.matchAll(/(.+?)(;|,|\/|\||\n|\.(?=\s|$)|\s[-–—]\s|$)/g)) {
    const said = words(part)
    if (interpreted && said !== '') read.cautions.push(valueSays.by_interpreters(part.trim()))
    else if (said !== '') readPart(read, part.trim(), said)
    if (namesOne(LAST_BY_INTERPRETERS, said)) byInterpreters(read, listed)
    const lists = BY_INTERPRETERS.test(plain(part)) || namesOne(FIRST_BY_INTERPRETERS, said)
    interpreted = (interpreted || lists) && (end === ',' || end === '/')
    if (end !== ',') listed = read.languages.length
  }
  return read
}

/** "Spanish, Arabic and Somali interpreters" is said of all three; whoever works here speaks English or French. */
function byInterpreters(read: ReadLanguages, from: number): void {
  for (const code of read.languages.splice(from))
    if (code === 'en' || code === 'fr') read.languages.push(code)
    else read.cautions.push(valueSays.by_interpreters(languageName(code, 'en')))
}

const namesOne = (pattern: RegExp, said: string): boolean =>
  codeOf(pattern.exec(said)?.[1] ?? '') !== undefined

function readPart(read: ReadLanguages, part: string, said: string): void {
  const add = (...codes: string[]) => {
    for (const code of codes) if (!read.languages.includes(code)) read.languages.push(code)
  }
  const [, outer = '', inner = ''] = /^(.*?)\s*\((.*)\)$/.exec(part) ?? []
  const code = codeOf(part) ?? codeOf(said) ?? (codeOf(inner) && codeOf(outer))
  if (code) {
    add(code)
    return
  }
  if (INTERPRETERS.test(said)) {
    const not = NOT.test(said)
    const half = not && said.replace(NOTS, ' ').replace(OF_A_NO, ' ').trim() !== ''
    if (half || WITHOUT_PROMISE.test(plain(part))) read.cautions.push(valueSays.no_promise(part))
    else read.interpreter ||= !not
    return
  }
  if (LIMITED.test(said) && codeOf(said.replace(ALL_LIMITS, ' ').trim())) {
    read.cautions.push(valueSays.in_part(part))
    return
  }
  if (NOTHING_MORE.test(said)) return
  const several = said
    .split(/ (?:and|et|&|\+|or|ou|as well as|ainsi que) /)
    .map((each) => codeOf(each))
  const known = several.filter((each) => each !== undefined)
  const sure = !LIMITED.test(said) && !NOT.test(said)
  if (sure) add(...known)
  if (!sure || known.length < several.length) read.cautions.push(valueSays.not_understood(part))
}

/** Whether a language of a file is one that the staff speak: its note says nothing of limits or interpreters. */
export function isSpoken(language: { note?: unknown }): boolean {
  const note = plain(typeof language.note === 'string' ? language.note : '')
  return !LIMITED.test(note) && !INTERPRETERS.test(note)
}

/** A code or a name, in English or French: the code as we keep it. */
export function codeOf(said: string): string | undefined {
  const name = plain(said)
  return (
    names().get(name) ??
    (/^[a-z]{2,3}(?:[-_][a-z0-9-]+)?$/.test(name) ? normalizeLanguage(name) : undefined)
  )
}

/** What stands around a language without changing it, taken away. */
function words(part: string): string {
  return plain(part)
    .replace(FREELY, ' ')
    .replace(/[()[\]"'.:]/g, ' ')
    .replace(
      /\b(?:(?:are )?(?:available|offered|provided|spoken)|services (?:in|en)|languages?(?! line)|langues?(?! des)|offerts?|parlee?s?|disponibles?|we speak|nous parlons|speaking|staff speaks?|fluent|also|aussi|only|seulement)\b/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:services? )?(?:and|et|or|ou|&|in|en) (?=.)/, '')
}

const INTERPRETERS =
  /interpret|language line|ligne linguistique|translat|traduct|phone interpretation|over 1?\d0 languages|cantalk|mcis|voyce/
/** Denies nothing: neither money nor an appointment is asked for. */
const FREELY =
  /\b(?:(?:at|with) )?no (?:(?:extra|additional) )?(?:costs?|charges?|fees?|appointments?(?: (?:needed|necessary|required))?)\b|\bsans (?:frais|cout|rendez-vous|delai)s?\b(?: supplementaires?\b)?|\bwithout (?:an? |any )?(?:costs?|charges?|fees?|delays?|appointments?)\b/g
/** "non-English speakers" denies nothing; "isn t" has lost its apostrophe. */
const DENIAL = String.raw`\b(?:no|not|never|without|none|unavailable|cannot|[a-z]+n t|non(?!-[a-z])|aucune?|pas|sans|jamais|indisponibles?)\b`
const NOT = new RegExp(DENIAL)
const NOTS = new RegExp(DENIAL, 'g')
/** All that may stand in a plain no: with more words in it, nobody knows what is denied. */
const OF_A_NO =
  /\b(?:interpret\w*|translat\w*|traduct\w*|language line|ligne linguistique|services?|we|there|do|does|have|has|offer|provide|work|with|is|are|any|an?|of|or|and|at|this|time|here|currently|on[- ]site|nous|on|il|y|ne?|l|d|de|des|du|la|les?|avons|avec|offrons|est|sont|ou|et|ni|ici|sur place|actuellement)\b/g
const WITHOUT_PROMISE =
  /\b(?:unknown|inconnue?s?|may|might|if|limited|some|parfois|peut|limite|bring|when|where|lorsque|selon)\b/
const LIMITS = String.raw`\b(?:limited|some|basic|partial|a little|little|by appointment|appointment|sometimes|on request|upon request|part[- ]time|certain days|sur rendez-vous|limitee?s?|un peu|parfois|sur demande|de base|selon)\b`
const LIMITED = new RegExp(LIMITS)
const ALL_LIMITS = new RegExp(LIMITS, 'g')
/** The languages after it are not the staff's: "Interpretation in", "Interpreters:", "Interprètes pour". */
const BY_INTERPRETERS = /(?:interpret|translat|traduct).*(?::|\b(?:in|en|for|pour|de)\b)/
const FIRST_BY_INTERPRETERS = /^interpret\w* (\S+)$/
const LAST_BY_INTERPRETERS = / (?:and|et|&) (\S+) interpret\w*$/
const NOTHING_MORE =
  /^(?:unknown|n\/?a|other|others|autres?|inconnue?|multiple|plusieurs|various)?$/

let known: Map<string, string> | undefined

/** Names in English and French, as people write them, of the languages of ISO 639-1 and of our own table. */
function names(): Map<string, string> {
  if (known) return known
  known = new Map()
  const codes = [...Object.keys(languageNames), ...twoLetters()]
  for (const code of codes)
    for (const reader of ['en', 'fr'] as const) {
      const name = plain(languageName(code, reader))
      known.set(name, code)
      const short = name.replace(/ ?\(.*\)/, '')
      if (!known.has(short)) known.set(short, code)
    }
  for (const [name, code] of Object.entries(ALSO)) known.set(name, code)
  return known
}

function twoLetters(): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  return letters
    .flatMap((one) => letters.map((other) => one + other))
    .filter((code) => normalizeLanguage(code) === code)
}

/** Names that are no code's own name. */
const ALSO: Record<string, string> = {
  ...{ farsi: 'fa', dari: 'prs', mandarin: 'cmn', cantonese: 'yue', cantonais: 'yue' },
  ...{ filipino: 'tl', philippin: 'tl', 'american sign': 'ase', asl: 'ase', lsq: 'fcs' },
  ...{
    'american sign language': 'ase',
    'quebec sign language': 'fcs',
    'langue des signes quebecoise': 'fcs',
  },
  ...{
    creole: 'ht',
    'haitian creole': 'ht',
    'creole haitien': 'ht',
    castilian: 'es',
    flemish: 'nl',
  },
  ...{
    ojibway: 'oj',
    ojibwa: 'oj',
    ojibwe: 'oj',
    anishinaabemowin: 'oj',
    mikmaq: 'mic',
    micmac: 'mic',
  },
  ...{
    "mi'kmaq": 'mic',
    blackfoot: 'bla',
    dene: 'chp',
    michif: 'crg',
    innu: 'moe',
    atikamekw: 'atj',
  },
  ...{ kurdish: 'ku', sorani: 'ckb', kurmanji: 'kmr', pashto: 'ps', punjabi: 'pa', panjabi: 'pa' },
  ...{ bengali: 'bn', bangla: 'bn', tigrigna: 'ti', 'iranian persian': 'pes', gujrati: 'gu' },
  ...{
    francais: 'fr',
    anglais: 'en',
    espanol: 'es',
    portugais: 'pt',
    chinois: 'zh',
    inuktitut: 'iu',
  },
}
