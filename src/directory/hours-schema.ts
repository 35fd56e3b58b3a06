import Type from 'typebox'

const strict = { additionalProperties: false }
const Weekday = Type.Enum(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], { type: 'string' })
const OpensAt = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', maxLength: 5 })
const ClosesAt = Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$', maxLength: 5 })
const LocalDate = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', maxLength: 10 })

const WeeklyRangeSchema = Type.Object(
  {
    days: Type.Array(Weekday, { minItems: 1, maxItems: 7, uniqueItems: true }),
    opens: OpensAt,
    closes: ClosesAt,
    validFrom: Type.Optional(LocalDate),
    validTo: Type.Optional(LocalDate),
  },
  strict,
)

const HoursExceptionSchema = Type.Object(
  {
    date: LocalDate,
    ranges: Type.Array(Type.Object({ opens: OpensAt, closes: ClosesAt }, strict), { maxItems: 12 }),
  },
  strict,
)

/** The shape of each kind of hours; rules across fields are in `hours-errors.ts`. */
export const HOURS_KINDS = {
  always: Type.Object({ kind: Type.Literal('always') }, strict),
  weekly: Type.Object(
    {
      kind: Type.Literal('weekly'),
      ranges: Type.Array(WeeklyRangeSchema, { minItems: 1, maxItems: 60 }),
      exceptions: Type.Array(HoursExceptionSchema, { maxItems: 400 }),
    },
    strict,
  ),
  by_appointment: Type.Object({ kind: Type.Literal('by_appointment') }, strict),
  unknown: Type.Object(
    { kind: Type.Literal('unknown'), text: Type.Optional(Type.String({ maxLength: 1000 })) },
    strict,
  ),
}

export const HoursSchema = Type.Union([
  HOURS_KINDS.always,
  HOURS_KINDS.weekly,
  HOURS_KINDS.by_appointment,
  HOURS_KINDS.unknown,
])

/** A day of the week on which a range begins. */
export type Weekday = Type.Static<typeof Weekday>

/**
 * Opens and closes as 'HH:MM' on the service point's own clock; closing at or before opening passes
 * midnight and belongs to the day on which it opened; '24:00' closes at midnight. `validFrom` and
 * `validTo` (inclusive) are the first and last dates on which the range begins.
 */
export type WeeklyRange = Type.Static<typeof WeeklyRangeSchema>

/**
 * What holds on one date instead of the week's ranges that begin then; none means closed. A night
 * that began the day before still runs to its end.
 */
export type HoursException = Type.Static<typeof HoursExceptionSchema>

/** When a service point is open. `unknown` keeps the words it came with. */
export type Hours = Type.Static<typeof HoursSchema>
