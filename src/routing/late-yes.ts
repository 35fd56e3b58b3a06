import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { legs, offers, tasks } from '../../db/schema.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, lockOffer, note, type Offer } from './case.ts'
import type { Urgency } from './policy.ts'
import { openTask } from './task.ts'

type Asked = {
  offer: Pick<Offer, 'id' | 'state' | 'servicePointId'>
  leg: Pick<Leg, 'id' | 'state'>
  referral: Pick<Case['referral'], 'id' | 'state'>
}

/** Its messages failed, by every way, and one came after all; nobody has said yes in the meantime. */
export const cameAfterAll = ({ offer, leg, referral }: Asked): boolean =>
  offer.state === 'failed' && leg.state === 'open' && referral.state === 'open'

/**
 * The id of the leg that an offer speaks for: its own, or, if its messages failed and the needs are sought in
 * parts since, the first part that nobody has. What went on without its consent is not meant.
 */
export const legSpokenFor: SQL = sql`case when ${offers.state} <> 'failed' then ${offers.legId} else coalesce((
  with recursive parts as (
    select l.* from legs l join consents c on c.id = ${offers.consentId} and c.withdrawn_at is null
    where l.parent_leg_id = ${offers.legId}
    union all
    select l.* from legs l join parts on l.parent_leg_id = parts.id)
  select id from parts where state = 'open' order by id limit 1), ${offers.legId}) end`

/** As it stands now; call it under the referral's lock. */
export async function readSpokenFor({ tx }: Pick<Turn, 'tx'>, offer: Pick<Offer, 'id'>) {
  const [found] = await tx
    .select({ leg: legs })
    .from(offers)
    .innerJoin(legs, eq(legs.id, legSpokenFor))
    .where(eq(offers.id, offer.id))
  return found!.leg
}

/**
 * A yes to an offer whose messages had failed. What ended never opens again, so that this is no yes that
 * wins the leg: operators get a task, which names the leg and the service point once. Only after the
 * digits, or by somebody who signed in.
 * @returns whether it was such an offer; else nothing was done
 */
export async function lateYes(turn: Turn, offerId: string): Promise<boolean> {
  const { it, offer } = await lockOffer(turn, offerId)
  const { referral } = it
  const leg = await readSpokenFor(turn, offer)
  if (!cameAfterAll({ offer, leg, referral })) return false
  if (await isHeard(turn, { offer, leg })) return true
  const { servicePointId } = offer
  await openTask(turn, {
    ...{ legId: leg.id, referralId: referral.id, urgency: referral.urgency as Urgency },
    ...{ kind: 'unclear_reply', role: 'operator', reason: REASON, candidateId: servicePointId },
  })
  // A leg has one such task at a time: one that stood there for another reply names this one beside it.
  if (!(await isHeard(turn, { offer, leg })))
    await turn.tx
      .update(tasks)
      .set({ listed: sql`array_append(${tasks.listed}, ${servicePointId}::uuid)` })
      .where(ofLeg(leg))
  await note(turn, referral.id, {
    ...{ action: 'offer.yes_late', thing: `offer:${offer.id}` },
    data: { legId: leg.id, servicePointId },
  })
  return true
}

/** Whether a human is asked to call them about their late yes. */
export async function isHeard(
  { tx }: Pick<Turn, 'tx'>,
  { offer, leg }: Pick<Asked, 'offer' | 'leg'>,
): Promise<boolean> {
  const [open] = await tx.select().from(tasks).where(ofLeg(leg))
  if (!open) return false
  const { reason, candidateId, listed } = open
  const { servicePointId } = offer
  return (reason === REASON && candidateId === servicePointId) || listed.includes(servicePointId)
}

const REASON = 'yes_after_failure'

const ofLeg = ({ id }: Asked['leg']) =>
  and(eq(tasks.legId, id), eq(tasks.kind, 'unclear_reply'), isNull(tasks.doneAt))
