import { foldReply, readStanding, type Standing } from './replies-room.ts'

export type Reply = {
  kind: 'yes' | 'no' | 'full' | 'wrong_number' | 'stop' | 'start' | 'help' | 'standing' | 'unclear'
  /** How much room there is, or a pause; also of a full that says nothing else. */
  standing?: Standing
  /** The four digits, if the text holds one group of four, or one right after the yes. */
  digits?: string
  /** As in `K7F-2QX`, upper case with its hyphen. */
  reference?: string
  /** The text says two things at once: yes and no, yes and full, a yes with a “not”, a full in doubt. */
  both?: boolean
  /** The language of the words, if they are of one only. */
  language?: 'en' | 'fr'
}

/**
 * What a text from a service point says: any case, with or without accents, other words around it.
 * The carriers' words count only when they are the whole text (research/data.md 4.3).
 */
export function readReply(body: string): Reply {
  const text = foldReply(body)
  const bare = text.replace(/[^a-z]+/g, ' ').trim()
  const carriers = CARRIER_WORDS.get(bare.replaceAll(' ', ''))
  if (carriers && !/\d/.test(text)) return { ...carriers }
  const standing = readStanding(body)
  if (standing && !standing.full) {
    const { language } = standing
    return { kind: 'standing', standing, ...(language && { language }) }
  }

  const { reference, rest } = takeReference(text)
  // "No problem" is not a no.
  const spoken = rest.replace(NO_PROBLEM, ' ')
  const words = spoken.match(/[a-z]+(?:'[a-z]+)*/g) ?? []
  const said = answersIn(spoken, words)
  const negated = words.some((word) => NEGATIONS.test(word))
  const kind = decide(said, negated, DOUBTS.test(spoken.replace(PHONE, ' ')))
  const digits = digitsIn(rest)
  const language = languageOf(words)
  return {
    kind: kind ?? 'unclear',
    ...(kind === undefined && said.size > 0 ? { both: true } : {}),
    ...(digits ? { digits } : {}),
    ...(reference ? { reference } : {}),
    ...(kind === 'full' && standing && !reference && !digits ? { standing } : {}),
    ...(language ? { language } : {}),
  }
}

type Answer = 'yes' | 'no' | 'full' | 'wrong_number'

function answersIn(text: string, words: readonly string[]): Set<Answer> {
  if (WRONG_NUMBER.test(text)) {
    return new Set<Answer>(
      words.some((word) => YES.has(word)) ? ['wrong_number', 'yes'] : ['wrong_number'],
    )
  }
  const alone = words.length === 1 ? words[0] : undefined
  const said = new Set<Answer>()
  // "y" and "n" are also French words, "o" a slip of the thumb: they count only by themselves.
  if (alone === 'y' || alone === 'o' || words.some((word) => YES.has(word))) said.add('yes')
  if (alone === 'n' || words.some((word) => NO.has(word))) said.add('no')
  if (words.some((word) => FULL.has(word))) said.add('full')
  return said
}

/** Undefined: nothing was said, or two things that do not go together. */
function decide(said: ReadonlySet<Answer>, negated: boolean, doubted: boolean): Answer | undefined {
  if (said.has('wrong_number')) return said.has('yes') ? undefined : 'wrong_number'
  if (said.has('yes')) return said.size > 1 || negated ? undefined : 'yes'
  if (said.has('full')) return negated || doubted ? undefined : 'full'
  return said.has('no') ? 'no' : undefined
}

/** Three and three of an alphabet without vowels and lookalikes; never just six digits in a row. */
function takeReference(text: string): { reference?: string; rest: string } {
  const found =
    text.match(/(?<![\w-])([2-9cdfghjkmnpqrtvwxyz]{3})-([2-9cdfghjkmnpqrtvwxyz]{3})(?![\w-])/) ??
    text.match(
      /(?<![\w-])(?!\d{6})([2-9cdfghjkmnpqrtvwxyz]{3})([2-9cdfghjkmnpqrtvwxyz]{3})(?![\w-])/,
    )
  if (!found) return { rest: text }
  return { reference: `${found[1]}-${found[2]}`.toUpperCase(), rest: text.replace(found[0], ' ') }
}

function digitsIn(text: string): string | undefined {
  const rest = text.replace(PHONE, ' ')
  const afterYes = rest.match(/\b(?:yes|oui)[^a-z\d]*(\d{4})(?!\d)/)?.[1]
  if (afterYes) return afterYes
  const groups = new Set(rest.match(/(?<!\d)\d{4}(?!\d)/g))
  return groups.size === 1 ? [...groups][0] : undefined
}

function languageOf(words: readonly string[]): 'en' | 'fr' | undefined {
  const french = words.some((word) => FRENCH.has(word))
  const english = words.some((word) => ENGLISH.has(word))
  return french === english ? undefined : french ? 'fr' : 'en'
}

const YES = new Set(['yes', 'yep', 'yeah', 'oui'])
const NO = new Set(['no', 'nope', 'non'])
const FULL = new Set(['full', 'complet', 'complets', 'complete', 'completes'])
const NEGATIONS = /^(not|never|cannot|cant|isnt|arent|pas|jamais|\w+n't)$/
/**
 * With one of these a full may mean that there is room: “no longer full”, “almost full”, “full?”, “full but
 * 2 beds”, and “complete”, which is English too. A human asks.
 */
const DOUBTS = new RegExp(
  [
    /[?？؟%]|\bcompletes?\b/,
    /\b(longer|almost|nearly|half|partly|soon|was|were|but|except|unless|if)\b/,
    /\b(plus|presque|quasi|quasiment|moitie|bientot|etait|etions|mais|sauf|si)\b/,
    /(?<!\d)[1-9]\d{0,2} *([a-z]+ )?(bed|lit|place|seat|spot)s?\b/,
    /\b(bed|lit|place|seat|spot)s?\W*[1-9]\d{0,2}(?!\d)/,
    /\b(one|two|three|un|une|deux|trois) ([a-z]+ )?(bed|lit|place|seat|spot)s?\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
)
const NO_PROBLEM = /\b(no|not a|pas de|sans|aucun) (problem|probleme|souci|worries)s?\b/g
const WRONG_NUMBER =
  /\bwrong (number|num|no|person)\b|\b(mauvais|faux) (numero|num|no)\b|\berreur de numero\b/
/** A number to call back is not an answer's digits. */
const PHONE = /(?<!\d)(\+?1[ .-]?)?(\(?\d{3}\)?[ .-]?)?\d{3}[ .-]?\d{4}(?!\d)/g
const FRENCH = new Set([
  'oui',
  'non',
  'complet',
  'complets',
  'pas',
  'mauvais',
  'faux',
  'numero',
  'desole',
  'desolee',
  'merci',
  'nous',
  'bonjour',
])
const ENGLISH = new Set([
  'yes',
  'yep',
  'yeah',
  'no',
  'nope',
  'full',
  'wrong',
  'number',
  'not',
  'sorry',
  'thanks',
  'we',
  'hello',
])

/** CTA's mandatory words, and those that Twilio and AWS act on in Canada. */
const CARRIER_WORDS = new Map<string, Reply>([
  ...carrier('stop', 'en', 'stop stopall unsubscribe end quit cancel revoke optout remove td'),
  ...carrier('stop', 'fr', 'arret arrett arrete arreter arretez fin annuler annule quitter'),
  ...carrier('stop', 'fr', 'desabonner desabonnement medesabonner desinscrire desinscription'),
  ...carrier('start', 'en', 'start unstop'),
  ...carrier('help', 'en', 'help'),
  ...carrier('help', 'fr', 'aide'),
  ['info', { kind: 'help' }],
])

function carrier(kind: 'stop' | 'start' | 'help', language: 'en' | 'fr', words: string) {
  return words.split(' ').map((word): [string, Reply] => [word, { kind, language }])
}
