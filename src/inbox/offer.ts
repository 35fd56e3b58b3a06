import { eq } from 'drizzle-orm'
import { legs, offers, referrals, servicePoints } from '../../db/schema.ts'
import { type Held, type HeldThing, heldNow, type Thread } from '../answers/held.ts'
import { type Stage, stageOf } from '../answers/open-link.ts'
import { asked, clock, gaveBack, type Missed, missed, whyLate } from '../answers/show.ts'
import type { Language } from '../locales/locale.ts'
import type { AfterConfirmation, BeforeYes } from '../routing/disclosure.ts'
import { legSpokenFor } from '../routing/late-yes.ts'
import { assertOffer } from '../routing/reach.ts'
import type { Turn } from '../services.ts'

/** What a post has just opened: it stands in its answer, and nowhere else. */
export type Opened = { details?: AfterConfirmation; thread?: Thread }

/** A request to one of their service points, as far as it may be seen in its state. */
export type Request = {
  id: string
  reference: string
  stage: Exclude<Stage, 'frozen'>
  point: { name: string; nameFr: string | null }
  /** When they must have answered, confirmed, or told us. */
  dueAt: Date | null
  unread: number
  needs: string[]
  asked?: { what: BeforeYes; replyBy: string }
  late?: ReturnType<typeof whyLate>
  missed?: Missed
  held?: Held
  details?: AfterConfirmation
  gaveBack?: boolean
}

/** The offer with all that stands behind it; 404 for one of another organization. */
export async function findOffer(turn: Turn, id: string) {
  await assertOffer(turn, 'offer.list', id)
  const [found] = await turn.tx
    .select({
      ...{ offer: offers, leg: legs, referral: referrals, zone: servicePoints.zone },
      point: { name: servicePoints.name, nameFr: servicePoints.nameFr },
    })
    .from(offers)
    .innerJoin(legs, eq(legs.id, legSpokenFor))
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .innerJoin(servicePoints, eq(servicePoints.id, offers.servicePointId))
    .where(eq(offers.id, id))
  return found as HeldThing & { point: Request['point'] }
}

/** How it stands now, in the reader's language, with what a post has just opened. Writes nothing. */
export async function readRequest(
  turn: Turn,
  id: string,
  language: Language,
  { details, thread }: Opened = {},
): Promise<Request> {
  const found = await findOffer(turn, id)
  const { offer, leg, referral, point, zone } = found
  const stage = stageOf(found) as Request['stage']
  const about = { id: offer.id, reference: referral.reference, stage, point }
  const plain = { ...about, needs: [], dueAt: null, unread: 0 }
  switch (stage) {
    case 'over':
      return { ...plain, gaveBack: gaveBack(found) }
    case 'missed':
      return { ...plain, missed: await missed(turn, found) }
    case 'late':
      return { ...plain, late: whyLate(found) }
    case 'asked': {
      const replyBy = clock(turn, language, offer.dueAt!, zone)
      return { ...plain, dueAt: offer.dueAt, asked: { what: await asked(turn, found), replyBy } }
    }
    case 'accepted':
      return { ...plain, needs: leg.needs, dueAt: leg.dueAt }
    case 'confirmed': {
      const open = details && !details.waitsFor
      const held = await heldNow(turn, found, { language, thread, open })
      const dueAt = leg.state === 'confirmed' && leg.step === 0 ? leg.dueAt : null
      return { ...plain, needs: leg.needs, dueAt, unread: held.unread, held, details }
    }
  }
}
