import { and, asc, eq, gte, isNull, lte, notLike, sql } from 'drizzle-orm'
import { events, legs, referrals, tasks } from '../../db/schema.ts'
import { after, DAY, HOUR, later } from '../platform/clock.ts'
import { type Duty, dutyJob, type Job } from '../platform/due.ts'
import { conflict } from '../platform/errors.ts'
import { CLOCK } from '../protection/may.ts'
import type { Services, Turn } from '../services.ts'
import { lockCase, lockReferral, note, type Referral } from './case.ts'
import { dutyRecordDuty } from './duty-records.ts'
import { eraseReferral } from './retention-erase.ts'
import { type Kept, type Retention, retentionOf } from './retention-rules.ts'
import { endTasks, openTask } from './task.ts'
import { openTasksOf } from './task-about.ts'

/** Everything that is erased because its time is over. */
export const retentionJobs = (services: Services): Job[] =>
  [retentionDuty, dutyRecordDuty].map((duty) => dutyJob(services, duty(services)))

/**
 * Looks at a referral when its date comes. The date is not moved by every act of a human: it is worked
 * out again here, and moved on if there was one.
 */
function retentionDuty({ db: _, ...services }: Services): Duty {
  return {
    name: 'retention',
    async next(tx, now) {
      const [due] = await tx
        .select({ id: referrals.id })
        .from(referrals)
        .where(
          and(
            lte(referrals.retainDueAt, now),
            isNull(referrals.erasedAt),
            isNull(referrals.heldAt),
          ),
        )
        .orderBy(asc(referrals.retainDueAt))
        .limit(1)
        .for('update', { skipLocked: true })
      return due?.id
    },
    run: (tx, id, now) => workRetention({ ...services, tx, now, actor: CLOCK }, id),
    /** What cannot be erased is looked at again every hour, and by a human. */
    async stumble(tx, id, now) {
      const turn: Turn = { ...services, tx, now, actor: CLOCK }
      await lookAt(turn, id, after(now, HOUR))
      const legId = (await legIdsOf(turn, id))[0]
      if (legId)
        await openTask(turn, {
          ...{ legId, referralId: id, urgency: 'urgent' },
          kind: 'stuck',
          role: 'operator',
        })
    },
  }
}

async function workRetention(turn: Turn, id: string): Promise<void> {
  const { now } = turn
  const [referral] = await turn.tx.select().from(referrals).where(eq(referrals.id, id))
  const retention = retentionOf(turn.config, await keptOf(turn, referral!))
  const { why, noticeAt, eraseAt } = retention
  if (now < noticeAt) {
    await endTasks(turn, await legIdsOf(turn, id), 'not_needed', ['retention', 'renewal'])
    return lookAt(turn, id, noticeAt)
  }
  // After an outage nothing is erased that nobody was told of in time.
  if (why !== 'ended' && !(await wasTold(turn, id, retention))) {
    const notice = eraseAt.getTime() - noticeAt.getTime()
    return tell(turn, id, why, later(eraseAt, after(now, notice)))
  }
  if (now < eraseAt) return lookAt(turn, id, eraseAt)
  await eraseReferral(turn, referral!, why)
}

async function keptOf({ tx }: Turn, referral: Referral): Promise<Kept> {
  const [last] = await tx
    .select({ at: sql<number>`extract(epoch from max(${events.at}))::float8 * 1000` })
    .from(events)
    .where(and(eq(events.chain, `referral:${referral.id}`), notLike(events.actor, 'system:%')))
  const owed = await openTasksOf(tx, referral.id, 'minor_report')
  const lastActAt = last?.at ? new Date(Math.round(Number(last.at))) : referral.createdAt
  return { ...referral, lastActAt, reportOwed: owed.length > 0 }
}

const KIND = { idle: 'retention', most: 'renewal' } as const

async function wasTold({ tx }: Turn, id: string, { why, since }: Retention): Promise<boolean> {
  const told = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .innerJoin(legs, eq(legs.id, tasks.legId))
    .where(
      and(
        eq(legs.referralId, id),
        eq(tasks.kind, KIND[why as keyof typeof KIND]),
        gte(tasks.openedAt, since),
      ),
    )
  return told.length > 0
}

/** An operator may show that somebody still cares; only a supervisor may keep it beyond the limit. */
async function tell(turn: Turn, id: string, why: 'idle' | 'most', eraseAt: Date): Promise<void> {
  const own = await legIdsOf(turn, id)
  const [legId] = own
  // One that is open still is about an earlier date: left there, it would stand for this notice for ever.
  await endTasks(turn, own, 'not_needed', [KIND[why]])
  if (legId)
    await openTask(turn, {
      ...{ legId, referralId: id, urgency: 'standard' },
      kind: KIND[why],
      role: why === 'most' ? 'supervisor' : 'operator',
      // On the list at once; people on call hear of it on the last day.
      dueAt: later(after(eraseAt, -DAY), after(turn.now, HOUR)),
    })
  await lookAt(turn, id, eraseAt)
}

const lookAt = ({ tx }: Turn, id: string, retainDueAt: Date) =>
  tx
    .update(referrals)
    .set({ retainDueAt })
    .where(eq(referrals.id, id))
    .then(() => {})

async function legIdsOf({ tx }: Turn, id: string): Promise<string[]> {
  const own = await tx
    .select({ id: legs.id })
    .from(legs)
    .where(eq(legs.referralId, id))
    .orderBy(asc(legs.id))
  return own.map((leg) => leg.id)
}

/** A supervisor keeps what was said for another RETAIN_MOST_DAYS. 409 if it ended or was erased. */
export async function renewReferral(turn: Turn, id: string): Promise<void> {
  const { tx, now, config } = turn
  const { referral } = await lockCase(turn, id)
  if (referral.state !== 'open')
    throw conflict('referral_ended', 'This referral has ended already.', { state: referral.state })
  const { noticeAt } = retentionOf(config, {
    ...(await keptOf(turn, referral)),
    ...{ renewedAt: now, lastActAt: now },
  })
  await tx
    .update(referrals)
    .set({ renewedAt: now, retainDueAt: noticeAt })
    .where(eq(referrals.id, id))
  await endTasks(turn, await legIdsOf(turn, id), 'renewed', ['retention', 'renewal'])
  await note(turn, id, { action: 'referral.renewed', thing: `referral:${id}` })
}

/**
 * A legal hold stops erasing, of the referral and of its records of duty. Two persons decide it: called
 * by what they approved. 404 if there is none, 409 if it was erased; one that is held stays held.
 */
export async function holdReferral(turn: Turn, id: string): Promise<void> {
  const { tx, now } = turn
  const { erasedAt, heldAt } = await lockReferral(turn, id)
  if (erasedAt) throw conflict('erased', 'What was said in this referral has been erased.')
  if (heldAt) return
  await tx.update(referrals).set({ heldAt: now }).where(eq(referrals.id, id))
  await note(turn, id, { action: 'referral.held', thing: `referral:${id}` })
}

/** Ends a hold, by two persons as well: what is overdue is erased at the next look. 409 if there is none. */
export async function endHold(turn: Turn, id: string): Promise<void> {
  const { heldAt } = await lockReferral(turn, id)
  if (!heldAt) throw conflict('not_held', 'This referral is under no legal hold.')
  await turn.tx.update(referrals).set({ heldAt: null }).where(eq(referrals.id, id))
  await note(turn, id, { action: 'referral.hold_ended', thing: `referral:${id}` })
}
