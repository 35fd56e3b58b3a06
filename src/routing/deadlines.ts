import { and, eq, gte, inArray, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm'
import { legs, offers, tasks } from '../../db/schema.ts'
import { after, MINUTE } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import { backoff, type Duty, dutyJob, HELPLESS, type Job } from '../platform/due.ts'
import { nothingLost } from '../platform/heartbeat.ts'
import { CLOCK } from '../protection/may.ts'
import type { Services, Turn } from '../services.ts'
import { expire } from './answer.ts'
import { type Case, type Leg, lockCase, type Offer, offersOf } from './case.ts'
import { callTask, confirmDeadline } from './confirmation.ts'
import { escalate } from './on-call.ts'
import { fallThrough } from './outcome.ts'
import type { Urgency } from './policy.ts'
import { inScreening, seek, tellNoAnswer } from './seek.ts'
import { openTask } from './task.ts'

/** Everything that is overdue: offers and legs by referral, then the alarms of tasks. */
export function deadlineJobs(services: Services): Job[] {
  return [referralDuty, taskDuty, otherTaskDuty].map((duty) => dutyJob(services, duty(services)))
}

const turnOf = ({ db: _, ...services }: Services, tx: Tx, now: Date): Turn => ({
  ...services,
  tx,
  now,
  actor: CLOCK,
})

const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`

/** Locks one of the referrals that `due` selects, and names it. */
async function lockOne(tx: Tx, due: SQL): Promise<string | undefined> {
  const [found] = await rows<{ id: string }>(
    tx,
    sql`select r.id from referrals r where r.id in (${due}) limit 1 for update of r skip locked`,
  )
  return found?.id
}

function referralDuty(services: Services): Duty {
  return {
    name: 'referrals',
    next: (tx, now) =>
      lockOne(
        tx,
        sql`(select referral_id from offers where due_at <= ${instant(now)} and ${nothingLost(now)} order by due_at limit 20)
            union all (select referral_id from legs where due_at <= ${instant(now)} and ${nothingLost(now)} order by due_at limit 20)`,
      ),
    run: (tx, id, now) => workReferral(turnOf(services, tx, now), id),
    stumble: (tx, id, now) => pushBack(turnOf(services, tx, now), id),
  }
}

/** Offers first, so that a leg that is looked at afterwards knows what it has left. */
async function workReferral(turn: Turn, referralId: string): Promise<void> {
  const { tx, now } = turn
  const it = await lockCase(turn, referralId)
  const overdue = await tx
    .select()
    .from(offers)
    .where(and(eq(offers.referralId, referralId), lte(offers.dueAt, now)))
    .orderBy(offers.dueAt)
  for (const offer of overdue) {
    const [leg] = await tx.select().from(legs).where(eq(legs.id, offer.legId))
    await expire(turn, it, leg!, offer)
  }
  const dueLegs = await tx
    .select()
    .from(legs)
    .where(and(eq(legs.referralId, referralId), lte(legs.dueAt, now)))
  for (const leg of dueLegs) await workLeg(turn, it, leg)
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
  const { humanAfter } = it.policy
  const waiting = humanAfter > 0 && leg.openedAt <= after(turn.now, -humanAfter)
  if (waiting && !(await inScreening(turn, leg))) await tellNoAnswer(turn, it, leg)
  await seek(turn, it, leg)
}

/** Not confirmed in time: an operator calls; at twice the time without a human act the yes falls through. */
async function unconfirmed(turn: Turn, it: Case, leg: Leg): Promise<void> {
  const accepted = (await offersOf(turn, leg.id)).find(({ state }) => state === 'accepted')!
  if (leg.step > 0 && !(await aHumanCalls(turn, leg, accepted)))
    return fallThrough(turn, it, leg, accepted, 'not_confirmed')
  await openTask(turn, callTask(it, leg))
  await nextLook(
    turn,
    leg,
    await confirmDeadline(turn, it.policy, accepted.servicePointId, turn.now),
  )
}

/** Somebody claimed, or even completed, the call since the yes. */
async function aHumanCalls({ tx }: Turn, leg: Leg, accepted: Offer): Promise<boolean> {
  const calls = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .where(
      and(
        eq(tasks.legId, leg.id),
        eq(tasks.kind, 'confirm_by_call'),
        gte(tasks.openedAt, accepted.answeredAt!),
        isNotNull(tasks.owner),
      ),
    )
  return calls.length > 0
}

async function nextLook({ tx }: Turn, leg: Leg, dueAt: Date): Promise<void> {
  await tx
    .update(legs)
    .set({ dueAt, step: leg.step + 1, failures: 0 })
    .where(eq(legs.id, leg.id))
}

/** A deadline could not be worked: everything overdue of this referral waits, and at the third time a human is told. */
async function pushBack(turn: Turn, referralId: string): Promise<void> {
  const { tx, now } = turn
  const [worst] = await rows<{ failures: number; leg_id: string; urgency: Urgency }>(
    tx,
    sql`select greatest(l.failures, coalesce((select max(failures) from offers o
                          where o.leg_id = l.id and o.due_at is not null), 0)) as failures,
               l.id as leg_id, r.urgency
          from legs l join referrals r on r.id = l.referral_id
         where r.id = ${referralId}::uuid and l.due_at is not null order by 1 desc, l.due_at limit 1`,
  )
  if (!worst) return
  const failed = { dueAt: after(now, backoff(worst.failures)), failures: sql`failures + 1` }
  for (const table of [legs, offers]) {
    await tx
      .update(table)
      .set(failed)
      .where(and(eq(table.referralId, referralId), lte(table.dueAt, now)))
  }
  if (worst.failures + 1 < HELPLESS) return
  await openTask(turn, {
    ...{ legId: worst.leg_id, referralId, urgency: worst.urgency },
    kind: 'stuck',
    role: 'operator',
  })
}

/** The alarms of a referral's tasks. They open nothing that was said: they go out when all else fails. */
function taskDuty(services: Services): Duty {
  const overdue = (id: string, now: Date) =>
    and(
      inArray(tasks.legId, sql`(select id from legs where referral_id = ${id}::uuid)`),
      lte(tasks.dueAt, now),
    )
  return {
    name: 'tasks',
    next: (tx, now) =>
      lockOne(
        tx,
        sql`select l.referral_id from tasks t join legs l on l.id = t.leg_id
             where t.due_at <= ${instant(now)} order by t.due_at limit 20`,
      ),
    async run(tx, id, now) {
      const due = await tx.select().from(tasks).where(overdue(id, now))
      for (const task of due) await escalate(turnOf(services, tx, now), task)
    },
    stumble: (tx, id, now) => pushTasksBack(tx, overdue(id, now), now),
  }
}

/** The alarms of tasks about a service point or an account: no referral's row to lock. */
function otherTaskDuty(services: Services): Duty {
  return {
    name: 'other tasks',
    async next(tx, now) {
      const [due] = await tx
        .select({ id: tasks.id })
        .from(tasks)
        .where(and(lte(tasks.dueAt, now), isNull(tasks.legId)))
        .limit(1)
        .for('update', { skipLocked: true })
      return due?.id
    },
    async run(tx, id, now) {
      const [task] = await tx.select().from(tasks).where(eq(tasks.id, id))
      await escalate(turnOf(services, tx, now), task!)
    },
    stumble: (tx, id, now) => pushTasksBack(tx, eq(tasks.id, id), now),
  }
}

/** An alarm that could not be given is tried again every minute. */
async function pushTasksBack(tx: Tx, which: SQL | undefined, now: Date): Promise<void> {
  await tx
    .update(tasks)
    .set({ dueAt: after(now, MINUTE), failures: sql`failures + 1` })
    .where(which)
}
