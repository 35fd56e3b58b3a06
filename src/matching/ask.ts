import type { Need } from '../directory/needs.ts'
import type {
  AccessNeed,
  Admission,
  AgeGroup,
  Channel,
  ChildBand,
  ChildGender,
  Exploitation,
  Gender,
} from '../directory/people.ts'
import type { Indigenous } from '../directory/schemas.ts'
import type { AvoidedArea } from '../geography/distance.ts'
import type { Located } from '../geography/place.ts'

export type Urgency = 'emergency' | 'urgent' | 'standard'
export type Relocation = 'stay' | 'leave_area' | 'leave_province'
/** The rules that a human may override for a point of their choice. */
export type Override = 'hours' | 'capacity' | 'gender' | 'age'

/** A child who comes along; a gender that is not given is unknown. */
export type AskedChild = { ageBand: ChildBand; gender?: ChildGender; atRisk?: boolean }

/**
 * What matching needs to know of one person, and nothing of who they are. All but needs and a place
 * may be unknown: a member that is not given.
 */
export type Ask = {
  channel: Channel
  urgency: Urgency
  /** `postal_rural` and `province` are never ranked by kilometres. */
  located: Located
  /** As `areaIds()` gives them: place, region, province, 'ca'. */
  areaIds: string[]
  /** 1 to 16, no repeats. */
  needs: Need[]
  /** BCP 47, in order of preference; empty means unknown. */
  languages: string[]
  /** Only an explicit false turns interpreters down. */
  interpreterAccepted?: boolean
  gender?: Gender
  /** Years; the whole ones count. It wins over `ageGroup`. */
  age?: number
  ageGroup?: AgeGroup
  children: AskedChild[]
  /** Those that are known to hold; the others are unknown or do not. */
  facts: Admission[]
  accessNeeds: AccessNeed[]
  relocation: Relocation
  /**
   * Areas, and ids of organizations. `regions`: those that the areas touch, as `touchedRegions()`
   * gives them; without it every hidden point is held while an area is to be avoided.
   */
  avoid: { areas: AvoidedArea[]; organizations: string[]; regions?: string[] }
  wishes: { indigenous?: Indigenous[]; notOwnCommunity?: Indigenous[]; notFaithBased?: boolean }
  exploitation?: Exploitation[]
  /** Service points that this referral has asked already: never candidates again. */
  skip?: string[]
  override?: Override[]
}

/** The person's position says no more than the province, so that kilometres would be guesses. */
export function isRough(ask: Ask): boolean {
  return ask.located.precision === 'postal_rural' || ask.located.precision === 'province'
}

export const OLDEST = 200

const GROUP_AGES: Record<AgeGroup, [lowest: number, highest: number]> = {
  under_16: [0, 15],
  '16-17': [16, 17],
  '18-24': [18, 24],
  '25-59': [25, 59],
  '60+': [60, OLDEST],
}

/** The whole years that the person may have lived: one number, those of a group, or any. */
export function possibleAges(ask: Ask): [lowest: number, highest: number] {
  if (ask.age !== undefined) return [Math.floor(ask.age), Math.floor(ask.age)]
  return ask.ageGroup ? GROUP_AGES[ask.ageGroup] : [0, OLDEST]
}
