/** What is said to somebody who asks about a person: it neither confirms nor denies. English is the type. */
export const enquiry = {
  script: [
    'I cannot say whether we know this person. We say that to everybody who asks, about anybody.',
    'I also cannot take a message for them, pass one on, or tell you where somebody is.',
    'If you think that somebody is in danger now, please call 911.',
  ],
  more: {
    family:
      'If you need support yourself, I can help you, or tell you who can. You need not tell me any name for that.',
    partner_or_ex: 'I can tell you nothing more, and I will end this call now.',
    police:
      'Please give me your name and unit. I will call you back through the published number of your service, never on the one you call from.',
    media: 'Please write to our press contact. We never speak about single cases.',
    unknown: 'I can help you if you need something yourself.',
  } as Record<string, string>,
  keep: 'Write down no name. Say the same words whoever is on the line, and whether we know the person or not.',
}

export type EnquiryTexts = typeof enquiry
