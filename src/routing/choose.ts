import { assess } from '../matching/match.ts'
import { conflict, forbidden } from '../platform/errors.ts'
import { type Action, mayEver } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { askOfLeg, type Case, type Leg, lockLeg, type Offer, offersOf } from './case.ts'
import { makeOffers } from './make-offer.ts'
import { reachableContacts } from './reachable.ts'
import { inScreening } from './seek.ts'
import { suspendStaleContacts } from './stale-contacts.ts'
import { endTasks } from './task.ts'
import { ANSWERED, type TaskKind } from './task-kinds.ts'

export type Override = { rules: string[]; reason: string }

/** Which rules a human may set aside, with what that takes: hours and room little, gender and age more; no others. */
const OVERRIDABLE: Record<string, Action> = {
  closed_now: 'offer.make',
  full: 'offer.make',
  gender_not_served: 'offer.make_checked',
  age_not_served: 'offer.make_checked',
}

/**
 * A human chooses whom to ask. The same rules judge as everywhere; those that may be set aside need
 * to be named, with a reason. Avoided places, consent and vetting are never set aside.
 */
export async function chooseOffer(
  turn: Turn,
  legId: string,
  servicePointId: string,
  override?: Override,
): Promise<Offer> {
  const { it, leg } = await lockLeg(turn, legId)
  if (it.referral.state !== 'open' || leg.state !== 'open') {
    throw conflict('leg_state', 'Only an open leg can be offered.', { state: leg.state })
  }
  const taskId = await inScreening(turn, leg)
  if (taskId) throw conflict('in_screening', 'This referral must be screened first.', { taskId })
  await assertEligible(turn, it, leg, servicePointId, override)
  const chosen = { servicePointId, ...(override ? { overridden: override } : {}) }
  const [offer] = await makeOffers(turn, it, [{ leg, chosen: [chosen] }])
  // In an emergency the human stays until the yes.
  await endTasks(
    turn,
    [leg.id],
    'offered',
    ANSWERED.filter((kind) => kind !== 'emergency' && !isSupervisors(turn, kind)),
  )
  return offer!
}

/** What a supervisor must look at does not vanish because an operator asked somebody else. */
const isSupervisors = ({ actor }: Turn, kind: TaskKind): boolean =>
  kind === 'supervisor_check' && !mayEver(actor, 'offer.make_checked')

/** Throws a conflict that names what stands against it, or 403 where a supervisor must decide. */
async function assertEligible(
  turn: Turn,
  it: Case,
  leg: Leg,
  servicePointId: string,
  override?: Override,
): Promise<void> {
  const { tx, now, actor } = turn
  const asked = (await offersOf(turn, leg.id)).filter(
    (offer) => offer.servicePointId === servicePointId,
  )
  if (asked.some(({ state }) => state === 'open')) {
    throw conflict('already_offered', 'This leg is before that service point already.')
  }
  if (asked.some(({ reason }) => reason === 'unsafe')) {
    throw conflict('not_eligible', 'It was said to be unsafe for this person.', {
      failed: ['unsafe'],
    })
  }
  const ask = { ...(await askOfLeg(turn, it, leg.needs)), skip: [] }
  const [judged] = await assess(tx, ask, [servicePointId], now)
  if (!judged)
    throw conflict('not_eligible', 'There is no such service point.', { failed: ['unknown'] })
  const failed = judged.failed.filter(
    (rule) => !override?.rules.includes(rule) || !OVERRIDABLE[rule],
  )
  if (failed.length > 0) {
    throw conflict('not_eligible', 'This service point cannot take this leg.', { failed })
  }
  const checked = judged.failed.some((rule) => OVERRIDABLE[rule] === 'offer.make_checked')
  const held = judged.candidate.hold?.kind === 'supervisor_check'
  // Whoever came here reaches the referral: it is the role that is asked.
  if ((checked || held) && !mayEver(actor, 'offer.make_checked'))
    throw forbidden('A supervisor must decide this.')
  if (!judged.candidate.partner) {
    throw conflict(
      'not_a_partner',
      'Only a vetted partner can be offered a referral. Call it instead.',
    )
  }
  await suspendStaleContacts(turn, [servicePointId])
  if ((await reachableContacts(turn, [servicePointId])).length === 0) {
    throw conflict(
      'no_contact',
      'This service point has no confirmed contact that a message can reach. Call it instead.',
    )
  }
}
