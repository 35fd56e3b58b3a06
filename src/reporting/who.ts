import { AGE_GROUPS, type AgeGroup, type Gender } from '../directory/people.ts'
import type { Child } from '../directory/schemas.ts'

/** For whom one asks: a gender of the list, an age group, and who comes along. */
export type Who = { gender: Gender; age: AgeGroup; children?: readonly Child[] }

/** Whom a service point says it takes; null is unknown, and an open bound of age is open. */
export type Takes = {
  genders: readonly Gender[] | null
  minAge: number | null
  maxAge: number | null
  children: readonly Child[] | null
}

/** The youngest and the oldest of each age group, the whole last year included. */
export const AGES: Record<AgeGroup, readonly [number, number]> = {
  under_16: [0, 15],
  '16-17': [16, 17],
  '18-24': [18, 24],
  '25-59': [25, 59],
  '60+': [60, 120],
}

/**
 * Whether it takes all such people. `unsure`: it does not say, or takes some of this age only; that is
 * never counted as yes.
 */
export function takes(point: Takes, { gender, age, children = [] }: Who): 'yes' | 'no' | 'unsure' {
  const [youngest, oldest] = AGES[age]
  const min = point.minAge ?? 0
  const max = point.maxAge ?? oldest
  if (min > oldest || max < youngest) return 'no'
  if (point.genders && !point.genders.includes(gender)) return 'no'
  const missing = point.children && children.some((each) => !point.children?.includes(each))
  if (missing) return 'no'
  const known = point.genders !== null && (children.length === 0 || point.children !== null)
  return known && min <= youngest && max >= oldest ? 'yes' : 'unsure'
}

/** Groups that people speak of, for gaps and lists: few enough to be read, and none left out by a sum. */
export const AUDIENCES = ['women', 'men', 'gender_diverse', 'girls', 'boys', 'families'] as const
export type Audience = (typeof AUDIENCES)[number]

const YOUNG: readonly Child[] = ['0-5:girl', '0-5:boy', '6-12:girl', '6-12:boy']

/** Who stands for a group: all of its kinds of people must be taken. Adults are those of 25 to 59. */
export const STAND_FOR: Record<Audience, readonly Who[]> = {
  women: [{ gender: 'woman', age: '25-59' }],
  men: [{ gender: 'man', age: '25-59' }],
  gender_diverse: [
    { gender: 'non_binary', age: '25-59' },
    { gender: 'two_spirit', age: '25-59' },
  ],
  girls: [{ gender: 'woman', age: '16-17' }],
  boys: [{ gender: 'man', age: '16-17' }],
  families: [{ gender: 'woman', age: '25-59', children: YOUNG }],
}

/** Whether it takes all of a group: as unsure as the least sure of its kinds of people. */
export function takesAll(point: Takes, audience: Audience): 'yes' | 'no' | 'unsure' {
  const each = STAND_FOR[audience].map((who) => takes(point, who))
  if (each.includes('no')) return 'no'
  return each.includes('unsure') ? 'unsure' : 'yes'
}

/** Every gender with every age group. */
export const everyWho = (genders: readonly Gender[]): Who[] =>
  genders.flatMap((gender) => AGE_GROUPS.map((age) => ({ gender, age })))
