import { Type } from 'typebox'
import { optional } from './config-parts.ts'

/** How it is run and watched. Part of `ConfigSchema`. */
export const OPERATIONS = {
  METRICS_TOKEN: optional(
    'Whoever shows it as a bearer token reads `/metrics`; without it there is none. At least 16 characters.',
    { pattern: '^[\\x21-\\x7e]+$', minLength: 16, maxLength: 200 },
  ),
  DRAIN_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 0,
    description:
      'So long after SIGTERM it still takes requests, while `/readyz` says 503 already: longer than your load balancer needs to see it.',
  }),
  WORKERS: Type.Boolean({
    default: true,
    description:
      '`false`: this process answers requests and does nothing that is due, neither deadlines nor messages. For a restore drill, or where others do that.',
  }),
  REVIEW_DAYS: Type.Integer({
    minimum: 30,
    maximum: 730,
    default: 90,
    description:
      'So many days after somebody last looked, a service point is asked by its own contacts whether the directory is right about it; two reminders and an editor’s task follow within 21 days.',
  }),
  CANARY: Type.Boolean({
    default: false,
    description:
      'Every five minutes a synthetic referral is made and undone, and a message goes through each provider that an address below fits; after two misses supervisors are told.',
  }),
  CANARY_SMS_TO: optional(
    'A number of your own (E.164) that receives the test messages of each SMS provider.',
    { pattern: '^\\+[1-9]\\d{7,14}$' },
  ),
  CANARY_EMAIL_TO: optional(
    'A mailbox of your own that receives the test messages of each e-mail provider.',
    { pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 254 },
  ),
}
