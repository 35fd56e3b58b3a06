import { bits, fromBits } from '../directory/bits.ts'
import type { Need } from '../directory/needs.ts'
import { ADMISSION, type Admission, GENDERS } from '../directory/people.ts'
import { kilometres } from '../geography/distance.ts'
import { type Ask, isRough, OLDEST, possibleAges } from './ask.ts'
import type { Room } from './candidate.ts'
import type { MatchPolicy } from './policy.ts'
import { childBits } from './rules.ts'
import type { Details, Row } from './store.ts'

/** Cautions that make a hold, and whose release it needs (design: "hold"). */
const HOLDS = {
  avoided_area_near: 'supervisor_check',
  avoided_area_unclear: 'operator_release',
  gender_unsure: 'operator_release',
  age_unsure: 'operator_release',
  child_gender_unsure: 'operator_release',
  elsewhere_unknown: 'operator_release',
} as const
type HoldCode = keyof typeof HOLDS

export type CautionCode =
  | HoldCode
  | 'choose_by_hand'
  | 'reach_unknown'
  | 'position_unknown'
  | 'genders_unknown'
  | 'children_unknown'
  | 'access_unknown'
  | 'facts_unknown'
  | 'room_short'

/** What to check before the person goes there. */
export type Caution = { code: CautionCode; facts?: Admission[]; need?: Need; room?: number }

export type Hold = { kind: 'operator_release' | 'supervisor_check'; why: HoldCode }

/** Everything unknown, of the person or of the point, that a rule could not judge. */
export function cautionsOf(
  row: Row,
  details: Details,
  room: Room | 'unknown',
  ask: Ask,
  policy: MatchPolicy,
): Caution[] {
  const unsaid = ask.facts.filter((fact) => !fromBits(ADMISSION, row.takeBits).includes(fact))
  const party = 1 + ask.children.length
  const codes: (CautionCode | false)[] = [
    mayBeAvoided(row, details, ask, policy),
    genderUnsure(row, ask) && 'gender_unsure',
    ageUnsure(row, ask) && 'age_unsure',
    childGenderUnsure(row, ask) && 'child_gender_unsure',
    ask.relocation !== 'stay' && row.takesFromElsewhere === null && 'elsewhere_unknown',
    isRough(ask) && 'choose_by_hand',
    reachUnknown(row, ask) && 'reach_unknown',
    !isRough(ask) && !row.remote && row.metres === null && 'position_unknown',
    row.genderBits === null && 'genders_unknown',
    ask.children.length > 0 && row.childBits === null && 'children_unknown',
    ask.accessNeeds.length > 0 && row.accessBits === null && 'access_unknown',
  ]
  const cautions: Caution[] = codes.filter((code) => code !== false).map((code) => ({ code }))
  if (unsaid.length > 0) cautions.push({ code: 'facts_unknown', facts: unsaid })
  if (room !== 'unknown' && room.room < party) {
    cautions.push({ code: 'room_short', need: room.need, room: room.room })
  }
  return cautions
}

/** The hold that weighs most: a supervisor's check before an operator's release. */
export function holdOf(cautions: readonly Caution[]): Hold | undefined {
  const holds = cautions.flatMap(({ code }) =>
    code in HOLDS ? [{ kind: HOLDS[code as HoldCode], why: code as HoldCode }] : [],
  )
  return holds.find(({ kind }) => kind === 'supervisor_check') ?? holds[0]
}

/** Where nobody can tell whether the place is reached, a human chooses, but for the person's province. */
export function offeredByItself(row: Row, cautions: readonly Caution[], ask: Ask): boolean {
  if (isRough(ask)) return false
  const unsure = cautions.some(
    ({ code }) => code === 'reach_unknown' || code === 'position_unknown',
  )
  return !unsure || row.province === ask.located.province
}

/**
 * A hidden point by its region alone, so that no circle finds it. Another by how roughly the
 * directory has its position: what surely lies in an avoided area was excluded by a rule.
 */
function mayBeAvoided(
  row: Row,
  details: Details,
  ask: Ask,
  { slackKm }: MatchPolicy,
): 'avoided_area_near' | 'avoided_area_unclear' | false {
  const { areas, regions } = ask.avoid
  if (areas.length === 0) return false
  if (row.hidden) return (!regions || regions.includes(row.region)) && 'avoided_area_near'
  if (row.lat === null || row.lng === null) return !row.remote && 'avoided_area_unclear'
  const at = { lat: row.lat, lng: row.lng }
  const near = areas.some(
    ({ point, radiusKm }) =>
      slackKm[details.precision]! > 0 &&
      kilometres(point, at) <= radiusKm + slackKm[details.precision]!,
  )
  return near && 'avoided_area_unclear'
}

const ANYONE = bits(
  GENDERS,
  GENDERS.filter((gender) => gender !== 'undisclosed'),
)

/** The person did not say, and the point is not for everyone. */
function genderUnsure({ genderBits }: Row, { gender }: Ask): boolean {
  if (genderBits === null || (gender !== undefined && gender !== 'undisclosed')) return false
  const saysSo = (genderBits & bits(GENDERS, ['undisclosed'])) !== 0
  return !saysSo && (genderBits & ANYONE) !== ANYONE
}

function ageUnsure({ minAge, maxAge }: Row, ask: Ask): boolean {
  const [youngest, oldest] = possibleAges(ask)
  return (minAge ?? 0) > youngest || (maxAge ?? OLDEST) < oldest
}

function childGenderUnsure({ childBits: taken }: Row, { children }: Ask): boolean {
  if (taken === null) return false
  return children.some(({ ageBand, gender }) => {
    const either = childBits(ageBand, 'girl') | childBits(ageBand, 'boy')
    return !gender && (taken & either) !== either
  })
}

/** Neither a service area nor a reach is stated, and it does not help from afar. */
const reachUnknown = (row: Row, ask: Ask) =>
  ask.relocation === 'stay' && !row.hasAreas && !row.remote && row.reachKm === null
