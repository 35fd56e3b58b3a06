import { html } from '@remix-run/html-template'
import type { PointDetails } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { locale } from '../locales/locale.ts'
import { after, DAY } from '../platform/clock.ts'
import { clockText } from '../routing/notices.ts'
import type { Drawing } from '../staff/layout.ts'
import { dayText } from '../upkeep/facts-view.ts'
import { tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { textsOf } from './kit.ts'

export const isPaused = ({ pausedUntil }: Pick<PointDetails, 'pausedUntil'>, now: Date): boolean =>
  pausedUntil !== null && pausedUntil > now

/** Does it get requests at all, and if not, why. */
export function statesOf(point: PointDetails, drawing: Drawing, now: Date): Piece {
  const t = textsOf(drawing)
  if (point.status !== 'partner') return html`<p>${tag(t.listed, 'warning')} ${t.listedText}</p>`
  if (!point.accepting) return html`<p>${tag(t.notAccepting, 'warning')} ${t.notAcceptingText}</p>`
  if (isPaused(point, now))
    return html`<p>${tag(t.pausedTag, 'warning')} ${t.pause.on(until(point, drawing, now))}</p>`
  return html`<p>${tag(t.partner, 'good')}</p>`
}

/** The end of its pause, on its own clock; with the date where the day of the week would not do. */
export function until(
  { pausedUntil, zone }: PointDetails,
  { language }: Pick<Drawing, 'language'>,
  now: Date,
): string {
  const at = pausedUntil!
  const { messages } = locale(language)
  if (at < after(now, 6 * DAY)) return clockText(messages, at, now, zone)
  return `${dayText(language, localTime(at, zone).date)}, ${clockText(messages, at, at, zone)}`
}
