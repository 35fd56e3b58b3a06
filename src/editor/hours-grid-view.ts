import { html } from '@remix-run/html-template'
import type { Drawing } from '../staff/layout.ts'
import { dayName } from '../upkeep/hours-view.ts'
import { choices, textField, tiesOf } from '../web/controls.ts'
import { more } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { MOST, numbers, type Values, WEEK } from './hours-values.ts'
import { textsOf } from './kit.ts'

type Given = { values: Values; errors: readonly FieldError[] }

/** When it is open: a kind, a week grid, special days, seasons. All of it works without a script. */
export function hoursFields(drawing: Drawing, given: Given): Piece {
  const t = textsOf(drawing).hours
  const { values, errors } = given
  return html`${choices(errors, {
    ...{ name: 'hours', legend: t.legend, chosen: [String(values.hours ?? '')] },
    options: Object.entries(t.kinds).map(([value, label]) => ({ value, label })),
  })}
${textField(errors, { name: 'hours-text', label: t.text, value: String(values['hours-text'] ?? ''), maxLength: 1000, optional: textsOf(drawing).optional })}
<fieldset class="field week" data-copied="${t.copied}">
<legend>${t.grid}</legend>
<p class="hint" id="week-hint">${t.gridHint}</p>
${WEEK.map((day) => dayRow(drawing, given, day))}
<p class="copy" hidden><button type="button" class="quiet" id="copy-monday">${t.copy}</button> <span role="status"></span></p>
</fieldset>
${dates(drawing, given)}
${seasons(drawing, given)}`
}

/** As many spans as stand, and one more; at least two. */
function dayRow(drawing: Drawing, given: Given, day: (typeof WEEK)[number]): Piece {
  const { values } = given
  const filled = numbers(MOST.spans).filter(
    (n) => values[`${day}-${n}-from`] || values[`${day}-${n}-to`],
  )
  const last = Math.min(MOST.spans, Math.max(1, (filled.at(-1) ?? 0) + 1))
  const name = dayName(drawing, day)
  return html`<div class="day" role="group" aria-label="${name}">
<span class="day-name" aria-hidden="true">${name}</span>
<div class="spans">${numbers(last).map((n) => span(drawing, given, `${day}-${n}`, { day: name, n }))}</div>
</div>`
}

/** Two times, and what is wrong with them. */
function span(
  drawing: Drawing,
  { values, errors }: Given,
  at: string,
  named: { day: string; n: number },
): Piece {
  const t = textsOf(drawing).hours
  const end = (which: 'from' | 'to') => {
    const id = `${at}-${which}`
    const { tied } = tiesOf(errors, id)
    const label = t.cell({ ...named, end: t[which] })
    return html`<input id="${id}" name="${id}" type="text" class="clock" value="${String(values[id] ?? '')}" maxlength="8" autocomplete="off" dir="ltr" aria-label="${label}"${tied}>`
  }
  return html`<div class="span">${end('from')}<span aria-hidden="true">–</span>${end('to')}
<div class="span-errors">${['from', 'to'].map((which) => tiesOf(errors, `${at}-${which}`).text)}</div></div>`
}

/** As many as stand, and three more. */
function dates(drawing: Drawing, given: Given): Piece {
  const t = textsOf(drawing).hours
  const { values, errors } = given
  const filled = numbers(MOST.dates).filter((n) => values[`date-${n}`] || values[`date-${n}-from`])
  const last = Math.min(MOST.dates, (filled.at(-1) ?? 0) + 3)
  return more(
    t.dates,
    html`<p class="hint">${t.datesHint}</p>
${numbers(last).map((n) => {
  const name = `date-${n}`
  return html`<div class="special">${textField(errors, { name, type: 'date', label: t.date(n), value: String(values[name] ?? ''), required: false })}${span(drawing, given, name, { day: t.date(n), n: 1 })}</div>`
})}`,
    filled.length > 0 || errors.some(({ field }) => field?.startsWith('date-')),
  )
}

/** As many as stand, and one more. */
function seasons(drawing: Drawing, given: Given): Piece {
  const t = textsOf(drawing).hours
  const { values, errors } = given
  const filled = numbers(MOST.seasons).filter((n) => values[`season-${n}-from`])
  const last = Math.min(MOST.seasons, (filled.at(-1) ?? 0) + 1)
  const day = (name: string, label: string) =>
    textField(errors, {
      ...{ name, type: 'date', label, value: String(values[name] ?? ''), required: false },
    })
  return more(
    t.seasons,
    html`${numbers(last).map((n) => {
      const at = `season-${n}`
      return html`<fieldset class="field special"><legend>${t.season(n)}</legend>
${span(drawing, given, at, { day: t.season(n), n: 1 })}
<div class="ticks">${choices(errors, {
        ...{ name: `${at}-days`, legend: t.days, many: true },
        options: WEEK.map((value) => ({ value, label: dayName(drawing, value) })),
        chosen: [values[`${at}-days`] ?? []].flat(),
      })}</div>
${day(`${at}-first`, t.first)}${day(`${at}-last`, t.last)}
</fieldset>`
    })}`,
    filled.length > 0 || errors.some(({ field }) => field?.startsWith('season-')),
  )
}
