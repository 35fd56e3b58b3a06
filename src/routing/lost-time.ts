import { sql } from 'drizzle-orm'
import { rows } from '../platform/database.ts'
import type { Job } from '../platform/due.ts'
import { wasAway } from '../platform/errors.ts'
import { beat, HEARTBEAT } from '../platform/heartbeat.ts'
import { CLOCK } from '../protection/may.ts'
import { type Entry, record } from '../protection/record.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'

/** A fault in the giving back must not stop the deadlines for good. */
const TRIES = 3

/**
 * Every few seconds each process writes that it is up. The first one that is up again after a minute or
 * more in which nobody was gives the lost time back.
 */
export function heartbeatJob(services: Services): Job {
  let failures = 0
  return {
    name: HEARTBEAT,
    patient: true,
    async run() {
      try {
        await takeTurn(services, CLOCK, (turn) => lookBack(turn, failures < TRIES))
        failures = 0
      } catch (error) {
        if (!wasAway(error)) failures++
        throw error
      }
      return false
    },
  }
}

async function lookBack(turn: Turn, giving: boolean): Promise<void> {
  const { seen, now } = await beat(turn.tx, () => turn.clock.now(turn.tx))
  // Whoever lets a demo live days ahead wants to see deadlines pass.
  if (!seen || !giving || turn.config.DEMO_CLOCK_DAYS > 0) return
  if ('lost' in seen) await giveBack({ ...turn, now }, seen.lost.from)
  else await bringForward({ ...turn, now }, seen.back)
}

/**
 * Since `from` no link could be opened and no yes confirmed. Whose time was running gets it back: an
 * open offer until its answer, a yes until its confirmation, with the messages about them that have not
 * left. What remained of a window then remains of it now, so that nobody gets more than was lost.
 *
 * Not moved: when a person should have arrived, and the alarms of tasks, because a person who has
 * waited through an outage is more urgent, not less; the look at a leg without a yes; and by when a
 * second person confirms an override, because that protects the person whom it is about. A standard
 * offer may so stay open for longer than 72 hours.
 */
async function giveBack(turn: Turn, from: Date): Promise<void> {
  const { tx, keys, now, actor, log } = turn
  const since = sql`${from.toISOString()}::timestamptz`
  const at = sql`${now.toISOString()}::timestamptz`
  // Referrals first, in one order, as every verb does.
  await tx.execute(sql`
    select id from referrals where id in (
      select referral_id from offers where due_at > ${since}
      union all select referral_id from legs where state = 'accepted' and due_at > ${since})
     order by id for update`)
  const given = await rows<Given>(
    tx,
    sql`with moved as (
          select id, due_at as until, ${at} - greatest(${since}, made_at) as lost from offers
           where state = 'open' and due_at > ${since} and made_at < ${at}),
        told as (
          update messages m set useless_at = m.useless_at + moved.lost from moved
           where m.subject_id = moved.id and m.due_at is not null and m.useless_at = moved.until)
        update offers o set due_at = o.due_at + lost,
               remind_at = o.remind_at + case when o.remind_at > ${since} then lost else '0' end
          from moved where o.id = moved.id
     returning o.id, o.referral_id, o.leg_id, o.service_point_id, round(extract(epoch from lost) * 1000)::float8 as ms`,
  )
  const toConfirm = await rows<Given>(
    tx,
    sql`with moved as (
          select o.id, l.id as leg, l.step, l.due_at as until, ${at} - greatest(${since}, o.answered_at) as lost
            from legs l join offers o on o.leg_id = l.id and o.state = 'accepted'
           where l.state = 'accepted' and l.due_at > ${since} and o.answered_at < ${at}),
        told as (
          update messages m set useless_at = m.useless_at + moved.lost from moved
           where m.subject_id = moved.id and m.due_at is not null and m.purpose = 'confirm_code' and m.useless_at = moved.until),
        later as (
          update legs l set due_at = l.due_at + lost from moved where l.id = moved.leg)
        update offers o set lost_ms = o.lost_ms
               + case when moved.step = 0 then round(extract(epoch from lost) * 1000)::bigint else 0 end
          from moved where o.id = moved.id
     returning o.id, o.referral_id, o.leg_id, o.service_point_id, round(extract(epoch from lost) * 1000)::float8 as ms`,
  )
  await record(tx, keys, now, [...given, ...toConfirm].map(entryOf(actor.id)))
  const ms = now.getTime() - from.getTime()
  const data = { ms, offers: given.length, confirmations: toConfirm.length }
  const [chain, thing] = ['account:system', 'account:system']
  await record(tx, keys, now, [{ chain, actor: actor.id, action: 'time.given_back', thing, data }])
  log.warn(data, 'time was lost and given back')
}

type Given = {
  id: string
  referral_id: string
  leg_id: string
  service_point_id: string
  ms: number
}

const entryOf =
  (actor: string) =>
  (offer: Given): Entry => ({
    ...{ chain: `referral:${offer.referral_id}`, actor, action: 'offer.prolonged' },
    thing: `offer:${offer.id}`,
    data: { legId: offer.leg_id, servicePointId: offer.service_point_id, ms: Number(offer.ms) },
  })

/**
 * The clock was set back: what machines and alarms wait for comes as soon as it would have. What people
 * were told (until when an offer, a code or a person's arrival counts) stays as it was said.
 */
async function bringForward({ tx, now, log }: Turn, back: number): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  const sooner = sql`set due_at = due_at - ${back} * interval '1 millisecond' where due_at > ${at}`
  await tx.execute(sql`update messages ${sooner}`)
  await tx.execute(sql`update inbound_messages ${sooner}`)
  await tx.execute(sql`update message_receipts ${sooner}`)
  await tx.execute(sql`update tasks ${sooner}`)
  await tx.execute(sql`update legs ${sooner} and state = 'open'`)
  await tx.execute(sql`update chores ${sooner} and name <> ${HEARTBEAT}`)
  const earlier = (column: string) =>
    sql`${sql.identifier(column)} = case when ${sql.identifier(column)} > ${at}
      then ${sql.identifier(column)} - ${back} * interval '1 millisecond' else ${sql.identifier(column)} end`
  // Since when a message is in doubt or waits for a slow provider, and since when a provider comes back.
  await tx.execute(
    sql`update messages set ${earlier('unsure_at')}, ${earlier('slowed_at')} where unsure_at > ${at} or slowed_at > ${at}`,
  )
  await tx.execute(
    sql`update provider_health set ${earlier('open_until')}, ${earlier('paused_until')}, ${earlier('stepped_at')}, ${earlier('window_start')}`,
  )
  log.warn({ ms: back }, 'the clock was set back')
}
