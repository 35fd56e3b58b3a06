/** For editors: making a service point a partner, and changing how a partner is reached. */
export const editorVetting = {
  back: 'Back to the service point',
  toContacts: 'Contacts for referrals',
  toVetting: 'Make it a partner',
  listed: 'Listed',
  partner: 'Partner',
  hidden: 'Hidden',
  waits: 'Waits for a second person',
  done: 'Done',
  missing: 'Missing',
  next: 'To do now',
  later: 'Then',
  program: 'a program',
  optional: 'optional',

  vetting: {
    heading: (name: string) => `Vetting: ${name}`,
    intro:
      'Listed means that it is shown to people who can telephone; it is never sent anything. A partner is asked about referrals. Two people make it one: the first calls and asks, the second checks and approves.',
    sinceBy: (o: { since: string; by: string }) =>
      `A partner since ${o.since}; two people agreed: ${o.by}.`,
    since: (o: { since: string }) => `A partner since ${o.since}.`,
    how: 'How it was vetted',
    stepsHeading: 'How it becomes a partner',
    steps: {
      number: 'A number on file, put there by somebody else than whoever calls',
      call: 'A call to that number: they agree, and name their contacts',
      ask: 'What they said is written down, and a second person is asked',
      second: 'A second person checks, and approves',
    },
    callHeading: '1. Call it at the number on file',
    checkNumber:
      'Before you call: look the number up yourself where none of us writes, such as its own website, 211, or a printed list. If it is not the same, do not call it: correct it on its page, and let somebody else do this vetting.',
    scriptHeading: '2. Say this',
    scriptOther: 'The same in French',
    script: (o: { label: string; name: string }) => [
      `“Hello, I am calling from ${o.label}. Is this ${o.name}? May I speak to whoever decides whether you work with others?”`,
      '“People who need help are brought to services that have said yes. We would ask you by text message or e-mail, without names, whether you have room. You may say no each time.”',
      '“There is an agreement between us. Have you read it, and who signed it?”',
      '“To which telephone number or e-mail address should we send such questions? In English or in French? Who reads it at night?”',
      '“Let me read that back to you, digit by digit.”',
      '“A colleague checks this before it begins. From then on nobody changes it without a call to you at this number.”',
    ],
    never:
      'Say nothing about any person. If nobody answers, leave no message; call again. If they call back, thank them, and call the number on file yourself.',
    askHeading: '3. Write down what you heard',
    agreement: 'Agreement',
    agreementHint: 'Its title, its date or number, and who signed for them (the role, no name).',
    contactsHeading: 'Contacts for referrals',
    contactsHint:
      'As they told you in this call, in the order in which they are tried: numbers that can get text messages, or e-mail addresses. The first is needed.',
    ask: 'Ask for a second person',
    none: 'It has no telephone number on file, so nobody can make sure who it is.',
    noneNext: 'Add its public number first. Then somebody else calls it.',
    yours:
      'You put its numbers on file yourself, so you can neither call and ask nor be the second person. Two others among the editors and supervisors do that.',
    fresh: (o: { at: string }) =>
      `Its numbers were changed a short while ago. They count from ${o.at}: 72 hours in which somebody may notice a wrong number.`,
  },

  numbers: {
    heading: 'Numbers on file',
    runBy: 'Run by',
    members: (n: number) =>
      n === 0
        ? 'Nobody signs in for it.'
        : n === 1
          ? '1 person signs in for it, and answers its requests.'
          : `${n} people sign in for it, and answer its requests.`,
    put: (o: { who: string; at: string }) => `Put on file by ${o.who} on ${o.at}.`,
    source: (o: { source: string }) => `From: ${o.source}.`,
    checked: (o: { day: string }) => `The details were last checked on ${o.day}.`,
    unchecked: 'Nobody has said when the details were last checked.',
    website: 'Its own site:',
    agreed: 'Two people agreed to them; no single person changes them.',
  },

  called: {
    number: 'Which number did you call?',
    day: 'On which day?',
    time: 'At what time?',
    timeHint: (zone: string) => `On the clock of ${zone}, within the last 14 days.`,
    spokeTo: 'With whom did you speak?',
    spokeToHint: 'The role there, such as “night manager”; never a name.',
    reason: 'Anything else that the second person should know',
    reasonHint: 'Kept sealed.',
  },

  contact: {
    one: (n: number) => `Contact ${n}`,
    channel: 'By',
    value: 'Number or address',
    language: 'Language',
    channels: { sms: 'SMS', email: 'e-mail' },
    languages: { en: 'English', fr: 'French' },
  },

  second: {
    heading: 'You are the second person',
    intro:
      'Somebody asks that this be done. You do not repeat what they did: you make sure that it is true. If anything is strange, refuse; nothing is lost.',
    yourNumber: 'You put a number on file yourself: another person approves. You can still refuse.',
    what: 'What was asked',
    checks: 'Tick what you have checked yourself',
    number:
      'I looked the number up where none of us writes (its own site, 211, a printed list): it is the same.',
    agreement: 'I have seen the agreement.',
    contacts:
      'I know that each new contact is theirs: I called the number on file and had it read to me, or it stands on their own site.',
    out: 'I know that the call went out from us to the number on file. Nobody gave us that number in a call or an e-mail that came in.',
    approve: 'I have checked all of it: approve',
    refuse: 'Refuse',
    takeBack: 'Take it back',
    readOn: 'Read the reason in the list of what takes two people',
    waitHeading: 'It waits for a second person',
    wait: 'Somebody else checks what you wrote, and approves or refuses it. You need not do anything.',
    who: 'Any of these people can:',
    nobody:
      'There is nobody else who may approve it: ask an administrator to invite another editor or supervisor.',
    asked: (o: { who: string; at: string }) => `Asked by ${o.who} on ${o.at}.`,
    until: (o: { at: string }) => `Can be approved until ${o.at}.`,
    refused: (o: { at: string }) => `The last one, asked on ${o.at}, was refused or taken back.`,
    expired: (o: { at: string }) =>
      `The last one, asked on ${o.at}, waited longer than seven days. Call and ask again.`,
  },

  contacts: {
    heading: (name: string) => `Contacts for referrals: ${name}`,
    intro:
      'Here it is asked about referrals. These numbers and addresses are shown to the hotline and to editors, never to the public.',
    notPartner: 'It is not a partner: its first contacts come when two people make it one.',
    none: 'It has no contact. It is a partner that nobody can ask by message: have one added.',
    noneGood: 'None of its contacts gets referrals now. Operators call it instead.',
    order: (n: number) => `Contact ${n}`,
    states: {
      good: 'Gets referrals',
      unsent: 'Nothing is sent that way here',
      never: 'Never confirmed',
      failed: 'Gets nothing',
      soon: 'To be confirmed soon',
    },
    confirmed: (o: { at: string; who: string }) => `Confirmed on ${o.at} by ${o.who}.`,
    holds: (o: { at: string }) => `Holds until ${o.at}; then somebody calls again.`,
    since: (o: { at: string }) => `Here since ${o.at}.`,
    failedOn: (o: { at: string; why: string }) => `Since ${o.at}: ${o.why}`,
    why: {
      unconfirmed: 'nobody had confirmed it for 90 days.',
      unreachable: 'messages did not arrive.',
      bad_address: 'the number or address does not exist.',
      opted_out: 'somebody there sent STOP.',
      wrong_number: 'somebody there said that it is a wrong number.',
      landline: 'it cannot get text messages.',
      suspended: 'somebody stopped it: lost, stolen, or left.',
      other: 'messages failed.',
    } as Record<string, string>,
    confirmHeading: 'Confirm by a call',
    confirmLead:
      'Call a number on file, not one that you were given. Ask whether this contact still holds, and whether somebody reads it at night.',
    confirmNumber: 'The number that you called',
    confirm: 'I called: it still holds',
    needsChange: 'A call cannot mend this: it takes a change, by two people.',
    suspendHeading: 'Stop it at once',
    suspendLead:
      'If a phone was lost or stolen, or somebody left. It gets and answers nothing from now on; two people bring it back.',
    suspendWhy: 'What happened?',
    suspend: 'Stop this contact',
    reasons: {
      lost: 'Lost',
      stolen: 'Stolen',
      left: 'Whoever had it left',
      other: 'Another reason',
    },

    pendingHeading: 'A change waits',
    clock: 'It takes effect',
    clockText: (o: { at: string }) =>
      `On ${o.at}. Until then nothing changes. Every old contact was told, and can call the hotline to have it stopped.`,
    agreed: (o: { asker: string; approver: string }) =>
      `Asked by ${o.asker}, approved by ${o.approver}.`,
    stop: 'Stop this change',
    stopLead: 'If the service point says on the telephone that this is wrong, stop it at once.',

    changeHeading: 'Ask for a change',
    changeLead: [
      'You call a number on file (never one from an e-mail or from a call that came in) and write down here what you heard.',
      'A second person checks and approves it.',
      'Every old contact is told at once that a change comes, and whom to call if it is wrong.',
      'After 72 hours without an objection it takes effect.',
    ],
    noNumber: 'There is no number on file that can be called. Ask a supervisor.',
    add: 'To be added',
    addHint:
      'Numbers that can get text messages, or e-mail addresses. Leave empty what is not needed. For another language, write the contact again.',
    remove: 'To be removed',
    phones: 'Its public numbers, which operators call',
    phonesHint: 'One on each line. Leave them as they are if they do not change.',
    ask: 'Ask for this change',
  },

  problems: {
    missing: 'This is needed.',
    agreement: 'Say which agreement it is.',
    unticked: 'Tick each box when you have checked it. If one cannot be ticked, refuse.',
    noContact: 'Write at least one contact.',
    time: 'Write the day and the time of the call, such as 14:30.',
    'is not a number on file': 'This is not a number on file.',
    'was put on file by whoever asks':
      'Whoever asks put this number on file. Somebody else calls and asks.',
    'has not stood on file for 72 hours': 'This number has not stood on file for 72 hours.',
    'is yet to come': 'This time is yet to come.',
    'is too long ago': 'The call was more than 14 days ago. Call again.',
    'is there twice': 'This contact is there twice.',
    'is not an address': 'This is not an e-mail address.',
    'is not a telephone number': 'This is not a telephone number.',
    'is a short code, not a telephone number': 'This is a short code, not a telephone number.',
    'is a number at premium rates': 'This number costs extra to call.',
    'is not a number of Canada, the United States or toll-free':
      'This is not a number of Canada or the United States.',
    'is not one of its contacts': 'This is not one of its contacts any more.',
    'leaves nobody who can be asked': 'Then nobody could be asked. Add a contact, or leave one.',
    'changes nothing': 'Nothing changes. Add or remove a contact, or change a number.',
    already_asked: 'Something was asked already: see above.',
    is_a_partner: 'It is a partner already.',
    not_a_partner: 'It is not a partner.',
    needs_approval: 'A call cannot mend this: it takes a change, by two people.',
    wrong_state: 'It was stopped already.',
    approval_by_another: 'Nobody approves what they asked themselves.',
    number_by_approver: 'You put a number on file yourself: another person approves.',
    approval_decided: 'Somebody has decided this already.',
    approval_expired: 'It waited too long. Ask again.',
    numbers_changed:
      'Its telephone numbers were changed since it was asked. Refuse it, look who changed them, and ask again.',
    other: 'It was not done: something has changed meanwhile. Look at the page again.',
  } as Record<string, string>,
}

export type EditorVettingTexts = typeof editorVetting
