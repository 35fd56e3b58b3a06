import type { Gazetteer } from '../geography/gazetteer.ts'
import { isZone } from '../geography/local-time.ts'
import type { FieldError } from '../platform/errors.ts'
import { hoursErrors } from './hours-errors.ts'
import { isLanguage } from './languages.ts'
import { parsePhones } from './phones.ts'
import type { Facts } from './schemas.ts'

/**
 * What the shape of a service point's facts cannot say is wrong with them: all of it, by JSON
 * pointer. Whether the place exists is `judgePlace`'s to say.
 */
export function factErrors(gazetteer: Gazetteer, facts: Facts): FieldError[] {
  const errors: FieldError[] = []
  const say = (pointer: string, detail: string) => errors.push({ pointer, detail })

  if ((facts.minAge ?? 0) > (facts.maxAge ?? 120)) say('/maxAge', 'is below minAge')
  if ((facts.lat === undefined) !== (facts.lng === undefined)) {
    say(facts.lat === undefined ? '/lat' : '/lng', 'is missing: a position has both')
  }
  if (facts.zone !== undefined && !isZone(facts.zone)) say('/zone', 'is not an IANA time zone')
  for (const [i, language] of (facts.languages ?? []).entries()) {
    if (!isLanguage(language)) say(`/languages/${i}`, 'is not an ISO 639 code in its short form')
  }
  for (const [i, { number }] of (facts.phones ?? []).entries()) {
    const reason = parsePhones(number).problems[0]?.reason
    if (reason) say(`/phones/${i}/number`, PHONE_REASONS[reason])
  }
  for (const [i, area] of (facts.areas ?? []).entries()) {
    if (area !== 'ca' && !gazetteer.regions.has(area) && !gazetteer.byId.has(area)) {
      say(`/areas/${i}`, 'is not the id of a place, a region or a province, nor ca')
    }
  }
  for (const [i, fact] of (facts.refuses ?? []).entries()) {
    if (facts.takes?.includes(fact)) say(`/refuses/${i}`, 'is in takes too')
  }
  for (const { field, message } of facts.hours ? hoursErrors(facts.hours) : []) {
    say(`/hours${field && `/${field.replaceAll('.', '/')}`}`, message)
  }
  return errors
}

export const PHONE_REASONS = {
  not_a_number: 'is not a telephone number',
  short_code: 'is a short code, not a telephone number',
  premium: 'is a number at premium rates',
  outside_canada_us: 'is not a number of Canada, the United States or toll-free',
} as const
