import { fold } from './sms-text.ts'

/** Of whom a text speaks; the codes are those of the directory's populations. */
export type Group = 'families' | 'youth' | 'women' | 'men' | 'any'

/** Until when nothing new comes: so many days, a day of the calendar ('YYYY-MM-DD'), or not any more. */
export type PauseSaid = { days: number } | { date: string } | 'over'
type Said =
  /** `loose`: “3 beds”, and `full`: either may also be an answer to what was asked. */
  | { room: number; loose?: true; full?: true; pause?: never }
  | { pause: PauseSaid; room?: never; loose?: never; full?: never }

/** What a text says of room or of a pause: for whom, and of which service point where a number has several. */
export type Standing = Said & {
  group?: Group
  /** The number of a choice that we gave, from 1. */
  choice?: number
  /** Words that may be of a name; none of them may be passed over. */
  words: readonly string[]
  language?: 'en' | 'fr'
}

/**
 * Room or a pause, if the whole text is about that: `BEDS 3`, `3 lits`, `FULL women`, `PAUSE 3`. With
 * anything else in it (a question, a range, a "not") it is none: a figure is believed for a day.
 */
export function readStanding(body: string): Standing | undefined {
  const text = foldReply(body).trim()
  if (!/^[a-z0-9\s'.,:;!=()&-]*$/.test(text)) return undefined
  const date = PAUSE_UNTIL.exec(text)?.[1]
  if (!date && DAY_OF_MONTH.test(text)) return undefined
  const rest = date ? text.replace(date, ' ') : text
  if (/\d\s*[-.,:]\s*\d|(^|\s)-\d/.test(rest)) return undefined
  const tokens = (rest.match(/[a-z]+|\d+/g) ?? []).filter((each) => !FILLERS.has(each))
  const head = headOf(tokens, date)
  if (!head) return undefined
  const more = moreOf(tokens.slice(head.used))
  return more && { ...head.said, ...more, ...languageOf(tokens) }
}

/**
 * The text for comparing words. “complete” is the French “full” (then “complet”) only with its accent or
 * beside a French word: by itself it is also what an English reader says of a task.
 */
export function foldReply(body: string): string {
  const accented = body.slice(0, 1600).normalize('NFC')
  const text = fold(accented.replace(/(compl)[èé]te/gi, '$1et'))
  return BESIDE.test(text) ? text.replace(/\bcomplete(s?)\b/g, 'complet$1') : text
}

function headOf(
  [first = '', second = '', third = '']: string[],
  date?: string,
): { said: Said; used: number } | undefined {
  if (BEDS.has(first) && COUNT.test(second)) return { said: { room: Number(second) }, used: 2 }
  if (COUNT.test(first) && BEDS.has(second))
    return { said: { room: Number(first), loose: true }, used: 2 }
  if (FULL.has(first)) return { said: { room: 0, full: true }, used: 1 }
  if (first !== 'pause') return undefined
  if (date) return { said: { pause: { date } }, used: 1 }
  if (OVER.has(second)) return { said: { pause: 'over' }, used: 2 }
  if (!COUNT.test(second)) return undefined
  return { said: { pause: { days: Number(second) } }, used: DAYS.has(third) ? 3 : 2 }
}

/** Undefined where two things are said of the same. */
function moreOf(tokens: string[]): Pick<Standing, 'group' | 'choice' | 'words'> | undefined {
  const groups = [...new Set(tokens.flatMap((each) => GROUPS.get(each) ?? []))]
  const choices = tokens.filter((each) => /^\d+$/.test(each))
  if (groups.length > 1 || choices.length > 1) return undefined
  return {
    words: tokens.filter((each) => !GROUPS.has(each) && !/^\d+$/.test(each)),
    ...(groups[0] && { group: groups[0] }),
    ...(choices[0] && { choice: Number(choices[0]) }),
  }
}

function languageOf(tokens: string[]): { language?: 'en' | 'fr' } {
  const french = tokens.some((each) => FRENCH.test(each))
  const english = tokens.some((each) => ENGLISH.test(each))
  return french === english ? {} : { language: french ? 'fr' : 'en' }
}

const words = (list: string) => new Set(list.split(' '))

const COUNT = /^\d{1,3}$/
const BEDS = words('bed beds lit lits place places seat seats spot spots')
const FULL = words('full complet complets')
/** A pause with its day, which is the only way to say one. */
const PAUSE_UNTIL = /^pause\W+(?:(?:until|jusqu\W?au)\W+)?(\d{4}-\d{2}-\d{2})(?!\d)/
/** `PAUSE until 15` is no pause of 15 days. */
const DAY_OF_MONTH = /^pause\b[^\d]*\b(until|jusqu|au|le|the|at)\b[^\d]*\d/
const OVER = words('off end ended over fin finie finis terminee')
const DAYS = words('day days jour jours')
const GROUPS = new Map<string, Group>([
  ...group('women', 'woman women female females femme femmes'),
  ...group('men', 'man men male males homme hommes'),
  ...group('families', 'family families famille familles'),
  ...group('youth', 'youth youths teens jeune jeunes ados'),
  ...group('any', 'all any anyone everyone total tous toutes tout'),
])
/** What stands around it and changes nothing. */
const FILLERS = words(
  'we have got are re is i m only now tonight today still available free open left for the and at please thanks thank you hello hi sorry ' +
    'nous on avons a est sommes il y en reste seulement maintenant ce soir encore libre libres dispo dispos disponible disponibles pour ' +
    'les la le l d de des et au aux chez svp merci bonjour bonsoir desole desolee until jusqu',
)
const FRENCH = /^(lits?|complets?|femmes?|hommes?|familles?|jeunes?|ados|tous|toutes|tout|jours?)$/
const BESIDE =
  /\b(oui|non|nous|est|sommes|ce|soir|nuit|demain|maison|maintenant|lits?|femmes?|hommes?|familles?|jeunes|desolee?s?|merci|bonjour|bonsoir|svp)\b/
const ENGLISH =
  /^(beds?|seats?|spots?|full|wom[ae]n|m[ae]n|famil(y|ies)|youths?|teens|days?|all|any)$/

function group(code: Group, list: string): [string, Group][] {
  return list.split(' ').map((word) => [word, code])
}
