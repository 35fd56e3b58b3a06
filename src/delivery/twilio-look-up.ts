import { after, MINUTE } from '../platform/clock.ts'
import type { Outgoing, Receipt, ReceiptState } from './provider.ts'

/** What is read of Twilio's message resource. */
export type Listed = {
  sid: string
  from?: string
  to?: string
  body?: string
  status?: string
  direction?: string
  errorCode?: number | null
  dateCreated?: Date
  messagingServiceSid?: string | null
}

/** Twilio's clock may differ from ours by so much. */
const SKEW = MINUTE

/**
 * Which of Twilio's messages may be this one, the surest first. As long as it waits there, it stands with
 * its number and its text, which holds the reference and the digits. Once sent, our redaction leaves
 * neither: then its number without the last four digits, and its time, must do.
 * twilio.com/docs/messaging/guides/privacy-message-redaction
 */
export function candidatesFor(
  message: Pick<Outgoing, 'to' | 'text'>,
  since: Date,
  listed: readonly Listed[],
  receiptOf: (listed: Listed) => Receipt | undefined,
): Receipt[] {
  const from = after(since, -SKEW)
  const ours = listed.filter(
    ({ direction, dateCreated }) =>
      direction !== 'inbound' && dateCreated instanceof Date && dateCreated >= from,
  )
  const same = ours.filter(({ to, body }) => to === message.to && body === message.text)
  const redacted = ours.filter(
    ({ to, body }) => isRedacted(message.to, to) && (!body || body === message.text),
  )
  const withText = redacted.filter(({ body }) => body)
  const rest = redacted.filter(({ body }) => !body)
  return [...same, ...withText, ...rest].flatMap((each) => receiptOf(each) ?? [])
}

/** `+1613555XXXX`, or the whole number with its text discarded. */
function isRedacted(number: string, listed = ''): boolean {
  return listed === number || /^(.+)X{4}$/.exec(listed)?.[1] === number.slice(0, -4)
}

/** True for Twilio's own answer that it has no such message; a 404 of something in between says nothing. */
export const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 20404

/** Twilio's statuses of an outgoing SMS. */
export const STATES = new Map<string, ReceiptState>(
  Object.entries({
    accepted: 'queued',
    scheduled: 'queued',
    queued: 'queued',
    sending: 'sending',
    sent: 'sent',
    partially_delivered: 'sent',
    delivered: 'delivered',
    read: 'delivered',
    failed: 'failed',
    undelivered: 'failed',
    canceled: 'failed',
  } as const),
)
