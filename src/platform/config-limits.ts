import { Type } from 'typebox'
import { RATE_LIMITS, type RateKind } from './rate-limit.ts'

/** How much may be asked. Part of `ConfigSchema`. */
export const LIMITS = {
  RATE_LIMITS: Type.Unsafe<Partial<Record<RateKind, number>>>(
    Type.Object(
      Object.fromEntries(
        Object.keys(RATE_LIMITS).map((kind) => [kind, Type.Optional(Type.Integer({ minimum: 1 }))]),
      ),
      {
        additionalProperties: false,
        default: {},
        description: `How many requests a minute are answered, as JSON; where nothing else is said: \`${JSON.stringify(RATE_LIMITS)}\`. \`account\` is by API key or person, the others by address.`,
      },
    ),
  ),
  PUBLIC_AT_ONCE: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 4,
    description:
      'Requests to public pages and forms that are worked at together; eight times as many wait in line, and the rest is told to come again (503). Half of DATABASE_POOL at most, so that a flood leaves connections to the staff.',
  }),
  STAFF_AT_ONCE: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 64,
    description:
      'The same for those who are signed in or have an API key; and, counted by themselves, for the calls of providers.',
  }),
  LATE_MS: Type.Integer({
    minimum: 50,
    default: 400,
    description:
      'A process that is late by so many milliseconds on the average of a second sends the public away for now (503), and nobody else.',
  }),
  MATCHES_PER_HOUR: Type.Integer({
    minimum: 1,
    default: 60,
    description:
      'How many searches for who could help one person may make in an hour; supervisors are told of more.',
  }),
  MATCHES_PER_HOUR_KEY: Type.Integer({
    minimum: 1,
    default: 600,
    description: 'The same for one API key.',
  }),
}

/** How long what was said is kept. Part of `ConfigSchema`. */
export const RETENTION = {
  RETAIN_CLOSED_DAYS: Type.Integer({
    minimum: 1,
    maximum: 90,
    default: 7,
    description: 'What was said is erased so many days after a referral ended.',
  }),
  RETAIN_IDLE_DAYS: Type.Integer({
    minimum: 2,
    maximum: 90,
    default: 30,
    description:
      'An open referral is ended and erased so many days after the last act of a human; an operator is told before.',
  }),
  RETAIN_MOST_DAYS: Type.Integer({
    minimum: 2,
    maximum: 365,
    default: 90,
    description:
      'An open referral is ended and erased so many days after it was made, or renewed by a supervisor, who is told before.',
  }),
  RETAIN_DUTY_DAYS: Type.Integer({
    minimum: 30,
    maximum: 7300,
    default: 730,
    description:
      'How many days the record is kept that a report about a minor was made, or that consent was overridden; without the story. The period is for your counsel to decide.',
  }),
}
