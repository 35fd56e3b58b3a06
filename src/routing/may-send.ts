import { and, eq, gt, isNull, lte, notExists, or, sql } from 'drizzle-orm'
import {
  capacities,
  contacts,
  legs,
  type messages,
  offers,
  referrals,
  servicePoints,
  tasks,
} from '../../db/schema.ts'
import { SUSPENDED } from '../directory/store.ts'
import { together } from '../platform/database.ts'
import { among } from '../platform/sql-arrays.ts'
import type { Turn } from '../services.ts'
import { consentLives } from './case.ts'

type Message = typeof messages.$inferSelect
type Contact = typeof contacts.$inferSelect

/** What is of use to whoever answers: not to a contact that was stopped meanwhile. */
const TO_ANSWER = new Set(['offer', 'confirm_code', 'reminder', 'review'])
/** What somebody is still told who said that it is a wrong number: thanks. */
const TO_A_STRANGER = new Set(['reply'])

/** The last look before sending, at all that was leased together: the ids of those that may go. */
export async function maySend(turn: Turn, all: Message[]): Promise<Set<string>> {
  const [stopped, wanted] = await together(
    () => stoppedOf(turn, all),
    () => wantedOf(turn, all),
  )
  return wanted.difference(stopped)
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

/**
 * Those of which what they say is still true; offers, which are most of them, are looked at together. All is
 * asked at once, so that nothing more is asked in a transaction that another question has ended.
 */
async function wantedOf(turn: Turn, all: Message[]): Promise<Set<string>> {
  const offered = all.filter(({ purpose }) => purpose === 'offer')
  const others = all.filter(({ purpose }) => purpose !== 'offer')
  const [open, wanted] = await together(
    () => (offered.length > 0 ? mayOffer(turn, offered) : []),
    () => Promise.all(others.map((message) => isWanted(turn, message))),
  )
  return new Set([...open, ...others.filter((_, i) => wanted[i])].map(({ id }) => id))
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

export async function offerIs({ tx }: Turn, offerId: string, state: string): Promise<boolean> {
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
