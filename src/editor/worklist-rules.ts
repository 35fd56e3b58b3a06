import { CONFIRMED_FOR } from '../directory/contacts.ts'
import { openings } from '../directory/hours.ts'
import type { Need } from '../directory/needs.ts'
import type { Admission } from '../directory/people.ts'
import type { Contact, PointDetails } from '../directory/store.ts'
import { kilometres } from '../geography/distance.ts'
import { type Gazetteer, locate } from '../geography/gazetteer.ts'
import { localTime, zoneOf } from '../geography/local-time.ts'
import type { Point } from '../geography/place.ts'
import { provinceZones } from '../geography/zones.ts'
import { after, DAY } from '../platform/clock.ts'

/**
 * What needs an editor, and why: the rules in one place, each a line of `RULES` below. A service point
 * stands in a group once, with every reason; groups and lines are shown worst first.
 */
export const GROUPS = ['contacts', 'silent', 'contradictory', 'stale', 'unverified'] as const
export type Group = (typeof GROUPS)[number]

/** Columns that the rules read; the others stay in the database. */
export const LOOKED_AT = [
  ...(['id', 'name', 'nameFr', 'status', 'hidden', 'pausedUntil', 'verifiedOn'] as const),
  ...(['city', 'province', 'lat', 'lng', 'precision', 'zone', 'phones', 'website'] as const),
  ...(['email', 'needs', 'genders', 'minAge', 'maxAge', 'takes', 'refuses'] as const),
  ...(['channels', 'reachKm', 'hours'] as const),
]

/** What the rules look at. `contacts`: those that count now and that a provider carries, of partners only. */
export type WorkPoint = Pick<PointDetails, (typeof LOOKED_AT)[number]> & {
  contacts: Pick<Contact, 'confirmedAt' | 'failedAt' | 'failedReason'>[]
  /** Offers that it answered, with yes, no or full, and that it let pass. */
  answered: number
  silent: number
}

/** `towns`: those that were looked up already, by name and province; a look-up takes 0.2 ms. */
export type Known = {
  now: Date
  gazetteer: Gazetteer
  reviewDays: number
  towns?: Map<string, Point | undefined>
}

/** `said`: figures and words for the reason. `weight`: 0 to 100, worst highest. */
export type Reason = { code: Code; weight: number; said?: Record<string, string | number> }
type Rule = (point: WorkPoint, known: Known) => Omit<Reason, 'code'> | undefined

/** Confirmed contacts are called again in time: so long before they lapse; milliseconds. */
const SOON = 14 * DAY
/** Fewer offers say nothing about who lets them pass. */
const ENOUGH_OFFERS = 3
const SILENT_SHARE = 0.5
const LONG_PAUSE = 30 * DAY
const FAR_KM = 60

/** Who offers the one does not refuse the other. */
const OFFERED_AND_REFUSED: readonly [Need, Admission][] = [
  ['prenatal_care', 'pregnancy'],
  ['medical_care', 'medication'],
  ['addiction_support', 'substance_use'],
]

const when = (holds: boolean, weight: number, said?: Reason['said']) =>
  holds ? { weight, ...(said && { said }) } : undefined

