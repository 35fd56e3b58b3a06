import { and, eq, isNotNull, lte, sql } from 'drizzle-orm'
import { legs, offers, tasks } from '../../db/schema.ts'
import { addOpenTime } from '../directory/hours.ts'
import { servicePointsByIds } from '../directory/store.ts'
import { after, DAY, later, MINUTE } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import { backoff, type Duty, dutyJob, type Job } from '../platform/due.ts'
import type { Actor } from '../protection/may.ts'
import type { Services, Turn } from '../services.ts'
import { expire } from './answer.ts'
import { type Case, type Leg, lockCase, offersOf } from './case.ts'
import { callTask } from './confirmation.ts'
import { fallThrough } from './outcome.ts'
import { seek, tellNoAnswer } from './seek.ts'
import { escalate, openTask } from './task.ts'

export const CLOCK: Actor = { id: 'system:clock', role: 'system' }

/** Everything that is overdue, referral by referral, and the tasks about service points. */
export function deadlineJobs(services: Services): Job[] {
  return [dutyJob(services, referralDuty(services)), dutyJob(services, pointTaskDuty(services))]
}

const turnOf = ({ db: _, ...services }: Services, tx: Tx, now: Date): Turn => ({
  ...services,
  tx,
  now,
  actor: CLOCK,
})

function referralDuty(services: Services): Duty {
  return {
    name: 'referrals',
    async next(tx, now) {
      const at = sql`${now.toISOString()}::timestamptz`
      const [due] = await rows<{ id: string }>(
        tx,
        sql`select r.id from referrals r
             where r.id in (
               (select referral_id from offers where due_at <= ${at} order by due_at limit 20)
               union all (select referral_id from legs where due_at <= ${at} order by due_at limit 20)
               union all (select l.referral_id from tasks t join legs l on l.id = t.leg_id where t.due_at <= ${at} order by t.due_at limit 20))
             limit 1 for update of r skip locked`,
      )
      return due?.id
    },
    run: (tx, id, now) => workReferral(turnOf(services, tx, now), id),
    async stumble(tx, id, now) {
      await pushBack(turnOf(services, tx, now), id)
    },
  }
}

/** Offers first, so that a leg that is looked at afterwards knows what it has left. */
async function workReferral(turn: Turn, referralId: string): Promise<void> {
  const { tx, now } = turn
  const it = await lockCase(turn, referralId)
  const overdue = await tx
    .select({ offer: offers, leg: legs })
    .from(offers)
    .innerJoin(legs, eq(legs.id, offers.legId))
    .where(and(eq(offers.referralId, referralId), lte(offers.dueAt, now)))
    .orderBy(offers.dueAt)
  for (const { offer, leg } of overdue) {
    const [current] = await tx.select().from(legs).where(eq(legs.id, leg.id))
    await expire(turn, it, current!, offer)
  }
  const dueLegs = await tx
    .select()
    .from(legs)
    .where(and(eq(legs.referralId, referralId), lte(legs.dueAt, now)))
  for (const leg of dueLegs) await workLeg(turn, it, leg)
  const dueTasks = await tx
    .select({ task: tasks })
    .from(tasks)
    .innerJoin(legs, eq(legs.id, tasks.legId))
    .where(and(eq(legs.referralId, referralId), lte(tasks.dueAt, now)))
  for (const { task } of dueTasks) await escalate(turn, task)
}

async function workLeg(turn: Turn, it: Case, leg: Leg): Promise<void> {
  if (leg.state === 'open') return lookAgain(turn, it, leg)
  if (leg.state === 'accepted') return unconfirmed(turn, it, leg)
  await openTask(turn, {
    ...{ legId: leg.id, referralId: it.referral.id, urgency: it.urgency },
    kind: 'not_arrived',
    role: 'operator',
  })
  await nextLook(turn, leg, after(turn.now, it.policy.arriveWithin))
}

