import { languageFit } from '../directory/languages.ts'
import { type Need, needs } from '../directory/needs.ts'
import type { Indigenous } from '../directory/schemas.ts'
import { type Band, band } from '../geography/distance.ts'
import { type Ask, isRough } from './ask.ts'
import type { Candidate } from './candidate.ts'
import { COMPONENTS, type Component, type MatchPolicy } from './policy.ts'
import type { Details, Row } from './store.ts'

export type ReasonCode =
  | 'covers_all'
  | 'covers_some'
  | 'spoken'
  | 'sister'
  | 'interpreter'
  | 'interpreter_unknown'
  | 'no_language'
  | 'language_not_asked'
  | 'kilometres'
  | 'band'
  | 'remote'
  | 'distance_unknown'
  | 'open'
  | 'closed'
  | 'hours_unknown'
  | 'room'
  | 'room_unknown'
  | 'room_not_counted'
  | 'for_trafficked'
  | 'for_trafficked_unknown'
  | 'not_for_trafficked'
  | 'this_exploitation'
  | 'other_exploitation'
  | 'exploitation_unknown'
  | 'wishes_met'
  | 'no_wishes'
  | 'answers'
  | 'reliability_neutral'

/** Why a component is what it is: a code and its numbers. */
export type Reason = {
  component: Component
  code: ReasonCode
  count?: number
  of?: number
  km?: number
  band?: Band
  language?: string
  needs?: Need[]
}

type Part = { part: number; because: Omit<Reason, 'component'>[] }
type Known = Pick<Candidate, 'needs' | 'open' | 'room'>

/** Kilometres at which half of the distance component is left: what is near depends on the region. */
export function scaleOf(rows: readonly Row[], { distance }: MatchPolicy): number {
  const known = rows.flatMap(({ metres }) => (metres === null ? [] : [metres / 1000]))
  const sorted = known.sort((a, b) => a - b)
  const nth = sorted[Math.min(distance.rank, sorted.length) - 1] ?? distance.mostKm
  return Math.min(Math.max(nth, distance.leastKm), distance.mostKm)
}

/** The components, each in [0, 1], what they add up to, and why. */
export function scored(
  row: Row,
  details: Details,
  known: Known,
  ask: Ask,
  scaleKm: number,
  policy: MatchPolicy,
): Pick<Candidate, 'score' | 'parts' | 'reasons' | 'distance'> {
  const distance = distanceOf(row)
  const each: Record<Component, Part> = {
    needs: needsPart(known, ask),
    language: languagePart(details, ask, policy),
    distance: distancePart(row, distance, ask, scaleKm, policy),
    availability: availabilityPart(known),
    focus: focusPart(details, ask),
    wishes: wishesPart(details, ask),
    reliability: reliabilityPart(details, policy),
  }
  const sum = COMPONENTS.reduce((sum, name) => sum + policy.weights[name] * each[name].part, 0)
  return {
    score: Math.round(sum * 1e4) / 1e4,
    parts: Object.fromEntries(
      COMPONENTS.map((name) => [name, each[name].part]),
    ) as Candidate['parts'],
    reasons: COMPONENTS.flatMap((component) =>
      each[component].because.map((reason) => ({ component, ...reason })),
    ),
    ...(distance && { distance }),
  }
}

function needsPart({ needs }: Known, ask: Ask): Part {
  const code = needs.length === ask.needs.length ? 'covers_all' : 'covers_some'
  const because = [{ code, needs, count: needs.length, of: ask.needs.length } as const]
  return { part: needs.length / ask.needs.length, because }
}

/** The best over the person's languages, the first preferred; an interpreter is for the first. */
function languagePart(details: Details, ask: Ask, { language: fits }: MatchPolicy): Part {
  const [first] = ask.languages
  if (first === undefined) return { part: 0.5, because: [{ code: 'language_not_asked' }] }
  const found: { part: number; code: ReasonCode; language: string }[] = []
  for (const [index, language] of ask.languages.entries()) {
    const fit = languageFit(language, details.languages)
    const preferred = Math.max(0.5, 1 - fits.perPreference * index)
    if (fit === 'spoken') found.push({ part: preferred, code: 'spoken', language })
    if (fit === 'sister') found.push({ part: fits.sister * preferred, code: 'sister', language })
  }
  const unknown = details.languages.length === 0 || details.interpreter === null
  if (ask.interpreterAccepted !== false && details.interpreter) {
    found.push({ part: fits.interpreter, code: 'interpreter', language: first })
  } else if (unknown) {
    found.push({ part: fits.unknown, code: 'interpreter_unknown', language: first })
  }
  found.push({ part: 0, code: 'no_language', language: first })
  const { part, ...reason } = found.reduce((best, next) => (next.part > best.part ? next : best))
  return { part, because: [reason] }
}

