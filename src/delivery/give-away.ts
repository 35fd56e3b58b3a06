import { and, eq, gt, inArray, isNotNull, isNull, lte, notInArray, sql } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { after, SECOND } from '../platform/clock.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { elsewhere } from './choice.ts'
import type { Hooks } from './hooks.ts'
import { canWait, type Message } from './next-step.ts'
import type { Provider } from './provider.ts'
import { DELIVERY } from './send-one.ts'

/** So many at a look. */
const AT_ONCE = 50
/** Longer than a provider's time-out, so that it is not one slow reply: promise D7 leaves seconds for the next one. */
const OVERDUE = 8 * SECOND
/** Longer than a lease, so that nobody is at work on it. */
const ORPHANED = 30 * SECOND

/** `gave`: something moved. `stuck`: there is no elsewhere for these, and nobody was told yet. */
export type Given = { gave: boolean; stuck: { id: string; referralId: string | null }[] }

/** Why this provider does not get what is due: until when, and whether it may be worth waiting for. */
export type Reason = { until: Date; patient: boolean }

/**
 * What waits for a provider that was left, that has only a share yet or that asked for time goes to the
 * next one of its channel, if there is one that is well; else it waits until this one is tried again. What
 * is to be looked up here stays.
 */
export async function giveAway(turn: Turn, provider: Provider, reason: Reason): Promise<Given> {
  const { now } = turn
  const { until, patient } = reason
  const waits: Message[] = []
  const given: Given = { gave: false, stuck: [] }
  for (const message of await waiting(turn, provider, now)) {
    if (patient && canWait(message, until, now)) {
      waits.push(message)
    } else if (await moveOn(turn, provider, message)) {
      given.gave = true
    } else {
      if (!message.stalledAt) given.stuck.push(message)
      waits.push(message)
    }
  }
  if (until <= now || waits.length === 0) return given
  const at = sql`${until.toISOString()}::timestamptz`
  const slowed = patient
    ? { slowedAt: sql`coalesce(slowed_at, ${now.toISOString()}::timestamptz)` }
    : {}
  await turn.tx
    .update(messages)
    .set({ dueAt: sql`least(${at}, useless_at)`, ...slowed })
    .where(
      inArray(
        messages.id,
        waits.map(({ id }) => id),
      ),
    )
  return { ...given, gave: true }
}

/** What a busy provider did not get to in time goes to the next one, if there is one that is well. */
export async function giveAwayOverdue(turn: Turn, provider: Provider): Promise<boolean> {
  let gave = false
  for (const message of await waiting(turn, provider, after(turn.now, -OVERDUE)))
    if (await moveOn(turn, provider, message)) gave = true
  return gave
}

/**
 * What waits with a provider that the configuration does not name any more goes to the first one of its
 * channel. After a while only: another process may still run with the old configuration.
 */
export async function adopt({ tx, now, providers }: Turn, { name }: Provider): Promise<void> {
  const { order, byName } = providers
  const channels = Object.entries(order).flatMap(([channel, [first]]) =>
    first === name ? channel : [],
  )
  if (channels.length === 0) return
  await tx
    .update(messages)
    .set({
      ...{
        provider: name,
        attempts: 0,
        failures: 0,
        unsureAt: null,
        claimedBy: null,
        slowedAt: null,
      },
      fence: sql`${messages.fence} + 1`,
      tried: sql`${messages.tried} || ${messages.provider}`,
    })
    .where(
      and(
        ...[inArray(messages.channel, channels), notInArray(messages.provider, [...byName.keys()])],
        lte(messages.dueAt, after(now, -ORPHANED)),
      ),
    )
}

/** Locks what is due here since `due` and was not taken by this provider for all we know, emergencies first. */
function waiting({ tx, now }: Turn, { name, repeatable }: Provider, due: Date): Promise<Message[]> {
  return tx
    .select()
    .from(messages)
    .where(
      and(
        ...[eq(messages.provider, name), lte(messages.dueAt, due), gt(messages.uselessAt, now)],
        repeatable ? undefined : and(isNull(messages.unsureAt), isNull(messages.claimedBy)),
      ),
    )
    .orderBy(messages.priority, messages.dueAt)
    .limit(AT_ONCE)
    .for('update', { skipLocked: true })
}

async function moveOn(turn: Turn, { name }: Provider, message: Message): Promise<boolean> {
  const { next } = await elsewhere(turn, message)
  if (!next) return false
  const mayBeTaken = message.unsureAt || message.claimedBy
  const tried = mayBeTaken ? [...message.tried, name] : message.tried
  // A worker that comes back to what it left cannot write any more.
  const fence = message.fence + 1
  const fresh = { attempts: 0, failures: 0, unsureAt: null, claimedBy: null, slowedAt: null }
  await turn.tx
    .update(messages)
    .set({ provider: next, tried, fence, ...fresh })
    .where(eq(messages.id, message.id))
  return true
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
