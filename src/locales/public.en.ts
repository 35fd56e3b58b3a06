/** A text for each form that a number needs (CLDR, `Intl.PluralRules`); `{n}` is the number. */
export type Plural = { other: string } & Partial<
  Record<'zero' | 'one' | 'two' | 'few' | 'many', string>
>

/**
 * What the pages of the person say, in short plain words, spoken to one person. English is the type:
 * every other file must have all of it. `{name}` stays as it is; a translator may move it.
 */
export const en = {
  /** Somebody who speaks the language as their own has read all of this. */
  checked: true as boolean,
  unchecked: 'This translation has not yet been checked by a speaker.',

  skip: 'Skip to the content',
  languages: 'Language',
  /** Always on the screen. */
  leave: 'Leave this page',
  leaveHint: 'You can leave at any time: press “Leave this page”, or the Escape key three times.',
  errorTitle: 'Error: {title}',
  errorHeading: 'Please look at this again',
  back: 'Back',
  next: 'Continue',
  send: 'Send',
  step: 'Question {n} of {of}',
  yes: 'Yes',
  no: 'No',
  unknown: 'I do not know',
  ratherNot: 'I would rather not say',
  optional: 'not needed',

  danger: 'Are you in danger now? Call 911.',
  callUs: 'You can call us:',
  home: 'To the first page',

  start: {
    heading: 'You can get help',
    lead: 'It is free. You do not have to give your name.',
    self: 'Get help for yourself',
    other: 'Tell us about someone',
    receipt: 'I have a receipt',
    services: 'Look for services yourself',
    what: 'What happens with what you say',
    reads: 'A person at the hotline reads it. Nothing is passed on before that.',
    learns:
      'A service learns only what you allow. We tell nobody else, unless the law makes us: that can be when a child is in danger.',
    keeps: 'We do not keep the address of your device, and we store nothing on it.',
    erased: {
      one: 'What you say is erased {n} day after we have finished.',
      other: 'What you say is erased {n} days after we have finished.',
    } as Plural,
    otherLanguage: 'Do you speak another language? Call us: an interpreter can join.',
  },

  watched: {
    question: 'Is someone near you who could look at this device?',
    yes: 'Yes, or perhaps',
    advice: 'If you can, do this later, or on a device that nobody else looks at.',
  },
  contact: {
    question: 'May we contact you at all?',
    hint: 'If not, you can look here again later, or call us.',
    no: 'No. I will look here or call.',
  },
  how: {
    question: 'How is it safe to reach you?',
    voice: 'By a call. We leave no message.',
    sms: 'By text message',
    email: 'By e-mail',
  },
  value: {
    label: 'Phone number or e-mail address',
    hint: 'Only one that nobody else answers or reads.',
  },
  when: {
    question: 'When is it safe?',
    any: 'At any time',
    morning: 'In the morning',
    afternoon: 'In the afternoon',
    evening: 'In the evening',
  },
  needs: {
    question: 'What do you need?',
    hint: 'Choose everything that fits.',
    bed: 'A safe place to sleep',
    home: 'A place to live for longer',
    talk: 'Someone to talk to',
    guide: 'Someone who stays by my side and arranges things',
    doctor: 'A doctor or a nurse',
    assault: 'Care after sexual violence',
    food: 'Food',
    clothes: 'Clothes and things to wash',
    status: 'Help with my papers or my right to stay',
    work: 'Help with work or pay',
    lawyer: 'A lawyer, because of a crime',
    money: 'Money for what I need most',
    child: 'Help for my children',
    drugs: 'Help with drugs or alcohol',
    return: 'To go back to my country',
  },
  place: {
    question: 'Where are you?',
    hint: 'A town near you is enough. It decides who can help.',
    label: 'Town or city',
    province: 'Province or territory',
    choose: 'Choose',
  },
  urgency: {
    question: 'How soon do you need it?',
    now: 'Today or tonight',
    soon: 'In the next days',
    later: 'Later',
  },
  age: {
    question: 'How old are you?',
    hint: 'If you are under 18, the law can make us tell those who protect children.',
    under16: 'Under 16',
    over60: '60 or over',
  },
  gender: {
    question: 'Are you a woman or a man?',
    woman: 'Woman',
    man: 'Man',
    nonBinary: 'Neither, or both',
    twoSpirit: 'Two-Spirit',
  },
  children: {
    question: 'How many children come with you?',
    small: '5 or under',
    middle: '6 to 12',
    older: '13 to 17',
  },
  searching: { question: 'Is someone looking for you?' },
  language: {
    question: 'In which language may we speak with you?',
    other: 'Another one, with an interpreter',
  },
  words: {
    question: 'Is there anything else that we should know?',
    hint: 'For example whom or what we must avoid. No names are needed.',
  },
  consent: {
    question: 'May we ask services for you?',
    yes: 'Yes, you may ask',
    less: 'Yes, but do not tell them how to reach me, nor my own words',
    later: 'No. Speak with me first.',
    first:
      'Before we ask any service, we speak with you in your language, with an interpreter if needed.',
  },
  last: 'Nobody sees what you write before you press “Send” at the end.',

  receipt: {
    heading: 'Your receipt',
    lead: 'With this number you can look here again, without a name. We cannot show it a second time.',
    safe: 'Is it safe for you to keep it? Write it down only where nobody looks. It can pass for the number of an account.',
    have: 'I have it',
    not: 'It is not safe to keep it',
  },
  word: {
    heading: 'Choose a word',
    hint: 'We ask for it before we say anything to you, and before anything is changed.',
    label: 'Your word',
    sends: 'When you press “Send”, a person at the hotline sees what you said.',
  },
  done: {
    heading: 'We have it',
    text: 'A person at the hotline looks at it.',
    contact: 'We reach you only in the way that you chose.',
    noContact: 'We do not contact you. Look here with your receipt, or call us.',
    reference: 'If you call, say:',
  },

  look: {
    heading: 'Look with your receipt',
    label: 'The number of your receipt',
    send: 'Look',
    /** Of what, where or by whom is never said. */
    waiting: 'Someone is waiting for your call.',
    looking: 'We are still looking.',
    stopped: 'Everything is stopped. You can call us at any time.',
    change: 'Change how we reach you',
    changed: 'It is changed.',
    stop: 'Stop everything',
    stopHint: 'We stop, and ask those who were told to erase it.',
    noWord: 'I do not have the word',
    noWordHint: 'Then everything stops until somebody at the hotline has checked.',
  },

  tip: {
    lead: 'You do not have to give your name. We do not contact you.',
    danger: 'Is someone in danger now?',
    what: 'What did you see or hear?',
    whatHint: 'Do not put yourself in danger to learn more.',
    where: 'Where is it?',
    whereHint: 'An address, a business or a town.',
    done: 'Thank you. A person at the hotline reads it.',
  },

  services: {
    need: 'What are you looking for?',
    send: 'Search',
    found: { one: '{n} service', other: '{n} services' } as Plural,
    none: 'We found none here. Call us: we may know of others.',
    confidential: 'There is also a confidential service in this region. Call us.',
    open: 'Open now',
    closed: 'Closed now',
    hours: 'Call to ask when it is open.',
  },

  errors: {
    choose: 'Choose an answer.',
    needs: 'Choose at least one thing. Someone to talk to is enough.',
    place: 'Write a town, or choose a province.',
    placeUnknown: 'We do not know this town. Check how it is written, or choose only the province.',
    placeSeveral: 'Several towns have this name. Choose the province too.',
    phone: 'We cannot call this number. Check it, with its area code.',
    email: 'This is not an e-mail address. Check it.',
    value: 'Write a number or an address, or choose that we do not contact you.',
    what: 'Write a few words.',
    receipt: 'We do not know this number. Check each digit.',
    word: 'This is not the word that you chose.',
    expired: 'This page was open for too long. Please begin again.',
    trouble: 'That did not work. Please try again, or call us.',
    missing: 'There is no such page.',
  },
}

export type PublicTexts = typeof en
