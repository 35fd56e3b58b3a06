import { plain } from './plain.ts'

/** A piece of a text about hours. `days` are numbers, Monday is 0. */
export type Piece =
  | { kind: 'days'; days: readonly number[]; letter?: 'en' | 'fr' }
  | { kind: 'time'; at: Written }
  | { kind: 'to' | 'and' | 'next' | 'closed' | 'all_day' | 'always' | 'holidays' }

/** A time as it was written. `clock`: by its form it can only be of the 24-hour clock. */
export type Written = {
  hour: number
  minute: number
  half?: 'am' | 'pm'
  /** French "17 h" or "09:00"; `h` where the letter was written. */
  clock?: 'h' | 'colon'
  named?: 'noon' | 'midnight'
}

/**
 * The pieces of a text about hours, in English and French; undefined when anything in it is not one of
 * the words that are known here, since half-understood hours send somebody to a closed door.
 */
export function hoursPieces(text: string): Piece[] | undefined {
  let left = plain(text)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/(?<![a-z])([ap])\. ?m\b\.?/g, '$1m')
  const pieces: Piece[] = []
  while (left !== '') {
    const known = WORDS.find(({ shape }) => shape.test(left))
    const found = known?.shape.exec(left)
    if (!known || !found) return undefined
    const piece = known.means?.(found)
    if (known.means && !piece) return undefined
    if (piece) pieces.push(piece)
    left = left.slice(found[0].length)
  }
  return pieces
}

type Means = (found: RegExpExecArray) => Piece | undefined
type Word = { shape: RegExp; means?: Means }

const word = (shape: string, means?: Means): Word => ({
  shape: new RegExp(`^(?:${shape})(?![a-z0-9])`),
  ...(means && { means }),
})
const sign = (shape: string, means?: Means): Word => ({
  shape: new RegExp(`^(?:${shape})`),
  ...(means && { means }),
})
const a = (kind: Exclude<Piece['kind'], 'days' | 'time'>): Means => {
  return () => ({ kind })
}
const days = (...list: number[]): Means => {
  return () => ({ kind: 'days', days: list })
}
/** One letter for a day, which English and French mean differently. */
const letter = (day: number, language: 'en' | 'fr'): Means => {
  return () => ({ kind: 'days', days: [day], letter: language })
}
const named = (name: 'noon' | 'midnight'): Means => {
  return () => ({ kind: 'time', at: { hour: name === 'noon' ? 12 : 0, minute: 0, named: name } })
}

/** A time of the clock whose form is `form`; "9:00" may be of either, "09:00" and "17:00" may not. */
function time(form?: 'h' | 'colon'): Means {
  return ({ groups }) => {
    const { h = '', m = '00', half } = groups ?? {}
    const hour = Number(h)
    const minute = Number(m)
    if (hour > 24 || (hour === 24 && minute > 0)) return undefined
    if (half) {
      const ok = hour >= 1 && hour <= 12
      return ok
        ? { kind: 'time', at: { hour, minute, half: half.startsWith('a') ? 'am' : 'pm' } }
        : undefined
    }
    const clock = form ?? (hour > 12 || h.startsWith('0') ? 'colon' : undefined)
    return { kind: 'time', at: { hour, minute, ...(clock && { clock }) } }
  }
}

const KINDS =
  '(?:statutory|stat|bank|public|legal|civic|national|all|on|most|the|and|les|des|jours?)'
const HOLIDAYS = `(?:${KINDS} )*(?:holidays?|stats|feries?|conges?(?: feries?)?|fetes legales)`
const NOT_ON =
  '(?:closed|fermee?s?|except(?:ing)?|excluding|sauf|hormis|no)(?: (?:on|for|during|is|pendant|durant|lors))*'

