import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import { consents, legs, offers, referrals, tasks } from '../../db/schema.ts'
import type { Ask } from '../matching/ask.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { among } from '../platform/sql-arrays.ts'
import { type Entry, record } from '../protection/record.ts'
import { type DataKey, dataKey, open } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { standsAt } from './consent.ts'
import type { Said } from './facts.ts'
import { POLICY, type Urgency, type UrgencyPolicy } from './policy.ts'

export type Referral = typeof referrals.$inferSelect
export type Consent = typeof consents.$inferSelect
export type Leg = typeof legs.$inferSelect
export type Offer = typeof offers.$inferSelect

/** A referral under its lock, opened: what every verb works on. */
export type Case = {
  referral: Referral
  consent: Consent
  key: DataKey
  said: Said
  policy: UrgencyPolicy
  urgency: Urgency
}

/** Locks the referral's row, first of all rows, and opens what was said. 404 if there is none, 409 if that was erased. */
export async function lockCase(turn: Turn, referralId: string): Promise<Case> {
  return openCase(turn, await lockReferral(turn, referralId))
}

/** The same, and undefined if what was said was erased. */
export async function lockKept(turn: Turn, referralId: string): Promise<Case | undefined> {
  const referral = await lockReferral(turn, referralId)
  return referral.erasedAt ? undefined : openCase(turn, referral)
}

/** Locks the row alone. 404 if there is none. */
export async function lockReferral(turn: Turn, referralId: string): Promise<Referral> {
  const [referral] = await turn.tx
    .select()
    .from(referrals)
    .where(eq(referrals.id, referralId))
    .for('update')
  if (!referral) throw notFound()
  return referral
}

/** Opens what was said, without a lock: for reading. 409 `erased` if it was. */
export async function openCase({ tx, keys }: Turn, referral: Referral): Promise<Case> {
  if (!referral.sealed) throw conflict('erased', 'What was said in this referral has been erased.')
  const consent = await newestConsent(tx, referral.id)
  const key = await dataKey(tx, keys, referral.keyId)
  const said = open<Said>(key, sealedReferral(referral.id), referral.sealed)
  const urgency = referral.urgency as Urgency
  return { referral, consent, key, said, policy: POLICY[urgency], urgency }
}

/**
 * The newest consent that stands; else the newest there is. The person's last word governs what may be
 * shown from then on, to those as well who were asked before: it may open more to them, or less.
 */
export async function newestConsent(tx: Turn['tx'], referralId: string): Promise<Consent> {
  return (await newestConsents(tx, [referralId]))[0]!
}

/** The same, of several referrals. */
const newestConsents = (tx: Turn['tx'], referralIds: string[]): Promise<Consent[]> =>
  tx
    .selectDistinctOn([consents.referralId])
    .from(consents)
    .where(among(consents.referralId, referralIds))
    .orderBy(
      consents.referralId,
      sql`${consents.withdrawnAt} is not null`,
      ...[desc(consents.givenAt), desc(consents.id)],
    )

/** When the person said how they may be reached: it holds for a while. */
export const contactAskedAt = ({ said, referral }: Pick<Case, 'said' | 'referral'>): Date =>
  said.contactAskedAt ? new Date(said.contactAskedAt) : referral.createdAt

export const sealedReferral = (id: string) => ({ table: 'referrals', row: id, field: 'sealed' })

/** Locks the case of an offer, then the offer and its leg. 404 if there is no such offer. */
export async function lockOffer(
  turn: Turn,
  offerId: string,
): Promise<{ it: Case; offer: Offer; leg: Leg }> {
  const { tx } = turn
  const [found] = await tx
    .select({ referralId: offers.referralId })
    .from(offers)
    .where(eq(offers.id, offerId))
  if (!found) throw notFound()
  const it = await lockCase(turn, found.referralId)
  const [offer] = await tx.select().from(offers).where(eq(offers.id, offerId)).for('update')
  const [leg] = await tx.select().from(legs).where(eq(legs.id, offer!.legId)).for('update')
  return { it, offer: offer!, leg: leg! }
}

/** Locks the case of a leg, then the leg. 404 if there is no such leg. */
export async function lockLeg(turn: Turn, legId: string): Promise<{ it: Case; leg: Leg }> {
  const [found] = await turn.tx
    .select({ referralId: legs.referralId })
    .from(legs)
    .where(eq(legs.id, legId))
  if (!found) throw notFound()
  const it = await lockCase(turn, found.referralId)
  const [leg] = await turn.tx.select().from(legs).where(eq(legs.id, legId)).for('update')
  return { it, leg: leg! }
}

/** The offers of a leg, in the order in which they were made. */
export const offersOf = ({ tx }: Turn, legId: string): Promise<Offer[]> =>
  tx.select().from(offers).where(eq(offers.legId, legId)).orderBy(offers.madeAt, offers.turn)

export const isLive = ({ state }: Offer): boolean => state === 'open'

/** What to ask matching for one leg: its needs only, and nobody who is not to be asked again. */
export async function askOfLeg(
  turn: Turn,
  { said, referral }: Case,
  needs: string[],
): Promise<Ask> {
  const skip = [...(await notAgain(turn, referral.id))]
  return { ...said.ask, needs: needs as Ask['needs'], skip }
}

/**
 * Who is not asked again in this referral: whoever was asked, and those whom a human dropped. An offer
 * that was released was never refused: its point may be asked again when the yes falls through.
 */
export async function notAgain({ tx }: Turn, referralId: string): Promise<Set<string>> {
  const [asked, dropped] = await Promise.all([
    tx
      .selectDistinct({ id: offers.servicePointId })
      .from(offers)
      .where(and(eq(offers.referralId, referralId), ne(offers.state, 'released'))),
    tx
      .selectDistinct({ id: tasks.candidateId })
      .from(tasks)
      .innerJoin(legs, eq(legs.id, tasks.legId))
      .where(and(eq(legs.referralId, referralId), eq(tasks.outcome, 'drop'))),
  ])
  return new Set([...asked, ...dropped].flatMap(({ id }) => id ?? []))
}

/** Those of these referrals for which there is still a consent under which something may be offered. */
export async function consentLives({ tx, now }: Turn, referralIds: string[]): Promise<Set<string>> {
  const newest = await newestConsents(tx, referralIds)
  const living = newest.filter((consent) => standsAt(consent, now))
  return new Set(living.map(({ referralId }) => referralId))
}

/** Adds to the record of a referral. */
export const note = (
  { tx, keys, now, actor }: Turn,
  referralId: string,
  ...entries: Pick<Entry, 'action' | 'thing' | 'data'>[]
): Promise<void> =>
  record(
    tx,
    keys,
    now,
    entries.map((entry) => ({ chain: `referral:${referralId}`, actor: actor.id, ...entry })),
  )

/** Sets the state of offers that are in one of `from`; returns those that moved. */
export async function moveOffers(
  { tx }: Turn,
  ids: string[],
  from: Offer['state'][],
  set: Partial<Offer>,
): Promise<Offer[]> {
  if (ids.length === 0) return []
  return tx
    .update(offers)
    .set({ dueAt: null, remindAt: null, ...set })
    .where(and(inArray(offers.id, ids), inArray(offers.state, from)))
    .returning()
}
