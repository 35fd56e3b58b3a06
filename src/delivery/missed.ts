import { and, eq, gt, inArray } from 'drizzle-orm'
import { chores, inboundMessages } from '../../db/schema.ts'
import { takeRound } from '../platform/chore.ts'
import { after, DAY, earlier, later, MINUTE } from '../platform/clock.ts'
import type { Job } from '../platform/due.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { takeInbound } from './inbound.ts'
import type { Came, Provider } from './provider.ts'
import { DELIVERY } from './send-one.ts'

const EVERY = 2 * MINUTE
/** What came shortly before the last question may not have been listed then. */
const OVERLAP = 15 * MINUTE
/** Nothing older is asked for: nobody waits for its answer any more. */
const FURTHEST = DAY

/**
 * Asks a provider for the texts that came in, and takes in those that no webhook brought: what it could not
 * tell us while the database was away it does not tell again. Every two minutes, by whichever process looks
 * first; and at once when this process starts, or sees the database again after it could not be reached.
 * A provider that cannot be asked is asked at the next round, for the whole time since it last answered.
 */
export function missedJob(services: Services, provider: Provider): Job {
  const { name } = provider
  const round = `missed ${name}`
  let atOnce = true

  async function ask({ since, now }: { since: Date; now: Date }): Promise<boolean> {
    const missed = await provider.missed!(since)
    if (missed.kind === 'unclear') {
      services.log.warn({ provider: name, code: 'unclear' }, 'what was missed could not be asked')
      return false
    }
    const taken = await takeIn(services, name, missed.texts)
    if (missed.whole) await takeTurn(services, DELIVERY, (turn) => keepAsked(turn, round, now))
    else services.log.error({ provider: name, code: 'too_many' }, 'not all that came was listed')
    return taken > 0
  }

  return {
    name: round,
    async run() {
      try {
        const asked = await takeTurn(services, DELIVERY, (turn) => begin(turn, round, atOnce))
        atOnce = false
        return asked ? await ask(asked) : false
      } catch (error) {
        atOnce = true
        throw error
      }
    },
  }
}

/** Since when to ask, if this round is ours. `atOnce`: it need not be due. */
async function begin({ tx, now }: Turn, round: string, atOnce: boolean) {
  if (atOnce)
    await tx
      .update(chores)
      .set({ dueAt: now })
      .where(and(eq(chores.name, round), gt(chores.dueAt, now)))
  if (!(await takeRound(tx, now, round, EVERY))) return undefined
  const [kept] = await tx
    .select({ until: chores.dueAt })
    .from(chores)
    .where(eq(chores.name, askedOf(round)))
  const asked = kept ? earlier(after(kept.until, -FURTHEST), now) : now
  return { now, since: later(after(asked, -OVERLAP), after(now, -FURTHEST)) }
}

/** A row of its own beside that of the round: after its `due_at` something may be lost for good. */
const askedOf = (round: string) => `${round} until`

async function keepAsked({ tx }: Turn, round: string, asked: Date): Promise<void> {
  const dueAt = after(asked, FURTHEST)
  await tx
    .insert(chores)
    .values({ name: askedOf(round), dueAt })
    .onConflictDoUpdate({ target: chores.name, set: { dueAt } })
}

/** Each in a turn of its own, so that they are read in the order in which they came. Returns how many. */
async function takeIn(services: Services, provider: string, texts: Came[]): Promise<number> {
  const unknown = await takeTurn(services, DELIVERY, (turn) => unknownOf(turn, provider, texts))
  let taken = 0
  for (const { providerId, content } of unknown) {
    if (!content) continue
    await takeTurn(services, DELIVERY, (turn) =>
      takeInbound(turn, { provider, providerId, channel: 'sms', ...content }),
    )
    taken++
  }
  const unreadable = unknown.length - taken
  if (taken > 0) services.log.warn({ provider, texts: taken }, 'texts that no webhook brought')
  if (unreadable > 0)
    services.log.error(
      { provider, texts: unreadable, code: 'redacted' },
      'texts that no webhook brought, and that the provider keeps no more',
    )
  return taken
}

async function unknownOf({ tx }: Turn, provider: string, texts: Came[]): Promise<Came[]> {
  if (texts.length === 0) return []
  const { providerId } = inboundMessages
  const ids = texts.map((text) => text.providerId)
  const known = await tx
    .select({ providerId })
    .from(inboundMessages)
    .where(and(eq(inboundMessages.provider, provider), inArray(providerId, ids)))
  const taken = new Set(known.map((row) => row.providerId))
  return texts.filter((text) => !taken.has(text.providerId))
}
