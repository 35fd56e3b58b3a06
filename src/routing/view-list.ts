import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { referrals } from '../../db/schema.ts'
import { type Actor, assertMay, mayEver, reachOf } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { isMine, notRestricted } from './reach.ts'

export const SCOPES = ['own', 'all'] as const
export const LISTED_STATES = ['open', 'withdrawn', 'closed'] as const

type Query = {
  /** `all`: everybody's, for those who may list all. */
  scope: (typeof SCOPES)[number]
  state?: (typeof LISTED_STATES)[number]
  /** Id of the last one of the page before. */
  before?: string
  limit: number
}

/**
 * References and states, the newest first: what one made or has a task in, open ones unless another
 * state is asked for; for police and agencies their organization's, in any state. None that is
 * restricted to others, but in the list of all. 403 for whoever may not list all.
 */
export async function listReferrals(turn: Turn, { scope, state, before, limit }: Query) {
  const { tx, actor } = turn
  if (scope === 'all') assertMay(actor, 'referral.list_all')
  const organizations = reachOf(actor, 'referral.list') === 'own'
  const wanted = state ?? (scope === 'own' && !organizations ? 'open' : undefined)
  const own = organizations ? eq(referrals.organizationId, actor.organizationId!) : isMine(actor)
  const found = await tx
    .select()
    .from(referrals)
    .where(
      and(
        scope === 'own' ? and(own, notRestricted(actor)) : undefined,
        wanted ? inArray(referrals.state, statesFor(actor, wanted)) : undefined,
        before ? lt(referrals.id, before) : undefined,
      ),
    )
    .orderBy(desc(referrals.id))
    .limit(limit)
  return found.map(({ id, reference, state, createdAt, endedAt }) => ({
    ...{ id, reference, state: stateFor(actor, state) },
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }))
}

/** To whoever may not learn of a withdrawal it is closed. */
export const stateFor = (actor: Actor, state: string): string =>
  state === 'withdrawn' && !mayEver(actor, 'referral.read_withdrawal') ? 'closed' : state

const statesFor = (actor: Actor, shown: string): string[] =>
  LISTED_STATES.filter((state) => stateFor(actor, state) === shown)
