import { NEEDS, type Need } from '../directory/needs.ts'
import { AGE_GROUPS, type AgeGroup, GENDERS, type Gender } from '../directory/people.ts'
import { fieldOf } from '../staff/page-kit.ts'

/** What a page of coverage shows: codes of lists, of no person. */
export type Asked = { need: Need; gender: Gender; age: AgeGroup }

/** The first that is asked of any directory: a bed tonight. */
const FIRST: Asked = { need: 'emergency_shelter', gender: 'woman', age: '25-59' }

/** From the address of a page; what is none of the codes is as if it had not been said. */
export const askedOf = (query: unknown): Asked => ({
  need: oneOf(NEEDS, fieldOf(query, 'need')) ?? FIRST.need,
  gender: oneOf(GENDERS, fieldOf(query, 'gender')) ?? FIRST.gender,
  age: oneOf(AGE_GROUPS, fieldOf(query, 'age')) ?? FIRST.age,
})

const oneOf = <T extends string>(list: readonly T[], value: string): T | undefined =>
  list.find((each) => each === value)
