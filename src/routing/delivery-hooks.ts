import { and, eq, gt, isNull, lte, notExists, or, sql } from 'drizzle-orm'
import {
  capacities,
  contacts,
  legs,
  messages,
  offers,
  referrals,
  servicePoints,
  tasks,
} from '../../db/schema.ts'
import type { Hooks } from '../delivery/hooks.ts'
import { flagContact, SUSPENDED } from '../directory/store.ts'
import { together } from '../platform/database.ts'
import { among } from '../platform/sql-arrays.ts'
import type { Turn } from '../services.ts'
import { fail } from './answer.ts'
import { consentLives, lockOffer } from './case.ts'
import { callTask } from './confirmation.ts'
import { EMERGENCY_LADDER } from './policy.ts'
import { openTask } from './task.ts'
import { accountOf } from './task-about.ts'

type Message = Parameters<Hooks['ended']>[1]
type Contact = typeof contacts.$inferSelect

/** Reasons that say something about the address, not about this message. */
const BAD_ADDRESS = new Set(['bad_address', 'landline', 'opted_out', 'unreachable'])

/** What is of use to whoever answers: not to a contact that was stopped meanwhile. */
const TO_ANSWER = new Set(['offer', 'confirm_code', 'reminder', 'review'])
/** What somebody is still told who said that it is a wrong number: thanks. */
const TO_A_STRANGER = new Set(['reply'])

/** What routing has to say about messages: delivery knows no offers. */
export const routingHooks: Omit<Hooks, 'replied'> = {
  async lockReferral({ tx }, referralId) {
    await tx
      .select({ id: referrals.id })
      .from(referrals)
      .where(eq(referrals.id, referralId))
      .for('update')
  },

  async maySend(turn, all) {
    const [stopped, wanted] = await together(
      () => stoppedOf(turn, all),
      () => wantedOf(turn, all),
    )
    return wanted.difference(stopped)
  },

  async ended(turn, message) {
    if (message.contactId && BAD_ADDRESS.has(message.reason ?? '')) await badContact(turn, message)
    if (message.contactId && message.reason === 'filtered') await filtered(turn, message.contactId)
    // Nothing waits there any more, and what was said does not open.
    if (await isErased(turn, message)) return
    if (message.purpose === 'offer') return offerMessageEnded(turn, message)
    if (message.purpose === 'confirm_code') return codeEnded(turn, message)
    if (message.purpose === 'on_call' && message.state === 'failed') return climb(turn, message)
  },

  /** An offer went out by SMS and e-mail together; what has one way only goes the other way now. */
  async stalled(turn, message) {
    if (message.purpose === 'confirm_code') return codeEnded(turn, message)
    if (message.purpose === 'on_call') return climb(turn, message)
  },

  unworkable: (turn, what) =>
    openTask(turn, {
      account: accountOf(`system:${what}`),
      kind: 'stuck',
      role: 'supervisor',
      urgency: 'urgent',
      reason: `${what}_unworkable`,
    }),
}

/** Who said STOP gets nothing there, whatever provider would still take it. */
async function stoppedOf({ tx }: Turn, all: Message[]): Promise<Set<string>> {
  const ids = all.flatMap(({ contactId }) => contactId ?? [])
  const found = await tx.select().from(contacts).where(among(contacts.id, ids))
  const byId = new Map(found.map((contact) => [contact.id, contact]))
  const stopped = all.filter((message) => isStopped(byId.get(message.contactId ?? ''), message))
  return new Set(stopped.map(({ id }) => id))
}

function isStopped(contact: Contact | undefined, { purpose }: Message): boolean {
  const reason = contact?.failedReason
  if (reason === 'opted_out') return true
  if (reason === 'wrong_number') return !TO_A_STRANGER.has(purpose)
  return TO_ANSWER.has(purpose) && (Boolean(contact?.endsAt) || reason === SUSPENDED)
}

/** Those of which what they say is still true; offers, which are most of them, are looked at together. */
async function wantedOf(turn: Turn, all: Message[]): Promise<Set<string>> {
  const offered = all.filter(({ purpose }) => purpose === 'offer')
  const others = all.filter(({ purpose }) => purpose !== 'offer')
  const wanted = new Set<string>()
  if (offered.length > 0) for (const { id } of await mayOffer(turn, offered)) wanted.add(id)
  for (const message of others) if (await isWanted(turn, message)) wanted.add(message.id)
  return wanted
}

async function isWanted(turn: Turn, message: Message): Promise<boolean> {
  if (message.purpose === 'confirm_code') return offerIs(turn, message.subjectId, 'accepted')
  if (message.purpose === 'on_call') return taskIsOpen(turn, message)
  if (message.purpose === 'reminder') return somethingWaits(turn, message)
  return true
}

