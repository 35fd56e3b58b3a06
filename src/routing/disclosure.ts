import { disclosures } from '../../db/schema.ts'
import { isRareLanguage } from '../directory/languages.ts'
import type { Admission } from '../directory/people.ts'
import type { PointDetails } from '../directory/store.ts'
import { zoneOf } from '../geography/local-time.ts'
import type { Precision } from '../geography/place.ts'
import { areaOf } from '../geography/region.ts'
import { newId } from '../platform/ids.ts'
import { seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, contactAskedAt, type Offer } from './case.ts'
import { opensDetails } from './consent.ts'
import { type ShownContact, shownContact } from './contact-window.ts'
import { partySize } from './facts.ts'
import type { Meeting } from './meeting.ts'
import type { ReferralInput } from './schemas.ts'

/** What a service point sees before a yes: this and nothing more (design, "Before a yes"). */
export type BeforeYes = {
  needs: string[]
  area: { en: string; fr: string }
  urgency: string
  gender?: string
  ageGroup?: string
  people: number
  childBands: string[]
  /** Only if it must answer in it: `interpreter` for a rare one. */
  language?: string
  /** Of the facts that the service point declared as its admission criteria, those that hold. */
  facts: Admission[]
}

/** What is released on confirmation, as far as the consent goes. */
export type AfterConfirmation = BeforeYes & {
  languages: string[]
  /** A number or address only inside its window: this is what is shown now, and what is kept. */
  contact?: ShownContact
  story?: Pick<ReferralInput, 'name' | 'ownWords' | 'notes' | 'arrival' | 'nights'> & {
    interpreterGender?: 'woman' | 'man'
    avoidPoliceServices?: string[]
  }
  place?: { lat: number; lng: number; label: string; precision: Precision }
  /** Whom to call, where whoever holds it said that they call: an officer, or another agency. */
  referrer?: { phone: string; unit?: string }
  /** Without consent, and not confirmed by a second person yet: nothing but what was seen before the yes. */
  waitsFor?: 'supervisor'
}

export function beforeYes(
  { gazetteer }: Pick<Turn, 'gazetteer'>,
  it: Case,
  needs: string[],
  point: PointDetails,
): BeforeYes {
  const { ask } = it.said
  const language = tells(it, 'language') ? languageToTell(ask.languages) : undefined
  return {
    needs,
    area: areaOf(gazetteer, ask.located).label,
    urgency: it.urgency,
    ...(ask.gender ? { gender: ask.gender } : {}),
    ...(ask.ageGroup ? { ageGroup: ask.ageGroup } : {}),
    people: partySize(ask),
    childBands: ask.children.map(({ ageBand }) => ageBand),
    ...(language ? { language } : {}),
    facts: ask.facts.filter((fact) => point.admission.includes(fact)),
  }
}

export function afterConfirmation(
  turn: Pick<Turn, 'gazetteer' | 'now'>,
  it: Case,
  needs: string[],
  point: PointDetails,
  meeting: Meeting | undefined,
): AfterConfirmation {
  const { input, ask, exact } = it.said
  const { name, ownWords, notes, arrival, nights, wishes, avoid, safeContact } = input
  const before = beforeYes(turn, it, needs, point)
  if (!opensDetails(it.consent)) return { ...before, languages: [], waitsFor: 'supervisor' }
  const at = tells(it, 'area') ? (exact ?? ask.located.point) : undefined
  const asked = {
    askedAt: contactAskedAt(it),
    now: turn.now,
    fallbackZone: at ? zoneOf(at, turn.gazetteer) : point.zone,
  }
  return {
    ...before,
    languages: tells(it, 'language') ? ask.languages : [],
    ...(tells(it, 'contact') && safeContact?.wanted
      ? { contact: shownContact(safeContact, asked) }
      : {}),
    ...(tells(it, 'story')
      ? {
          story: {
            ...{ name, ownWords, notes, arrival, nights },
            interpreterGender: wishes?.interpreterGender,
            avoidPoliceServices: avoid?.policeServices,
          },
        }
      : {}),
    ...(at
      ? {
          place: {
            ...at,
            label: ask.located.label,
            precision: exact ? ('exact' as const) : ask.located.precision,
          },
        }
      : {}),
    ...referrerToCall(input, meeting),
  }
}

/** The number is no word of the person, so that no scope speaks of it; nobody has it who does not call. */
function referrerToCall(
  { channel, referrer }: ReferralInput,
  meeting: Meeting | undefined,
): Pick<AfterConfirmation, 'referrer'> {
  if (meeting?.how !== 'we_call' || (channel !== 'police' && channel !== 'agency')) return {}
  const { phone, unit } = referrer ?? {}
  return phone ? { referrer: { phone, ...(unit && { unit }) } } : {}
}

export const GROUPS = [
  'needs',
  'area',
  'age_gender',
  'language',
  'facts',
  'contact',
  'story',
  'place',
  'referrer',
] as const
export type Group = (typeof GROUPS)[number]

/** Which groups of fields something shown really held, by code. */
export function groupsIn(what: BeforeYes & Partial<AfterConfirmation>): Group[] {
  const { gender, ageGroup, childBands, language, languages, facts } = what
  const { contact, story, place, referrer } = what
  const held: Record<Group, boolean> = {
    needs: true,
    area: true,
    age_gender: Boolean(gender ?? ageGroup) || childBands.length > 0,
    language: Boolean(language) || (languages ?? []).length > 0,
    facts: facts.length > 0,
    contact: contact !== undefined,
    story: Object.values(story ?? {}).some((value) => value !== undefined),
    place: place !== undefined,
    referrer: referrer !== undefined,
  }
  return GROUPS.filter((group) => held[group])
}

/** Keeps what was shown to whom: a sealed snapshot, written once. */
export async function disclose(
  { tx, now }: Turn,
  it: Case,
  stage: 'offer' | 'confirmation' | 'reading',
  shown: { offer: Pick<Offer, 'id' | 'servicePointId'>; what: BeforeYes }[],
): Promise<void> {
  const values = shown.map(({ offer, what }) => {
    const id = newId()
    return {
      id,
      referralId: it.referral.id,
      offerId: offer.id,
      stage,
      recipient: `service_point:${offer.servicePointId}`,
      sealed: seal(it.key, { table: 'disclosures', row: id, field: 'sealed' }, what),
      shown: groupsIn(what),
      at: now,
    }
  })
  if (values.length > 0) await tx.insert(disclosures).values(values)
}

const tells = ({ consent }: Case, scope: string): boolean => consent.scope.includes(scope)

/** Nothing if English or French will do; a rare language only says that an interpreter is needed. */
function languageToTell(languages: readonly string[]): string | undefined {
  const [first] = languages
  if (!first || languages.includes('en') || languages.includes('fr')) return undefined
  return isRareLanguage(first) ? 'interpreter' : first
}
