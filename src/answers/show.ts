import { servicePointsByIds } from '../directory/store.ts'
import { type Language, locale } from '../locales/locale.ts'
import { openCase } from '../routing/case.ts'
import { codeUntil } from '../routing/confirmation.ts'
import { type AfterConfirmation, type BeforeYes, beforeYes } from '../routing/disclosure.ts'
import { isHeard, type Late, lateness } from '../routing/late-yes.ts'
import { clockText } from '../routing/notices.ts'
import type { Urgency } from '../routing/policy.ts'
import { isViewer } from '../routing/readings-offer.ts'
import type { Turn } from '../services.ts'
import { type Held, heldNow, type Thread } from './held.ts'
import { PAGE_OUTCOMES, type ViewerOf } from './held-by-link.ts'
import { asContact, findLink, type OpenLink, stageOf } from './open-link.ts'

/** What the page shows, as plain data. Clocks are the service point's own. */
export type Shown = { language: Language; reference?: string } & (
  | { page: 'unknown' | 'frozen' | 'noted' | 'returned' | 'over' }
  | { page: 'asked'; channel: string; what: BeforeYes; replyBy: string }
  | ({ page: 'missed'; channel: string } & Missed)
  | { page: 'late'; channel: string; why: 'declined' | 'full' | 'expired' }
  | { page: 'code'; confirmed: boolean; channel: string; until: string }
  | { page: 'call'; confirmed: boolean }
  /** Confirmed in this browser: a press on a button shows the details. */
  | { page: 'ready'; held: Held }
  | ({ page: 'details' } & Details)
)

/** A yes is for a human; `heard`: they said it, and a human calls. `said`: their no before that. */
export type Missed = { why: Late; said?: 'declined' | 'full'; heard: boolean }

export type Details = { what: AfterConfirmation; held: Held }

type Looking = {
  language?: Language
  viewerOf: ViewerOf
  /** What a post has just released, and kept a snapshot of. */
  details?: AfterConfirmation
  /** What a post has just read. */
  thread?: Thread
}

/**
 * What this link shows now, to a browser that holds `viewer` or nothing. Writes no row: link scanners
 * open every link.
 */
export async function show(turn: Turn, token: string, options: Looking): Promise<Shown> {
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
      return { ...about, page: saidNo(found) ? 'noted' : gaveBack(found) ? 'returned' : 'over' }
    case 'frozen':
      return { ...about, page: stage }
    case 'missed':
      return { ...about, page: stage, channel, ...(await missed(turn, found)) }
    case 'late':
      return { ...about, page: 'late', channel, why: whyLate(found) }
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

export async function missed(
  turn: Turn,
  found: Pick<OpenLink, 'offer' | 'leg' | 'referral'>,
): Promise<Missed> {
  const heard = await isHeard(turn, found)
  const said = found.offer.state === 'declined' && { said: noOf(found) }
  return { why: lateness(found)!, heard, ...said }
}

/** A no that no yes can follow, and that nobody followed yet: it is unsafe here, or nothing of it waits any more. */
const saidNo = ({ offer, leg }: OpenLink): boolean =>
  offer.state === 'declined' && (offer.reason === 'unsafe' || leg.state === 'replaced')

/** They said themselves what became of it, and the yes ended with that. */
export const gaveBack = ({ offer }: Pick<OpenLink, 'offer'>): boolean =>
  offer.state === 'returned' && (PAGE_OUTCOMES as readonly string[]).includes(offer.reason!)

export const whyLate = ({ offer }: Pick<OpenLink, 'offer'>): 'declined' | 'full' | 'expired' =>
  offer.state === 'expired' ? 'expired' : noOf({ offer })

const noOf = ({ offer }: Pick<OpenLink, 'offer'>): 'declined' | 'full' =>
  offer.reason === 'full' ? 'full' : 'declined'

export async function asked(
  turn: Turn,
  { referral, leg, offer }: Pick<OpenLink, 'referral' | 'leg' | 'offer'>,
): Promise<BeforeYes> {
  const points = await servicePointsByIds(turn.tx, [offer.servicePointId])
  const it = await openCase(turn, referral)
  return beforeYes(turn, it, leg.needs, points.get(offer.servicePointId)!)
}

async function accepted(
  turn: Turn,
  found: OpenLink,
  language: Language,
  { details, thread, viewerOf }: Looking,
) {
  const { offer, referral, zone } = found
  const held = () =>
    heldNow(asContact(turn, found), found, { language, thread, open: details && !details.waitsFor })
  if (details) return { page: 'details' as const, what: details, held: await held() }
  const viewer = viewerOf(offer.id)
  if (viewer && isViewer(turn, offer, viewer)) return { page: 'ready' as const, held: await held() }
  const about = { confirmed: offer.confirmedAt !== null }
  const until = await codeUntil(turn, offer, referral.urgency as Urgency)
  if (!until || until < turn.now) return { page: 'call' as const, ...about }
  const channel = offer.codeChannel!
  return { page: 'code' as const, ...about, channel, until: clock(turn, language, until, zone) }
}

export const clock = ({ now }: Turn, language: Language, at: Date, zone: string): string =>
  clockText(locale(language).messages, at, now, zone)
