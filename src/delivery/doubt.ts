import { and, eq, inArray } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import type { Tx } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import type { Message } from './next-step.ts'
import type { Found } from './provider.ts'
import { takeReceipt } from './receipts.ts'
import type { Sending } from './send-one.ts'
import { settle } from './settle.ts'

/** What the provider calls this message, if a receipt that carries our own id told us. */
export async function sidFromReceipt(
  tx: Tx,
  { id, provider }: Pick<Message, 'id' | 'provider'>,
): Promise<string | undefined> {
  const [told] = await tx
    .select({ providerId: messageReceipts.providerId })
    .from(messageReceipts)
    .where(and(eq(messageReceipts.messageId, id), eq(messageReceipts.provider, provider)))
    .limit(1)
  return told?.providerId
}

/** Settles what was looked up. A candidate that is another message's is none. */
export async function lookUp(
  turn: Turn,
  sending: Sending,
  message: Message,
  found: Found,
): Promise<void> {
  if (found.kind === 'unclear') return settle(turn, sending, message, { kind: 'unclear' })
  const { provider } = message
  const known = await turn.tx
    .select({ providerId: messages.providerId })
    .from(messages)
    .where(
      and(
        eq(messages.provider, provider),
        inArray(
          messages.providerId,
          found.candidates.map(({ providerId }) => providerId),
        ),
      ),
    )
  const taken = new Set(known.map(({ providerId }) => providerId))
  const seen = found.candidates.find(({ providerId }) => !taken.has(providerId))
  if (!seen) return settle(turn, sending, message, { kind: 'absent' })
  await settle(turn, sending, message, { kind: 'sent', providerId: seen.providerId })
  await takeReceipt(turn, sending.hooks, provider, seen)
}
