import { fromBits } from '../directory/bits.ts'
import { NEEDS, type Need } from '../directory/needs.ts'
import type { Ask } from './ask.ts'
import type { MatchPolicy } from './policy.ts'
import type { Row } from './store.ts'

/** How far matching looked, in the same coarse steps for everyone. */
export const STEPS = ['region', 'province', 'remote', 'country'] as const
export type Step = (typeof STEPS)[number]

/**
 * The rows that belong to a step, and any as near as the tenth nearest of them: a border never
 * keeps a service out of the nearest ten.
 */
export function within(rows: readonly Row[], ask: Ask, step: Step, { enough }: MatchPolicy): Row[] {
  const belongs = (row: Row) => STEPS.indexOf(stepOf(row, ask)) <= STEPS.indexOf(step)
  const near = rows
    .filter(belongs)
    .flatMap(({ metres }) => (metres === null ? [] : [metres]))
    .sort((a, b) => a - b)
  const last = near[Math.min(enough.eligible, near.length) - 1] ?? -1
  return rows.filter((row) => belongs(row) || (row.metres !== null && row.metres <= last))
}

/** The first step at which the row is looked at: at once where it states that it serves the place. */
function stepOf(row: Row, ask: Ask): Step {
  if (isHome(row, ask, 'region') || states(row, ask)) return 'region'
  if (isHome(row, ask, 'province')) return 'province'
  return row.remote ? 'remote' : 'country'
}

const isHome = (row: Row, ask: Ask, step: Step): boolean =>
  step === 'region' ? row.region === ask.located.region : row.province === ask.located.province

/** It breaks no rule, so a service area or reach that it states covers the place. */
const states = (row: Row, ask: Ask): boolean =>
  ask.relocation === 'stay' && !row.remote && (row.hasAreas || reachHolds(row))

const reachHolds = (row: Row) => row.reachKm !== null && row.metres !== null

/**
 * The needs for which to look wider: all of them while there are fewer than enough candidates or
 * partners, then those that no partner covers.
 */
export function lacking(rows: readonly Row[], ask: Ask, { enough }: MatchPolicy): Need[] {
  const partners = rows.filter((row) => row.partner)
  if (rows.length < enough.eligible || partners.length < enough.partners) return ask.needs
  return uncovered(partners, ask)
}

/** The needs that none of these rows covers. */
export function uncovered(rows: readonly Row[], ask: Ask): Need[] {
  const covered = fromBits(
    NEEDS,
    rows.reduce((sum, row) => sum | row.openNeeds, 0),
  )
  return ask.needs.filter((need) => !covered.includes(need))
}
