import { html } from '@remix-run/html-template'
import { type Hours, openState, type Weekday } from '../directory/hours.ts'
import type { PointDetails } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { answerTexts } from '../locales/answer.ts'
import type { InboxTexts } from '../locales/inbox.ts'
import type { Drawing } from '../staff/layout.ts'
import { facts, row, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { textsOf } from './kit.ts'
import { dayText } from './point-states.ts'

const WEEK: Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
/** Exceptions farther ahead are for another day. */
const EXCEPTIONS = 10

/** When they are open, as the directory has it, day by day. */
export function hoursSection(
  drawing: Drawing,
  { hours, zone }: Pick<PointDetails, 'hours' | 'zone'>,
  now: Date,
): Piece {
  const t = textsOf(drawing).hours
  const state = openState(hours, zone, now)
  return section(
    'hours',
    html`${t.heading} ${tag(t.now[state], state === 'open' ? 'good' : 'calm')}`,
    hours.kind === 'weekly'
      ? weekly(drawing, hours, localTime(now, zone).date, t)
      : html`<p>${hours.kind === 'unknown' ? (hours.text ?? t.unknown) : t[hours.kind]}</p>`,
    hours.kind === 'weekly' ? html`<p class="hint">${t.zone(zone)}</p>` : '',
  )
}

function weekly(
  drawing: Drawing,
  { ranges, exceptions }: Extract<Hours, { kind: 'weekly' }>,
  today: string,
  t: InboxTexts['hours'],
): Piece {
  const { language } = drawing
  const { days } = answerTexts(language).contact
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
        capital(days[day]!),
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
