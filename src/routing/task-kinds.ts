/** What a human may be asked to do. */
export const TASK_KINDS = [
  /** The referral came by the web or from an agency that is not trusted: look before anything is offered. */
  'screening',
  /** An emergency: a human is there from second 0. */
  'emergency',
  /** Nobody said yes in the time or number of offers of its urgency. */
  'no_answer',
  /** There is nobody left to offer it to. */
  'no_candidate',
  /** A human chooses, because nothing is offered by itself here (a minor, an override, a returned leg). */
  'choose',
  /** Hold: a restricted place and an unknown fact; the operator asks and releases. */
  'operator_release',
  /** Hold: a supervisor must look (hidden place near an avoided area, gender, age, an override). */
  'supervisor_check',
  /** A yes was not confirmed in time: call the number in the directory. */
  'confirm_by_call',
  /** The person should have arrived by now. */
  'not_arrived',
  /** A yes or a connection fell through. */
  'fell_through',
  /** A service point said that it is unsafe for this person. */
  'unsafe',
  /** Under 18, or a child at risk: report as the province demands. */
  'minor_report',
  'minor_review',
  /** Help began without consent: another person confirms it in time, or it lapses. */
  'override_check',
  /** It was decided for the person, and confirmed: they are to be told. */
  'tell_person',
  /** The service point that holds it wrote to the hotline. */
  'message_waiting',
  /** Somebody who called gave wrong code words for it. */
  'call_back_wrong',
  /** An account tried more references and code words in an hour than anybody needs. */
  'call_backs_capped',
  /** Too many wrong digits on a link. */
  'link_frozen',
  /** Somebody wrote something that may be a yes, and it could not be taken as one. */
  'unclear_reply',
  'follow_up_24h',
  'follow_up_7d',
  /** A contact of a service point bounced, opted out, or is a wrong number. */
  'contact_problem',
  /** A service point did not say whether the directory is right about it, asked three times. */
  'review_unanswered',
  /** A service point says that something is different: an editor accepts or declines it. */
  'correction_proposed',
  /** Somebody asked for what takes two people: another approves it, or refuses. */
  'approval',
  /** A deadline could not be worked three times. */
  'stuck',
  /** Nobody has done anything here for long: show that it is still needed, or it is ended and erased. */
  'retention',
  /** Kept for as long as may be without a supervisor: renew it, or it is ended and erased. */
  'renewal',
  /** An account asked for more matches in an hour than anybody needs. */
  'matches_capped',
  /** Accounts asked, opened or read far more than others of their role this week. */
  'insider_digest',
  /** A synthetic referral did not come through twice in a row. */
  'canary',
  /** Somebody looked with the receipt and without the word: everything is stopped until it is checked. */
  'receipt_check',
  /** A tip about somebody else came in. */
  'tip',
] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** Ended by a yes: what they asked for has happened. */
export const ANSWERED: readonly TaskKind[] = [
  'emergency',
  'no_answer',
  'no_candidate',
  'choose',
  'operator_release',
  'supervisor_check',
  'fell_through',
  'link_frozen',
  'unclear_reply',
  'stuck',
]

/** How tasks of each kind are completed: the words that `POST /v1/tasks/{id}/completion` takes. */
export const COMPLETIONS: Partial<Record<TaskKind, readonly string[]>> = {
  screening: ['release', 'refuse'],
  operator_release: ['offer', 'drop'],
  supervisor_check: ['offer', 'drop'],
  minor_report: ['reported'],
}
