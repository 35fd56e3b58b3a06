import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { messageReceipts, messages } from '../../db/schema.ts'
import { plannedOnce, together } from '../platform/database.ts'
import { wasAway } from '../platform/errors.ts'
import { integers, texts, uuids } from '../platform/sql-arrays.ts'
import { type Turn, takeTurn } from '../services.ts'
import { type Message, SENT } from './next-step.ts'
import type { SendOutcome } from './provider.ts'
import { lockReceipts } from './receipts.ts'
import { DELIVERY, type Sending } from './send-one.ts'
import { logSend, settle } from './settle.ts'

/** Milliseconds: what is gathered for so long is written in one transaction. */
const GATHER = 5

type Sent = { message: Message; providerId: string }

/** Writes what a send came to; resolves with the instant at which it was written. */
export type Settle = (message: Message, outcome: SendOutcome) => Promise<Date>

/**
 * Of what was leased together, most is taken by its provider at about the same time: that is written in one
 * transaction, which costs less than one for each. Whatever is not that plain (another outcome, a receipt that came
 * first, a lost lease, a row that fails) is settled alone.
 */
export function settler(sending: Omit<Sending, 'settle'>): Settle {
  const { services, provider } = sending
  const alone = (message: Message, outcome: SendOutcome) =>
    takeTurn(services, DELIVERY, async (turn) => {
      await settle(turn, sending, message, outcome)
      return turn.now
    })
  const allSent = gathering((all: Sent[]) =>
    takeTurn(services, DELIVERY, async (turn) => ({
      ids: await writeSent(turn, provider.name, all),
      at: turn.now,
    })).catch((err: unknown) => {
      if (wasAway(err)) throw err
      services.log.error({ provider: provider.name, err }, 'sends were not settled together')
    }),
  )
  return async (message, outcome) => {
    if (outcome.kind !== 'sent') return alone(message, outcome)
    const written = await allSent({ message, providerId: outcome.providerId })
    return written?.ids.has(message.id) ? written.at : alone(message, outcome)
  }
}

/** Calls `work` with what came within `GATHER` of the first; each caller gets its answer. */
function gathering<Each, Answer>(work: (all: Each[]) => Promise<Answer>) {
  let all: Each[] = []
  let answer: Promise<Answer> | undefined
  return (each: Each): Promise<Answer> => {
    all.push(each)
    answer ??= sleep(GATHER).then(() => {
      const gathered = all
      all = []
      answer = undefined
      return work(gathered)
    })
    return answer
  }
}

/** The ids of those that were written: their lease holds, and no receipt came before. */
async function writeSent(turn: Turn, provider: string, all: Sent[]): Promise<Set<string>> {
  const { tx } = turn
  const sids = all.map(({ providerId }) => providerId)
  const given = sql`unnest(
    ${uuids(all.map(({ message }) => message.id))},
    ${integers(all.map(({ message }) => message.fence))},
    ${texts(sids)}) as sent(id, fence, provider_id)`
  const overtaken = tx
    .select({ status: messageReceipts.status })
    .from(messageReceipts)
    .where(
      sql`${messageReceipts.provider} = ${provider} and ${messageReceipts.providerId} = sent.provider_id`,
    )
  const [, , written] = await together(
    () => plannedOnce(tx),
    () => lockReceipts(tx, provider, ...sids),
    () =>
      tx
        .update(messages)
        .set({ ...SENT, providerId: sql`sent.provider_id`, claimedBy: null })
        .from(given)
        .where(
          sql`${messages.id} = sent.id and ${messages.fence} = sent.fence
              and ${messages.dueAt} is not null and not exists ${overtaken}`,
        )
        .returning({ id: messages.id }),
  )
  const ids = new Set(written.map(({ id }) => id))
  for (const { message } of all)
    if (ids.has(message.id)) logSend(turn, message, { outcome: 'sent' })
  return ids
}
