import { forbidden } from '../platform/errors.ts'
import { needsPerson, personNeeded, type Reach, type Rule, refusal } from './decide.ts'

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
 * that passed, `person` whoever asks for help on the public pages. `id` is what the record names: `staff:…` for a person who signed in, `key:…` for a program.
 */
export type Actor = {
  id: string
  role: Role | 'contact' | 'system' | 'person'
  organizationId?: string
  /** The session of a person who signed in; a program has none. */
  sessionId?: string
}

/** What an action is done to. Left out: not asked about. */
export type Thing = {
  /** The organization that made it, or that runs it. */
  madeBy?: string | null
  /** Organizations whose service points have it before them, or hold it. */
  offeredTo?: readonly string[]
  /** The actor made it, or has a task in it. */
  mine?: boolean
  /** The actor opened it and said why, and that still holds. */
  opened?: boolean
  /** Actors to whom a supervisor restricted it. */
  restrictedTo?: readonly string[] | null
  state?: string
}

const everyone = Object.fromEntries(ROLES.map((role) => [role, 'any'])) as Record<Role, Reach>
const hotline = { operator: 'any', supervisor: 'any' } as const
/** Every referral but those that are restricted to others. */
const unrestricted = { operator: 'unrestricted', supervisor: 'unrestricted' } as const
/** Their own referrals, and what they opened with a reason. */
const handlers = { operator: 'opened', supervisor: 'opened' } as const
const two = { editor: 'any', supervisor: 'any' } as const

/**
 * The one table of who may do what to which thing in which state; routes and pages ask only here. How
 * far each word reaches, from `any` to `opened`, is said in `decide.ts`.
 */
