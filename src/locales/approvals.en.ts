import { firstThatFits } from './fit.ts'
import { mail } from './messages.types.ts'

/** What takes two people, in words: for its list and page, and the notice to old contacts. */
export const approvals = {
  title: 'What takes two people',
  intro:
    'One person asks, another approves exactly what is written here. Nobody approves what they asked themselves.',
  none: 'Nothing waits for a second person.',
  open: 'Waiting for a second person',
  waiting: 'Approved, and not in effect yet',
  approve: 'Approve',
  look: 'Look at what you must check',
  show: 'Show the reason and what is sealed',
  refuse: 'Refuse or take back',
  stop: 'Stop it',
  another: 'Another person approves this.',
  fetched: 'Whoever asked can fetch it for an hour.',
  askedBy: (o: { who: string; at: string }) => `Asked by ${o.who} on ${o.at}.`,
  until: (o: { at: string }) => `Can be approved until ${o.at}.`,
  effective: (o: { at: string }) =>
    `Takes effect on ${o.at}. If the service point says on the telephone that this is wrong, stop it.`,
  place: (o: { place: string }) => `It would be shown to everybody at: ${o.place}`,
  reason: (o: { reason: string }) => `Reason: ${o.reason}`,
  noReason: 'No reason was given.',

  problems: {
    approval_by_another: 'Nobody approves what they asked themselves.',
    approval_decided: 'Somebody has decided this already.',
    approval_expired: 'It waited too long. Ask again.',
    numbers_changed:
      'Its telephone numbers were changed since it was asked. Refuse it, look who changed them, and ask again.',
    number_by_approver: 'You put a number on file yourself: another person approves.',
    read_first: 'Have the place shown first, then approve it.',
    forbidden: 'Your role may not decide this.',
    not_found: 'It is not there any more.',
    other: 'It was not done: something has changed since it was asked. Refuse it, and ask again.',
  } as Record<string, string>,

  kinds: {
    consent_override: 'Offers without consent',
    partner_activation: 'A new partner',
    contact_change: 'A change of contacts',
    unhide: 'Showing a hidden service point',
    directory_export: 'An export of the directory',
    legal_hold: 'A legal hold',
    legal_hold_end: 'The end of a legal hold',
  },

  channels: { sms: 'SMS', email: 'e-mail' },
  languageNames: { en: 'English', fr: 'French' },

  override: (o: { reference: string }) =>
    `Offer referral ${o.reference} to services although the person has not agreed: an emergency.`,
  hold: (o: { reference: string }) => `Keep all of referral ${o.reference} until the hold ends.`,
  holdEnd: (o: { reference: string }) =>
    `End the hold of referral ${o.reference}: it is erased when its time is up.`,
  activate: (o: { name: string }) => `Make ${o.name} a partner, to which referrals may be offered.`,
  belongs: (o: { name: string }) => `It is run by: ${o.name}`,
  agreement: (o: { agreement: string }) => `Agreement: ${o.agreement}`,
  called: (o: { number: string; at: string; spokeTo?: string }) =>
    `Called at ${o.number} on ${o.at}${o.spokeTo ? `; spoke to: ${o.spokeTo}` : ''}.`,
  numbers: (o: { phones: string }) =>
    `Its numbers, which two people change from then on: ${o.phones}`,
  firstContact: (o: { contact: string }) => `First contact for referrals: ${o.contact}`,
  noContacts: 'Without a contact for referrals.',
  change: (o: { name: string }) => `Change how ${o.name} is reached about referrals:`,
  add: (o: { contact: string }) => `Add ${o.contact}`,
  remove: (o: { contact: string }) => `Remove ${o.contact}`,
  phones: (o: { phones: string }) => `Its telephone numbers become: ${o.phones}`,
  organization: (o: { name: string }) => `It belongs from then on to: ${o.name}`,
  notice: 'Every old contact is told at once; it takes effect after 72 hours.',
  unhide: (o: { name: string }) =>
    `Show ${o.name}, which is hidden now, to everybody, at the place that is sealed here.`,
  export:
    'One copy of the whole directory, with contacts for referrals and the true places of hidden service points, for the person who asked: once, within an hour of the approval.',

  /** To an old contact of a service point; one SMS. */
  noticeSms: (o: { label: string; from: string; line?: string }) =>
    o.line
      ? firstThatFits(
          `${o.label}: your contact details with us change on ${o.from}. If this was not you, call ${o.line} now.`,
          `${o.label}: your details with us change ${o.from}. Not you? Call ${o.line}`,
        )
      : `${o.label}: your contact details with us change on ${o.from}. If this was not you, call us now.`,
  noticeEmail: (o: { label: string; from: string; line?: string }) =>
    mail('Your contact details with us change', [
      `The contact details under which we reach you change on ${o.from}.`,
      `If this was not you, call us now${o.line ? ` at ${o.line}` : ''}, and it will be stopped. If it was, there is nothing to do.`,
      o.label,
    ]),
}

export type ApprovalTexts = typeof approvals