/** The last look before offers leave: each is open, consented to, not paused, not full since. */
async function mayOffer(turn: Turn, all: Message[]): Promise<Message[]> {
  const { tx, now } = turn
  const full = tx
    .select({ need: capacities.need })
    .from(capacities)
    .where(
      and(
        eq(capacities.servicePointId, offers.servicePointId),
        sql`${capacities.need} = any(${legs.needs})`,
        sql`${capacities.population} in (${referrals.population}, 'any')`,
        eq(capacities.room, 0),
        // Known before the offer was made: then a human chose to ask all the same.
        gt(capacities.updatedAt, offers.madeAt),
      ),
    )
  const [found, consented] = await together(
    () =>
      tx
        .select({ id: offers.id })
        .from(offers)
        .innerJoin(legs, eq(legs.id, offers.legId))
        .innerJoin(referrals, eq(referrals.id, offers.referralId))
        .innerJoin(servicePoints, eq(servicePoints.id, offers.servicePointId))
        .where(
          and(
            among(
              offers.id,
              all.map(({ subjectId }) => subjectId),
            ),
            eq(offers.state, 'open'),
            eq(referrals.state, 'open'),
            isNull(servicePoints.removedAt),
            eq(servicePoints.accepting, true),
            or(isNull(servicePoints.pausedUntil), lte(servicePoints.pausedUntil, now)),
            notExists(full),
          ),
        ),
    () =>
      consentLives(
        turn,
        all.map(({ referralId }) => referralId!),
      ),
  )
  const open = new Set(found.map(({ id }) => id))
  return all.filter(
    ({ subjectId, referralId }) => open.has(subjectId) && consented.has(referralId!),
  )
}

/** A reminder is about a service point: it goes while any offer there waits. */
async function somethingWaits({ tx }: Turn, { subjectId }: Message): Promise<boolean> {
  const [open] = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.servicePointId, subjectId), eq(offers.state, 'open')))
    .limit(1)
  return open !== undefined
}

async function offerIs({ tx }: Turn, offerId: string, state: string): Promise<boolean> {
  const [offer] = await tx
    .select({ state: offers.state })
    .from(offers)
    .where(eq(offers.id, offerId))
  return offer?.state === state
}

/** Nobody is woken for what somebody has done in the meantime. */
async function taskIsOpen({ tx }: Turn, { subjectId }: Message): Promise<boolean> {
  const open = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.id, subjectId), isNull(tasks.doneAt)))
  return open.length > 0
}

async function isErased({ tx }: Turn, { referralId, purpose }: Message): Promise<boolean> {
  if (!referralId || purpose === 'on_call') return false
  const [referral] = await tx
    .select({ erasedAt: referrals.erasedAt })
    .from(referrals)
    .where(eq(referrals.id, referralId))
  return Boolean(referral?.erasedAt)
}

async function badContact(turn: Turn, { contactId, reason }: Message): Promise<void> {
  await flagContact(turn.tx, turn, contactId!, reason ?? 'failed', turn.now)
  const [contact] = await turn.tx.select().from(contacts).where(eq(contacts.id, contactId!))
  await contactTask(turn, contact!.servicePointId, reason ?? 'failed')
}

/** The number is good: a carrier took our text or our sender for spam, which a human must sort out. */
async function filtered(turn: Turn, contactId: string): Promise<void> {
  const [contact] = await turn.tx.select().from(contacts).where(eq(contacts.id, contactId))
  await contactTask(turn, contact!.servicePointId, 'filtered')
}

/** A human must call: a service point that cannot be reached misses every offer. */
export const contactTask = (turn: Turn, servicePointId: string, reason: string): Promise<void> =>
  openTask(turn, {
    servicePointId,
    kind: 'contact_problem',
    role: 'editor',
    urgency: 'urgent',
    reason: `contact_${reason}`,
  })

/** No channel is left that may have carried the offer: the next service point is asked. */
async function offerMessageEnded(turn: Turn, { subjectId, reason }: Message): Promise<void> {
  const [left] = await turn.tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.subjectId, subjectId),
        eq(messages.purpose, 'offer'),
        sql`${messages.state} <> 'failed'`,
      ),
    )
    .limit(1)
  if (!left && (await offerIs(turn, subjectId, 'open')))
    await fail(turn, subjectId, reason ?? 'failed')
}

async function codeEnded(turn: Turn, { subjectId }: Message): Promise<void> {
  const { it, leg, offer } = await lockOffer(turn, subjectId)
  if (offer.state === 'accepted' && leg.state === 'accepted')
    await openTask(turn, callTask(it, leg))
}

/** An on-call message that went nowhere: the next rung at once, not at its deadline. */
async function climb({ tx, now }: Turn, { subjectId }: Message): Promise<void> {
  await tx
    .update(tasks)
    .set({ dueAt: now })
    .where(
      and(
        eq(tasks.id, subjectId),
        isNull(tasks.doneAt),
        sql`${tasks.step} < ${EMERGENCY_LADDER.length}`,
      ),
    )
}
