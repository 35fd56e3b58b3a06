import { html } from '@remix-run/html-template'
import { field } from '../answers/form.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { localTime } from '../geography/local-time.ts'
import type { Drawing } from '../staff/layout.ts'
import { nameOf } from '../upkeep/facts-view.ts'
import { button, press, textField } from '../web/controls.ts'
import { box, more, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { detailsSection } from './details-view.ts'
import { hoursSection } from './hours-view.ts'
import { type Desk, inboxPage, PATHS, textsOf } from './kit.ts'
import { dayAfter } from './pause-time.ts'
import { isPaused, statesOf, until } from './point-states.ts'
import type { OwnPoint } from './points.ts'
import { groupForm, roomForm } from './room-view.ts'

/** What was wrong with a form of the page: its field. */
export type Fault = 'room' | 'count' | 'pause'

type Shown = { now: Date; gazetteer: Gazetteer; fault?: Fault; typed?: unknown }
type Seen = Shown & { drawing: Drawing; own: OwnPoint; errors: FieldError[]; at: string }

/** One service point of their own. */
export function pointPage(drawing: Drawing, desk: Desk, own: OwnPoint, shown: Shown): string {
  const t = textsOf(drawing)
  const { point } = own
  const { now, fault } = shown
  const words = {
    room: { text: t.room.missing },
    count: { field: 'count', text: t.room.countWrong },
    pause: { field: 'time', text: t.pause.wrong },
  }
  const errors: FieldError[] = fault ? [words[fault]] : []
  const seen: Seen = { ...shown, drawing, own, errors, at: `${PATHS.points}/${point.id}` }
  return inboxPage(drawing, desk, {
    heading: nameOf(point, drawing),
    errors,
    content: [
      statesOf(point, drawing, now),
      section(
        'room',
        t.room.heading,
        roomForm(drawing, own, { now, back: 'point' }),
        groupForm(drawing, own, errors),
      ),
      pause(seen),
      reminders(seen),
      hoursSection(drawing, point, now),
      detailsSection(drawing, desk, own, shown.gazetteer),
    ],
  })
}

/** Where an organization runs several. */
export function pointsPage(drawing: Drawing, desk: Desk, points: OwnPoint[], now: Date): string {
  const t = textsOf(drawing)
  return inboxPage(drawing, desk, {
    heading: t.points.heading,
    content:
      points.length === 0
        ? [box('warning', t.list.noPoints)]
        : points.map(({ point }) =>
            section(
              `point-${point.id}`,
              nameOf(point, drawing),
              statesOf(point, drawing, now),
              html`<p><a href="${PATHS.points}/${point.id}${drawing.lang}">${t.points.open}</a></p>`,
            ),
          ),
  })
}

function pause({ drawing, own, now, errors, at, typed }: Seen): Piece {
  const t = textsOf(drawing).pause
  const to = `${at}/pause${drawing.lang}`
  if (isPaused(own.point, now))
    return section(
      'pause',
      t.heading,
      html`<p><strong>${t.on(until(own.point, drawing, now))}</strong> ${t.onText}</p>`,
      press(to, t.end, { fields: { until: 'end' } }),
    )
  const tomorrow = dayAfter(localTime(now, own.point.zone).date, 1)
  return section(
    'pause',
    t.heading,
    html`<p>${t.off}</p>
<p class="hint">${t.onText}</p>
<div class="actions">${press(to, t.morning, { tone: 'quiet', fields: { until: 'morning' } })}${press(to, t.week, { tone: 'quiet', fields: { until: 'week' } })}</div>`,
    more(
      t.other,
      html`<form method="post" action="${to}">
<div class="when">${textField([], { name: 'day', type: 'date', label: t.day, value: field(typed, 'day') ?? tomorrow })}${textField(errors, { name: 'time', type: 'time', label: t.time, value: field(typed, 'time') ?? '08:00' })}</div>
<p class="hint">${t.timeHint}</p>
${button(t.until, { tone: 'quiet' })}
</form>`,
      errors.some(({ field }) => field === 'time'),
    ),
  )
}

function reminders({ drawing, own, at }: Seen): Piece {
  const t = textsOf(drawing).reminders
  const { reminders: on } = own.point
  return section(
    'reminders',
    t.heading,
    html`<p>${on ? t.on : t.off}</p>`,
    press(`${at}/reminders${drawing.lang}`, on ? t.turnOff : t.turnOn, {
      tone: 'quiet',
      fields: { on: on ? 'no' : 'yes' },
    }),
  )
}
