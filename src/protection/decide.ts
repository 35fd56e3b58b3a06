import { conflict, forbidden, notFound, Problem } from '../platform/errors.ts'
import type { Actor, Thing } from './may.ts'

/**
 * How far a role reaches.
 * - `any`: every one.
 * - `unrestricted`: every one, but of those that a supervisor restricted only what names the actor.
 * - `own`: what the actor's organization made, or runs; restricted ones only by name.
 * - `offered`: what lies before the actor's organization, or is held by it.
 * - `opened`: what the actor made, has a task in, or has opened with a reason; restricted ones only by name.
 */
export type Reach = 'any' | 'unrestricted' | 'own' | 'offered' | 'opened'

/** One line of the table. */
export type Rule = {
  who: Partial<Record<Actor['role'], Reach>>
  /** Only in these states of the thing; else a conflict. */
  when?: readonly string[]
  /** Only by a person who signed in, never by a program's key; or only those of these roles. */
  person?: true | readonly Actor['role'][]
}

export const needsPerson = ({ person }: Rule, { role }: Actor): boolean =>
  person === true || (person ?? []).includes(role)

export const personNeeded = () =>
  new Problem(403, 'person_needed', 'Only a person who signed in may do this.')

/** What stands against it, in the order of the questions: this role, a person, this thing, its state. */
export function refusal(rule: Rule, actor: Actor, thing: Thing): Problem | undefined {
  const reach = rule.who[actor.role]
  if (!reach) return forbidden()
  if (needsPerson(rule, actor) && !actor.sessionId) return personNeeded()
  return outOfReach(reach, actor, thing) ?? wrongState(rule, thing)
}

function outOfReach(reach: Reach, actor: Actor, thing: Thing): Problem | undefined {
  const { organizationId } = actor
  if (reach === 'any') return undefined
  if (reach === 'offered')
    return organizationId && thing.offeredTo?.includes(organizationId) ? undefined : notFound()
  if (thing.restrictedTo && !thing.restrictedTo.includes(actor.id)) return notFound()
  if (reach === 'own')
    return organizationId && thing.madeBy === organizationId ? undefined : notFound()
  if (reach === 'opened' && !thing.mine && !thing.opened)
    return new Problem(
      403,
      'reason_needed',
      'This is not your referral. Say why you open it: POST /v1/openings.',
    )
  return undefined
}

function wrongState({ when }: Rule, { state }: Thing): Problem | undefined {
  if (!when || state === undefined || when.includes(state)) return undefined
  return conflict('wrong_state', 'Its state does not allow this.', { state })
}
