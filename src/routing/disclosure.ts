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
import type { Case, Offer } from './case.ts'
import { type ShownContact, shownContact } from './contact-window.ts'
import { partySize } from './facts.ts'
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
  story?: Pick<ReferralInput, 'name' | 'notes' | 'arrival' | 'nights'> & {
    interpreterGender?: 'woman' | 'man'
    avoidPoliceServices?: string[]
  }
  place?: { lat: number; lng: number; label: string; precision: Precision }
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
): AfterConfirmation {
  const { input, ask, exact } = it.said
  const { name, notes, arrival, nights, wishes, avoid, safeContact } = input
  const at = tells(it, 'area') ? (exact ?? ask.located.point) : undefined
  const asked = {
    askedAt: it.referral.createdAt,
    now: turn.now,
    fallbackZone: at ? zoneOf(at, turn.gazetteer) : point.zone,
  }
  return {
    ...beforeYes(turn, it, needs, point),
    languages: tells(it, 'language') ? ask.languages : [],
    ...(tells(it, 'contact') && safeContact?.wanted
      ? { contact: shownContact(safeContact, asked) }
      : {}),
    ...(tells(it, 'story')
      ? {
          story: {
            ...{ name, notes, arrival, nights },
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
  }
}

/** Keeps what was shown to whom: a sealed snapshot, written once. */
export async function disclose(
  { tx, now }: Turn,
  it: Case,
  stage: 'offer' | 'confirmation',
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
