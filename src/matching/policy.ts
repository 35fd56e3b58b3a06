/** What a candidate is scored by; each is a number in [0, 1]. */
export const COMPONENTS = [
  'needs',
  'language',
  'distance',
  'availability',
  'focus',
  'wishes',
  'reliability',
] as const
export type Component = (typeof COMPONENTS)[number]

/** Every number of matching that is a choice, in one place. */
export type MatchPolicy = {
  /** The score is the weighted sum of the components; the weights add up to 1. */
  weights: Record<Component, number>
  /** Looking wider stops at this many candidates, this many of them partners. */
  enough: { eligible: number; partners: number }
  /** Rows that the walk by distance reads, and candidates that one query gives, at most. */
  walk: number
  shortlist: number
  excluded: number
  language: { sister: number; interpreter: number; unknown: number; perPreference: number }
  /** Half of the distance component is lost at this scale: that of the tenth nearest, within bounds. */
  distance: { leastKm: number; mostKm: number; rank: number; remote: number; unknown: number }
  /** Fewer offers than this say nothing of how reliably a point answers. */
  reliability: { fewest: number }
  plan: {
    /** What one more stop costs, in scores. */
    stop: number
    /** What a stop costs besides if no offer can go there by itself. */
    byHand: number
  }
  /** How far a point may lie from where the directory has it, in km, by its precision. */
  slackKm: Record<string, number>
}

export const policy: MatchPolicy = {
  weights: {
    needs: 0.25,
    language: 0.2,
    distance: 0.25,
    availability: 0.12,
    focus: 0.08,
    wishes: 0.06,
    reliability: 0.04,
  },
  enough: { eligible: 10, partners: 3 },
  walk: 3000,
  shortlist: 60,
  excluded: 10,
  language: { sister: 0.7, interpreter: 0.5, unknown: 0.25, perPreference: 0.1 },
  distance: { leastKm: 5, mostKm: 300, rank: 10, remote: 0.5, unknown: 0.25 },
  reliability: { fewest: 5 },
  plan: { stop: 0.5, byHand: 2 },
  slackKm: { exact: 0, postal_urban: 2, place: 10, postal_rural: 150, province: 1000 },
}
