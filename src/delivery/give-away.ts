import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { earlier } from '../platform/clock.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { elsewhere } from './choice.ts'
import type { Hooks } from './hooks.ts'
import type { Provider } from './provider.ts'
import { DELIVERY } from './send-one.ts'

/** So many at a look. */
const AT_ONCE = 50

/** `gave`: something moved. `stuck`: there is no elsewhere for these, and nobody was told yet. */
export type Given = { gave: boolean; stuck: { id: string; referralId: string | null }[] }

/**
 * What waits for a provider that was left, or that has only a share yet, goes to the next one of its
 * channel, if there is one that is well; else it waits until `until`, when this one is tried again. What
 * is to be looked up here stays.
 */
export async function giveAway(
  turn: Turn,
  { name, repeatable }: Provider,
  until: Date,
): Promise<Given> {
  const { tx, now } = turn
  const at = sql`${now.toISOString()}::timestamptz`
  const waiting = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.provider, name),
        sql`${messages.dueAt} <= ${at} and ${messages.uselessAt} > ${at}`,
        repeatable ? undefined : and(isNull(messages.unsureAt), isNull(messages.claimedBy)),
      ),
    )
    .orderBy(messages.priority, messages.dueAt)
    .limit(AT_ONCE)
    .for('update', { skipLocked: true })
  const given: Given = { gave: false, stuck: [] }
  for (const message of waiting) {
    const { next } = await elsewhere(turn, message)
    if (next) {
      given.gave = true
      const mayBeTaken = message.unsureAt || message.claimedBy
      const tried = mayBeTaken ? [...message.tried, name] : message.tried
      // A worker that comes back to what it left cannot write any more.
      const fence = message.fence + 1
      const fresh = { attempts: 0, failures: 0, unsureAt: null, claimedBy: null }
      await tx
        .update(messages)
        .set({ provider: next, tried, fence, ...fresh })
        .where(eq(messages.id, message.id))
      continue
    }
    if (!message.stalledAt) given.stuck.push(message)
    if (until <= now) continue
    given.gave = true
    await tx
      .update(messages)
      .set({ dueAt: earlier(until, message.uselessAt) })
      .where(eq(messages.id, message.id))
  }
  return given
}

/** Tells the rest of the program, once, that this message waits for a provider that was left. */
export async function tellStuck(
  services: Services,
  hooks: Hooks,
  stuck: Given['stuck'],
): Promise<void> {
  for (const { id, referralId } of stuck) {
    await takeTurn(services, DELIVERY, async (turn) => {
      if (referralId) await hooks.lockReferral(turn, referralId)
      const [told] = await turn.tx
        .update(messages)
        .set({ stalledAt: turn.now })
        .where(and(eq(messages.id, id), isNull(messages.stalledAt), isNotNull(messages.dueAt)))
        .returning()
      if (told) await hooks.stalled?.(turn, told)
    })
  }
}
