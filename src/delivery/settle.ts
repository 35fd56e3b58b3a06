import { and, eq, isNotNull } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import { together } from '../platform/database.ts'
import type { Turn } from '../services.ts'
import { elsewhere } from './choice.ts'
import { type Message, nextStep, type Outcome } from './next-step.ts'
import { applyReceipt, lockReceipts } from './receipts.ts'
import type { Sending } from './send-one.ts'

/** The row is ours while its fence stands and it waits for an outcome. */
export const held = ({ id, fence }: Pick<Message, 'id' | 'fence'>) =>
  and(eq(messages.id, id), eq(messages.fence, fence), isNotNull(messages.dueAt))

/** Writes an outcome if the lease still holds, and tells of endings and of a channel that is stuck. */
export async function settle(
  turn: Turn,
  { provider, hooks, jitter }: Pick<Sending, 'provider' | 'hooks' | 'jitter'>,
  message: Message,
  outcome: Outcome,
): Promise<void> {
  const { tx, now } = turn
  const { name } = provider
  const { referralId } = message
  const sid = outcome.kind === 'sent' ? outcome.providerId : undefined
  const lock = () =>
    together(
      () => (sid ? lockReceipts(tx, name, sid) : undefined),
      () => (referralId ? hooks.lockReferral(turn, referralId) : undefined),
    )
  if (!sid) await lock()
  const others = sid ? NOWHERE : await elsewhere(turn, message)
  const { stalled, ...change } = nextStep(message, outcome, {
    ...{ now, provider, jitter: jitter(), ...others },
  })
  const [, [written], early] = await together(
    () => (sid ? lock() : undefined),
    () =>
      tx
        .update(messages)
        .set({ ...change, claimedBy: null })
        .where(held(message))
        .returning(),
    () => (sid ? earlyReceipts(turn, name, sid) : undefined),
  )
  const reason = 'reason' in outcome ? outcome.reason : undefined
  logSend(turn, message, { outcome: outcome.kind, reason, leaseLost: written ? undefined : true })
  if (outcome.kind === 'failed' && outcome.reason === 'misconfigured')
    await hooks.unworkable?.(turn, 'provider')
  if (!written) return
  for (const receipt of early ?? []) await applyReceipt(turn, hooks, receipt)
  if (outcome.kind === 'sent') return
  if (written.dueAt === null) await hooks.ended(turn, written)
  else if (stalled) await hooks.stalled?.(turn, written)
}

export const logSend = (
  { log }: Pick<Turn, 'log'>,
  { id, provider, attempts }: Message,
  said: { outcome: string; reason?: string; leaseLost?: true },
) => log.info({ message: id, provider, attempts, ...said }, 'send')

const NOWHERE = { next: undefined, last: undefined }

/** Receipts that overtook the answer to the request that they tell of. */
const earlyReceipts = ({ tx }: Turn, provider: string, providerId: string) =>
  tx
    .select()
    .from(messageReceipts)
    .where(and(eq(messageReceipts.provider, provider), eq(messageReceipts.providerId, providerId)))