/** No yes yet: a human is told, and whoever has opened or made room since is asked. */
async function lookAgain(turn: Turn, it: Case, leg: Leg): Promise<void> {
  await nextLook(turn, leg, after(turn.now, it.policy.lookEvery))
  if (it.policy.humanAfter > 0 && leg.openedAt <= after(turn.now, -it.policy.humanAfter))
    await tellNoAnswer(turn, it, leg)
  await seek(turn, it, leg)
}

/** Not confirmed in time: an operator calls; at twice the time without a human act the yes falls through. */
async function unconfirmed(turn: Turn, it: Case, leg: Leg): Promise<void> {
  const { tx, now } = turn
  const accepted = (await offersOf(turn, leg.id)).find(({ state }) => state === 'accepted')!
  const [call] = await tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.legId, leg.id), eq(tasks.kind, 'confirm_by_call'), isNotNull(tasks.dueAt)))
  const again = await sameTimeAgain(turn, it, accepted.servicePointId)
  if (leg.step > 0 && !call?.owner) return fallThrough(turn, it, leg, accepted, 'not_confirmed')
  await openTask(turn, callTask(it, leg))
  await nextLook(turn, leg, later(again, now))
}

async function sameTimeAgain(
  { tx, now }: Turn,
  { policy }: Case,
  servicePointId: string,
): Promise<Date> {
  if (!policy.confirmInOpenHours) return after(now, policy.confirmWithin)
  const point = (await servicePointsByIds(tx, [servicePointId])).get(servicePointId)!
  return addOpenTime(point.hours, point.zone, now, policy.confirmWithin / MINUTE)
}

async function nextLook({ tx }: Turn, leg: Leg, dueAt: Date): Promise<void> {
  await tx
    .update(legs)
    .set({ dueAt, step: leg.step + 1 })
    .where(eq(legs.id, leg.id))
}

/** A deadline could not be worked: everything overdue of this referral waits, and at the third time a human is told. */
async function pushBack(turn: Turn, referralId: string): Promise<void> {
  const { tx, now } = turn
  const [worst] = await rows<{
    failures: number
    leg_id: string
    urgency: 'emergency' | 'urgent' | 'standard'
  }>(
    tx,
    sql`select greatest(l.failures, coalesce((select max(failures) from offers o where o.leg_id = l.id), 0),
               coalesce((select max(failures) from tasks t where t.leg_id = l.id), 0)) as failures,
               l.id as leg_id, r.urgency
          from legs l join referrals r on r.id = l.referral_id
         where r.id = ${referralId}::uuid order by 1 desc limit 1`,
  )
  const dueAt = after(now, backoff(worst?.failures ?? 0))
  const failed = { dueAt, failures: sql`failures + 1` }
  const overdue = (table: typeof legs | typeof offers) =>
    and(eq(table.referralId, referralId), lte(table.dueAt, now))
  await tx.update(legs).set(failed).where(overdue(legs))
  await tx.update(offers).set(failed).where(overdue(offers))
  await tx
    .update(tasks)
    .set(failed)
    .where(
      and(
        sql`leg_id in (select id from legs where referral_id = ${referralId}::uuid)`,
        lte(tasks.dueAt, now),
      ),
    )
  if (worst && worst.failures + 1 >= 3) {
    await openTask(turn, {
      legId: worst.leg_id,
      referralId,
      kind: 'stuck',
      role: 'operator',
      urgency: worst.urgency,
    })
  }
}

function pointTaskDuty(services: Services): Duty {
  return {
    name: 'service point tasks',
    async next(tx, now) {
      const [due] = await tx
        .select({ id: tasks.id })
        .from(tasks)
        .where(and(lte(tasks.dueAt, now), isNotNull(tasks.servicePointId)))
        .limit(1)
        .for('update', { skipLocked: true })
      return due?.id
    },
    async run(tx, id, now) {
      const [task] = await tx.select().from(tasks).where(eq(tasks.id, id))
      await escalate(turnOf(services, tx, now), task!)
    },
    async stumble(tx, id, now) {
      await tx
        .update(tasks)
        .set({ dueAt: after(now, DAY / 24), failures: sql`failures + 1` })
        .where(eq(tasks.id, id))
    },
  }
}
