import { conflict, type DatabaseError, isAway, Problem } from './errors.ts'

/** What the database itself refuses, whatever verb tried it. */
const RULES = [
  {
    constraint: /^leg_never_dropped$/,
    code: 'next_step_needed',
    detail: 'This would leave somebody without a next step: choose whom to ask, or close it.',
  },
  {
    constraint: /^offer_needs_consent$/,
    code: 'no_consent',
    detail: 'Nothing may be offered without a consent that stands.',
  },
  {
    constraint: /^offer_needs_partner$/,
    code: 'not_a_partner',
    detail: 'Only a vetted partner can be offered a referral.',
  },
  {
    constraint: /^approval_by_another$/,
    code: 'approval_by_another',
    detail: 'Another person than the one who asked approves.',
  },
  {
    constraint: /^(service_point_stays_hidden|partner_was_approved|approval_is_written_once)$/,
    code: 'needs_approval',
    detail: 'This takes two people: one asks, another approves exactly what was asked.',
  },
  {
    constraint: /^offer_needs_recipient$/,
    code: 'not_agreed_to',
    detail: 'The person did not agree that this kind of organization is told.',
  },
  {
    constraint: /^disclosure_is_allowed$/,
    code: 'nothing_to_show',
    detail: 'Nothing may be shown here now: the yes or the consent does not stand.',
  },
  {
    constraint: /_moves$/,
    code: 'wrong_state',
    detail: 'Its state does not allow this any more. Read it again.',
  },
]

/** The database away is not the caller's fault, and nothing was done: it may be tried again. */
export function databaseProblem(error: DatabaseError): Problem {
  const rule = RULES.find(({ constraint }) => constraint.test(error.constraint ?? ''))
  if (rule) return conflict(rule.code, rule.detail)
  if (isData(error))
    return new Problem(422, 'invalid', 'Something that was sent cannot be kept as it is.')
  return isAway(error.code)
    ? away()
    : new Problem(500, 'internal', 'Something failed here. It was logged; nothing was half done.')
}

export const away = () =>
  new Problem(503, 'database_away', 'The database does not answer. Try again in some seconds.')

/** SQLSTATE class 22: a value that its column cannot hold, and that no schema stopped. */
export const isData = ({ code }: DatabaseError): boolean => /^22[0-9A-Z]{3}$/.test(code)
