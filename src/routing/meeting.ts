import { eq } from 'drizzle-orm'
import { offers } from '../../db/schema.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { after, DAY, MINUTE } from '../platform/clock.ts'
import { conflict, type FieldError, invalid } from '../platform/errors.ts'
import { dataKey, KeyDestroyed, open, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { type Case, lockOffer, note, type Offer, type Referral } from './case.ts'
import { isHeld } from './consent.ts'
import { tellReferrer } from './notices.ts'

export const MEETINGS = ['we_call', 'meet'] as const
export const DRIVERS = ['service', 'referrer', 'person', 'undecided'] as const

/** How the person comes over, as the service point says it; all that a referrer learns of where. */
export type Meeting = {
  how: (typeof MEETINGS)[number]
  /** RFC 3339. When they call, or meet. */
  at?: string
  /** A neutral place, in words: never the service's own name or address. */
  place?: string
  whoDrives: (typeof DRIVERS)[number]
}

/** As it is said: of a confidential service point a place counts only with the word that it is neutral. */
export type SaidMeeting = Meeting & { neutral?: boolean }

/**
 * Says how to meet, or says it anew, while the offer is confirmed and held and the person is still to
 * arrive; 409 else, 422 for a place that cannot be told. The referrer is told that it stands there.
 */
export async function sayMeeting(turn: Turn, offerId: string, meeting: SaidMeeting): Promise<void> {
  const { it, offer, leg } = await lockOffer(turn, offerId)
  if (!isHeld(offer) || it.referral.state !== 'open' || leg.state !== 'confirmed')
    throw conflict('not_held', 'Only for a confirmed offer whose person is still to arrive.', {
      state: offer.state,
    })
  await keepMeeting(turn, it, offer, meeting)
  await tellReferrer(turn, it, offer.id, 'meeting', (m) => m.referrerMeeting(it.referral))
}

/** The same within a confirmation. */
export async function keepMeeting(
  turn: Turn,
  it: Case,
  offer: Offer,
  { neutral, ...meeting }: SaidMeeting,
): Promise<void> {
  const { tx } = turn
  const point = (await servicePointsByIds(tx, [offer.servicePointId])).get(offer.servicePointId)!
  const errors = meetingErrors(turn, point, { ...meeting, neutral })
  if (errors.length > 0) throw invalid(errors)
  await tx
    .update(offers)
    .set({ sealedMeeting: seal(it.key, sealedAt(offer.id), meeting) })
    .where(eq(offers.id, offer.id))
  const { how, at, place, whoDrives } = meeting
  await note(turn, it.referral.id, {
    action: 'offer.meeting_said',
    thing: `offer:${offer.id}`,
    data: {
      ...{ legId: offer.legId, servicePointId: offer.servicePointId },
      ...{ how, whoDrives, timed: Boolean(at), placed: Boolean(place) },
    },
  })
}

/** What was said of these offers, by offer; nothing once it is erased. */
export async function meetingsOf(
  { tx, keys }: Pick<Turn, 'tx' | 'keys'>,
  referral: Pick<Referral, 'keyId' | 'erasedAt'>,
  list: Offer[],
): Promise<Map<string, Meeting>> {
  const said = list.filter(({ sealedMeeting }) => sealedMeeting)
  if (said.length === 0 || referral.erasedAt) return new Map()
  try {
    const key = await dataKey(tx, keys, referral.keyId)
    return new Map(
      said.map(({ id, sealedMeeting }) => [id, open<Meeting>(key, sealedAt(id), sealedMeeting!)]),
    )
  } catch (error) {
    if (error instanceof KeyDestroyed) return new Map()
    throw error
  }
}

const sealedAt = (row: string) => ({ table: 'offers', row, field: 'sealed_meeting' })

function meetingErrors(
  { now }: Turn,
  point: PointDetails,
  { how, at, place, neutral }: SaidMeeting,
): FieldError[] {
  const errors: FieldError[] = []
  const say = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail })
  const when = at ? new Date(at) : undefined
  if (when && (when < after(now, -5 * MINUTE) || when > after(now, 30 * DAY)))
    say('at', 'must be within the next 30 days')
  if (how === 'meet' && !place) say('place', 'is needed to meet')
  if (how === 'we_call' && place) say('place', 'belongs to a meeting, not to a call')
  if (!place) return errors
  if (point.hidden && neutral !== true)
    say('neutral', 'must be true: say only a place that tells nothing about where you are')
  const { name, nameFr, address, organizationName, organizationNameFr } = point
  const own = [name, nameFr, address, organizationName, organizationNameFr]
  const text = plain(place)
  if (own.some((each) => each && plain(each).length > 3 && text.includes(plain(each))))
    say('place', 'names the service itself: say a neutral place')
  return errors
}

/** Without accents, case and signs. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
