import { and, eq, isNull } from 'drizzle-orm'
import { servicePointMatches, servicePoints } from '../../db/schema.ts'
import { after, DAY } from '../platform/clock.ts'
import { invalid, notFound } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { keepChange } from './keep-change.ts'

/** Longer than this is not a pause: then it says that it accepts nobody. */
const LONGEST = 366 * DAY

type Point = typeof servicePoints.$inferSelect

/**
 * Takes nobody until an instant, or again from now on: matching passes it over, and what has not been
 * sent is not sent. What it was asked already waits on. 404 for a stranger's, 422 for a time that is over.
 */
export async function pausePoint(turn: Turn, id: string, until: Date | null) {
  const { tx, keys, now, actor } = turn
  const point = await lockOwn(turn, id)
  if (until && (until <= now || until > after(now, LONGEST)))
    throw invalid([{ pointer: '/until', detail: 'must be within the next 366 days' }])
  await tx.update(servicePoints).set({ pausedUntil: until, updatedAt: now }).where(is(id))
  await tx
    .update(servicePointMatches)
    .set({ pausedUntil: until })
    .where(eq(servicePointMatches.servicePointId, id))
  const [from, to] = [point.pausedUntil, until].map((at) => at?.toISOString() ?? null)
  if (from !== to)
    await keepChange(tx, keys, now, actor, {
      thing: 'service_point',
      thingId: id,
      fields: [{ field: 'pausedUntil', from, to }],
    })
  await note(turn, id, until ? 'service_point.paused' : 'service_point.resumed', {
    ...(until && { until: until.toISOString() }),
  })
  return { id, pausedUntil: until?.toISOString() ?? null }
}

/** Whether it is reminded of what waits there. 404 for a stranger's. */
export async function setReminders(turn: Turn, id: string, on: boolean) {
  const { tx, keys, now, actor } = turn
  const point = await lockOwn(turn, id)
  if (point.reminders !== on) {
    await tx.update(servicePoints).set({ reminders: on, updatedAt: now }).where(is(id))
    await keepChange(tx, keys, now, actor, {
      thing: 'service_point',
      thingId: id,
      fields: [{ field: 'reminders', from: point.reminders, to: on }],
    })
    await note(turn, id, 'service_point.reminders_set', { on })
  }
  return { id, reminders: on }
}

const is = (id: string) => eq(servicePoints.id, id)

async function lockOwn({ tx, actor }: Turn, id: string): Promise<Point> {
  const [point] = await tx
    .select()
    .from(servicePoints)
    .where(and(is(id), isNull(servicePoints.removedAt)))
    .for('update')
  if (!point) throw notFound()
  assertMay(actor, 'point.own', { madeBy: point.organizationId })
  return point
}

function note({ tx, keys, now, actor }: Turn, id: string, action: string, data: object) {
  const thing = `service_point:${id}`
  return record(tx, keys, now, [
    { chain: thing, actor: actor.id, action, thing, data: { ...data } },
  ])
}
