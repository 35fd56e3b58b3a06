import type { messages } from '../../db/schema.ts'
import type { Turn } from '../services.ts'

/** What came in, from a number or an address, opened. */
export type Inbound = {
  id: string
  provider: string
  channel: 'sms' | 'email'
  from: string
  to: string
  body: string
}

/** How delivery tells the rest of the program; it knows no offers. main.ts hands these in. */
export type Hooks = {
  /** Locks the referral's row: before a message's, always. */
  lockReferral(turn: Turn, referralId: string): Promise<void>
  /** The last look before sending: the ids of those of which what they say is still true, and still allowed. */
  maySend(turn: Turn, all: (typeof messages.$inferSelect)[]): Promise<Set<string>>
  /** A message ended as failed or unknown; no other provider of its channel is left. */
  ended(turn: Turn, message: typeof messages.$inferSelect): Promise<void>
  /** A message waits, because its channel does not get through for now: the other one should go first. */
  stalled?(turn: Turn, message: typeof messages.$inferSelect): Promise<void>
  /**
   * A human must look: what came in could not be worked three times (it is tried again all the same), or a
   * provider brings nothing through, because its account or its sender is not in order.
   */
  unworkable?(turn: Turn, what: 'reply' | 'receipt' | 'provider'): Promise<void>
  /** Somebody wrote back. Returns a code for what was made of it. */
  replied(turn: Turn, inbound: Inbound): Promise<string>
}
