import { normalizeLanguage } from '../directory/languages.ts'
import type { Need } from '../directory/needs.ts'
import type { Admission } from '../directory/people.ts'
import { ageGroup, populationOf } from '../directory/people.ts'
import { type AvoidedArea, coarse } from '../geography/distance.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { locate } from '../geography/locate.ts'
import type { Located, LocateResult } from '../geography/place.ts'
import { areaIds, areaOf } from '../geography/region.ts'
import type { Ask } from '../matching/ask.ts'
import { touchedRegions } from '../matching/touched.ts'
import type { FieldError } from '../platform/errors.ts'
import type { AskInput, ReferralInput } from './schemas.ts'

/** What was said, and what it resolves to. Sealed with the referral; only statistics columns stay outside. */
export type Said = {
  input: ReferralInput
  ask: Ask
  exact: { lat: number; lng: number } | null
  /** When the person said last how they may be reached, if not when the referral was made. */
  contactAskedAt?: string
}

/** Turns what was asked into what matching takes; names every field that cannot be right. */
export function readAsk(
  gazetteer: Gazetteer,
  input: AskInput,
): { ask: Ask; located: Located } | { errors: FieldError[]; extra: Record<string, unknown> } {
  const errors: FieldError[] = []
  const extra: Record<string, unknown> = {}
  const place = locate(gazetteer, input.location)
  if (!place.ok) {
    errors.push(placeError('/location', place))
    if (place.suggestions.length > 0)
      extra.suggestions = place.suggestions.map(({ id, name, province }) => ({
        id,
        name,
        province,
      }))
  }
  const languages = (input.languages ?? []).map((code, i) => {
    const known = normalizeLanguage(code)
    if (!known)
      errors.push({ pointer: `/languages/${i}`, detail: 'is not a language code of BCP 47' })
    return known ?? code
  })
  const areas = (input.avoid?.areas ?? []).flatMap(({ radiusKm, ...where }, i): AvoidedArea[] => {
    const found = locate(gazetteer, where)
    if (found.ok) return [{ point: found.located.point, radiusKm }]
    errors.push(placeError(`/avoid/areas/${i}`, found))
    return []
  })
  if (input.age !== undefined && input.ageGroup && ageGroup(input.age) !== input.ageGroup) {
    errors.push({ pointer: '/ageGroup', detail: 'does not fit the age' })
  }
  if (errors.length > 0 || !place.ok) return { errors, extra }
  const { located } = place
  const ask: Ask = {
    channel: input.channel,
    urgency: input.urgency,
    located: { ...located, point: coarse(located.point) },
    areaIds: areaIds(gazetteer, located),
    needs: input.needs as Need[],
    languages,
    interpreterAccepted: input.interpreterAccepted,
    gender: input.gender,
    age: input.age,
    ageGroup: input.ageGroup ?? (input.age === undefined ? undefined : ageGroup(input.age)),
    children: input.household?.children ?? [],
    facts: knownFacts(input),
    accessNeeds: input.accessNeeds ?? [],
    relocation: input.relocation ?? 'stay',
    avoid: {
      areas,
      organizations: input.avoid?.organizations ?? [],
      regions: touchedRegions(gazetteer, areas),
    },
    wishes: input.wishes ?? {},
    exploitation: input.exploitation,
  }
  return { ask, located }
}

function placeError(pointer: string, { field, message }: LocateResult & { ok: false }): FieldError {
  return { pointer: field ? `${pointer}/${field}` : pointer, detail: message.en }
}

function knownFacts(input: AskInput): Admission[] {
  const facts: [Admission, boolean | undefined][] = [
    ['pregnancy', input.health?.pregnant],
    ['care_needs', input.health?.urgentCare],
    ['medication', input.health?.medication],
    ['substance_use', input.substanceUse],
    ['pets', (input.household?.pets ?? 0) > 0],
    ['access_needs', (input.accessNeeds ?? []).length > 0],
    ['being_searched_for', input.safety?.someoneSearching],
  ]
  return facts.filter(([, holds]) => holds).map(([fact]) => fact)
}

/** Under 18, unsure with signs of it, or with a child that is at risk: people first, no automatic offer. */
export const concernsMinor = ({ input, ask }: Pick<Said, 'input' | 'ask'>): boolean =>
  ask.ageGroup === 'under_16' ||
  ask.ageGroup === '16-17' ||
  input.maybeMinor === true ||
  ask.children.some(({ atRisk }) => atRisk)

/** How many people come. */
export const partySize = (ask: Ask): number => 1 + ask.children.length

export const populationOfAsk = (ask: Ask) =>
  populationOf({ children: ask.children.length, age: ask.age ?? ask.ageGroup, gender: ask.gender })

/** Where the person is, as it is told before a yes. */
export const toldArea = (gazetteer: Gazetteer, located: Located) => areaOf(gazetteer, located)
