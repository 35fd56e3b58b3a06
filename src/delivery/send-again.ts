import { messages } from '../../db/schema.ts'
import { after, SECOND } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { dataKey, KeyDestroyed, open, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { sealedContent } from './message.ts'
import type { Message } from './next-step.ts'

const WAIT = 30 * SECOND

/**
 * A handset that could not be reached (30003, 30005, 30008, or no known reason) is tried once more: the
 * same text as a message of its own, whose turn is the first one's as a negative number, so that there
 * is no third. False if there is none: then the failure is an end.
 */
export async function sendAgain(turn: Turn, first: Message): Promise<boolean> {
  const { tx, now, keys } = turn
  const dueAt = after(now, WAIT)
  if (first.reason !== 'unreachable' || first.turn < 0 || first.uselessAt <= dueAt) return false
  const id = newId()
  try {
    const key = await dataKey(tx, keys, first.keyId)
    const content = open<object>(key, sealedContent(first.id), first.sealed)
    const { referralId, subjectId, contactId, channel, purpose, priority, language } = first
    const { keyId, uselessAt, provider, tried } = first
    await tx
      .insert(messages)
      .values({
        ...{ id, referralId, subjectId, contactId, channel, purpose, priority, language, keyId },
        ...{ turn: -1 - first.turn, sealed: seal(key, sealedContent(id), content) },
        ...{ uselessAt, provider, tried, createdAt: now, dueAt },
      })
      .onConflictDoNothing()
  } catch (error) {
    if (error instanceof KeyDestroyed) return false
    throw error
  }
  return true
}
