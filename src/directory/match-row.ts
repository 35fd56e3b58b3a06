import type { servicePointMatches } from '../../db/schema.ts'
import { bits } from './bits.ts'
import { NEEDS } from './needs.ts'
import { writtenOpenings } from './openings.ts'
import { ACCESS_NEEDS, ADMISSION, CHANNELS, GENDERS } from './people.ts'
import type { StoredPlace } from './place.ts'
import { CHILDREN, type Facts } from './schemas.ts'

type MatchRow = typeof servicePointMatches.$inferInsert

/**
 * The narrow row that matching walks. Null bits are unknown; 0 is "none". A point that takes no
 * referrals has no channel.
 */
export function matchRow(
  point: { id: string; organizationId: string; partner: boolean; hidden: boolean },
  facts: Facts,
  place: StoredPlace,
  now: Date,
): MatchRow {
  return {
    servicePointId: point.id,
    organizationId: point.organizationId,
    partner: point.partner,
    hidden: point.hidden,
    province: place.province,
    region: place.region,
    lat: place.lat,
    lng: place.lng,
    needBits: BigInt(bits(NEEDS, facts.needs)),
    genderBits: facts.genders ? bits(GENDERS, facts.genders) : null,
    channelBits: (facts.accepting ?? true) ? bits(CHANNELS, facts.channels) : 0,
    minAge: facts.minAge ?? null,
    maxAge: facts.maxAge ?? null,
    childBits: facts.children ? bits(CHILDREN, facts.children) : null,
    takeBits: bits(ADMISSION, facts.takes ?? []),
    refuseBits: bits(ADMISSION, facts.refuses ?? []),
    accessBits: facts.access ? bits(ACCESS_NEEDS, facts.access) : null,
    remote: facts.remote ?? false,
    takesFromElsewhere: facts.takesFromElsewhere ?? null,
    reachKm: facts.reachKm ?? null,
    areas: facts.areas ?? null,
    pausedUntil: facts.pausedUntil ? new Date(facts.pausedUntil) : null,
    ...writtenOpenings(facts.hours ?? { kind: 'unknown' }, place.zone, now),
  }
}
