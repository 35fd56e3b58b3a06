import { type SaidMeeting, sayMeeting } from '../routing/meeting.ts'
import { type Outcome as Ending, recordOutcome } from '../routing/outcome.ts'
import { isViewer } from '../routing/readings-offer.ts'
import { readMessages, writeMessage } from '../routing/talk.ts'
import type { Turn } from '../services.ts'
import { asContact, findLink, type OpenLink, stageOf } from './open-link.ts'

/** What this browser's cookie holds for an offer. */
export type ViewerOf = (offerId: string) => string | undefined

/** What became of a yes, as its holder may say it on the page. */
export const PAGE_OUTCOMES = ['arrived', 'no_show', 'unreachable', 'returned_by_service'] as const

/**
 * The messages with the hotline, in the browser that confirmed; with `text`, after that was written.
 * Undefined for any other browser, and when it is over.
 */
export async function talkByLink(turn: Turn, token: string, viewerOf: ViewerOf, text?: string) {
  const held = await heldBy(turn, token, viewerOf)
  if (!held) return undefined
  if (text) await writeMessage(held.acting, held.offer.id, text)
  return readMessages(held.acting, held.offer.id)
}

/** How to meet, said in the browser that confirmed. False for any other; 409 and 422 as `sayMeeting`. */
export async function meetByLink(
  turn: Turn,
  token: string,
  viewerOf: ViewerOf,
  meeting: SaidMeeting,
): Promise<boolean> {
  const held = await heldBy(turn, token, viewerOf)
  if (held) await sayMeeting(held.acting, held.offer.id, meeting)
  return held !== undefined
}

/** What became of it, said in the browser that confirmed. False for any other. */
export async function endByLink(
  turn: Turn,
  token: string,
  viewerOf: ViewerOf,
  outcome: Extract<Ending, (typeof PAGE_OUTCOMES)[number]>,
): Promise<boolean> {
  const held = await heldBy(turn, token, viewerOf)
  if (held) await recordOutcome(held.acting, held.leg.id, outcome)
  return held !== undefined
}

async function heldBy(
  turn: Turn,
  token: string,
  viewerOf: ViewerOf,
): Promise<(OpenLink & { acting: Turn }) | undefined> {
  const found = await findLink(turn, token)
  if (!found || stageOf(found) !== 'confirmed') return undefined
  const viewer = viewerOf(found.offer.id)
  if (!viewer || !isViewer(turn, found.offer, viewer)) return undefined
  return { ...found, acting: asContact(turn, found) }
}