/** The first that fits what is left is taken: longer ones stand before shorter ones. */
const WORDS: Word[] = [
  sign(String.raw`[^\S\n]+`),
  // around the clock
  word('24 ?(?:/|x) ?7', a('always')),
  word(String.raw`24 ?(?:h|hrs?|hours?|heures)?\.? ?(?:/|sur|on) ?24(?: ?h)?`, a('all_day')),
  word('24[ -]?(?:hrs?|hours?|heures)(?: ?(?:a|per|par|/) ?(?:day|jour))?', a('all_day')),
  word('all day(?: long)?|toute la journee|around the clock|jour et nuit', a('all_day')),
  word(
    '(?:7|seven) days?(?: ?(?:a|per|each|/) ?(?:week|wk))?|7 ?j(?:ours?)? ?(?:/|sur|par) ?(?:7|semaine)|365 (?:days|jours)(?: ?(?:a|per|par|/) ?(?:year|an|annee))?|daily|every ?day|each day|all week|tous les jours|chaque jour|toute la semaine',
    days(0, 1, 2, 3, 4, 5, 6),
  ),
  // holidays, which a week does not hold
  word('(?:ph|sh) off', a('holidays')),
  word(`${NOT_ON} ${HOLIDAYS}|${HOLIDAYS} ?[:-]? ?(?:closed|fermee?s?|off)`, a('holidays')),
  word('closed|fermee?s?|off', a('closed')),
  // days
  word(
    'week ?days|(?:business|working) days|en semaine|jours (?:de semaine|ouvrables)',
    days(0, 1, 2, 3, 4),
  ),
  word('week[ -]?ends?|fins? de semaine', days(5, 6)),
  ...[
    'mondays?|mon|mo|lundis?|lun|lu',
    'tuesdays?|tues|tue|tu|mardis?|mar|ma',
    'wednesdays?|weds?|we|mercredis?|mer|me',
    'thursdays?|thurs|thur|thu|th|jeudis?|jeu|je',
    'fridays?|fri|fr|vendredis?|ven|ve',
    'saturdays?|sat|sa|samedis?|sam',
    'sundays?|sun|su|dimanches?|dim|di',
  ].map((names, day) => word(String.raw`(?:${names})\b\.?`, days(day))),
  ...[letterOf('m', 0, 'en'), letterOf('t', 1, 'en'), letterOf('w', 2, 'en')],
  ...[letterOf('f', 4, 'en'), letterOf('l', 0, 'fr'), letterOf('v', 4, 'fr')],
  // times
  word('(?:12 ?)?(?:noon|midi)', named('noon')),
  word('(?:12 ?)?(?:midnight|minuit)', named('midnight')),
  word(String.raw`(?<h>\d{1,2}) ?h(?:rs?|eures?)?(?: ?(?<m>[0-5]\d))?(?: ?min)?`, time('h')),
  word(String.raw`(?<h>\d{1,2})(?:[:.](?<m>[0-5]\d))?(?: ?(?<half>[ap]m)|(?<half>[ap]))`, time()),
  word(String.raw`(?<h>\d{1,2}):(?<m>[0-5]\d)(?::00)?`, time()),
  word(String.raw`(?<h>[01]\d|2[0-3])(?<m>[0-5]\d)`, time('colon')),
  word(String.raw`(?<h>\d{1,2})`, time()),
  // between them
  word("to|until|till?|through|thru|au?x?|jusqu'au?", a('to')),
  sign('-|~', a('to')),
  word('and|et|plus', a('and')),
  sign('[,&/+]', a('and')),
  sign(String.raw`[;|\n]|\.(?=\s|$)`, a('next')),
  // what says nothing
  word(
    "(?:regular|office|business|our) hours|hours(?: of operation)?|hrs|heures? (?:d'ouverture|d'affaires|de bureau)|horaires?|heures",
  ),
  word(
    '(?:is |are |est |sont )?(?:open(?:ed)?|ouverte?s?)|from|de|du|des|le|les|la|on|the|every|chaque|is|are',
  ),
  sign('[:()]'),
]

function letterOf(name: string, day: number, language: 'en' | 'fr'): Word {
  return word(name, letter(day, language))
}
