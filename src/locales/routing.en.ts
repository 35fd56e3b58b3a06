/** What the life of a referral is called, on screens, in the API and in messages to staff. */
export const routing = {
  aServicePoint: 'a service point',

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
    link_frozen: 'too many wrong digits',
    unclear_reply: 'reply to read',
    follow_up_24h: 'follow up, 24 hours',
    follow_up_7d: 'follow up, 7 days',
    contact_problem: 'contact does not work',
    stuck: 'the system is stuck',
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
    link_frozen:
      'Somebody typed wrong digits five times. Call the service point at the number in the directory.',
    unclear_reply: 'A reply could not be read as an answer. Call the service point.',
    follow_up_24h: 'Ask how it is going, if and how the person agreed to.',
    follow_up_7d: 'Ask how it is going, if and how the person agreed to.',
    contact_problem: 'A contact of this service point does not work. Call, and have it changed.',
    stuck: 'The system failed three times to do what was due. Look at this referral now.',
  },

  why: {
    only_listed: 'Only listed services offer this within reach; none is a vetted partner yet.',
    only_near: 'Only listed services are near enough to call; none says that it serves this place.',
    only_far:
      'Only services far away are known (over 300 km); none says that it serves this place.',
    only_by_hand:
      'There are partners, but none that can be asked automatically; choose one by hand.',
    none_fits: 'Services that offer this are known, but each has a reason why it does not fit.',
    all_asked: 'Everyone who could help was asked, and nobody said yes.',
    none_known: 'No service in the directory offers this.',
    matching_failed: 'The search failed; the referral is safe and a human must choose.',
    minor: 'A person under 18 may be concerned: nothing is offered by itself.',
    dropped: 'The place that was held was dropped.',
    override: 'There is no consent yet; a supervisor must confirm the override.',
    not_confirmed: 'The yes was not confirmed in time.',
    no_show: 'The person did not come.',
    unreachable: 'The person could not be reached.',
    unsafe: 'It was not safe for the person.',
    contact_opted_out: 'It said STOP.',
    contact_wrong_number: 'Somebody there said that it is a wrong number.',
    contact_bad_address: 'The number or address does not exist.',
    contact_landline: 'It cannot get text messages.',
    contact_unreachable: 'Messages do not arrive.',
    returned_by_service: 'The service gave it back.',
    released: 'Released by an operator.',
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
    'referral.withdrawn': 'Consent withdrawn: everything was stopped',
    'referral.closed': 'Referral closed',
    'leg.opened': 'Help is sought',
    'leg.connected': 'The person arrived',
    'leg.closed': 'This part was ended: the person does not want it',
    'offer.made': 'Offered',
    'offer.accepted': 'Yes',
    'offer.declined': 'No',
    'offer.expired': 'No answer in time',
    'offer.failed': 'Could not be reached',
    'offer.not_taken': 'One service could not take it on',
    'offer.released': 'No longer needed there, and told so',
    'offer.returned': 'The yes fell through',
    'offer.confirmed': 'Confirmed',
    'code.wrong': 'A wrong code was typed',
    'digits.wrong': 'Wrong digits were typed',
    'link.frozen': 'The link was frozen',
    'override.confirmed': 'A supervisor confirmed the override',
    'reply.unclear': 'A reply could not be read',
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
