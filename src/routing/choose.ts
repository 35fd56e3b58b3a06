import { and, eq, isNull } from 'drizzle-orm'
import { tasks } from '../../db/schema.ts'
import { confirmedContacts } from '../directory/store.ts'
import { assess } from '../matching/match.ts'
import { conflict, forbidden, violates } from '../platform/errors.ts'
import type { Turn } from '../services.ts'
import { askOfLeg, lockLeg, type Offer } from './case.ts'
import { makeOffers } from './make-offer.ts'
import { endTasks } from './task.ts'
import { ANSWERED } from './task-kinds.ts'

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
  const { tx, now, actor } = turn
  const { it, leg } = await lockLeg(turn, legId)
  if (it.referral.state !== 'open' || leg.state !== 'open') {
    throw conflict('leg_state', 'Only an open leg can be offered.', { state: leg.state })
  }
  const [screening] = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.legId, leg.id), eq(tasks.kind, 'screening'), isNull(tasks.doneAt)))
  if (screening)
    throw conflict('in_screening', 'This referral must be screened first.', {
      taskId: screening.id,
    })
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
  const chosen = { servicePointId, ...(override ? { overridden: override } : {}) }
  try {
    const [offer] = await makeOffers(turn, it, leg, [chosen])
    await endTasks(
      turn,
      [leg.id],
      'offered',
      ANSWERED.filter((kind) => kind !== 'emergency'),
    )
    return offer!
  } catch (error) {
    if (violates(error, 'offers_live_once')) {
      throw conflict('already_offered', 'This leg is before that service point already.')
    }
    throw error
  }
}
