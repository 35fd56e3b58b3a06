/** The page of a call: what is asked, in the order of the call. English is the type. */
export const call = {
  heading: 'A call',
  lead: 'Everything may stay unknown but what is needed and where. Nothing that you type is a referral until you make one.',
  drafted: 'Kept for you, sealed, for 24 hours: a dropped connection loses nothing.',
  unknown: 'Unknown',
  yes: 'Yes',
  no: 'No',
  colon: ':',
  optional: 'optional',
  more: 'More',

  first: {
    heading: 'The first minute',
    safe: 'Is it safe to talk?',
    unsafe:
      'Not safe: say that you will call back only if they wish, and how. Offer yes or no questions. Let them hang up.',
    listening: 'Is someone listening?',
    heard:
      'Someone listens: ask only what yes or no can answer; speak of an appointment, not of help.',
    danger: 'Are they in danger now?',
    call911: 'Danger now: 911. Stay on the line, or let them hang up and call 911 themselves.',
    callBack: 'If we are cut off, may we call back?',
    under18: 'Under 18?',
    unsure: 'Unsure, may be',
    young:
      'Under 18 or maybe: nothing is offered by itself. You and a supervisor get a task at once, with whom to report to.',
    place: 'Where are they now?',
    placeHint: 'A town or a neighbourhood, such as “Thunder Bay” or “Windsor, ON”.',
    province: 'Province',
    postal: 'Postal code',
  },

  contact: {
    heading: 'How to call back',
    kind: 'By',
    kinds: { voice: 'Telephone', sms: 'Text message', email: 'E-mail' } as Record<string, string>,
    value: 'Number or address',
    voicemail: 'Voicemail',
    voicemails: {
      none: 'Leave no message',
      vague: 'A vague message only',
      full: 'A message is safe',
    } as Record<string, string>,
    text: 'Is a text message safe?',
    callerId: 'Our number',
    callerIds: { blocked: 'Hide it', shown: 'Show it' } as Record<string, string>,
    shared: 'Others use this phone',
    whoElse: 'Who else may answer?',
    days: 'On which days?',
    dayNames: {
      ...{ mo: 'Mon', tu: 'Tue', we: 'Wed', th: 'Thu', fr: 'Fri', sa: 'Sat', su: 'Sun' },
    } as Record<string, string>,
    from: 'Not before',
    to: 'Not after',
    word: 'Code word',
    wordHint:
      'Whoever answers says it before anything is said. They need it when they call us back.',
  },

  needs: {
    heading: 'What is needed',
    urgency: 'How urgent?',
    urgencies: {
      emergency: 'Emergency: within 2 hours',
      urgent: 'Urgent: within a day',
      standard: 'Standard: within a week',
    } as Record<string, string>,
    auto: 'As it looks: an emergency in danger, else urgent',
    legend: 'Needs',
    jump: 'Letters jump, arrows move, the space bar chooses.',
  },

  person: {
    heading: 'About the person',
    languages: 'Languages, the best first',
    language: (n: number) => `Language ${n}`,
    interpreter: 'Is an interpreter all right?',
    gender: 'Gender, in their own words',
    age: 'Age',
    ageGroup: 'or age group',
    name: 'What to call them',
    own: 'What they want, in their own words',
    notes: 'Notes',
  },

  along: {
    heading: 'Who comes along',
    child: (n: number) => `Child ${n}`,
    band: 'Age',
    gender: 'Girl or boy',
    risk: 'May be exploited too',
    none: 'None',
    pets: 'How many pets?',
  },

  health: {
    heading: 'Health and access',
    health: 'Health',
    kinds: {
      pregnant: 'Pregnant',
      urgentCare: 'Needs care today',
      medication: 'Takes medication',
    } as Record<string, string>,
    substance: 'Drugs or alcohol?',
    access: 'Access',
  },

  safety: {
    heading: 'Safety',
    searching: 'Is someone looking for them?',
    knows: 'Does that person know this area?',
    relocation: 'Must they get away from here?',
    relocations: {
      stay: 'May stay here',
      leave_area: 'Away from this area',
      leave_province: 'Out of this province',
    } as Record<string, string>,
    exploitation: 'Kind of exploitation, as far as it was said',
  },

  wishes: {
    heading: 'Wishes, and what to avoid',
    indigenous: 'A place that is',
    notCommunity: 'Not their own community',
    communities: {
      indigenous_led: 'Indigenous-led',
      first_nations: 'First Nations',
      inuit: 'Inuit',
      metis: 'Métis',
    } as Record<string, string>,
    notFaith: 'Not run by a faith community',
    interpreterGender: 'Interpreter',
    woman: 'A woman',
    man: 'A man',
    area: (n: number) => `Stay away from place ${n}`,
    km: 'Kilometres around it (else 25)',
    organization: 'Organization to avoid, by name',
    police: 'Police service to avoid',
    arrival: 'When and how they can come',
    nights: 'Nights',
  },
}
