import type { Weekday } from '../directory/hours.ts'
import { languageName, PUBLIC_LANGUAGES } from '../directory/languages.ts'
import { NEEDS } from '../directory/needs.ts'
import { GENDERS } from '../directory/people.ts'
import { CHILDREN } from '../directory/schemas.ts'
import type { PointDetails } from '../directory/store.ts'
import { instantOf, localTime } from '../geography/local-time.ts'
import type { Language } from '../locales/locale.ts'
import { upkeepTexts } from '../locales/upkeep.ts'
import { after, DAY } from '../platform/clock.ts'
import type { FieldError } from '../web/piece.ts'
import type { AtOnce, Proposed } from './corrections.ts'
import { hoursOf, type Say, timesOf } from './hours-form.ts'
import { WEEK } from './hours-view.ts'
import { codesOf } from './language-said.ts'

/** The form of what may be different, as it is shown and as it comes back: texts and codes. */
export type Fields = {
  hours: string
  days: Record<Weekday, string>
  languages: string[]
  otherLanguages: string
  /** `yes`, `no`, or nothing. */
  interpreter: string
  /** A day, or nothing. */
  pause: string
  description: string
  needs: string[]
  genders: string[]
  minAge: string
  maxAge: string
  /** `none` for no children at all; nothing: not known. */
  children: string[]
  words: string
}

const LONGEST_PAUSE = 366 * DAY
/** Nobody is woken by the end of a pause. */
const MORNING = 8 * 60

/** What stands in the directory, as the form shows it. */
export function fieldsOf(point: PointDetails, language: Language, now: Date): Fields {
  const { hours, zone, pausedUntil, children, interpreter } = point
  const often = OFTEN.filter((code) => point.languages.includes(code))
  const others = point.languages.filter((code) => !OFTEN.includes(code))
  return {
    hours: hours.kind,
    days: Object.fromEntries(WEEK.map((day) => [day, timesOf(hours, day)])) as Fields['days'],
    languages: often,
    otherLanguages: others.map((code) => languageName(code, language)).join(', '),
    interpreter: interpreter === null ? '' : interpreter ? 'yes' : 'no',
    pause: pausedUntil && pausedUntil > now ? localTime(pausedUntil, zone).date : '',
    description: plain(point.description ?? ''),
    needs: inOrder(NEEDS, point.needs),
    genders: inOrder(GENDERS, point.genders ?? []),
    minAge: point.minAge === null ? '' : String(point.minAge),
    maxAge: point.maxAge === null ? '' : String(point.maxAge),
    children:
      children === null ? [] : children.length === 0 ? ['none'] : inOrder(CHILDREN, children),
    words: '',
  }
}

const inOrder = <C extends string>(all: readonly C[], some: readonly C[]): C[] =>
  all.filter((each) => some.includes(each))

/** Those that can be ticked; every other one is written. */
export const OFTEN: readonly string[] = PUBLIC_LANGUAGES

/** Whatever was sent: robots post anything. */
export function readFields(body: unknown): Fields {
  const sent = (body ?? {}) as Record<string, unknown>
  const text = (name: string) => {
    const value = sent[name]
    return typeof value === 'string' ? plain(value.slice(0, 4000)) : ''
  }
  const many = (name: string, known: readonly string[]) => {
    const values = new Set([sent[name]].flat())
    return known.filter((each) => values.has(each))
  }
  return {
    hours: text('hours'),
    days: Object.fromEntries(WEEK.map((day) => [day, text(`day-${day}`)])) as Fields['days'],
    languages: many('languages', OFTEN),
    otherLanguages: text('otherLanguages'),
    interpreter: text('interpreter'),
    pause: text('pause'),
    description: text('description'),
    needs: many('needs', NEEDS),
    genders: many('genders', GENDERS),
    minAge: text('minAge'),
    maxAge: text('maxAge'),
    children: many('children', [...CHILDREN, 'none']),
    words: text('words').slice(0, 2000),
  }
}