const RULES = {
  // Looking for help
  'place.search': { who: everyone },
  'consent.statement': { who: everyone },
  'match.ask': { who: { ...hotline, police: 'any', agency: 'any' } },
  /** For somebody who called or wrote; others ask through their own channel. */
  'match.any_channel': { who: hotline },

  // Referrals
  'referral.make': { who: { ...hotline, police: 'any', agency: 'any' } },
  /** The pages with which an officer makes one. */
  'handover.make': { who: { police: 'any' }, person: true },
  /** References and states: one's own, or those of one's organization. */
  'referral.list': { who: { ...handlers, police: 'own', agency: 'own' } },
  /** Everybody's, restricted ones too. */
  'referral.list_all': { who: { supervisor: 'any' } },
  'referral.read': { who: { ...handlers, police: 'own', agency: 'own' } },
  /** Whom it was put to, what is to be done, and the record; others see how far it is. */
  'referral.read_full': { who: handlers },
  /** That the person withdrew, not only that it ended: nothing flows back to police. */
  'referral.read_withdrawal': { who: { ...handlers, agency: 'own' } },
  /** Says why one opens what another made. */
  'referral.open': { who: unrestricted },
  /** Of somebody who was called back and gives the word that they chose. */
  'referral.call_back': { who: unrestricted, person: true },
  /** Somebody asks about a person: what is said neither confirms nor denies. */
  'enquiry.answer': { who: hotline },
  /** What one was writing; nobody else's. */
  'draft.own': { who: { ...hotline, police: 'any', agency: 'any' }, person: true },
  /** What needs somebody, at a glance. */
  'board.read': { who: hotline },
  /** That something changed, and nothing else. */
  'live.listen': {
    who: { ...hotline, police: 'any', agency: 'any', service_point: 'any', editor: 'any' },
    person: true,
  },
  /** Contact, story, exact place, who referred: each reading is a line of the record. */
  'referral.read_sealed': { who: handlers, person: true },
  /** Why others opened it, or restricted it. */
  'referral.read_reasons': { who: { supervisor: 'opened' }, person: true },
  /** Who has seen what. */
  'referral.disclosures': { who: handlers },
  'referral.consent': { who: { ...handlers, agency: 'own' }, when: ['open'] },
  'referral.withdraw': { who: { ...handlers, police: 'own', agency: 'own' } },
  'referral.close': { who: handlers },
  /** To named people. Any supervisor, so that nobody is locked out when those are away. */
  'referral.restrict': { who: { supervisor: 'any' } },
  /** Looks, as the second person, where a minor could not agree. */
  'referral.confirm_minor': { who: { supervisor: 'any' }, person: true },
  /** That a duty was done, which outlives what was said. */
  'duty.read': { who: { supervisor: 'unrestricted' }, person: true },
  /** Keeps what was said for longer than the first 90 days. */
  'referral.renew': { who: { supervisor: 'opened' }, when: ['open'] },

  // Offers and what becomes of them
  'offer.make': { who: handlers },
  /** Where a supervisor must look, or gender or age does not fit. */
  'offer.make_checked': { who: { supervisor: 'opened' } },
  /** What lies before one's own service points. */
  'offer.list': { who: { service_point: 'offered' } },
  'offer.answer': { who: { ...handlers, service_point: 'offered', contact: 'any' } },
  /** The hotline after a call out to a number in the directory, which no program makes. */
  'offer.confirm': {
    who: { ...handlers, service_point: 'offered', contact: 'any' },
    person: ['operator', 'supervisor'],
  },
  /** The details again, after the confirmation. */
  'offer.read_sealed': { who: { service_point: 'offered', contact: 'any' }, when: ['confirmed'] },
  /** Messages between the hotline and whoever holds it, confirmed. */
  'offer.talk': {
    who: { ...handlers, service_point: 'offered', contact: 'any' },
    person: ['operator', 'supervisor'],
  },
  /** How the person comes over: all that a referrer learns of where. */
  'offer.meeting': { who: { ...handlers, service_point: 'offered', contact: 'any' } },
  'leg.outcome': { who: { ...handlers, service_point: 'offered', contact: 'any' } },

  // What needs a human; a task that one takes makes its referral one's own
  'task.list': { who: { ...hotline, editor: 'any' } },
  'task.work': { who: { ...unrestricted, editor: 'unrestricted' } },
  'task.for_operator': { who: hotline },
  'task.for_supervisor': { who: { supervisor: 'any' } },
  'task.for_editor': { who: { ...hotline, editor: 'any' } },
  /** Takes what somebody else has taken. */
  'task.take_over': { who: { supervisor: 'unrestricted' } },
  /** Completes what somebody else has taken. */
  'task.finish': { who: handlers },

  // The directory
  'directory.read': { who: everyone },
  /** Hidden points, and the contacts for referrals. */
  'directory.read_hidden': { who: { ...hotline, editor: 'any' } },
  'directory.edit': { who: two },
  /** A call to a number on file: the contact still holds. */
  'contact.confirm': { who: { ...hotline, editor: 'any' }, person: true },
  /** At once and alone, because it only takes away; two people bring it back. */
  'contact.suspend': { who: { ...hotline, editor: 'any', service_point: 'own' }, person: true },
  /** A figure that fell to none tells who has just refused. */
  'capacity.read': { who: { ...hotline, editor: 'any', service_point: 'own' } },
  'capacity.set': { who: { ...hotline, editor: 'any', service_point: 'own' } },
  /** Takes nobody for a while; reminders on or off. A contact is asked for its own point alone. */
  'point.own': { who: { ...hotline, editor: 'any', service_point: 'own', contact: 'any' } },

  /** Tools that others made, for whoever works here. */
  'library.read': { who: everyone },
  'library.edit': { who: two },
  /** What anybody may know of services, on paper. */
  'list.print': {
    who: { ...hotline, editor: 'any', police: 'any', agency: 'any', service_point: 'any' },
  },
  /** Who there is for which need, and what is missing: numbers, of no person. */
  'coverage.read': { who: { ...hotline, editor: 'any', rapporteur: 'any', admin: 'any' } },

  // What takes two people: one asks, another approves
  'approval.list': { who: { ...hotline, editor: 'any', admin: 'any' }, person: true },
  /** The reason and the place: of what one asked, or may approve. */
  'approval.read_sealed': { who: { ...hotline, editor: 'any', admin: 'any' }, person: true },
  /** One about a referral: none of what is restricted to others. */
  'approval.of_referral': { who: { ...unrestricted, admin: 'unrestricted' }, person: true },
  /** Its reason, which is sealed with the referral, where another asked. */
  'approval.read_of_referral': { who: { supervisor: 'unrestricted' }, person: true },
  'approval.ask': { who: { ...two, admin: 'any' }, person: true },
  'approval.approve': { who: { ...two, admin: 'any' }, person: true },
  'approval.refuse': { who: { ...hotline, editor: 'any', admin: 'any' }, person: true },
  'ask.partner_activation': { who: two, person: true },
  'approve.partner_activation': { who: two, person: true },
  'ask.contact_change': { who: two, person: true },
  'approve.contact_change': { who: two, person: true },
  'ask.unhide': { who: two, person: true },
  'approve.unhide': { who: { supervisor: 'any' }, person: true },
  'ask.directory_export': { who: two, person: true },
  'approve.directory_export': { who: { supervisor: 'any', admin: 'any' }, person: true },
  'ask.consent_override': { who: hotline, person: true },
  'approve.consent_override': { who: { supervisor: 'any' }, person: true },
  'ask.legal_hold': { who: { supervisor: 'any', admin: 'any' }, person: true },
  'approve.legal_hold': { who: { supervisor: 'any', admin: 'any' }, person: true },
  'ask.legal_hold_end': { who: { supervisor: 'any', admin: 'any' }, person: true },
  'approve.legal_hold_end': { who: { supervisor: 'any', admin: 'any' }, person: true },

  // People, and the record of what they did
  'session.own': { who: everyone, person: true },
  'people.manage': { who: { admin: 'any' }, person: true },
  'keys.manage': { who: { admin: 'any' }, person: true },
  'identity.manage': { who: { admin: 'any' }, person: true },
  /** What somebody wrote about somebody else. */
  'tip.read': { who: hotline, person: true },
  'record.read': { who: { supervisor: 'any' } },
  /** How much each account asked, opened and read. */
  'insiders.read': { who: { supervisor: 'any' } },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof RULES

/** True if this actor may do this to this thing, in the state that it is in. */
export function may(actor: Actor, action: Action, thing: Thing = {}): boolean {
  return refusal(RULES[action], actor, thing) === undefined
}

/** True if some thing exists to which this actor may do this: what a route asks before it looks anything up. */
export function mayEver(actor: Actor, action: Action): boolean {
  const rule: Rule = RULES[action]
  return rule.who[actor.role] !== undefined && (!needsPerson(rule, actor) || isPerson(actor))
}

/** Throws 403 unless `mayEver`: the role never may, or it takes a person who signs in. */
export function assertMayEver(actor: Actor, action: Action): void {
  if (mayEver(actor, action)) return
  throw mayEver({ ...actor, sessionId: 'any' }, action) ? personNeeded() : forbidden()
}

/**
 * Throws what stands against it: 403 if the role may never do this, or must say why first; 404 for a
 * thing that does not exist for this actor; 409 if the thing's state does not allow it.
 */
export function assertMay(actor: Actor, action: Action, thing: Thing = {}): void {
  const problem = refusal(RULES[action], actor, thing)
  if (problem) throw problem
}

/** How far the actor's role reaches in this: what a list is drawn from. */
export function reachOf({ role }: Actor, action: Action): Reach | undefined {
  const { who }: Rule = RULES[action]
  return who[role]
}

/** A person who signed in, not a program. */
export const isPerson = ({ sessionId }: Actor): boolean => sessionId !== undefined

/** The program itself, when the time of something has come. */
export const CLOCK: Actor = { id: 'system:clock', role: 'system' }
