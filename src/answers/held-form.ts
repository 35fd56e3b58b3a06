import { Problem } from '../platform/errors.ts'
import { DRIVERS, MEETINGS, type SaidMeeting } from '../routing/meeting.ts'
import { instantIn } from './clock-field.ts'
import { field } from './form.ts'
import { PAGE_OUTCOMES } from './held-by-link.ts'

export type HeldErrorCode =
  | 'text_missing'
  | 'text_long'
  | 'too_many_messages'
  | 'how_missing'
  | 'place_missing'
  | 'place_named'
  | 'place_neutral'
  | 'time_wrong'
  | 'time_over'
  | 'outcome_missing'
type HeldError = { code: HeldErrorCode }

/** What was typed and chosen about a request that is held, to be shown again. */
export type HeldForm = {
  text?: string
  how?: (typeof MEETINGS)[number]
  place?: string
  neutral?: boolean
  /** 'YYYY-MM-DD' and what was typed as a time, on the service point's clock. */
  day?: string
  time?: string
  drives?: (typeof DRIVERS)[number]
  outcome?: (typeof PAGE_OUTCOMES)[number]
}

/** The longest message, and the longest place, that the verbs take. */
export const LONGEST_TEXT = 1000
export const LONGEST_PLACE = 200

/** Reads any of the forms of a held request, whatever was sent. */
export function readHeld(body: unknown): HeldForm {
  const text = (name: string, most: number) => field(body, name)?.trim().slice(0, most) || undefined
  const one = <T extends string>(name: string, codes: readonly T[]) =>
    codes.find((code) => code === field(body, name))
  return {
    text: text('text', LONGEST_TEXT + 1),
    how: one('how', MEETINGS),
    place: text('place', LONGEST_PLACE),
    neutral: field(body, 'neutral') === 'yes',
    day: text('day', 10),
    time: text('time', 10),
    drives: one('drives', DRIVERS),
    outcome: one('outcome', PAGE_OUTCOMES),
  }
}

export const textErrors = ({ text }: HeldForm): HeldError[] =>
  !text ? [{ code: 'text_missing' }] : text.length > LONGEST_TEXT ? [{ code: 'text_long' }] : []

/** How to meet, or what is missing; the time is of the clock of `zone`. */
export function meetingOf(
  { how, place, neutral, day, time, drives = 'undecided' }: HeldForm,
  zone: string,
): { meeting?: SaidMeeting; errors: HeldError[] } {
  const errors: HeldError[] = []
  const meets = how === 'meet'
  const at = time ? instantIn(zone, day, time) : undefined
  if (!how) errors.push({ code: 'how_missing' })
  if (meets && !place) errors.push({ code: 'place_missing' })
  if (time && !at) errors.push({ code: 'time_wrong' })
  if (!how || errors.length > 0) return { errors }
  // A place that was typed before the choice changed belongs to no call.
  const where = meets ? { place, ...(neutral && { neutral }) } : {}
  return {
    meeting: { how, whoDrives: drives, ...where, ...(at && { at: at.toISOString() }) },
    errors,
  }
}

/**
 * What a verb refused, as errors of the page; none where it only came too late, so that the page as it
 * stands now says all. Anything else is thrown on.
 */
export function heldErrors(error: unknown): HeldError[] {
  if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error
  if (error.code === 'too_many_messages') return [{ code: 'too_many_messages' }]
  return error.fields.flatMap(({ pointer }) => BY_POINTER[pointer] ?? [])
}

const BY_POINTER: Record<string, HeldError[]> = {
  '/at': [{ code: 'time_over' }],
  '/place': [{ code: 'place_named' }],
  '/neutral': [{ code: 'place_neutral' }],
}
