import { and, eq, inArray, isNull, notExists, sql } from 'drizzle-orm'
import { contacts, offerLinks, offers, referrals, tasks } from '../../db/schema.ts'
import { lockPoint } from '../directory/contacts.ts'
import { SUSPENDED } from '../directory/store.ts'
import { conflict, notFound } from '../platform/errors.ts'
import { assertMay } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { lockReferral, note } from './case.ts'
import { contactTask } from './delivery-hooks.ts'
import type { Urgency } from './policy.ts'
import { reachableContacts } from './reachable.ts'
import { openTask } from './task.ts'

/** Why a contact is suspended. */
export const SUSPENSIONS = ['lost', 'stolen', 'left', 'other'] as const
export type Suspension = (typeof SUSPENSIONS)[number]

/**
 * One person stops a contact at once: it gets nothing to answer and answers nothing any more. Two
 * people bring it back, by a change of contacts. 404 if there is no such contact, or it is another
 * organization's; 409 if it is suspended already.
 * @returns how many contacts there are left that get offers
 */
export async function suspendContact(turn: Turn, id: string, reason: Suspension): Promise<number> {
  const { tx, keys, now, actor } = turn
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, id)).for('update')
  const point = contact && (await lockPoint(turn, contact.servicePointId))
  if (!contact || !point || contact.endsAt) throw notFound()
  assertMay(actor, 'contact.suspend', { madeBy: point.organizationId })
  if (contact.failedReason === SUSPENDED)
    throw conflict('wrong_state', 'It is suspended already.', { state: SUSPENDED })
  const suspended = { failedAt: now, failedReason: SUSPENDED }
  await tx.update(contacts).set(suspended).where(eq(contacts.id, id))
  await stopLinks(turn, point.id, [id])
  const { length: left } = await reachableContacts(turn, [point.id])
  await record(tx, keys, now, [
    {
      ...{ chain: `service_point:${point.id}`, actor: actor.id, action: 'contact.suspended' },
      ...{ thing: `contact:${id}`, data: { channel: contact.channel, reason, left } },
    },
  ])
  await contactTask(turn, point.id, SUSPENDED)
  if (left === 0) await sayNobodyIsLeft(turn, point.id)
  return left
}

/** Also in a task that was open before. */
async function sayNobodyIsLeft({ tx }: Turn, servicePointId: string): Promise<void> {
  const own = and(eq(tasks.servicePointId, servicePointId), isNull(tasks.doneAt))
  await tx
    .update(tasks)
    .set({ reason: 'contact_none_left' })
    .where(and(own, eq(tasks.kind, 'contact_problem')))
}

/**
 * Freezes every link of contacts that are none any more: whoever holds the old phone answers and
 * reads nothing. Where an open offer has no other link that works, a human calls; its deadline runs on.
 */
export async function stopLinks(
  turn: Turn,
  servicePointId: string,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return
  const { tx, now } = turn
  const live = and(inArray(offerLinks.contactId, [...contactIds]), isNull(offerLinks.frozenAt))
  const asked = await tx
    .selectDistinct({ id: offers.id, referralId: offers.referralId })
    .from(offerLinks)
    .innerJoin(offers, eq(offers.id, offerLinks.offerId))
    .where(and(live, eq(offers.state, 'open')))
    .orderBy(offers.referralId, offers.id)
  // In the order in which an answer locks: referrals first, links last.
  for (const id of new Set(asked.map(({ referralId }) => referralId))) await lockReferral(turn, id)
  await tx.update(offerLinks).set({ frozenAt: now }).where(live)
  for (const { id, referralId } of asked)
    await note(turn, referralId, {
      ...{ action: 'link.frozen', thing: `offer:${id}`, data: { reason: 'contact_stopped' } },
    })
  const ids = asked.map(({ id }) => id)
  for (const { legId, referralId, urgency } of await withoutLink(turn, ids))
    await openTask(turn, {
      ...{ legId, referralId, urgency: urgency as Urgency, role: 'operator' },
      ...{ kind: 'link_frozen', reason: 'contact_stopped', candidateId: servicePointId },
    })
}

/** Of these offers, those that are open and that nobody can answer by a link. */
function withoutLink({ tx }: Turn, offerIds: string[]) {
  const alive = tx
    .select({ one: sql`1` })
    .from(offerLinks)
    .innerJoin(contacts, eq(contacts.id, offerLinks.contactId))
    .where(
      and(
        ...[eq(offerLinks.offerId, offers.id), isNull(offerLinks.frozenAt)],
        ...[isNull(contacts.failedAt), isNull(contacts.endsAt)],
      ),
    )
  return tx
    .select({ legId: offers.legId, referralId: offers.referralId, urgency: referrals.urgency })
    .from(offers)
    .innerJoin(referrals, eq(referrals.id, offers.referralId))
    .where(and(inArray(offers.id, offerIds), eq(offers.state, 'open'), notExists(alive)))
}
