/** What the life of a referral is called, on screens, in the API and in messages to staff. As long as there are codes. */
export const routing = {
  aServicePoint: 'a service point',
  accounts: 'accounts of staff',

  stages: {
    screening: 'being looked at by an operator',
    matched: 'waiting for somebody to be asked',
    offered: 'waiting for an answer',
    accepted: 'accepted, to be confirmed',
    confirmed: 'confirmed, the person is expected',
    connected: 'connected',
    closed: 'closed',
  },

  /** In one text message: at most 40 characters of GSM-7. */
  taskShort: {
    screening: 'to screen',
    emergency: 'emergency open',
    no_answer: 'no yes so far',
    no_candidate: 'nobody to ask',
    choose: 'choose whom to ask',
    operator_release: 'release or drop',
    supervisor_check: 'supervisor to check',
    confirm_by_call: 'call to confirm the yes',
    not_arrived: 'did the person arrive?',
    fell_through: 'a yes fell through',
    unsafe: 'said to be unsafe',
    minor_report: 'report to make',
    minor_review: 'supervisor to review',
    override_check: 'override to confirm',
    tell_person: 'tell the person',
    message_waiting: 'message to read',
    call_back_wrong: 'wrong code words',
    call_backs_capped: 'too many wrong code words',
    link_frozen: 'link frozen',
    unclear_reply: 'reply to read',
    follow_up_24h: 'follow up, 24 hours',
    follow_up_7d: 'follow up, 7 days',
    contact_problem: 'contact does not work',
    review_unanswered: 'details not confirmed',
    correction_proposed: 'correction to decide',
    approval: 'waits for a second person',
    stuck: 'the system is stuck',
    retention: 'still needed? else erased',
    renewal: 'renew, or it is erased',
    matches_capped: 'too many searches',
    insider_digest: 'accounts that stand out',
    canary: 'test messages do not arrive',
    receipt_check: 'person to be checked',
    tip: 'a tip',
  },

  taskTodo: {
    screening: 'Look at this referral: release it, or refuse it. Nothing is offered before that.',
    emergency: 'Stay with this emergency until somebody has said yes and confirmed.',
    no_answer: 'Nobody has said yes yet. Call those who were asked, or choose others.',
    no_candidate:
      'There is nobody who can be asked automatically. Call the numbers below, widen what is asked for, or close.',
    choose: 'Choose whom to ask; nothing is offered by itself here.',
    operator_release:
      'This place could help, but something about the person is unknown that it restricts. Ask, then offer or drop.',
    supervisor_check: 'A supervisor must look at this before it is offered.',
    confirm_by_call:
      'Call the number in the directory (never one that calls you) and confirm the yes.',
    not_arrived:
      'The person should have arrived by now. Ask the service point, and record the outcome.',
    fell_through: 'A yes fell through. See what happened, and who can be asked now.',
    unsafe:
      'A service point said that it is not safe for this person. Find out before anything else.',
    minor_report:
      'A person under 18 may be concerned. Report as the province demands; record agency, time and number.',
    minor_review: 'A person under 18 may be concerned. Look at this referral as the supervisor.',
    override_check:
      'Help was begun without consent. Read why, and approve or refuse it under approvals; after 30 minutes it lapses and every offer is taken back.',
    tell_person:
      'Help was begun without consent, and a supervisor confirmed it. Tell the person what was told to whom, and ask whether they agree.',
    message_waiting:
      'The service that holds this wrote to us. Read it, and answer if it asks something.',
    call_back_wrong:
      'Somebody who called gave wrong code words for this referral three times. Somebody else may be looking for the person: check that the contact is still safe.',
    call_backs_capped:
      'This account gave too many wrong references and code words in an hour, and was stopped. Ask who called; sign it out if in doubt.',
    link_frozen:
      'A link was frozen: wrong digits five times, or its contact was stopped. Call the service point at the number in the directory.',
    unclear_reply: 'A reply could not be read as an answer. Call the service point.',
    follow_up_24h: 'Ask how it is going, if and how the person agreed to.',
    follow_up_7d: 'Ask how it is going, if and how the person agreed to.',
    contact_problem: 'A contact of this service point does not work. Call, and have it changed.',
    review_unanswered:
      'This service point was asked whether the directory is right about it, and did not answer. Call it, go through its details, and write down the day.',
    correction_proposed:
      'This service point says that something is different. Look at it under “Proposed corrections”, and accept or decline each part.',
    approval:
      'Somebody asked for what takes two people. Read exactly what it is under “What takes two people”, and approve or refuse it.',
    stuck: 'The system failed three times to do what was due. Look at it now.',
    retention:
      'Nobody has done anything here for weeks. If the referral is still needed, say so by completing this task; else it is ended and what was said is erased. Close it if it is not.',
    renewal:
      'What was said has been kept for as long as it may be. Renew the referral if it is still needed; else it is ended and what was said is erased.',
    matches_capped:
      'This account searched far more often in an hour than work here needs, and was stopped. Ask why; revoke its key or sign it out if in doubt.',
    insider_digest:
      'Some accounts asked, opened or read far more this week than others of their role. Look at the table of insiders, and ask why.',
    receipt_check:
      'Somebody with the receipt, but without the word, asked to change or stop this. Everything is stopped: find out by the way that the person chose whether it was them. If not, write their consent down again; else withdraw.',
    tip: 'Somebody wrote about a person who may need help. Read it and decide; the person is not contacted because of it.',
    canary:
      'The synthetic referrals that watch the system did not come through twice in a row. See /readyz for which way, and ask whoever runs it; people may have to be telephoned meanwhile.',
  },

  why: {
    review_link: 'The link with which it says whether the directory is right about it.',
    only_listed: 'Only listed services offer this within reach; none is a vetted partner yet.',
    only_near: 'Only listed services are near enough to call; none says that it serves this place.',
    only_far:
      'Only services far away are known (over 300 km); none says that it serves this place.',
    only_by_hand:
      'There are partners, but none that can be asked automatically; choose one by hand, or call.',
    none_fits: 'Services that offer this are known, but each has a reason why it does not fit.',
    all_asked: 'Everyone who could help was asked, and nobody said yes.',
    none_known: 'No service in the directory offers this.',
    matching_failed: 'The search failed; the referral is safe and a human must choose.',
    minor: 'A person under 18 may be concerned: nothing is offered by itself.',
    dropped: 'The place that was held was dropped.',
    override: 'There is no consent yet; a supervisor must confirm the override.',
    override_confirmed: 'It was decided without the person.',
    override_lapsed:
      'Nobody confirmed the override in time: everything was taken back. Get consent, or close.',
    no_word: 'Asked with the receipt, without the word that the person chose.',
    no_consent: 'Nothing may be offered without consent. Get consent, or close.',
    not_agreed: 'The person does not agree to this kind of organization any more.',
    not_confirmed: 'The yes was not confirmed in time.',
    no_show: 'The person did not come.',
    unreachable: 'The person could not be reached.',
    unsafe: 'It was not safe for the person.',
    contact_opted_out: 'It said STOP.',
    yes_without_offer: 'By text it said yes to a request that we do not know of.',
    yes_after_failure:
      'It said yes after our messages to it had failed: that is no yes yet. Call it; if it can, have its contact mended and offer it again.',
    yes_after_parts:
      'It said yes to what is sought in parts since: that is no yes yet. Call it; if it can take this part on, offer it.',
    yes_from_elsewhere:
      'A yes with this reference came from a number that is not on file. Call whoever was asked.',
    contact_wrong_number: 'Somebody there said that it is a wrong number.',
    contact_bad_address: 'The number or address does not exist.',
    contact_unconfirmed:
      'Nobody has confirmed it for 90 days: call a number on file, and confirm it.',
    contact_suspended: 'Somebody stopped it: lost, stolen, or left.',
    contact_none_left: 'It has no contact left that gets offers.',
    contact_stopped: 'The contact that had the link was stopped; no other link works.',
    partner_activation: 'A new partner.',
    contact_change: 'A change of contacts.',
    unhide: 'Showing a hidden service point.',
    directory_export: 'An export of the directory.',
    legal_hold: 'A legal hold.',
    legal_hold_end: 'The end of a legal hold.',
    contact_landline: 'It cannot get text messages.',
    contact_filtered:
      'A carrier filtered our text: call them, and look at the text and the sender number.',
    contact_unreachable: 'Messages do not arrive.',
    returned_by_service: 'The service gave it back.',
    released: 'Released by an operator.',
    retention: 'Nobody had done anything here for too long.',
    reply_unworkable:
      'A text that came in cannot be read. Call those who were asked and have not answered, and whoever runs the system.',
    provider_unworkable:
      'A provider of messages refuses us: its account or its sender number is not in order. Whoever runs the system must look, and people may have to be telephoned meanwhile.',
    receipt_unworkable:
      'A provider’s word on a message cannot be worked. Whoever runs the system must look.',
    stale: 'It was no longer true when it would have been sent.',
    erased: 'What was said was erased before it could be sent.',
  } as Record<string, string>,

  next: {
    offered: (o: { count: number; until: string }) =>
      `${o.count === 1 ? 'One service point was asked' : `${o.count} service points were asked`}; they can answer until ${o.until}. Then the next is asked.`,
    accepted: (o: { until: string }) =>
      `A service point said yes. It must confirm by ${o.until}; then an operator calls.`,
    confirmed: (o: { until: string }) =>
      `Confirmed. The person should have arrived by ${o.until}; then an operator asks.`,
    task: (o: { todo: string; until: string }) => `${o.todo} Due ${o.until}.`,
    connected: () => 'The person has arrived.',
    operator: () => 'An operator is working on it.',
    looking: (o: { until: string }) =>
      `We go on looking; if nobody has said yes by ${o.until}, an operator takes over.`,
    beingConfirmed: () => 'A service said yes; it is being confirmed.',
    takenOn: () => 'It was confirmed: a service has taken it on.',
    ended: () => 'Nothing more is due.',
  },

  events: {
    'referral.made': 'Referral made',
    'contact.changed': 'The person changed how they are reached',
    'receipt.stopped': 'Stopped with the receipt and without the word, until it is checked',
    'tip.made': 'A tip came in',
    'tip.read': 'The tip was read',
    'tip.erased': 'The tip was erased',
    'referral.withdrawn': 'Consent withdrawn: everything was stopped',
    'referral.closed': 'Referral closed',
    'referral.erased': 'What was said was erased',
    'referral.renewed': 'Kept for longer by a supervisor',
    'referral.held': 'Legal hold: nothing is erased',
    'referral.hold_ended': 'The legal hold ended',
    'duty_record.kept': 'A record of duty was kept',
    'duty_record.read': 'Records of duty were read',
    'duty_record.erased': 'A record of duty was erased',
    'leg.opened': 'Help is sought',
    'leg.narrowed': 'Yes to a part only; the rest is sought elsewhere',
    'leg.connected': 'The person arrived',
    'leg.closed': 'This part was ended: the person does not want it',
    'offer.made': 'Offered',
    'offer.accepted': 'Yes',
    'offer.declined': 'No',
    'offer.expired': 'No answer in time',
    'offer.failed': 'Could not be reached',
    'offer.yes_late': 'Said yes late: a human is asked to call',
    'offer.not_taken': 'One service could not take it on',
    'offer.released': 'No longer needed there, and told so',
    'offer.returned': 'The yes fell through',
    'offer.confirmed': 'Confirmed',
    'offer.prolonged': 'Given more time, after an outage',
    'offer.meeting_said': 'How to meet was said',
    'message.written': 'A message was written',
    'message.read': 'Messages were read',
    'call_back.wrong': 'A caller gave a wrong code word',
    'code.wrong': 'A wrong code was typed',
    'digits.wrong': 'Wrong digits were typed',
    'link.frozen': 'The link was frozen',
    'referral.opened': 'Opened by somebody who did not make it, with a reason',
    'referral.restricted': 'Restricted to named people',
    'referral.unrestricted': 'Restriction lifted',
    'consent.given': 'Consent was given',
    'minor.confirmed': 'A supervisor looked, where the person could not agree',
    'override.confirmed': 'A supervisor confirmed the override',
    'override.lapsed': 'Nobody confirmed the override: everything was taken back',
    'sealed.read': 'What is sealed was read',
    'reply.unclear': 'A reply could not be read',
    'approval.asked': 'Asked for, and waits for a second person',
    'approval.approved': 'Approved by a second person',
    'approval.refused': 'Refused, or taken back',
    'approval.done': 'Done as approved',
    'task.opened': 'Task',
    'task.claimed': 'Task taken',
    'task.done': 'Task done',
    'task.told': 'People on call were told',
  } as Record<string, string>,

  refusals: {
    full: 'full',
    gender: 'does not serve this gender',
    age: 'does not serve this age',
    household: 'does not take everyone who comes along',
    language: 'cannot serve in this language',
    outside_area: 'outside its area',
    closed: 'closed',
    unsafe: 'not safe for this person',
    other: 'another reason',
  },
}
