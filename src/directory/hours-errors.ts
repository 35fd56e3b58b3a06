import { Value } from 'typebox/value'
import { minutesOf } from './hours.ts'
import { HOURS_KINDS, type Hours, type Weekday, type WeeklyRange } from './hours-schema.ts'

/** A field by its path from the hours (`ranges.0.opens`, '' for the whole), and what is wrong. */
export type HoursError = { field: string; message: string }

/**
 * Everything wrong with hours from outside, shape first: real dates, no range that begins before it
 * ends to be valid, no two that overlap, one exception for a date. Empty means that they are `Hours`.
 */
export function hoursErrors(hours: unknown): HoursError[] {
  const kind = (hours as { kind?: unknown } | null)?.kind
  if (typeof kind !== 'string' || !Object.hasOwn(HOURS_KINDS, kind)) {
    return [{ field: 'kind', message: `must be one of ${Object.keys(HOURS_KINDS).join(', ')}` }]
  }
  const shape = Value.Errors(HOURS_KINDS[kind as Hours['kind']], hours)
  if (shape.length > 0) return shape.map(shapeError)
  const valid = hours as Hours
  return valid.kind === 'weekly' ? weeklyErrors(valid) : []
}

function shapeError(error: { instancePath: string; message: string }): HoursError {
  return { field: error.instancePath.slice(1).replaceAll('/', '.'), message: error.message }
}

type Weekly = Extract<Hours, { kind: 'weekly' }>

function weeklyErrors(hours: Weekly): HoursError[] {
  const errors: HoursError[] = []
  const say = (field: string, message: string) => errors.push({ field, message })

  hours.ranges.forEach((range, i) => {
    for (const end of ['validFrom', 'validTo'] as const) {
      if (range[end] !== undefined && !isDate(range[end])) {
        say(`ranges.${i}.${end}`, 'is not a date of the calendar')
      }
    }
    if ((range.validFrom ?? '0000') > (range.validTo ?? '9999')) {
      say(`ranges.${i}.validTo`, 'is before validFrom')
    }
    const other = hours.ranges.findIndex(
      (earlier, j) => j < i && shareSeason(earlier, range) && shareTime(earlier, range),
    )
    if (other >= 0) say(`ranges.${i}`, `overlaps ranges.${other}`)
  })

  hours.exceptions.forEach((exception, i) => {
    if (!isDate(exception.date)) say(`exceptions.${i}.date`, 'is not a date of the calendar')
    if (hours.exceptions.findIndex((other) => other.date === exception.date) < i) {
      say(`exceptions.${i}.date`, 'has an exception already')
    }
    exception.ranges.forEach((range, k) => {
      const spans = exception.ranges.slice(0, k).map((earlier) => span(earlier))
      if (spans.some((earlier) => crosses(earlier, span(range)))) {
        say(`exceptions.${i}.ranges.${k}`, 'overlaps another range of the day')
      }
    })
  })
  return errors
}

/** 2026-02-30 matches the pattern of a date and is none. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function shareSeason(a: WeeklyRange, b: WeeklyRange): boolean {
  return (
    (a.validFrom ?? '0000') <= (b.validTo ?? '9999') &&
    (b.validFrom ?? '0000') <= (a.validTo ?? '9999')
  )
}

/** Whether two ranges cover a common minute of the week, which is a circle: Sunday's night is Monday. */
function shareTime(a: WeeklyRange, b: WeeklyRange): boolean {
  return a.days.some((one) =>
    b.days.some((other) =>
      [-WEEK, 0, WEEK].some((turn) =>
        crosses(span(a, DAYS.indexOf(one) * 1440 + turn), span(b, DAYS.indexOf(other) * 1440)),
      ),
    ),
  )
}

const DAYS: Weekday[] = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
const WEEK = 7 * 1440

type Minutes = { from: number; to: number }

function span(range: { opens: string; closes: string }, dayStart = 0): Minutes {
  const from = dayStart + minutesOf(range.opens)
  const to = dayStart + minutesOf(range.closes) + (range.closes <= range.opens ? 1440 : 0)
  return { from, to }
}

function crosses(a: Minutes, b: Minutes): boolean {
  return a.from < b.to && b.from < a.to
}