export type Different = { atOnce: AtOnce; proposed: Proposed; errors: FieldError[] }

/**
 * What is different from what stands, as facts, and everything that cannot be taken, in the order of the
 * page. What was not touched is not read, so that nothing is lost that the form cannot show.
 */
export function differences(
  point: PointDetails,
  said: Fields,
  language: Language,
  now: Date,
): Different {
  const stands = fieldsOf(point, language, now)
  const touched = (...names: (keyof Fields)[]) =>
    names.some((name) => !isSame(stands[name], said[name]))
  const t = upkeepTexts(language).errors
  const errors: FieldError[] = []
  const say = (field: string, text: string) => {
    errors.push({ field, text })
    return undefined
  }

  const hours = hoursOf(stands, said, point.hours, language, say)
  const languages = touched('languages', 'otherLanguages')
    ? languagesOf(said, point, language, say)
    : undefined
  const pausedUntil = touched('pause') ? pauseOf(said.pause, point.zone, now) : undefined
  if (touched('pause') && pausedUntil === undefined) say('pause', t.pause)
  const atOnce: AtOnce = {
    ...(hours && !isSame(hours, point.hours) && { hours }),
    ...(languages && { languages }),
    ...(touched('interpreter') && { interpreter: YES_NO[said.interpreter] ?? null }),
    ...(pausedUntil !== undefined && { pausedUntil }),
    ...(touched('description') && { description: said.description || undefined }),
  }
  const ages = touched('minAge', 'maxAge') ? agesOf(said, t, say) : undefined
  if (said.needs.length === 0) say('needs', t.needs)
  const proposed: Proposed = {
    ...(touched('needs') && { needs: said.needs as Proposed['needs'] }),
    ...(touched('genders') && { genders: said.genders as Proposed['genders'] }),
    ...(ages && { ages }),
    ...(touched('children') && { children: childrenOf(said.children) }),
    ...(said.words !== '' && { words: said.words }),
  }
  const none = Object.keys(atOnce).length + Object.keys(proposed).length === 0
  if (none && errors.length === 0) errors.push({ text: t.nothing })
  return { atOnce, proposed, errors }
}

function languagesOf(
  { languages, otherLanguages }: Fields,
  point: PointDetails,
  language: Language,
  say: Say,
): string[] | undefined {
  const { codes, unknown } = codesOf(otherLanguages)
  if (unknown !== undefined)
    return say('otherLanguages', upkeepTexts(language).errors.language(unknown))
  const all = [...new Set([...languages, ...codes])].slice(0, 60)
  return [
    ...inOrder(point.languages, all),
    ...all.filter((each) => !point.languages.includes(each)),
  ]
}

/** Null: no pause. Undefined: no day within the next year. */
function pauseOf(day: string, zone: string, now: Date): string | null | undefined {
  if (day === '') return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return undefined
  const until = instantOf(zone, day, MORNING)
  return until > now && until <= after(now, LONGEST_PAUSE) ? until.toISOString() : undefined
}

function agesOf(
  { minAge, maxAge }: Fields,
  t: ReturnType<typeof upkeepTexts>['errors'],
  say: Say,
): Proposed['ages'] {
  const [min, max] = [minAge, maxAge].map((text) =>
    text === '' ? null : /^\d{1,3}$/.test(text) && Number(text) <= 120 ? Number(text) : undefined,
  )
  if (min === undefined) return say('minAge', t.age)
  if (max === undefined) return say('maxAge', t.age)
  return (min ?? 0) > (max ?? 120) ? say('maxAge', t.ages) : { min, max }
}

function childrenOf(said: string[]): Proposed['children'] {
  const some = said.filter((each) => each !== 'none')
  return said.length === 0 ? null : (some as NonNullable<Proposed['children']>)
}

const YES_NO: Record<string, boolean> = { yes: true, no: false }
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim()
/** Two that say the same. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
