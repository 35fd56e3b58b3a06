import { NEEDS, type Need, needs } from '../directory/needs.ts'

/** How far a bed may be: farther, and nobody comes home to work, school or court. */
const BED_KM = 300

/**
 * How far people can be expected to go for each need, in kilometres as the crow flies: beyond it, its
 * absence is a gap. Beds as the country has come to say it; what one needs daily must be near; what
 * one meets once or by appointment may be farther.
 */
const OTHERS: Partial<Record<Need, number>> = {
  case_management: 200,
  crisis_counselling: 200,
  mental_health: 150,
  medical_care: 100,
  sexual_assault_care: 150,
  prenatal_care: 150,
  addiction_support: 200,
  transportation: 100,
  food: 50,
  clothing_hygiene: 50,
  financial_aid: 200,
  childcare_family: 100,
  child_protection: 200,
  employment: 100,
  education_language: 100,
  safety_planning: 200,
  police_contact: 150,
  voluntary_return: 500,
  peer_support: 150,
  cultural_support: 150,
}

export const LIMIT_KM = Object.fromEntries(
  NEEDS.map((need) => [need, needs[need].takes === 'bed' ? BED_KM : (OTHERS[need] ?? 300)]),
) as Record<Need, number>

/** How much the absence of a need weighs when gaps are put in order: a bed tonight before all else. */
export const WEIGHT: Partial<Record<Need, number>> = {
  emergency_shelter: 30,
  safe_house: 10,
  sexual_assault_care: 5,
  medical_care: 5,
  crisis_counselling: 4,
  safety_planning: 3,
  transitional_housing: 3,
  interpretation: 3,
  legal_immigration: 2,
  case_management: 2,
}
