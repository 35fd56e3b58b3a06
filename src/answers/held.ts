import type { legs, offers, referrals } from '../../db/schema.ts'
import { servicePointsByIds } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { type Language, locale } from '../locales/locale.ts'
import { after, DAY } from '../platform/clock.ts'
import { type Meeting, meetingsOf } from '../routing/meeting.ts'
import { clockText } from '../routing/notices.ts'
import { listMessages, type readMessages } from '../routing/talk.ts'
import type { Turn } from '../services.ts'

/** A request that was confirmed, as its holder has it: no text of anybody but what a post has just opened. */
export type Held = {
  arrived: boolean
  /** Until when the person is expected, on the service point's clock. */
  arriveBy?: string
  unread: number
  messages: number
  /** The texts, where they were asked for. */
  thread?: Line[]
  meeting: {
    said: boolean
    /** What was said, with the details. */
    now?: Meeting & { when?: string }
    /** A place counts only with the word that it is neutral. */
    confidential: boolean
    /** The days that can be chosen: 0 is today. */
    days: Day[]
  }
}
/** `weekday` 0 is Sunday. */
export type Day = { date: string; weekday: number; ahead: number }
type Line = { from: 'hotline' | 'service_point'; text: string; when: string; seen: boolean }

export type HeldThing = {
  offer: typeof offers.$inferSelect
  leg: typeof legs.$inferSelect
  referral: typeof referrals.$inferSelect
  /** The service point's. */
  zone: string
}
export type Thread = Awaited<ReturnType<typeof readMessages>>

/** How many days ahead a meeting can be chosen on the page. */
const DAYS = 7

/** What stands now. Changes nothing; with `open`, within a post that shows the details, what was said of the meeting too. */
export async function heldNow(
  turn: Turn,
  { offer, leg, referral, zone }: HeldThing,
  { language, thread, open }: { language: Language; thread?: Thread; open?: boolean },
): Promise<Held> {
  const clock = (at: Date) => clockText(locale(language).messages, at, turn.now, zone)
  const talk = await listMessages(turn, offer.id)
  const point = (await servicePointsByIds(turn.tx, [offer.servicePointId])).get(
    offer.servicePointId,
  )!
  const said = open ? (await meetingsOf(turn, referral, [offer])).get(offer.id) : undefined
  return {
    arrived: leg.state === 'connected',
    ...(leg.state === 'confirmed' && leg.step === 0 && { arriveBy: clock(leg.dueAt!) }),
    unread: talk.unread,
    messages: talk.messages.length,
    ...(thread && {
      thread: thread.map(({ from, text, at, seenAt }) => ({
        ...{ from, text, when: clock(new Date(at)), seen: seenAt !== null },
      })),
    }),
    meeting: {
      said: offer.sealedMeeting !== null,
      ...(said && { now: { ...said, ...(said.at && { when: clock(new Date(said.at)) }) } }),
      confidential: point.hidden,
      days: Array.from({ length: DAYS }, (_, ahead) => {
        const { date, weekday } = localTime(after(turn.now, ahead * DAY), zone)
        return { date, weekday, ahead }
      }),
    },
  }
}