const RULES = {
  contacts: {
    /** A partner with no contact at all, or with none of a channel by which anything is sent here. */
    no_contact: ({ status, contacts }) => when(status === 'partner' && contacts.length === 0, 100),
    /** A partner whose contacts all failed, lapsed or were never confirmed. */
    no_working_contact: (point, { now }) =>
      when(isPartner(point) && point.contacts.length > 0 && working(point, now).length === 0, 95),
    /** A contact bounced, said STOP, was a wrong number or was stopped; others still work. */
    failed_contact: (point, { now }) => {
      const failed = point.contacts.filter(({ failedAt }) => failedAt)
      const { failedReason } = failed[0] ?? {}
      return when(
        isPartner(point) && failed.length > 0 && working(point, now).length > 0,
        60,
        failedReason ? { why: failedReason } : undefined,
      )
    },
    /** The last confirmation of a contact lapses within 14 days. */
    contact_lapses: (point, { now }) => {
      const ends = working(point, now).map(({ confirmedAt }) => after(confirmedAt!, CONFIRMED_FOR))
      const first = Math.min(...ends.map((end) => end.getTime()))
      const days = Math.floor((first - now.getTime()) / DAY)
      return when(isPartner(point) && first - now.getTime() < SOON, 30, { days })
    },
  },
  silent: {
    /** It let at least half of three offers or more pass. */
    never_answers: (point) => {
      const { answered, silent } = point
      const share = silent / (answered + silent)
      const counts = answered + silent >= ENOUGH_OFFERS && share >= SILENT_SHARE
      return when(isPartner(point) && counts, Math.round(share * 100), {
        ...{ silent, all: answered + silent },
      })
    },
  },
  contradictory: {
    /** The youngest is older than the oldest: nobody fits. */
    ages_crossed: ({ minAge, maxAge }) =>
      when(minAge !== null && maxAge !== null && minAge > maxAge, 95, {
        ...{ minAge: minAge ?? 0, maxAge: maxAge ?? 0 },
      }),
    /** It serves no gender. */
    no_genders: ({ genders }) => when(genders?.length === 0, 90),
    /** It offers nothing that we have a word for: it is never matched. */
    no_needs: ({ needs }) => when(needs.length === 0, 85),
    /** It takes referrals from nobody. */
    no_channels: ({ channels }) => when(channels.length === 0, 80),
    /** No telephone, site or e-mail address: nobody can be told how to reach it. */
    no_way: ({ phones, website, email }) => when(phones.length === 0 && !website && !email, 75),
    /** Its place stands more than 60 km from the town that it names. */
    apart: (point, known) => {
      const { hidden, precision, city, province, lat, lng } = point
      if (hidden || precision !== 'exact' || !city || lat === null || lng === null) return undefined
      const town = townOf(known, city, province)
      if (!town) return undefined
      const km = Math.round(kilometres(town, { lat, lng }))
      return when(km > FAR_KM, 70, { km, city })
    },
    /** Its clock is of another province. */
    wrong_zone: ({ province, zone, lat, lng }, { gazetteer }) => {
      if (provinceZones[province].includes(zone)) return undefined
      const stands = lat !== null && lng !== null && zoneOf({ lat, lng }, gazetteer) === zone
      return when(!stands, 70, { zone, province })
    },
    /** It says of the same that it takes it and that it cannot take it. */
    takes_and_refuses: ({ takes, refuses }) => {
      const both = takes.filter((fact) => refuses.includes(fact))
      return when(both.length > 0, 60, { what: both.join(' ') })
    },
    /** It offers pregnancy care and takes nobody who is pregnant; likewise medicine, and addiction. */
    offers_and_refuses: ({ needs, refuses }) => {
      const [pair] = OFFERED_AND_REFUSED.filter(
        ([need, fact]) => needs.includes(need) && refuses.includes(fact),
      )
      return when(pair !== undefined, 60, { need: pair?.[0] ?? '', what: pair?.[1] ?? '' })
    },
    /** It offers the protection of children, and serves only adults. */
    children_refused: ({ needs, minAge }) =>
      when(needs.includes('child_protection') && (minAge ?? 0) >= 18, 60, { minAge: minAge ?? 0 }),
    /** It says that it serves nowhere. */
    no_reach: ({ reachKm }) => when(reachKm !== null && reachKm < 1, 60),
    /** A bed for the night, and closed at three in the night all week. */
    closed_at_night: ({ needs, hours, zone }, { now }) =>
      when(needs.includes('emergency_shelter') && closedAtNight(hours, zone, now), 50),
    /** A partner that takes nobody for more than 30 days. */
    long_pause: ({ status, pausedUntil }, { now }) =>
      when(
        status === 'partner' && pausedUntil !== null && pausedUntil > after(now, LONG_PAUSE),
        40,
        {
          until: pausedUntil?.toISOString().slice(0, 10) ?? '',
        },
      ),
    /** Its hours stayed words that nobody could read: it counts as unknown. */
    hours_unread: ({ hours }) =>
      when(hours.kind === 'unknown' && Boolean(hours.text), 20, {
        text: (hours.kind === 'unknown' && hours.text) || '',
      }),
  },
  stale: {
    /** Its details were last checked longer ago than service points are asked. */
    checked_long_ago: ({ verifiedOn }, { now, reviewDays }) => {
      if (!verifiedOn) return undefined
      const days = Math.floor((now.getTime() - Date.parse(`${verifiedOn}T00:00Z`)) / DAY)
      return when(days > reviewDays, Math.min(100, Math.floor(days / 10)), { days, verifiedOn })
    },
  },
  unverified: {
    /** Nobody has ever said that its details are right. */
    never_checked: ({ status, verifiedOn }) => when(!verifiedOn, status === 'partner' ? 60 : 20),
  },
} satisfies Record<Group, Record<string, Rule>>

export type Code = { [G in Group]: keyof (typeof RULES)[G] }[Group] & string
export const CODES = GROUPS.flatMap((group) => Object.keys(RULES[group]) as Code[])

/** Every reason why this service point needs an editor, by group, the worst first. */
export function reasonsOf(point: WorkPoint, known: Known): Partial<Record<Group, Reason[]>> {
  const found: Partial<Record<Group, Reason[]>> = {}
  for (const group of GROUPS) {
    const rules = Object.entries(RULES[group]) as [Code, Rule][]
    const reasons = rules.flatMap(([code, rule]) => {
      const reason = rule(point, known)
      return reason ? [{ code, ...reason }] : []
    })
    if (reasons.length > 0) found[group] = reasons.sort((a, b) => b.weight - a.weight)
  }
  return found
}

const isPartner = ({ status }: Pick<WorkPoint, 'status'>): boolean => status === 'partner'

/** Contacts that get offers now. */
const working = ({ contacts }: WorkPoint, now: Date) =>
  contacts.filter(
    ({ confirmedAt, failedAt }) =>
      confirmedAt && !failedAt && after(confirmedAt, CONFIRMED_FOR) > now,
  )

/** Where a town lies, if one of that name is in the province. */
function townOf({ gazetteer, towns }: Known, city: string, province: string): Point | undefined {
  const key = `${city}\0${province}`
  if (towns?.has(key)) return towns.get(key)
  const found = locate(gazetteer, { place: city, province })
  const town = found.ok && found.located.precision === 'place' ? found.located.point : undefined
  towns?.set(key, town)
  return town
}

/** By the week that begins now: at no night of it is it open at three. */
function closedAtNight(hours: WorkPoint['hours'], zone: string, now: Date): boolean {
  if (hours.kind !== 'weekly') return false
  const nights = openings(hours, zone, now, 7) ?? []
  return !nights.some(({ from, to }) => {
    const { minutesOfDay } = localTime(from, zone)
    const minutes = (to.getTime() - from.getTime()) / 60_000
    return minutes > (3 * 60 - minutesOfDay + 1440) % 1440
  })
}
