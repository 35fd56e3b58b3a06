import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { legs, offers, tasks } from '../../db/schema.ts'
import type { Turn } from '../services.ts'
import { type Case, type Leg, lockOffer, note, type Offer } from './case.ts'
import type { Urgency } from './policy.ts'
import { openTask, type Task } from './task.ts'

/** An offer, and the leg that it speaks for. */
type Asked = {
  offer: Pick<Offer, 'id' | 'state' | 'reason' | 'legId' | 'servicePointId'>
  leg: Pick<Leg, 'id' | 'state'>
  referral: Pick<Case['referral'], 'id' | 'state'>
}

/**
 * What becomes of a yes. It counts while its leg waits, even after a no or the deadline. A human hears of it
 * where nobody has what was asked, but no machine can take it: our messages had failed, by every way, and one
 * came after all; or what was asked is sought in parts since. After `unsafe`, and once placed: neither.
 */
export function hearing({ offer, leg, referral }: Asked): 'counts' | Late | undefined {
  if (leg.state !== 'open' || referral.state !== 'open' || offer.reason === 'unsafe')
    return undefined
  if (offer.state === 'failed') return 'failed'
  if (!['open', 'declined', 'expired'].includes(offer.state)) return undefined
  return leg.id === offer.legId ? 'counts' : 'parts'
}

/** Why a yes is for a human. */
export type Late = 'failed' | 'parts'

export const lateness = (asked: Asked): Late | undefined => {
  const heard = hearing(asked)
  return heard === 'counts' ? undefined : heard
}

/**
 * The id of the leg that an offer without a yes speaks for: its own, or, if that is not open and what it asked for
 * is sought in parts since, the first part that nobody has. What went on without its consent is not meant.
 */
export const legSpokenFor: SQL = sql`case when ${offers.state} not in ('failed', 'expired', 'declined') then ${offers.legId} else coalesce((
  with recursive parts as (
    select l.* from legs l where l.id = ${offers.legId}
    union all
    select l.* from legs l join parts on l.referral_id = parts.referral_id and l.parent_leg_id = parts.id
    join consents c on c.id = ${offers.consentId} and c.withdrawn_at is null)
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
 * A yes that came too late for a machine to take it. What ended never opens again, so that this is no yes that
 * wins the leg: operators get a task, which names the leg and the service point once. Only after the
 * digits, or by somebody who signed in.
 * @returns whether it was such an offer; else nothing was done
 */
export async function lateYes(turn: Turn, offerId: string): Promise<boolean> {
  const { it, offer } = await lockOffer(turn, offerId)
  const asked = await tellHuman(turn, it.referral, offer)
  if (asked?.told)
    await note(turn, it.referral.id, {
      ...{ action: 'offer.yes_late', thing: `offer:${offer.id}` },
      data: { legId: asked.leg.id, servicePointId: offer.servicePointId, why: asked.why },
    })
  return asked !== undefined
}

/**
 * A late yes stays heard when the leg that its task was of is taken, or sought in parts: a human is asked to call
 * about the next part that nobody has. `ended`: the tasks that ended with that.
 */
export async function keepHeard(turn: Turn, it: Case, ended: readonly Task[]): Promise<void> {
  const said = ended.flatMap(saidLate)
  if (said.length === 0) return
  const { referral } = it
  const made = await turn.tx
    .select()
    .from(offers)
    .where(and(eq(offers.referralId, referral.id), inArray(offers.servicePointId, said)))
  for (const offer of made) await tellHuman(turn, referral, offer)
}

/** Undefined where no human is to hear of a yes; `told`: just now, not before. */
async function tellHuman(turn: Turn, referral: Case['referral'], offer: Offer) {
  const leg = await readSpokenFor(turn, offer)
  const why = lateness({ offer, leg, referral })
  if (!why) return undefined
  if (await isHeard(turn, { offer, leg })) return { leg, why, told: false }
  const { servicePointId } = offer
  await openTask(turn, {
    ...{ legId: leg.id, referralId: referral.id, urgency: referral.urgency as Urgency },
    ...{
      kind: 'unclear_reply',
      role: 'operator',
      reason: REASONS[why],
      candidateId: servicePointId,
    },
  })
  // A leg has one such task at a time: one that stood there for another reply names this one beside it.
  if (!(await isHeard(turn, { offer, leg })))
    await turn.tx
      .update(tasks)
      .set({ listed: sql`array_append(${tasks.listed}, ${servicePointId}::uuid)` })
      .where(ofLeg(leg))
  return { leg, why, told: true }
}

/** Whether a human is asked to call them about their late yes. */
export async function isHeard(
  { tx }: Pick<Turn, 'tx'>,
  { offer, leg }: Pick<Asked, 'offer' | 'leg'>,
): Promise<boolean> {
  const [open] = await tx.select().from(tasks).where(ofLeg(leg))
  return open !== undefined && saidLate(open).includes(offer.servicePointId)
}

/** The service points whose late yes a task is about. */
function saidLate({ kind, reason, candidateId, listed }: Task): string[] {
  if (kind !== 'unclear_reply') return []
  const late: (string | null)[] = Object.values(REASONS)
  return candidateId && late.includes(reason) ? [candidateId, ...listed] : listed
}

const REASONS: Record<Late, string> = { failed: 'yes_after_failure', parts: 'yes_after_parts' }

const ofLeg = ({ id }: Asked['leg']) =>
  and(eq(tasks.legId, id), eq(tasks.kind, 'unclear_reply'), isNull(tasks.doneAt))
