import { sql } from 'drizzle-orm'
import { after, SECOND } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import type { Job } from '../platform/due.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { PROBE, probeIsDue, shareOf, WHOLE } from './breaker.ts'
import { type Given, giveAway, tellStuck } from './give-away.ts'
import { healthOf, lockProbe, newTally, takeProbe } from './health.ts'
import type { Hooks } from './hooks.ts'
import type { Provider } from './provider.ts'
import { DELIVERY, type Lease, type Sending, sendOne } from './send-one.ts'

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
  const sending: Sending = { services, provider, hooks, jitter, tally: newTally() }
  const atWork = new Set<Promise<void>>()
  return {
    name: `send:${provider.name}`,
    async run() {
      const free = SLOTS - atWork.size
      if (free === 0) return false
      const { leases, given } = await takeTurn(services, DELIVERY, (turn) =>
        takeDue(turn, sending, free),
      )
      for (const lease of leases) {
        const work = sendOne(sending, lease).finally(() => {
          atWork.delete(work)
          ended()
        })
        atWork.add(work)
      }
      await tellStuck(services, hooks, given.stuck)
      return leases.length > 0 || given.gave
    },
    async drain() {
      while (atWork.size > 0) await Promise.all(atWork)
    },
  }
}

/** Leases what this provider may have now; what it may not have goes elsewhere, if there is an elsewhere. */
async function takeDue(
  turn: Turn,
  { provider, tally }: Sending,
  free: number,
): Promise<{ leases: Lease[]; given: Given }> {
  const { tx, now } = turn
  const health = (await healthOf(tx, [provider.name], now)).get(provider.name)!
  tally.seen = health
  const probing = probeIsDue(health, now) && (await lockProbe(tx, provider.name, now))
  const most = probing ? 1 : Math.ceil(SLOTS * shareOf(health)) - (SLOTS - free)
  const room = most - (health.step === WHOLE ? FOR_EMERGENCIES : 0)
  const leases = room > 0 ? await leaseDue(turn, provider, room) : []
  if (room <= 0 && most > 0) leases.push(...(await leaseDue(turn, provider, most, EMERGENCY)))
  const probeUntil = after(now, PROBE)
  const probed = probing && leases.length > 0
  if (probed) await takeProbe(tx, provider.name, probeUntil)
  if (health.step === 0)
    leases.push(
      ...(await leaseDue(turn, provider, free - leases.length, withoutSend(provider, now))),
    )
  const until = probed ? probeUntil : (health.openUntil ?? now)
  const given = health.step < WHOLE ? await giveAway(turn, provider, until) : NOTHING
  // While it comes back, what waits for a slot is not stuck.
  return { leases, given: health.step === 0 ? given : { ...given, stuck: [] } }
}

const NOTHING: Given = { gave: false, stuck: [] }
const EMERGENCY = sql`and priority = 0`

/** What a provider that was left gets all the same: its end is to be told, or it is only looked up. */
const withoutSend = ({ repeatable }: Provider, now: Date) => {
  const useless = sql`useless_at <= ${now.toISOString()}::timestamptz`
  if (repeatable) return sql`and ${useless}`
  return sql`and (${useless} or unsure_at is not null or claimed_by is not null)`
}

/** Attempts count here, so that a row which kills its worker is counted too. */
function leaseDue(
  { tx, now }: Turn,
  { name }: Provider,
  most: number,
  only = sql``,
): Promise<Lease[]> {
  return rows<Lease>(
    tx,
    sql`with due as (
          select id, claimed_by is not null as interrupted from messages
           where due_at <= ${now.toISOString()}::timestamptz and provider = ${name} ${only}
           order by priority, due_at limit ${most} for update skip locked)
        update messages m set due_at = ${after(now, LEASE).toISOString()}::timestamptz, state = 'sending',
               fence = fence + 1, attempts = attempts + 1,
               interrupted = m.interrupted + due.interrupted::int
          from due where m.id = due.id returning m.id, m.fence, m.attempts, due.interrupted`,
  )
}
