import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm'
import { reviews, servicePoints } from '../../db/schema.ts'
import { type PointDetails, servicePointsByIds } from '../directory/store.ts'
import { instantOf, localTime } from '../geography/local-time.ts'
import { choreDuty } from '../platform/chore.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import { rows, type Tx } from '../platform/database.ts'
import { type Duty, dutyJob, type Job } from '../platform/due.ts'
import { newId } from '../platform/ids.ts'
import { CLOCK } from '../protection/may.ts'
import { openTask } from '../routing/task.ts'
import type { Services, Turn } from '../services.ts'
import { endReview, openReview, type Review, sendReview, toAsk } from './review.ts'

/** From the question until the first reminder, the second, and an editor's task; the next question is a period away. */
const WAITS = [7 * DAY, 14 * DAY, 21 * DAY]
/** The step at which an editor has it. */
const GIVEN = 3
/** Whoever has no contact that works is looked at again: an editor has a task about that. */
const LOOK_AGAIN = 7 * DAY
/** Of the period; whoever was gone through within it is not asked yet. */
const STILL_TRUE = 2 / 3
/** So many are planned in one transaction. */
const TOGETHER = 500
/** By the service point's own clock, nobody is asked about details at night. */
const [FROM, TO, MORNING] = [9, 17, 10 * 60]

/** Asks every service point again and again whether the directory is right about it. */
export function reviewJobs(all: Services): Job[] {
  const { db: _, ...services } = all
  const turn = (tx: Tx, now: Date): Turn => ({ ...services, tx, now, actor: CLOCK })
  const reviewing: Duty = {
    name: 'reviews',
    next: duePoint,
    run: (tx, id, now) => review(turn(tx, now), id),
    async stumble(tx, id, now) {
      await plan(tx, id, after(now, HOUR))
    },
  }
  const planning = choreDuty({
    ...{ name: 'plan reviews', every: HOUR },
    run: (tx, now) => planReviews(tx, now, all.config.REVIEW_DAYS),
  })
  return [dutyJob(all, planning), dutyJob(all, reviewing)]
}

/**
 * When those are first asked that have a confirmed contact and no date yet: a period after somebody last
 * looked, up to a third sooner, or, where that is over, some time in the period that begins now. By a
 * hash of their ids, so that neither a first start nor an import asks everybody on one day.
 * @returns whether there may be more
 */
async function planReviews(tx: Tx, now: Date, days: number): Promise<boolean> {
  const planned = await rows(
    tx,
    sql`with due as (
          select id, greatest(created_at, vetted_at, verified_on::timestamptz)
                 + make_interval(secs => ${days}::float8 * 86400 * (1 - share / 3)) as at, share
            from (select *, ('x' || substr(md5(id::text), 1, 7))::bit(28)::int / 268435456.0 as share
                    from service_points
                   where review_due_at is null and removed_at is null
                     and exists (select from contacts c
                                  where c.service_point_id = service_points.id and c.confirmed_at is not null
                                    and c.failed_at is null and c.ends_at is null)
                   order by id limit ${TOGETHER} for update skip locked) p)
        update service_points p
           set review_due_at = case when due.at > ${now.toISOString()}::timestamptz then due.at
               else ${now.toISOString()}::timestamptz + make_interval(secs => ${days}::float8 * 86400 * share) end
          from due where due.id = p.id
        returning p.id`,
  )
  return planned.length === TOGETHER
}

async function duePoint(tx: Tx, now: Date): Promise<string | undefined> {
  const [due] = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .where(and(lte(servicePoints.reviewDueAt, now), isNull(servicePoints.removedAt)))
    .orderBy(asc(servicePoints.reviewDueAt))
    .limit(1)
    .for('update', { skipLocked: true })
  return due?.id
}

/** What is due there: the question, a reminder, an editor's task, or the next question. */
async function review(turn: Turn, id: string): Promise<void> {
  const { tx, now } = turn
  const point = (await servicePointsByIds(tx, [id])).get(id)!
  const open = await openReview(turn, id)
  if (open?.step === 2) {
    await openTask(turn, {
      ...{ servicePointId: id, kind: 'review_unanswered', role: 'editor', urgency: 'standard' },
    })
    return goOn(turn, open, GIVEN)
  }
  const asks = !open || open.step === GIVEN
  if (!asks && !point.reminders) return goOn(turn, open, 2)
  const morning = nextMorning(point.zone, now)
  if (morning) return plan(tx, id, morning)
  if (asks) return ask(turn, point, open)
  await sendReview(turn, id, open.id, open.step + 1, await toAsk(turn, id))
  return goOn(turn, open, open.step + 1)
}

async function ask(turn: Turn, point: PointDetails, unanswered?: Review): Promise<void> {
  const { tx, now } = turn
  const { id, pausedUntil, verifiedOn } = point
  if (pausedUntil && pausedUntil > now) return plan(tx, id, pausedUntil)
  // Somebody looked not long ago, by telephone perhaps.
  const days = turn.config.REVIEW_DAYS * STILL_TRUE
  const stands = verifiedOn && after(new Date(verifiedOn), days * DAY)
  if (stands && stands > now) return plan(tx, id, stands)
  const contacts = await toAsk(turn, id)
  if (contacts.length === 0) return plan(tx, id, after(now, LOOK_AGAIN))
  if (unanswered) await endReview(turn, unanswered, 'lapsed')
  const made = { id: newId(), servicePointId: id, askedAt: now, step: 0 }
  await tx.insert(reviews).values(made)
  await sendReview(turn, id, made.id, 0, contacts)
  return goOn(turn, made, 0)
}

/** To its next step, each counted from the question. */
async function goOn(
  { tx, config }: Turn,
  { id, askedAt, servicePointId }: Pick<Review, 'id' | 'askedAt' | 'servicePointId'>,
  step: number,
): Promise<void> {
  await tx.update(reviews).set({ step }).where(eq(reviews.id, id))
  await plan(tx, servicePointId, after(askedAt, WAITS[step] ?? config.REVIEW_DAYS * DAY))
}

const plan = async (tx: Tx, id: string, reviewDueAt: Date): Promise<void> => {
  await tx.update(servicePoints).set({ reviewDueAt }).where(eq(servicePoints.id, id))
}

/** The next morning there; undefined while it is day. */
function nextMorning(zone: string, now: Date): Date | undefined {
  const { hour, date } = localTime(now, zone)
  if (hour >= FROM && hour < TO) return undefined
  return instantOf(zone, date, (hour < FROM ? 0 : 24 * 60) + MORNING)
}
