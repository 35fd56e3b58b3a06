import { held } from './answer-held.en.ts'

type Count = number

/** The page behind the link of an offer. English is the type. */
export const answer = {
  title: (label: string, reference?: string) =>
    reference ? `${label} – request ${reference}` : label,
  errorTitle: (title: string) => `Error: ${title}`,
  languages: 'Language',
  otherLanguage: 'Français',
  request: (reference: string) => `Request ${reference}`,
  notKnown: 'Not known',
  colon: ':',

  asked: {
    lead: ({ bed, people }: { bed: boolean; people: Count }) => {
      const what = bed ? (people === 1 ? 'A bed is' : 'Beds are') : 'A service is'
      return `${what} needed for ${people === 1 ? '1 person' : `${people} people`}. Can you take this on?`
    },
    replyBy: (clock: string) => `Please answer by ${clock}, your local time.`,
    heading: 'What is needed',
    nothingMore: 'You see the rest once your yes is confirmed.',
  },
  urgency: { emergency: 'Emergency', urgent: 'Urgent', standard: 'Standard' } as Record<
    string,
    string
  >,
  glance: {
    needs: 'Needs',
    area: 'Area',
    urgency: 'Urgency',
    gender: 'Gender',
    age: 'Age',
    people: 'How many come',
    language: 'Language',
    facts: 'Please note',
  },
  people: (people: Count, children: readonly string[]) =>
    [
      people === 1 ? '1 person' : `${people} people`,
      ...(children.length > 0
        ? [`of whom ${children.length === 1 ? 'a child' : 'children'}: ${children.join(', ')}`]
        : []),
    ].join(', '),
  interpreterNeeded: 'An interpreter is needed',

  form: {
    heading: 'Your answer',
    digits: 'The four digits',
    digitsHint: {
      sms: 'They are in the text message that brought you here.',
      email: 'They are in the e-mail that brought you here.',
    } as Record<string, string>,
    answer: 'Can you take this on?',
    yes: 'Yes, we can',
    no: 'No, we cannot',
    full: 'No, we are full',
    yesHint: 'All of it, or a part.',
    fullHint: 'We note that you are full for this kind of request, as of now.',
    reason: 'If no: why not?',
    chooseReason: 'Please choose',
    needs: 'If yes: to what?',
    needsHint: 'Untick what you cannot do: we look for it elsewhere at once.',
    send: 'Send the answer',
    sendYes: 'Yes, we can take this on',
    afterYes:
      'After a yes there is one more step, so that we know that it was you: a code that we send to your other contact, or a call to the number in the directory.',
  },
  reasons: {
    gender: 'We do not serve this gender',
    age: 'We do not serve this age',
    household: 'We cannot take everyone who comes along',
    language: 'We cannot help in this language',
    outside_area: 'It is outside our area',
    closed: 'We are closed',
    unsafe: 'It would not be safe for this person here',
    other: 'Another reason',
  } as Record<string, string>,

  errors: {
    heading: 'Please check this',
    digits_missing: 'Type the four digits from our message.',
    digits_wrong: (left: Count) =>
      `These digits do not match. Please look at our message again. ${left === 1 ? '1 try is left.' : `${left} tries are left.`}`,
    answer_missing: 'Choose yes, no or full.',
    reason_missing: 'Choose why not.',
    needs_missing: 'Tick at least one thing that you can take on, or choose no.',
    code_missing: 'Type the six digits of the code.',
    code_wrong: (left: Count) =>
      `This code does not match. ${left === 1 ? '1 try is left.' : `${left} tries are left.`}`,
    already_yes: 'Your service has said yes to this already. To give it back, please call us.',
    text_missing: 'Write your message first.',
    text_long: 'Your message is too long. Please shorten it to 1,000 characters.',
    too_many_messages: 'There are too many messages here. Please call us.',
    how_missing: 'Choose how the person comes to you.',
    place_missing: 'Say where you meet.',
    place_named: 'This place names your service. Say a neutral place near you instead.',
    place_neutral: 'Tick that this place tells nothing about where you are.',
    time_wrong: 'Type the time as hours and minutes, such as 18:30.',
    time_over: 'This time is over. Look at the day, too.',
    outcome_missing: 'Choose what became of it.',
  },

  late: {
    declined: 'Thank you, your no is recorded.',
    full: 'Thank you. We have noted that you are full for this kind of request, as of now.',
    expired: 'The time to answer has passed.',
    missed: {
      failed:
        'Our message came to you late. If you can still take this on, tell us: then we call you.',
      parts:
        'Not all of this could be placed together, and not everything is placed yet. If you can still take on some of it, tell us: then we call you.',
    },
    heard:
      'Thank you. You have said that you can take this on. Nothing is settled yet: please wait for our call.',
    nothing: 'Nothing more is needed from you.',
    after: 'We can take it on after all',
    stillYes: 'You can still say yes: type the four digits of our message.',
  },
  frozen: {
    heading: 'This link is locked',
    text: 'Wrong digits were typed five times, or this number or address is not used for requests any more. Please answer from the other message that we sent you (text message or e-mail), or wait for our call.',
  },
  placed: {
    heading: 'Already placed',
    text: 'This request was placed, or is not needed any more. There is nothing more to do. Thank you for answering.',
  },
  unknown: {
    heading: 'This link leads nowhere',
    text: 'Please open the link in our message again, or copy all of it. You can also answer the text message.',
  },
  trouble: {
    heading: 'This did not work just now',
    text: 'Nothing was changed. Please go back and try again in a minute, or answer the text message.',
  },

  code: {
    said: 'You have said yes. One more step.',
    thanks: 'Thank you, your yes is recorded. This request is yours.',
    confirmed: 'This request is confirmed.',
    heading: 'Type the code',
    sent: {
      email: 'To make sure that it was you, we sent a code of six digits to your e-mail.',
      sms: 'To make sure that it was you, we sent a code of six digits to your phone.',
    } as Record<string, string>,
    until: (clock: string) => `Please type it by ${clock}, your local time.`,
    label: 'The six digits',
    hint: 'Nobody will ask you for them by telephone.',
    send: 'Confirm',
    noAccess:
      'You cannot read it now? Then there is nothing to do: if no code was typed by then, we call the number that the directory has for you.',
    thenSee: 'Then you see whom to expect and how to reach the person safely.',
    here: 'See it on this device',
    otherDevice: 'To see the details on this device, type the same code again.',
    noOtherDevice:
      'The details are shown in the browser where it was confirmed. To see them elsewhere, please call us.',
    showHere: 'I confirmed in this browser: show the details',
  },
  call: {
    heading: 'Expect a call',
    text: 'We confirm by telephone: we call the number that the directory has for you. Until then there is nothing else to do. If you have an account here, you can sign in and confirm it yourself.',
  },

  details: {
    said: 'Confirmed: it is yours',
    confirmed: 'Thank you. Please expect the person.',
    arriveBy: (clock: string) =>
      `Please tell us by ${clock}, your local time, whether the person has arrived.`,
    keep: 'These details are for those who need them to help. Please do not forward or copy them.',
    show: 'Show the details',
    kept: 'Each time they are shown is recorded, so that the person can be told who has seen what.',
    waits:
      'How to reach the person and what they said can be shown once a second person at the hotline has confirmed it. Please look again in some minutes.',
    contact: 'How to reach the person',
    noContact: 'No contact was agreed on. Please wait for the person, or call us.',
    codeWord: 'Code word',
    codeWordUse: 'Whoever answers gives it before you say anything.',
    story: 'What to know',
    name: 'Called',
    ownWords: 'In their own words',
    arrival: 'Arrival',
    nights: 'Nights',
    interpreter: 'Interpreter',
    interpreterGender: { woman: 'A woman', man: 'A man' } as Record<string, string>,
    avoidPolice: 'Police services to avoid',
    notes: 'Notes',
    languages: 'Languages',
    asked: 'What was asked',
    place: 'Where the person is',
    position: 'Position',
  },
  held,
  /** In the footer, before the numbers. */
  questions: 'Questions? Call us.',
  contact: {
    kinds: { voice: 'Call', sms: 'Text message', email: 'E-mail' } as Record<string, string>,
    now: 'You may use it now.',
    later: 'Not now: it is shown when it is safe.',
    expired: 'Agreed on more than 72 hours ago. Please call us; we ask again.',
    when: 'When',
    anyTime: 'at any time',
    anyDay: 'every day',
    hours: (from: string, to: string, zone: string) => `from ${from} to ${to} (${zone})`,
    days: {
      mo: 'Monday',
      tu: 'Tuesday',
      we: 'Wednesday',
      th: 'Thursday',
      fr: 'Friday',
      sa: 'Saturday',
      su: 'Sunday',
    } as Record<string, string>,
    voicemail: {
      none: 'Leave no voicemail.',
      vague: 'Voicemail: only something neutral, without naming your service.',
      full: 'Voicemail is all right.',
    } as Record<string, string>,
    text: { true: 'Texting is all right.', false: 'Do not text.' } as Record<string, string>,
    callerId: { blocked: 'Hide your number.', shown: 'Show your number.' } as Record<
      string,
      string
    >,
    shared: 'Others use this device too.',
    whoElse: (who: string) => `Others who may answer: ${who}`,
  },
}

export type AnswerTexts = typeof answer
