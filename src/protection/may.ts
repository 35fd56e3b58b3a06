import { forbidden, notFound } from '../platform/errors.ts'

export const ROLES = [
  'operator',
  'supervisor',
  'police',
  'service_point',
  'agency',
  'editor',
  'rapporteur',
  'admin',
] as const
export type Role = (typeof ROLES)[number]

/**
 * Who acts. `contact` is a person at a service point who answers by link or SMS, `system` a deadline
 * that passed. `id` is what the record names.
 */
export type Actor = { id: string; role: Role | 'contact' | 'system'; organizationId?: string }

/** What an action is done to: the organization that made it, and those whose service points it was offered to. */
export type Thing = { madeBy?: string | null; offeredTo?: readonly string[] }

type Reach = 'any' | 'own' | 'offered'
type Rule = Partial<Record<Actor['role'], Reach>>

/**
 * The one table of who may do what. `any`: to every thing; `own`: to what the actor's organization
 * made; `offered`: to what was offered to the actor's organization.
 */
const RULES = {
  'place.search': everyRole('any'),
  'match.ask': { operator: 'any', supervisor: 'any', police: 'any', agency: 'any' },
  'referral.make': { operator: 'any', supervisor: 'any', police: 'any', agency: 'any' },
  'referral.list': { operator: 'any', supervisor: 'any', police: 'any', agency: 'any' },
  'referral.read': { operator: 'any', supervisor: 'any', police: 'own', agency: 'own' },
  'referral.withdraw': { operator: 'any', supervisor: 'any', police: 'own', agency: 'own' },
  'referral.close': { operator: 'any', supervisor: 'any' },
  'offer.make': { operator: 'any', supervisor: 'any' },
  'offer.read': { operator: 'any', supervisor: 'any', service_point: 'offered' },
  'offer.answer': { operator: 'any', supervisor: 'any', service_point: 'offered', contact: 'any' },
  'offer.confirm': { operator: 'any', supervisor: 'any', service_point: 'offered', contact: 'any' },
  'leg.outcome': { operator: 'any', supervisor: 'any', service_point: 'offered' },
  'task.list': { operator: 'any', supervisor: 'any', editor: 'any' },
  'task.work': { operator: 'any', supervisor: 'any', editor: 'any' },
  'directory.read': everyRole('any'),
  /** Hidden points, and the contacts for referrals. */
  'directory.read_hidden': { operator: 'any', supervisor: 'any', editor: 'any' },
  'directory.edit': { editor: 'any', supervisor: 'any' },
  /** A figure that fell to none tells who has just refused. */
  'capacity.read': { operator: 'any', supervisor: 'any', editor: 'any', service_point: 'own' },
  'capacity.set': { operator: 'any', supervisor: 'any', editor: 'any', service_point: 'own' },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof RULES

/** True if this actor may do this to this thing. */
export function may(actor: Actor, action: Action, thing: Thing = {}): boolean {
  const reach = (RULES[action] as Rule)[actor.role]
  if (reach === 'own') return Boolean(actor.organizationId) && thing.madeBy === actor.organizationId
  if (reach === 'offered') {
    return Boolean(actor.organizationId) && (thing.offeredTo ?? []).includes(actor.organizationId!)
  }
  return reach === 'any'
}

/** True if some thing exists to which this role may do this: what a route asks before it looks anything up. */
export const mayEver = (actor: Actor, action: Action): boolean =>
  (RULES[action] as Rule)[actor.role] !== undefined

/** Throws 403 if the role may never do this, and 404 if only not to this thing: a stranger's thing does not exist. */
export function assertMay(actor: Actor, action: Action, thing: Thing = {}): void {
  if (!mayEver(actor, action)) throw forbidden()
  if (!may(actor, action, thing)) throw notFound()
}

function everyRole(reach: Reach): Record<Role, Reach> {
  return Object.fromEntries(ROLES.map((role) => [role, reach])) as Record<Role, Reach>
}
