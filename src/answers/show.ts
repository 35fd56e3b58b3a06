import { servicePointsByIds } from '../directory/store.ts'
import { type Language, locale } from '../locales/locale.ts'
import { openCase } from '../routing/case.ts'
import { codeUntil } from '../routing/confirmation.ts'
import { type AfterConfirmation, type BeforeYes, beforeYes } from '../routing/disclosure.ts'
import { clockText } from '../routing/notices.ts'
import type { Urgency } from '../routing/policy.ts'
import { isViewer } from '../routing/readings-offer.ts'
import type { Turn } from '../services.ts'
import { findLink, type OpenLink, stageOf } from './open-link.ts'

/** What the page shows, as plain data. Clocks are the service point's own. */
export type Shown = { language: Language; reference?: string } & (
  | { page: 'unknown' | 'frozen' | 'noted' | 'over' }
  | { page: 'asked'; channel: string; what: BeforeYes; replyBy: string }
  | { page: 'late'; channel: string; why: 'declined' | 'expired' }
  | { page: 'code'; confirmed: boolean; channel: string; until: string }
  | { page: 'call'; confirmed: boolean }
  /** Confirmed in this browser: a press on a button shows the details. */
  | { page: 'ready'; arriveBy?: string }
  | ({ page: 'details' } & Details)
)

export type Details = {
  what: AfterConfirmation
  /** Until when the person is expected. */
  arriveBy?: string
}

/**
 * What this link shows now, to a browser that holds `viewer` or nothing. Writes no row: link scanners
 * open every link. `details`: what a post has just released, and kept a snapshot of.
 */
export async function show(
  turn: Turn,
  token: string,
  options: {
    language?: Language
    viewerOf: (offerId: string) => string | undefined
    details?: AfterConfirmation
  },
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
        ...(await accepted(turn, found, about.language, options)),
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
  { details, viewerOf }: Parameters<typeof show>[2],
) {
  const { offer, leg, referral, zone } = found
  const due = leg.state === 'confirmed' && leg.step === 0 ? leg.dueAt! : undefined
  const arriveBy = due && { arriveBy: clock(turn, language, due, zone) }
  if (details) return { page: 'details' as const, what: details, ...arriveBy }
  const viewer = viewerOf(offer.id)
  if (viewer && isViewer(turn, offer, viewer)) return { page: 'ready' as const, ...arriveBy }
  const confirmed = offer.confirmedAt !== null
  const until = await codeUntil(turn, offer, referral.urgency as Urgency)
  if (!until || until < turn.now) return { page: 'call' as const, confirmed }
  const channel = offer.codeChannel!
  return { page: 'code' as const, confirmed, channel, until: clock(turn, language, until, zone) }
}

const clock = ({ now }: Turn, language: Language, at: Date, zone: string): string =>
  clockText(locale(language).messages, at, now, zone)
