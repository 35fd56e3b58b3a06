import { and, asc, eq, isNotNull, not } from 'drizzle-orm'
import { referrals } from '../../db/schema.ts'
import { mayEver } from '../protection/may.ts'
import { notRestricted } from '../routing/reach.ts'
import type { Turn } from '../services.ts'
import { namesOf, teamOf } from './team.ts'

export type Restricted = NonNullable<Awaited<ReturnType<typeof readRestricted>>>

/** Those that are restricted to others: for supervisors, so that nobody is locked out when those are away. */
export async function restrictedToOthers({ tx, actor }: Turn) {
  if (!mayEver(actor, 'referral.list_all')) return []
  return tx
    .select({ id: referrals.id, reference: referrals.reference })
    .from(referrals)
    .where(and(eq(referrals.state, 'open'), not(notRestricted(actor))))
    .orderBy(asc(referrals.createdAt))
    .limit(MOST)
}
const MOST = 100

/** To whom one is restricted, for a supervisor who is not named; undefined where there is nothing to change. */
export async function readRestricted(turn: Turn, id: string) {
  if (!mayEver(turn.actor, 'referral.restrict')) return undefined
  const [found] = await turn.tx
    .select({ reference: referrals.reference, restrictedTo: referrals.restrictedTo })
    .from(referrals)
    .where(and(eq(referrals.id, id), isNotNull(referrals.restrictedTo)))
  if (!found) return undefined
  const restrictedTo = found.restrictedTo ?? []
  const names = await namesOf(turn, restrictedTo)
  return { reference: found.reference, restrictedTo, names, team: await teamOf(turn) }
}
