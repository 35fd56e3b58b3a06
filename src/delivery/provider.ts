export type Channel = 'sms' | 'email'

export type Outgoing = {
  /** The message row's id; a repeat of the same row carries the same id. */
  id: string
  channel: Channel
  /** E.164 for SMS, an address for e-mail. */
  to: string
  subject?: string
  text: string
  html?: string
  language: 'en' | 'fr'
  /** After this instant nobody should get it any more. */
  validUntil: Date
  /** Where the provider reports to, if not its usual place. */
  statusCallback?: string
}

/**
 * What a provider said, mapped to a small list before anything can log it: an error of the Twilio
 * SDK holds the message, the number and the credentials (research/reliability.md, finding 7).
 */
export type SendOutcome =
  | { kind: 'sent'; providerId: string }
  /** Certain: it was not taken. */
  | { kind: 'failed'; reason: FailReason }
  /** Certain: it was not taken; it may be tried again. */
  | { kind: 'retry'; reason: 'rate_limited' | 'unavailable'; afterSeconds?: number }
  /** It may have been taken: looked up before the same channel is used again. */
  | { kind: 'unknown'; reason: 'timeout' | 'reset' | 'empty_reply' }

export type FailReason =
  | 'opted_out'
  | 'bad_address'
  | 'landline'
  | 'unreachable'
  | 'filtered'
  | 'refused'
  | 'misconfigured'
  | 'too_late'

export type ReceiptState = 'queued' | 'sending' | 'sent' | 'delivered' | 'failed'

export type Receipt = { providerId: string; state: ReceiptState; reason?: FailReason }

/**
 * What a look-up found. `candidates`: receipts of what may be this message, the surest first; none
 * means that the provider shows no trace of it. `unclear`: it could not be looked up.
 */
export type Found = { kind: 'seen'; candidates: Receipt[] } | { kind: 'unclear' }

/** A text that came in, as the provider keeps it; without `content` where it keeps no number any more. */
export type Came = { providerId: string; content?: { from: string; to: string; body: string } }

/** Texts that came in, the oldest first. `whole`: all since the instant that was asked for. */
export type Missed = { kind: 'seen'; texts: Came[]; whole: boolean } | { kind: 'unclear' }

/** What became of one message; no receipt where the provider tells none, or has no such message. */
export type Looked = { kind: 'seen'; receipt?: Receipt } | { kind: 'unclear' }

export type Provider = {
  name: string
  channels: readonly Channel[]
  /** True if a second send of the same message can be seen as one: e-mail keeps its Message-ID. */
  repeatable: boolean
  /** Never throws: whatever happens is one of the outcomes. */
  send(message: Outgoing, now: Date): Promise<SendOutcome>
  /** Looks for a message whose send may have arrived, sent at `since` or later. Never throws. */
  find?(message: Outgoing, since: Date): Promise<Found>
  /** No trace of it counts as "not taken" so many ms after the doubt; 5,000 unless told. */
  certainAfter?: number
  /** Texts that came in at `since` or later, whether a webhook brought them or not. Never throws. */
  missed?(since: Date): Promise<Missed>
  /** Asks for the receipt of a message by the provider's own id. Never throws. */
  look?(providerId: string): Promise<Looked>
  close?(): Promise<void>
}
