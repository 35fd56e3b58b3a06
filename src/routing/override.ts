import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { consents, legs, offers } from '../../db/schema.ts'
import { after } from '../platform/clock.ts'
import { rows } from '../platform/database.ts'
import { backoff, type Duty, HELPLESS } from '../platform/due.ts'
import { conflict } from '../platform/errors.ts'
import { askApproval } from '../protection/approval.ts'
import { type Actor, assertMay, CLOCK } from '../protection/may.ts'
import { open } from '../protection/seal.ts'
import type { Services, Turn } from '../services.ts'
import { release } from './answer.ts'
import { type Case, type Leg, lockCase, note } from './case.ts'
import { keepDutyRecord } from './duty-records.ts'
import { TELL_PERSON_WITHIN } from './policy.ts'
import { openLegs } from './seek.ts'
import { endTasks, openTask } from './task.ts'

/** Throws unless a person of the hotline decides it: no program helps without consent. */
export const assertMayOverride = (actor: Actor): void => assertMay(actor, 'ask.consent_override')

/** Asks a supervisor, another person, to confirm what begins at once; the first leg holds the task. */
export async function askToConfirm(turn: Turn, { referral, consent }: Case, first: Leg) {
  await askApproval(turn, {
    kind: 'consent_override',
    thing: `referral:${referral.id}`,
    what: { consentId: consent.id, scope: consent.scope, recipients: consent.recipients },
    expiresAt: consent.confirmDueAt!,
  })
  await openTask(turn, {
    ...{ legId: first.id, referralId: referral.id, urgency: 'emergency' },
    kind: 'override_check',
    role: 'supervisor',
    reason: 'override',
  })
}

/**
 * A supervisor confirms: from now on a confirmed yes sees what the scope says, and an operator has to
 * tell the person. Called when the approval was given. 409 when it lapsed, or nothing is to be confirmed.
 */
export async function confirmOverride(turn: Turn, referralId: string): Promise<void> {
  const { tx, now, actor } = turn
  const it = await lockCase(turn, referralId)
  const { consent } = it
  if (it.referral.state !== 'open' || consent.basis !== 'override' || consent.withdrawnAt)
    throw conflict('override_over', 'There is no override here that could be confirmed.')
  if (consent.confirmedAt) return
  if (consent.confirmDueAt! <= now)
    throw conflict('override_lapsed', 'It was not confirmed in time, and has lapsed.')
  const confirmed = { confirmedAt: now, confirmedBy: actor.id }
  await tx
    .update(consents)
    .set({ ...confirmed, lapseDueAt: null })
    .where(eq(consents.id, consent.id))
  await note(turn, referralId, { action: 'override.confirmed', thing: `consent:${consent.id}` })
  const own = await tx.select().from(legs).where(eq(legs.referralId, referralId)).orderBy(legs.id)
  const legIds = own.map(({ id }) => id)
  await openTask(turn, {
    ...{ legId: legIds[0]!, referralId, urgency: 'standard', role: 'operator' },
    kind: 'tell_person',
    reason: 'override_confirmed',
    dueAt: after(now, TELL_PERSON_WITHIN),
  })
  await endTasks(turn, legIds, 'confirmed', ['override_check'])
  await keepDutyRecord(turn, it, 'override', {
    ...{ madeBy: it.referral.madeBy, madeAt: consent.givenAt, scope: consent.scope },
    ...{ recipients: consent.recipients, ...confirmed },
  })
}

/** A supervisor refuses it, or whoever asked takes it back: it lapses at once. */
export async function refuseOverride(turn: Turn, referralId: string): Promise<void> {
  const it = await lockCase(turn, referralId)
  const { basis, withdrawnAt, confirmedAt } = it.consent
  if (it.referral.state !== 'open' || basis !== 'override' || withdrawnAt || confirmedAt) return
  await lapse(turn, it)
}

