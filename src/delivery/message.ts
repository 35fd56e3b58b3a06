import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { newId } from '../platform/ids.ts'
import { type DataKey, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import type { Channel } from './provider.ts'
import type { Providers } from './providers.ts'

/** What goes out, sealed at rest: the address may be a referrer's, and the text carries digits. */
export type Content = { to: string; subject?: string; text: string; html?: string }

export type NewMessage = {
  /** The referral that it is about, if it is about one: sending is stopped when that ends. */
  referralId?: string
  /** The offer, task or other thing that it tells of; one message per subject, channel, purpose and turn. */
  subjectId: string
  contactId?: string
  channel: Channel
  purpose: string
  turn?: number
  /** 0 goes first. */
  priority: number
  language: 'en' | 'fr'
  key: DataKey
  content: Content
  /** After this instant it is not sent any more. */
  uselessAt: Date
}

export const sealedContent = (id: string) => ({ table: 'messages', row: id, field: 'sealed' })

/** Whether anything that is sent by this channel can leave: each installation names its providers. */
export const carries = ({ order }: Pick<Providers, 'order'>, channel: Channel): boolean =>
  order[channel].length > 0

/** The channels by which anything can leave here. */
export const carriedChannels = (providers: Pick<Providers, 'order'>): Channel[] =>
  (['sms', 'email'] as const).filter((channel) => carries(providers, channel))

/**
 * Writes messages that are due at once. What no provider carries is left out, which is no error. A repeat
 * of subject, channel, purpose and turn changes nothing.
 */
export async function queueMessages(turn: Turn, list: NewMessage[]): Promise<void> {
  const { tx, now, providers, log } = turn
  const values = list.flatMap(({ key, content, turn = 0, ...message }) => {
    const [provider] = providers.order[message.channel]
    const id = newId()
    if (!provider) {
      log.warn({ channel: message.channel, purpose: message.purpose }, 'no provider is configured')
      return []
    }
    return {
      ...message,
      id,
      turn,
      provider,
      keyId: key.id,
      sealed: seal(key, sealedContent(id), content),
      createdAt: now,
      dueAt: now,
    }
  })
  if (values.length > 0) await tx.insert(messages).values(values).onConflictDoNothing()
}

/**
 * Stops what has not gone out yet: of these subjects, or of a whole referral. What is with a provider
 * at this moment cannot be stopped: it ends as it ends, and is not tried again.
 */
export async function cancelMessages(
  { tx, now }: Turn,
  which: { subjectIds: string[] } | { referralId: string },
): Promise<void> {
  const subject =
    'referralId' in which
      ? eq(messages.referralId, which.referralId)
      : inArray(messages.subjectId, which.subjectIds)
  const waiting = and(subject, inArray(messages.state, ['queued', 'sending']))
  await tx
    .update(messages)
    .set({ state: 'failed', reason: 'cancelled', dueAt: null, fence: sql`${messages.fence} + 1` })
    .where(and(waiting, isNull(messages.claimedBy)))
  await tx.update(messages).set({ uselessAt: now }).where(waiting)
}
