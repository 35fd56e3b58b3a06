import { fromBits } from '../directory/bits.ts'
import { NEEDS, type Need, needs } from '../directory/needs.ts'
import type { Phone } from '../directory/schemas.ts'
import type { Band } from '../geography/distance.ts'
import type { Ask } from './ask.ts'
import { type Caution, cautionsOf, type Hold, holdOf, offeredByItself } from './cautions.ts'
import type { Component, MatchPolicy } from './policy.ts'
import { type Reason, scaleOf, scored } from './rank.ts'
import type { Details, Row } from './store.ts'

/** A fresh figure: beds or seats left at `updatedAt`. */
export type Room = { need: Need; room: number; updatedAt: Date }

export type Candidate = {
  servicePointId: string
  organizationId: string
  name: { en: string; fr: string }
  partner: boolean
  hidden: boolean
  /** Those of the ask that it covers, in the order asked. */
  needs: Need[]
  /** 0 to 1, to four decimals: the sum of the parts by the weights of the policy. */
  score: number
  parts: Record<Component, number>
  reasons: Reason[]
  cautions: Caution[]
  /** A band where the point is hidden; undefined where it or the person's position is not known. */
  distance?: { band: Band } | { km: number }
  open: 'open' | 'closed' | 'unknown'
  room: Room | 'unknown'
  hold?: Hold
  /** A partner to which an offer may go by itself, as far as matching knows (not its contacts). */
  offerable: boolean
  phones: Phone[]
}

/** The rows as candidates, best first, equal scores by id. Rows without details are left out. */
export function candidatesOf(
  rows: readonly Row[],
  details: ReadonlyMap<string, Details>,
  ask: Ask,
  policy: MatchPolicy,
): Candidate[] {
  const scaleKm = scaleOf(rows, policy)
  return rows
    .flatMap((row) => {
      const known = details.get(row.id)
      return known ? [candidateOf(row, known, ask, scaleKm, policy)] : []
    })
    .sort((a, b) => b.score - a.score || (a.servicePointId < b.servicePointId ? -1 : 1))
}

function candidateOf(
  row: Row,
  details: Details,
  ask: Ask,
  scaleKm: number,
  policy: MatchPolicy,
): Candidate {
  const covered = fromBits(NEEDS, row.openNeeds)
  const facts = {
    needs: ask.needs.filter((need) => covered.includes(need)),
    open: openOf(row),
    room: roomOf(details, covered, ask),
  }
  const ranked = scored(row, details, facts, ask, scaleKm, policy)
  const cautions = cautionsOf(row, details, facts.room, ask, policy)
  const hold = holdOf(cautions)
  return {
    servicePointId: row.id,
    organizationId: row.organizationId,
    name: { en: details.name, fr: details.nameFr ?? details.name },
    partner: row.partner,
    hidden: row.hidden,
    ...facts,
    ...ranked,
    cautions,
    ...(hold && { hold }),
    offerable: row.partner && !hold && offeredByItself(row, cautions, ask),
    phones: details.phones,
  }
}

const openOf = ({ open }: Row): Candidate['open'] =>
  open === null ? 'unknown' : open ? 'open' : 'closed'

/** The least room among the covered needs that run out, for the first of them that has a figure. */
function roomOf(details: Details, covered: Need[], ask: Ask): Room | 'unknown' {
  for (const need of ask.needs) {
    if (!covered.includes(need) || needs[need].takes === 'nothing') continue
    const figures = details.rooms.filter((figure) => figure.need === need)
    const [least] = figures.sort((a, b) => a.room - b.room)
    if (least) return { need, room: least.room, updatedAt: new Date(least.updatedAt) }
  }
  return 'unknown'
}
