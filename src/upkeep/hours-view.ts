import { html } from '@remix-run/html-template'
import type { Hours, Weekday } from '../directory/hours.ts'
import { localTime } from '../geography/local-time.ts'
import { answerTexts } from '../locales/answer.ts'
import { type InboxTexts, inboxTexts } from '../locales/inbox.ts'
import { facts, row } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { dayText, type Reader } from './facts-view.ts'

export const WEEK: Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
/** Exceptions farther ahead are for another day. */
const EXCEPTIONS = 10

/** When a service point is open, in words, day by day. */
export function hoursInWords(
  reader: Reader,
  { hours, zone }: { hours: Hours; zone: string },
  now: Date,
): Piece {
  const t = inboxTexts(reader.language).hours
  if (hours.kind === 'unknown') return html`<p>${hours.text ?? t.unknown}</p>`
  if (hours.kind !== 'weekly') return html`<p>${t[hours.kind]}</p>`
  return html`${weekly(reader, hours, localTime(now, zone).date, t)}
<p class="hint">${t.zone(zone)}</p>`
}

/** Monday and its sisters, as a line begins with them. */
export const dayName = ({ language }: Reader, day: Weekday): string =>
  capital(answerTexts(language).contact.days[day]!)

function weekly(
  reader: Reader,
  { ranges, exceptions }: Extract<Hours, { kind: 'weekly' }>,
  today: string,
  t: InboxTexts['hours'],
): Piece {
  const { language } = reader
  const spans = (list: readonly { opens: string; closes: string }[]) =>
    list.length === 0 ? t.closed : list.map(({ opens, closes }) => `${opens}–${closes}`)
  const standing = ranges.filter(({ validTo }) => !validTo || validTo >= today)
  const ahead = exceptions
    .filter(({ date }) => date >= today)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
    .slice(0, EXCEPTIONS)
  return html`${facts(
    ...WEEK.map((day) => {
      const its = standing.filter((range) => range.days.includes(day))
      return row(
        dayName(reader, day),
        its.length === 0
          ? t.closed
          : its.map(
              ({ opens, closes, validFrom, validTo }) =>
                `${opens}–${closes}${validFrom && validFrom > today ? `, ${t.from(dayText(language, validFrom))}` : ''}${validTo ? `, ${t.until(dayText(language, validTo))}` : ''}`,
            ),
      )
    }),
  )}
${ahead.length > 0 ? html`<h3>${t.special}</h3>${facts(...ahead.map(({ date, ranges }) => row(dayText(language, date), spans(ranges))))}` : ''}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
