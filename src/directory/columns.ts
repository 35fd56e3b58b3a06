import type { servicePoints } from '../../db/schema.ts'
import type { Facts } from './schemas.ts'

/** A row of `service_points` as it stands. */
export type Known = typeof servicePoints.$inferSelect

/** A place as somebody wrote it: what a position was worked out from, never the position of a town. */
export type WrittenPlace = Pick<
  Facts,
  'address' | 'city' | 'province' | 'postalCode' | 'lat' | 'lng' | 'zone'
>

/** The facts but for the place, as columns: every one is named, so that what is left out is unknown again. */
export function factColumns(facts: Facts) {
  return {
    name: facts.name,
    nameFr: facts.nameFr ?? null,
    description: facts.description ?? null,
    accepting: facts.accepting ?? true,
    reminders: facts.reminders ?? true,
    pausedUntil: facts.pausedUntil ? new Date(facts.pausedUntil) : null,
    verifiedOn: facts.verifiedOn ?? null,
    phones: facts.phones ?? [],
    website: facts.website ?? null,
    email: facts.email ?? null,
    needs: facts.needs,
    genders: facts.genders ?? null,
    minAge: facts.minAge ?? null,
    maxAge: facts.maxAge ?? null,
    children: facts.children ?? null,
    takes: facts.takes ?? [],
    refuses: facts.refuses ?? [],
    access: facts.access ?? null,
    admission: facts.admission ?? [],
    channels: facts.channels,
    languages: facts.languages ?? [],
    interpreter: facts.interpreter ?? null,
    forTrafficked: facts.forTrafficked ?? null,
    exploitation: facts.exploitation ?? [],
    indigenous: facts.indigenous ?? [],
    faithBased: facts.faithBased ?? null,
    remote: facts.remote ?? false,
    takesFromElsewhere: facts.takesFromElsewhere ?? null,
    reachKm: facts.reachKm ?? null,
    areas: facts.areas ?? null,
    hours: facts.hours ?? { kind: 'unknown' },
  }
}

export type FactColumns = ReturnType<typeof factColumns>
const FACT_NAMES = Object.keys(factColumns({ name: '', province: '', needs: [], channels: [] }))

/** Those columns of a row, as plain JSON: two that say the same are equal. */
export const plainFacts = (row: FactColumns): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(Object.fromEntries(FACT_NAMES.map((name) => [name, row[name as 'name']]))),
  )

/** The facts of a row but for the place: written again they change nothing. */
export function factsOf(row: FactColumns & { province: string }): Facts {
  const facts = Object.entries(plainFacts(row)).map(([name, value]) => [
    name,
    value === null && TEXTS.includes(name) ? undefined : value,
  ])
  return { ...Object.fromEntries(facts), province: row.province } as Facts
}

/** Where nothing is left out, not null. */
const TEXTS = ['nameFr', 'description', 'website', 'email']

/** The place that stands in the open, as it could be written again: of a hidden point no more than its province. */
export function writtenPlace(
  row: Pick<Known, 'address' | 'city' | 'province' | 'postalCode' | 'lat' | 'lng' | 'precision'> & {
    zone: string
    hidden: boolean
  },
): WrittenPlace {
  const { province, zone, hidden } = row
  if (hidden) return { province, zone }
  const exact = row.precision === 'exact'
  return {
    ...(row.address !== null && { address: row.address }),
    ...(row.city !== null && { city: row.city }),
    province,
    ...(row.postalCode !== null && { postalCode: row.postalCode }),
    ...(exact && row.lat !== null && row.lng !== null && { lat: row.lat, lng: row.lng }),
    zone,
  }
}

/**
 * States of the moment, which a file of facts does not know and must not reset, and the number of a
 * partner, which operators call to confirm: no import and no single editor changes it.
 */
export function keptFacts(input: Facts, known: Known | undefined) {
  return {
    accepting: input.accepting ?? known?.accepting ?? true,
    reminders: input.reminders ?? known?.reminders ?? true,
    pausedUntil:
      input.pausedUntil === undefined ? known?.pausedUntil?.toISOString() : input.pausedUntil,
    ...(known?.status === 'partner' ? { phones: known.phones as Facts['phones'] } : {}),
  }
}
