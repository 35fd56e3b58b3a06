import { eq } from 'drizzle-orm'
import { consents } from '../../db/schema.ts'
import { confirmedContacts } from '../directory/store.ts'
import { assess } from '../matching/match.ts'
import { conflict, forbidden } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { askOfLeg, type Case, type Leg, lockLeg, note, type Offer, offersOf } from './case.ts'
import { makeOffers } from './make-offer.ts'
import { inScreening } from './seek.ts'
import { endTasks } from './task.ts'
import { ANSWERED, type TaskKind } from './task-kinds.ts'

export type Override = { rules: string[]; reason: string }

/** Which rules a human may set aside: hours and room by any operator, gender and age by a supervisor; no others. */
const OVERRIDABLE: Record<string, 'operator' | 'supervisor'> = {
  closed_now: 'operator',
  full: 'operator',
  gender_not_served: 'supervisor',
  age_not_served: 'supervisor',
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
  if (it.consent.basis === 'override' && !it.consent.confirmedAt) await confirmOverride(turn, it)
  const chosen = { servicePointId, ...(override ? { overridden: override } : {}) }
  const [offer] = await makeOffers(turn, it, leg, [chosen])
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
  kind === 'supervisor_check' && actor.role !== 'supervisor'

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
  const supervisorOnly = judged.failed.filter((rule) => OVERRIDABLE[rule] === 'supervisor')
  const check = judged.candidate.hold?.kind === 'supervisor_check'
  if ((supervisorOnly.length > 0 || check) && actor.role !== 'supervisor') {
    throw forbidden('A supervisor must decide this.')
  }
  if (!judged.candidate.partner) {
    throw conflict(
      'not_a_partner',
      'Only a vetted partner can be offered a referral. Call it instead.',
    )
  }
  if ((await confirmedContacts(tx, [servicePointId])).length === 0) {
    throw conflict('no_contact', 'This service point has no confirmed contact. Call it instead.')
  }
}

/** The supervisor's offer confirms the override: from now on the consent row allows offers. */
async function confirmOverride(turn: Turn, it: Case): Promise<void> {
  const { tx, now, actor } = turn
  if (actor.role !== 'supervisor') throw forbidden('A supervisor must confirm an override.')
  if (actor.id === it.referral.madeBy) throw forbidden('Another person must confirm an override.')
  const set = { confirmedAt: now, confirmedBy: actor.id }
  await tx.update(consents).set(set).where(eq(consents.id, it.consent.id))
  Object.assign(it.consent, set)
  await note(turn, it.referral.id, {
    action: 'override.confirmed',
    thing: `consent:${it.consent.id}`,
  })
}
