import type { Written } from './hours-words.ts'

/** Two written times as `HH:MM` on the 24-hour clock; undefined where they may mean two things. */
export function spanOf(
  opens: Written,
  closes: Written,
): { opens: string; closes: string } | undefined {
  const from = minutes(opens, closes, 'opens')
  if (from === undefined) return undefined
  const to = minutes(closes, opens, 'closes', from)
  if (to === undefined) return undefined
  return { opens: printed(from), closes: printed(to) }
}

const DAY = 1440
const HALF = 720

/**
 * The minute of the day of one of a pair of times. Of bare hours ("9-5", "12-8") the first begins
 * between six in the morning and six in the evening and the second is the next such hour on the dial;
 * where that would be before eleven and might as well be the evening ("6-9", "8-10"), nobody knows.
 */
function minutes(
  time: Written,
  other: Written,
  end: 'opens' | 'closes',
  from = 0,
): number | undefined {
  if (time.named) return time.named === 'noon' ? HALF : end === 'closes' ? DAY : 0
  const bare = time.hour * 60 + time.minute
  if (time.half) return halved(time, end)
  if (time.clock || other.clock) return onClock(time, other, end, from)
  if (end === 'opens') {
    if (other.half && !other.named) return beforeHalf(bare, halved(other, 'closes'))
    return time.hour === 12 || time.hour >= 6 ? bare : time.hour >= 1 ? bare + HALF : undefined
  }
  return afterOpening(bare % HALF, from, other)
}

/** 12 am is midnight: the day's beginning, or its end for a closing time. */
function halved({ hour, minute, half }: Written, end: 'opens' | 'closes'): number {
  const at = (hour % 12) * 60 + minute + (half === 'pm' ? HALF : 0)
  return at === 0 && end === 'closes' ? DAY : at
}

/** A time of the 24-hour clock. "9h-5h" is no night that anybody works: it is not understood. */
function onClock(
  time: Written,
  other: Written,
  end: 'opens' | 'closes',
  from: number,
): number | undefined {
  if (other.half) return undefined
  const at = time.hour * 60 + time.minute
  if (end === 'opens') return at === DAY ? undefined : at
  const closes = at === 0 ? DAY : at
  const loose = time.clock !== 'colon' || other.clock !== 'colon'
  const halves = time.hour <= 12 && other.hour <= 12
  if (loose && halves && closes <= from && from < 16 * 60) return undefined
  return closes
}

/** "9-5pm", "1-5pm", "8-12pm"; "9-11pm" may begin in the morning or in the evening. */
function beforeHalf(bare: number, closes: number): number | undefined {
  const candidates = [bare % HALF, (bare % HALF) + HALF].filter((at) => at < closes)
  const day = candidates.filter((at) => at >= 6 * 60)
  return day.length === 1 ? day[0] : undefined
}

/** The next hour of the dial after the opening, within the same day. */
function afterOpening(dial: number, from: number, opens: Written): number | undefined {
  const next = [dial, dial + HALF].filter((at) => at > from)
  if (next.length === 0) return undefined
  const first = next[0]!
  const noon = first === HALF
  // "6-9", "8-10", "9am-10": the morning or the evening
  const unsure = opens.half === 'am' ? first < HALF : from < 9 * 60 && first < HALF
  if (unsure && !noon) return undefined
  return first >= 21 * 60 + 1 ? undefined : first
}

const printed = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
