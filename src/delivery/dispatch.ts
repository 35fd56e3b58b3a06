import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { after, later, SECOND } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import type { Job } from '../platform/due.ts'
import { wasAway } from '../platform/errors.ts'
import { nothingLost } from '../platform/heartbeat.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { type Health, PROBE, pauseOf, probeIsDue, shareOf, WHOLE } from './breaker.ts'
import { adopt, type Given, giveAway, giveAwayOverdue, tellStuck } from './give-away.ts'
import { healthOf, lockProbe, newTally, takeProbe } from './health.ts'
import type { Hooks } from './hooks.ts'
import { lastLooks, ME } from './last-look.ts'
import type { Provider } from './provider.ts'
import { DELIVERY, type Lease, type Sending, sendOne } from './send-one.ts'
import { held } from './settle.ts'
import { settler } from './settle-together.ts'

/** Longer than any provider's time-out; a killed worker's rows are taken up within 30 s (promise D6). */
const LEASE = 20 * SECOND
/** So many are with one provider at once, from one process; the last of them are kept for emergencies. */
const SLOTS = 12
const FOR_EMERGENCIES = 4

/**
 * Sends what is due with one provider, emergencies first. Each message has its own lease and its own
 * slot, so that a slow one holds up no other.
 * @param options.ended told when a send has ended: there is room again
 * @param options.jitter 0 to 1, one for each wait
 */
export function sendJob(
  services: Services,
  provider: Provider,
  hooks: Hooks,
  options: { ended?: () => void; jitter?: () => number } = {},
): Job {
  const { ended = () => {}, jitter = Math.random } = options
  const going = { services, provider, hooks, jitter, tally: newTally() }
  const sending: Sending = { ...going, settle: settler(going) }
  const atWork = new Map<Promise<void>, Leased>()
  let looked = Number.NEGATIVE_INFINITY
  return {
    name: `send:${provider.name}`,
    async run() {
      const free = SLOTS - atWork.size
      const since = performance.now()
      // What waits for too long is looked for once a second, not at each commit.
      const overdue = performance.now() - looked >= SECOND
      if (free === 0 && !overdue) return false
      if (overdue) looked = performance.now()
      const { leases, looks, given, more } = await take(sending, free, overdue)
      for (const [i, lease] of leases.entries()) {
        const work = sendOne(sending, { ...lease, since }, looks[i]).finally(() => {
          atWork.delete(work)
          ended()
        })
        atWork.set(work, lease)
      }
      await tellStuck(services, hooks, given.stuck)
      return more || given.gave
    },
    async drain(within) {
      const wasAtWork = atWork.size > 0
      const late = within === undefined ? [] : [sleep(within, LATE, { ref: false })]
      while (atWork.size > 0)
        if ((await Promise.race([Promise.all(atWork.keys()), ...late])) === LATE) break
      if (atWork.size > 0) await handBack(services, [...atWork.values()])
      return wasAtWork
    },
  }
}

type Leased = Omit<Lease, 'since'>

const LATE = 'late'

/** Due at once for another process, as if this one had died: looked up, not repeated blindly. */
async function handBack(services: Services, leases: Leased[]): Promise<void> {
  await takeTurn(services, DELIVERY, async ({ tx, now }) => {
    for (const lease of leases) await tx.update(messages).set({ dueAt: now }).where(held(lease))
  })
  services.log.warn({ messages: leases.length }, 'messages were handed back')
}

/**
 * Leases, and looks at all of them together, in the same transaction. If one of them cannot be looked at, so that
 * nothing was leased, then without looks: each of them has its own, and fails alone.
 */
async function take(sending: Sending, free: number, overdue: boolean) {
  const { services } = sending
  const due = (turn: Turn) => takeDue(turn, sending, free, overdue)
  const looked = takeTurn(services, DELIVERY, async (turn) => {
    const taken = await due(turn)
    return { ...taken, looks: await lastLooks(turn, sending, taken.leases) }
  })
  return looked.catch(async (err: unknown) => {
    if (wasAway(err)) throw err
    services.log.error(
      { provider: sending.provider.name, err },
      'messages were not looked at together',
    )
    return { ...(await takeTurn(services, DELIVERY, due)), looks: [] }
  })
}

