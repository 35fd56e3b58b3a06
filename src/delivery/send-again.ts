import { messages } from '../../db/schema.ts'
import { after, SECOND } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { dataKey, KeyDestroyed, open, seal } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { elsewhere } from './choice.ts'
import { sealedContent } from './message.ts'
import type { Message } from './next-step.ts'

const WAIT = 30 * SECOND

/**
 * What was taken and then failed is tried once more, if that can help: the same text as a message of its
 * own, whose turn is the first one's as a negative number, so that there is no third. False if there is
 * none: then the failure is an end.
 */
export async function sendAgain(turn: Turn, first: Message): Promise<boolean> {
  const { tx, keys } = turn
  const again = await wayOf(turn, first)
  if (!again || first.turn < 0 || first.uselessAt <= again.dueAt) return false
  const id = newId()
  try {
    const key = await dataKey(tx, keys, first.keyId)
    const content = open<object>(key, sealedContent(first.id), first.sealed)
    const { referralId, subjectId, contactId, channel, purpose, priority, language } = first
    const { keyId, uselessAt } = first
    await tx
      .insert(messages)
      .values({
        ...{ id, referralId, subjectId, contactId, channel, purpose, priority, language, keyId },
        ...{ turn: -1 - first.turn, sealed: seal(key, sealedContent(id), content) },
        ...{ uselessAt, createdAt: turn.now, ...again },
      })
      .onConflictDoNothing()
  } catch (error) {
    if (error instanceof KeyDestroyed) return false
    throw error
  }
  return true
}

type Way = Pick<Message, 'provider' | 'tried'> & { dueAt: Date }

/**
 * A handset that was not reached (30003, 30005, 30008): the same way, later. What the provider itself did
 * not bring through: another provider at once; the same one later only if it may have been a passing fault.
 */
async function wayOf(turn: Turn, first: Message): Promise<Way | undefined> {
  const { provider, tried, reason } = first
  const later = { provider, tried, dueAt: after(turn.now, WAIT) }
  if (reason === 'unreachable') return later
  if (reason !== 'misconfigured' && reason !== 'refused') return undefined
  const { last } = await elsewhere(turn, first)
  if (last) return { provider: last, tried: [...tried, provider], dueAt: turn.now }
  return reason === 'refused' ? later : undefined
}
