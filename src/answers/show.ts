import { servicePointsByIds } from '../directory/store.ts'
import { type Language, locale } from '../locales/locale.ts'
import { openCase } from '../routing/case.ts'
import { codeUntil, detailsForViewer } from '../routing/confirmation.ts'
import { type AfterConfirmation, type BeforeYes, beforeYes } from '../routing/disclosure.ts'
import { clockText } from '../routing/notices.ts'
import type { Urgency } from '../routing/policy.ts'
import type { Turn } from '../services.ts'
import { findLink, type OpenLink, stageOf } from './open-link.ts'

/** What the page shows, as plain data. Clocks are the service point's own. */
export type Shown = { language: Language; reference?: string } & (
  | { page: 'unknown' | 'frozen' | 'noted' | 'over' }
  | { page: 'asked'; channel: string; what: BeforeYes; replyBy: string }
  | { page: 'late'; channel: string; why: 'declined' | 'expired' }
  | { page: 'code'; confirmed: boolean; channel: string; until: string }
  | { page: 'call'; confirmed: boolean }
  | ({ page: 'details' } & Details)
)

export type Details = {
  what: AfterConfirmation
  /** Until when the person is expected. */
  arriveBy?: string
}

/**
 * What this link shows now, to a browser that holds `viewer` or nothing. Writes no row: link scanners
 * open every link.
 */
export async function show(
  turn: Turn,
  token: string,
  options: { language?: Language; viewerOf: (offerId: string) => string | undefined },
): Promise<Shown> {
  const found = await findLink(turn, token)
  if (!found) return { page: 'unknown', language: options.language ?? turn.config.LANGUAGE }
  const about = {
    language: options.language ?? found.language,
    reference: found.referral.reference,
  }
  const stage = stageOf(found)
  const { channel } = found.link
  switch (stage) {
    case 'over':
      return { ...about, page: saidUnsafe(found) ? 'noted' : 'over' }
    case 'frozen':
      return { ...about, page: stage }
    case 'late':
      return { ...about, page: 'late', channel, why: found.offer.state as 'declined' | 'expired' }
    case 'asked':
      return {
        ...about,
        page: 'asked',
        channel,
        what: await asked(turn, found),
        replyBy: clock(turn, about.language, found.offer.dueAt!, found.zone),
      }
    default:
      return {
        ...about,
        ...(await accepted(turn, found, about.language, options.viewerOf(found.offer.id))),
      }
  }
}

/** A no that no yes can follow; the request itself may still wait. */
const saidUnsafe = ({ offer }: OpenLink): boolean =>
  offer.state === 'declined' && offer.reason === 'unsafe'

async function asked(turn: Turn, { referral, leg, offer }: OpenLink): Promise<BeforeYes> {
  const points = await servicePointsByIds(turn.tx, [offer.servicePointId])
  const it = await openCase(turn, referral)
  return beforeYes(turn, it, leg.needs, points.get(offer.servicePointId)!)
}

async function accepted(
  turn: Turn,
  found: OpenLink,
  language: Language,
  viewer: string | undefined,
) {
  const { offer, leg, referral, zone } = found
  const what = viewer && (await detailsForViewer(turn, found, viewer))
  if (what) {
    return {
      page: 'details' as const,
      what,
      ...(leg.state === 'confirmed' && leg.step === 0
        ? { arriveBy: clock(turn, language, leg.dueAt!, zone) }
        : {}),
    }
  }
  const confirmed = offer.confirmedAt !== null
  const until = await codeUntil(turn, offer, referral.urgency as Urgency)
  if (!until || until < turn.now) return { page: 'call' as const, confirmed }
  const channel = offer.codeChannel!
  return { page: 'code' as const, confirmed, channel, until: clock(turn, language, until, zone) }
}

const clock = ({ now }: Turn, language: Language, at: Date, zone: string): string =>
  clockText(locale(language).messages, at, now, zone)