/**
 * Leases what this provider may have now; what it may not have, or cannot have in time because every
 * slot is slow, goes elsewhere, if there is an elsewhere.
 */
async function takeDue(
  turn: Turn,
  { provider, tally }: Sending,
  free: number,
  overdue: boolean,
): Promise<{ leases: Leased[]; given: Given; more: boolean }> {
  const { tx, now } = turn
  if (overdue) await adopt(turn, provider)
  const health = (await healthOf(tx, [provider.name], now)).get(provider.name)!
  tally.seen = health
  const paused = pauseOf(health, now)
  const probing =
    !paused && free > 0 && probeIsDue(health, now) && (await lockProbe(tx, provider.name, now))
  const share = paused ? 0 : shareOf(health)
  const most = probing ? 1 : Math.ceil(SLOTS * share) - (SLOTS - free)
  const room = most - (health.step === WHOLE ? FOR_EMERGENCIES : 0)
  const leases = room > 0 ? await leaseDue(turn, provider, room) : []
  if (room <= 0 && most > 0) leases.push(...(await leaseDue(turn, provider, most, EMERGENCY)))
  const probeUntil = after(now, PROBE)
  const probed = probing && leases.length > 0
  if (probed) await takeProbe(tx, provider.name, probeUntil)
  if (share === 0 && free > leases.length)
    leases.push(
      ...(await leaseDue(turn, provider, free - leases.length, withoutSend(provider, now))),
    )
  // A look that found less than it had room for need not be repeated at once.
  const asked = share === 0 ? free : room > 0 ? room : most
  const more = leases.length > 0 && leases.length >= asked
  const opens = probed ? probeUntil : (health.openUntil ?? now)
  const until = later(opens, paused ?? now)
  const given = await rest(turn, provider, health, until, overdue && room <= 0)
  // While it comes back, what waits for a slot is not stuck.
  return { leases, given: share === 0 ? given : { ...given, stuck: [] }, more }
}

async function rest(
  turn: Turn,
  provider: Provider,
  health: Health,
  until: Date,
  overdue: boolean,
): Promise<Given> {
  const patient = health.step > 0 && pauseOf(health, turn.now) !== undefined
  if (patient || health.step < WHOLE) return giveAway(turn, provider, { until, patient })
  const gave = overdue && (await giveAwayOverdue(turn, provider))
  return { gave, stuck: [] }
}

const EMERGENCY = sql`and priority = 0`

/** What a provider that was left or asked for time gets all the same: its end is to be told, or it is only looked up. */
const withoutSend = ({ repeatable }: Provider, now: Date) => {
  const useless = sql`useless_at <= ${now.toISOString()}::timestamptz`
  if (repeatable) return sql`and ${useless}`
  return sql`and (${useless} or unsure_at is not null or claimed_by is not null)`
}

/** Attempts count here, so that a row which kills its worker is counted too; and its send begins at once. */
function leaseDue(
  { tx, now }: Turn,
  { name }: Provider,
  most: number,
  only = sql``,
): Promise<Leased[]> {
  return rows<Leased>(
    tx,
    sql`with due as (
          select id, claimed_by is not null as interrupted from messages
           where due_at <= ${now.toISOString()}::timestamptz and provider = ${name} and ${nothingLost(now)} ${only}
           order by priority, due_at limit ${most} for update skip locked)
        update messages m set due_at = ${after(now, LEASE).toISOString()}::timestamptz, state = 'sending',
               fence = fence + 1, attempts = attempts + 1, claimed_by = ${ME},
               interrupted = m.interrupted + due.interrupted::int
          from due where m.id = due.id returning m.id, m.fence, m.attempts, due.interrupted`,
  )
}
