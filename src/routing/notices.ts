import { and, eq, isNotNull } from 'drizzle-orm'
import { contacts, offerLinks, offers } from '../../db/schema.ts'
import { emailHtml } from '../delivery/email-html.ts'
import { type Content, carries, type NewMessage, queueMessages } from '../delivery/message.ts'
import type { Need } from '../directory/needs.ts'
import { needs as needList } from '../directory/needs.ts'
import type { Contact, PointDetails } from '../directory/store.ts'
import { localTime } from '../geography/local-time.ts'
import { type Language, locale } from '../locales/locale.ts'
import { after, DAY } from '../platform/clock.ts'
import type { Turn } from '../services.ts'
import type { Case, Leg, Offer } from './case.ts'
import { partySize } from './facts.ts'

type Messages = ReturnType<typeof locale>['messages']
/** A contact of an offer, with what its own link and digits are. */
export type Addressed = { contact: Contact; token: string; digits: string }

/** The message that asks: by SMS and e-mail together, each with its own link and digits. */
export function offerMessages(
  { config, now }: Turn,
  it: Case,
  leg: Pick<Leg, 'needs'>,
  offer: Pick<Offer, 'id' | 'dueAt'>,
  point: PointDetails,
  addressed: Addressed[],
): NewMessage[] {
  return addressed.map(({ contact, token, digits }) => {
    const { language, channel } = contact
    const { messages } = locale(language)
    const text = {
      label: config.SENDER_LABEL,
      reference: it.referral.reference,
      urgency: it.urgency,
      bed: leg.needs.some((need) => needList[need as Need].takes === 'bed'),
      people: partySize(it.said.ask),
      replyBy: clockText(messages, offer.dueAt!, now, point.zone),
      digits,
      link: `${config.PUBLIC_URL}/answer/${token}`,
    }
    return {
      ...about(it, contact),
      subjectId: offer.id,
      purpose: 'offer',
      uselessAt: offer.dueAt!,
      content:
        channel === 'sms'
          ? { to: contact.value, text: messages.offerSms(text) }
          : mailContent(contact, messages.offerEmail({ ...text, needsCount: leg.needs.length })),
    }
  })
}

/** Tells everyone whom an offer was sent to something short. */
export async function tellPoint(
  turn: Turn,
  it: Case,
  offer: Pick<Offer, 'id'>,
  purpose: string,
  say: (messages: Messages) => string,
): Promise<void> {
  const told = await turn.tx
    .select({ contact: contacts })
    .from(offerLinks)
    .innerJoin(contacts, eq(contacts.id, offerLinks.contactId))
    .where(eq(offerLinks.offerId, offer.id))
  await queueMessages(
    turn,
    told.map(({ contact }) => short(turn, it, offer.id, contact as Contact, purpose, say)),
  )
}

/** Something short to one contact, by its own channel. */
export function short(
  { now }: Pick<Turn, 'now'>,
  it: Case,
  subjectId: string,
  contact: Contact,
  purpose: string,
  say: (messages: Messages) => string,
): NewMessage {
  const { messages } = locale(contact.language)
  const text = say(messages)
  const { reference } = it.referral
  return {
    ...about(it, contact),
    subjectId,
    purpose,
    uselessAt: after(now, DAY),
    content:
      contact.channel === 'sms'
        ? { to: contact.value, text }
        : mailContent(contact, messages.asEmail({ reference, text })),
  }
}

/**
 * Tells the referrer by their own phone, or where no text can be sent by their address. Without one the
 * timeline is the telling; on the hotline channel it always is, and on the web channel there is none:
 * nothing is sent to a person.
 */
export async function tellReferrer(
  turn: Turn,
  it: Case,
  subjectId: string,
  purpose: string,
  say: (messages: Messages) => string,
): Promise<void> {
  const { referrer, channel } = it.said.input
  if (channel !== 'police' && channel !== 'agency') return
  if (!it.consent.tellReferrer && (await fellThrough(turn, it))) return
  const language: Language = referrer?.language ?? turn.config.LANGUAGE
  const { messages } = locale(language)
  const text = say(messages)
  const { reference } = it.referral
  const common = {
    referralId: it.referral.id,
    subjectId,
    purpose: `referrer_${purpose}`,
    priority: it.policy.priority,
    language,
    key: it.key,
    uselessAt: after(turn.now, DAY),
  }
  const list: NewMessage[] = []
  if (referrer?.phone && (carries(turn.providers, 'sms') || !referrer.email))
    list.push({ ...common, channel: 'sms', content: { to: referrer.phone, text } })
  else if (referrer?.email) {
    const mail = messages.asEmail({ reference, text })
    list.push({
      ...common,
      channel: 'email',
      content: mailContent({ value: referrer.email, language }, mail),
    })
  }
  await queueMessages(turn, list)
}

/** After a confirmed yes that fell through, any news would tell the outcome. */
async function fellThrough({ tx }: Turn, { referral }: Case): Promise<boolean> {
  const found = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(
      and(
        eq(offers.referralId, referral.id),
        eq(offers.state, 'returned'),
        isNotNull(offers.confirmedAt),
      ),
    )
  return found.length > 0
}

export function mailContent(
  { value, language }: { value: string; language: Language },
  {
    subject,
    text,
    htmlParagraphs,
  }: { subject: string; text: string; htmlParagraphs: readonly string[] },
): Content {
  return { to: value, subject, text, html: emailHtml(htmlParagraphs, language) }
}

function about(it: Case, { id, channel, language }: Contact) {
  return {
    referralId: it.referral.id,
    contactId: id,
    channel,
    priority: it.policy.priority,
    language,
    key: it.key,
  }
}

/** A clock in the recipient's zone, with the day when it is not today. */
export function clockText(messages: Messages, at: Date, now: Date, zone: string): string {
  const { date, weekday, hour, minute } = localTime(at, zone)
  const today = localTime(now, zone).date === date
  return messages.clock({ hours: hour, minutes: minute, ...(today ? {} : { weekday }) })
}
