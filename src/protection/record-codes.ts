import type { Entry } from './record.ts'

const LONGEST = 64
const MOST = 64
/** Ids, codes, times, counts as text: no space, no `@`, no letter but a to z; a person's name begins otherwise. */
const CODE = /^[a-z0-9][\w:.+-]*$/
/** References (K7F-2QX), provinces, countries. */
const CAPITALS = /^[A-Z]{2,3}$|^[A-Z0-9]{3}-[A-Z0-9]{3}$/
const DAY = /^\d{4}-\d\d-\d\d$/
/** Seven digits or more and nothing else could be a telephone. */
const PHONE = /^[\d.-]{7,}$/
const MEMBER = /^[A-Za-z][\w:.-]*$/

/**
 * The record is never erased, so that it takes ids and codes only: throws on anything that could be
 * what somebody wrote, and names where it stands, never what it is.
 */
export function assertCodes({ chain, actor, action, thing, data }: Entry): void {
  const named = { chain, actor, action, thing }
  for (const [name, value] of Object.entries(named))
    if (!isName(value)) throw notACode(isName(action) ? action : 'an entry', name)
  const wrong = firstWrong(data ?? {}, 'data')
  if (wrong) throw notACode(action, wrong)
}

const notACode = (action: string, where: string): Error =>
  new Error(`the record takes ids and codes only: ${action}, ${where}`)

const isName = (text: string): boolean => CODE.test(text) && text.length <= 2 * LONGEST

/** Where the first value stands that the record does not take. */
function firstWrong(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'string') return isCode(value) ? undefined : where
  if (typeof value === 'number') return isPlain(value) ? undefined : where
  if (Array.isArray(value)) {
    if (value.length > MOST) return where
    return first(value, (each, i) => firstWrong(each, `${where}.${i}`))
  }
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return where
  const members = Object.entries(value)
  if (members.length > MOST) return where
  return first(members, ([name, member], i) =>
    MEMBER.test(name) && name.length <= LONGEST
      ? firstWrong(member, `${where}.${name}`)
      : `${where}, the name of member ${i}`,
  )
}

const isCode = (text: string): boolean =>
  text.length <= LONGEST &&
  (CODE.test(text) || CAPITALS.test(text)) &&
  (!PHONE.test(text) || DAY.test(text))

/** Written the same way by PostgreSQL and by JavaScript, so that not even `1.0` for `1` stays unseen. */
const isPlain = (value: number): boolean => Number.isFinite(value) && !String(value).includes('e')

function first<T>(
  list: T[],
  look: (each: T, index: number) => string | undefined,
): string | undefined {
  for (const [i, each] of list.entries()) {
    const found = look(each, i)
    if (found) return found
  }
  return undefined
}