/** A hidden point is as far as its region's anchor, and only ever told by a band. */
function distanceOf({ metres, hidden }: Row): Candidate['distance'] {
  if (metres === null) return undefined
  return hidden ? { band: band(metres / 1000) } : { km: Math.round(metres / 100) / 10 }
}

function distancePart(
  { metres, remote }: Row,
  distance: Candidate['distance'],
  ask: Ask,
  scaleKm: number,
  policy: MatchPolicy,
): Part {
  const unknown = {
    part: policy.distance.unknown,
    because: [{ code: 'distance_unknown' as const }],
  }
  if (isRough(ask)) return unknown
  const near = metres === null ? 0 : scaleKm / (scaleKm + metres / 1000)
  if (remote && policy.distance.remote >= near) {
    return { part: policy.distance.remote, because: [{ code: 'remote' }] }
  }
  if (!distance) return unknown
  const code = 'km' in distance ? 'kilometres' : 'band'
  return { part: near, because: [{ code, ...distance }] }
}

function availabilityPart({ needs: covered, open, room }: Known): Part {
  const hours = {
    open: { part: 1, code: 'open' },
    unknown: { part: 0.5, code: 'hours_unknown' },
    closed: { part: 0, code: 'closed' },
  } as const
  const counted = covered.some((need) => needs[need].takes !== 'nothing')
  const left: Part = !counted
    ? { part: 1, because: [{ code: 'room_not_counted' }] }
    : room === 'unknown'
      ? { part: 0.5, because: [{ code: 'room_unknown' }] }
      : {
          part: room.room > 0 ? 1 : 0,
          because: [{ code: 'room', count: room.room, needs: [room.need] }],
        }
  const { part, code } = hours[open]
  return { part: 0.6 * part + 0.4 * left.part, because: [{ code }, ...left.because] }
}

function focusPart(details: Details, ask: Ask): Part {
  const { forTrafficked, exploitation } = details
  const made =
    forTrafficked === null
      ? ({ part: 0.5, code: 'for_trafficked_unknown' } as const)
      : forTrafficked
        ? ({ part: 1, code: 'for_trafficked' } as const)
        : ({ part: 0, code: 'not_for_trafficked' } as const)
  if (!ask.exploitation?.length) return { part: made.part, because: [{ code: made.code }] }
  const kind =
    exploitation.length === 0
      ? ({ part: 0.5, code: 'exploitation_unknown' } as const)
      : ask.exploitation.some((each) => exploitation.includes(each))
        ? ({ part: 1, code: 'this_exploitation' } as const)
        : ({ part: 0, code: 'other_exploitation' } as const)
  return {
    part: 0.6 * made.part + 0.4 * kind.part,
    because: [{ code: made.code }, { code: kind.code }],
  }
}

/** Whether it answers at all: an honest no never lowers it, and few cases say nothing. */
function reliabilityPart({ answered, silent }: Details, { reliability }: MatchPolicy): Part {
  const of = answered + silent
  if (of < reliability.fewest) return { part: 0.5, because: [{ code: 'reliability_neutral' }] }
  return { part: answered / of, because: [{ code: 'answers', count: answered, of }] }
}

function wishesPart({ indigenous, faithBased }: Details, { wishes }: Ask): Part {
  const has = (wanted: Indigenous[]) => wanted.some((each) => indigenous.includes(each))
  const met: number[] = []
  if (wishes.indigenous?.length) met.push(has(wishes.indigenous) ? 1 : 0)
  if (wishes.notOwnCommunity?.length) met.push(has(wishes.notOwnCommunity) ? 0 : 1)
  if (wishes.notFaithBased) met.push(faithBased === null ? 0.5 : faithBased ? 0 : 1)
  if (met.length === 0) return { part: 1, because: [{ code: 'no_wishes' }] }
  const sum = met.reduce((sum, each) => sum + each, 0)
  const count = met.filter((each) => each === 1).length
  return { part: sum / met.length, because: [{ code: 'wishes_met', count, of: met.length }] }
}
