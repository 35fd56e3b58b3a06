import { clip, firstThatFits, listed, numbered, pad } from './fit.ts'
import { type ClockTime, mail, type OfferText, type OnCallText } from './messages.types.ts'

/**
 * What we send. SMS: one segment of GSM-7, no story, no name, no word that names the crime.
 * E-mail: a neutral subject; the details are on the page behind the link.
 */
export const messages = {
  urgency: { emergency: 'EMERGENCY', urgent: 'URGENT', standard: 'STANDARD' },

  clock: ({ hours, minutes, weekday }: ClockTime) => {
    const time = `${pad(hours)}:${pad(minutes)}`
    return weekday === undefined ? time : `${WEEKDAYS[weekday]} ${time}`
  },

  offerSms: (o: OfferText) => {
    const what = `${o.label} ${o.reference} ${messages.urgency[o.urgency]} ${o.bed ? 'bed' : 'other'} x${o.people} by ${o.replyBy}`
    return firstThatFits(
      `${what}. Reply YES ${o.digits}, NO or FULL, or open ${o.link}`,
      `${what}. Reply YES ${o.digits}, NO or FULL: ${o.link}`,
      `${what}. YES ${o.digits}/NO/FULL ${o.link}`,
    )
  },
  offerEmail: (o: OfferText & { needsCount: number }) =>
    mail(`${o.reference}: please answer by ${o.replyBy}`, [
      `${messages.urgency[o.urgency]}. Request ${o.reference}: ${o.needsCount} ${o.needsCount === 1 ? 'need' : 'needs'}, ${o.bed ? 'with a bed' : 'no bed'}, for ${o.people} ${o.people === 1 ? 'person' : 'people'}.`,
      `Please answer by ${o.replyBy}. Open the page, read what is needed, type the four digits ${o.digits}, and choose yes, no or full.`,
      o.link,
      'The digits are for this e-mail only. Please do not forward it, and do not write anything about a person in a reply.',
      o.label,
    ]),
  /** One for everything that waits at a service point, the first to answer first. */
  digestSms: (d: Digest) =>
    firstThatFits(
      `${d.label}: ${waiting(d.references.length)} for your answer: ${listed(d.references)}, by ${d.replyBy}. Please see our earlier messages.`,
      `${d.label}: ${waiting(d.references.length)}: ${listed(d.references)}, by ${d.replyBy}. See our messages.`,
    ),
  digestEmail: (d: Digest) =>
    mail(`${waiting(d.references.length)} for your answer, by ${d.replyBy}`, [
      `${waiting(d.references.length)} for your answer: ${d.references.join(', ')}. The first by ${d.replyBy}.`,
      'The link and the digits are in our earlier messages. Reminders can be switched off: tell us.',
      d.label,
    ]),

  alreadyPlaced: (m: Reference) =>
    `${m.reference}: already placed with another service. Nothing more to do. Thank you for answering.`,
  released: (m: Reference) =>
    `${m.reference}: no longer needed, another service has taken it. Nothing more to do. Thank you.`,
  withdrawn: (m: Reference) =>
    `${m.reference}: withdrawn. Please delete everything you received or wrote down about it, and contact nobody.`,
  expired: (m: Reference) =>
    `${m.reference}: the time to answer has passed. If you still can, reply YES and the 4 digits of our message.`,

  thanksYes: (m: Reference & { next: 'email_code' | 'sms_code' | 'call' }) =>
    `${m.reference}: thank you, your yes is recorded. ${
      {
        email_code: 'Now type the code from your e-mail on the answer page.',
        sms_code: 'Now type the code from your text messages on the answer page.',
        call: 'Expect a call from us; until then nothing else to do.',
      }[m.next]
    }`,
  thanksNo: (m: Reference) => `${m.reference}: thank you, your no is recorded.`,
  thanksFull: (m: Reference) =>
    `${m.reference}: thank you, recorded as full for this kind of request as of now.`,

  confirmCodeSms: (m: Reference & { code: string }) =>
    `${m.reference}: your code is ${m.code}. Type it on the answer page. Nobody will ask you for it by phone.`,
  confirmCodeEmail: (m: Reference & { code: string }) =>
    mail(`${m.reference}: your code`, [
      `Your code for ${m.reference} is ${m.code}.`,
      'Type it on the answer page: the link is in the message that we sent first. Nobody will ask you for it by phone.',
    ]),

  replyHelp: {
    needDigits: (m: Reference) =>
      `${m.reference}: to say yes, please reply YES and the 4 digits of our message.`,
    wrongDigits: (m: Reference) =>
      `${m.reference}: these digits do not match. Please look at our message and reply YES and its 4 digits.`,
    olderDigits: (m: Reference) =>
      `${m.reference}: these digits are of an older message. Please reply YES and the 4 digits of our newest one.`,
    /** Names at most three references; the rest are said as "...". */
    needReference: (m: { references: readonly string[] }) =>
      `Several requests wait for you: ${listed(m.references)}. Please add the one you mean, for example NO ${m.references[0] ?? ''}`,
    frozen: (m: Reference) =>
      `${m.reference}: too many wrong digits. Please answer from our e-mail, or wait for our call.`,
    lateYes: (m: Reference) =>
      `${m.reference}: thank you. Our message came to you late, so nothing is settled yet. Please wait for our call.`,
    partsYes: (m: Reference) =>
      `${m.reference}: thank you. It is sought in parts by now, so nothing is settled yet. Please wait for our call.`,
    notUnderstood: () =>
      'Sorry, we did not understand. Please reply YES and the 4 digits of our message, or NO, or FULL.',
    noOpenOffer: () => 'No request waits for an answer from this number now. Thank you.',
    unknownNumber: (m: { label: string }) =>
      `${m.label}: this number is not on our list. To answer a request, please use the phone or e-mail that received it.`,
    wrongNumberThanks: () =>
      'Thank you for telling us. We will stop texting this number. Please delete our message.',
    help: (m: { label: string }) =>
      `${m.label}: requests to services. Reply YES and the 4 digits, NO or FULL. Room now: BEDS 3. STOP ends. Standard message rates may apply.`,
  },

  /** After a text about room or a pause: what is on record now, or why nothing was changed. */
  standing: {
    room: (s: RoomText) => {
      const what = `${s.label}: recorded: ${beds(s.room)}${s.group ? ` for ${s.group}` : ''}${s.name ? `, ${s.name}` : ''}, until ${s.until}.`
      return firstThatFits(
        `${what} If it changes, text BEDS and the number, or FULL.`,
        `${what} Changes: BEDS 3 or FULL.`,
      )
    },
    paused: (s: PauseText) =>
      `${s.label}: ${s.name ? `${s.name}: ` : ''}paused until ${s.until}. Nothing new comes before that. To end it: PAUSE OFF`,
    resumed: (s: { label: string; name?: string }) =>
      `${s.label}: ${s.name ? `${s.name}: ` : ''}no pause. New requests may come at any time.`,
    /** Names at most four. */
    which: (s: { said: string; names: readonly string[] }) =>
      firstThatFits(
        `Which one? Please add its number, as in ${s.said} 1: ${numbered(s.names)}. Nothing was changed yet.`,
        `Which one? Please add its number, as in ${s.said} 1: ${numbered(s.names)}`,
      ),
    forWhom: (s: { said: string; groups: readonly string[] }) =>
      `For whom? Please text ${s.said} ${[...s.groups, 'all'].join(', or ')}. Nothing was changed yet.`,
    groups: { families: 'families', youth: 'youth', women: 'women', men: 'men', any: 'all' },
    words: { beds: 'BEDS', full: 'FULL', pause: 'PAUSE', off: 'OFF' },
    refused: () =>
      'This number is not confirmed with us now, so nothing was changed. Please sign in, or call us.',
    nothing: () => 'Nothing that you offer is counted in beds, so nothing was changed.',
    badPause: () =>
      'Nothing was changed. Text PAUSE and a number of days, or a day within a year: PAUSE 2026-12-01',
  },

  /** Asks a service point whether the directory is still right about it. */
  reviewSms: (r: ReviewText) =>
    firstThatFits(
      `${r.label}: are your details still right? Please look and type ${r.digits}: ${r.link}`,
      `${r.label}: your details, still right? Type ${r.digits}: ${r.link}`,
    ),
  reviewEmail: (r: ReviewText) =>
    mail('Please check your details', [
      'Are your details in our list still right? Please open the page, look at them, and say so with one button. It takes two minutes.',
      `There you type the four digits ${r.digits}.`,
      r.link,
      'The digits are for this e-mail only. Please do not forward it.',
      r.label,
    ]),

  onCallSms: (t: OnCallText) =>
    `${messages.urgency[t.urgency]}: ${clip(t.kind)}, ${clip(t.about)}, due ${t.dueBy}. Please take it.`,
  onCallEmail: (t: OnCallText) =>
    mail(`Task due ${t.dueBy}: ${t.about}`, [
      `${messages.urgency[t.urgency]}: ${t.kind}, ${t.about}, due ${t.dueBy}.`,
      'Please take it, or make sure that somebody does.',
    ]),

  referrerAccepted: (m: Reference) =>
    `${m.reference}: a service said yes. We are confirming it now and will tell you.`,
  referrerConfirmed: (m: Reference) => `${m.reference}: confirmed. A service has taken it on.`,
  referrerDeclined: (m: Reference) =>
    `${m.reference}: one service could not take it on. We go on looking.`,
  referrerExpired: (m: Reference) =>
    `${m.reference}: one service did not answer in time. We go on looking.`,
  referrerBounced: (m: Reference) =>
    `${m.reference}: one service could not be reached. We go on looking.`,

  referrerMeeting: (m: Reference) =>
    `${m.reference}: the service has said how to meet. Please look at the request.`,

  /** To the service point that holds it: what was written stands on its page. */
  messageWaiting: (m: Reference) =>
    `${m.reference}: a message is waiting for you. Please open the answer page, or sign in.`,

  /** Any of the short texts above as an e-mail. */
  asEmail: (m: Reference & { text: string }) => mail(`About ${m.reference}`, [m.text]),
}

type Reference = { reference: string }
type Digest = { label: string; references: readonly string[]; replyBy: string }

type RoomText = { label: string; room: number; group?: string; name?: string; until: string }
type PauseText = { label: string; name?: string; until: string }
type ReviewText = { label: string; digits: string; link: string }

const beds = (n: number) => (n === 0 ? 'full' : n === 1 ? '1 bed' : `${n} beds`)

const waiting = (n: number) => (n === 1 ? '1 request waits' : `${n} requests wait`)

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
