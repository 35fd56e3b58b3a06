import { and, eq, isNotNull } from 'drizzle-orm'
import { legs, offers } from '../../db/schema.ts'
import { invalid } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, note } from './case.ts'
import { openLegs, seek } from './seek.ts'

/** What a yes to `needs` leaves open of a leg; nothing for a yes to all of it. 422 for needs that are not its. */
export function restOf(leg: Pick<Leg, 'needs'>, needs?: readonly string[]): string[] {
  if (!needs) return []
  if (needs.length === 0 || needs.some((need) => !leg.needs.includes(need)))
    throw invalid([{ pointer: '/needs', detail: 'must be some of what was asked for' }])
  return leg.needs.filter((need) => !needs.includes(need))
}

/** A yes to a part: the leg keeps that part, and the rest is a leg of its own that is sought at once. */
export async function narrow(turn: Turn, it: Case, leg: Leg, rest: string[]): Promise<void> {
  const { tx } = turn
  const kept = leg.needs.filter((need) => !rest.includes(need))
  await tx.update(legs).set({ needs: kept }).where(eq(legs.id, leg.id))
  const [opened] = await openLegs(turn, it, [rest], leg)
  const leftOver = !(await wasTaken(turn, leg))
  if (leftOver) await tx.update(legs).set({ leftOver }).where(eq(legs.id, opened!.id))
  await note(turn, it.referral.id, {
    action: 'leg.narrowed',
    thing: `leg:${leg.id}`,
    data: { needs: kept, rest: opened!.id },
  })
  await seek(turn, it, opened!)
}

/** A leg that had been confirmed and opened again: its referrer may not be told that it did. */
async function wasTaken({ tx }: Turn, leg: Leg): Promise<boolean> {
  const confirmed = and(eq(offers.legId, leg.id), isNotNull(offers.confirmedAt))
  return (await tx.$count(offers, confirmed)) > 0
}