/** Why there was no consent, in the operator's words. */
export const reasonOf = ({ key }: Pick<Case, 'key'>, { id, sealedReason }: Case['consent']) =>
  sealedReason
    ? open<string>(key, { table: 'consents', row: id, field: 'sealed_reason' }, sealedReason)
    : undefined

/** Overrides that nobody confirmed in time, and that no consent of the person has replaced since. */
export function overrideDuty({ db: _, ...services }: Services): Duty {
  const turnOf = (tx: Turn['tx'], now: Date): Turn => ({ ...services, tx, now, actor: CLOCK })
  return {
    name: 'overrides',
    async next(tx, now) {
      const [found] = await rows<{ id: string }>(
        tx,
        sql`select r.id from referrals r where r.id in (
              select referral_id from consents where lapse_due_at <= ${now.toISOString()}::timestamptz
               order by lapse_due_at limit 20) limit 1 for update of r skip locked`,
      )
      return found?.id
    },
    run: async (tx, id, now) => lapse(turnOf(tx, now), await lockCase(turnOf(tx, now), id)),
    stumble: (tx, id, now) => tryLater(turnOf(tx, now), id),
  }
}

/**
 * Nobody confirmed it: every holder is told to delete, and the requests that were out are over, also
 * for a late yes. A human goes on from new legs: get consent, or close. Who arrived stays there.
 */
async function lapse(turn: Turn, it: Case): Promise<void> {
  const { tx, now } = turn
  const { id: referralId } = it.referral
  const lapsed = { withdrawnAt: now, lapseDueAt: null }
  await tx.update(consents).set(lapsed).where(eq(consents.id, it.consent.id))
  Object.assign(it.consent, lapsed)
  await note(turn, referralId, { action: 'override.lapsed', thing: `consent:${it.consent.id}` })
  const sought = await tx
    .select()
    .from(legs)
    .where(
      and(eq(legs.referralId, referralId), inArray(legs.state, ['open', 'accepted', 'confirmed'])),
    )
  for (const leg of sought) await beginAgain(turn, it, leg)
}

async function beginAgain(turn: Turn, it: Case, leg: Leg): Promise<void> {
  const { tx, now } = turn
  const made = await tx.select({ id: offers.id }).from(offers).where(eq(offers.legId, leg.id))
  const ids = made.map(({ id }) => id)
  await release(turn, it, ids, 'withdrawn', (m) => m.withdrawn(it.referral))
  if (leg.state !== 'open') {
    const opened = { state: 'open' as const, step: 0, dueAt: now }
    await tx.update(legs).set(opened).where(eq(legs.id, leg.id))
  }
  await tx.update(legs).set({ state: 'replaced', dueAt: null }).where(eq(legs.id, leg.id))
  await endTasks(turn, [leg.id], 'override_lapsed')
  const [fresh] = await openLegs(turn, it, [leg.needs], leg)
  await openTask(turn, {
    ...{ legId: fresh!.id, referralId: it.referral.id, urgency: it.urgency, role: 'operator' },
    kind: 'choose',
    reason: 'override_lapsed',
  })
}

/** It could not be worked: it waits, and at the third time a human is told. */
async function tryLater(turn: Turn, referralId: string): Promise<void> {
  const { tx, now } = turn
  const due = and(eq(consents.referralId, referralId), isNotNull(consents.lapseDueAt))
  const [failed] = await tx.select().from(consents).where(due)
  if (!failed) return
  const { failures } = failed
  await tx
    .update(consents)
    .set({ lapseDueAt: after(now, backoff(failures)), failures: failures + 1 })
    .where(due)
  if (failures + 1 < HELPLESS) return
  const [leg] = await tx.select().from(legs).where(eq(legs.referralId, referralId)).limit(1)
  await openTask(turn, {
    ...{ legId: leg!.id, referralId, urgency: 'emergency', role: 'operator' },
    kind: 'stuck',
  })
}
