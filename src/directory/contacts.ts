import { and, eq, inArray, isNotNull, isNull, lte, notInArray } from 'drizzle-orm'
import { contacts, organizations, servicePoints } from '../../db/schema.ts'
import { after, DAY, MINUTE } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { conflict, type FieldError, invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { among } from '../platform/sql-arrays.ts'
import { assertMay } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import type { Called, ContactFacts } from './contacts-schemas.ts'
import { PHONE_REASONS } from './fact-errors.ts'
import { parsePhones } from './phones.ts'
import { type Contact, contactsOf, type PointDetails, servicePointsByIds } from './store.ts'

/** A contact that nobody has confirmed for so long gets no offer until somebody calls; milliseconds. */
export const CONFIRMED_FOR = 90 * DAY
/** A call counts for so long. */
const CALL_COUNTS_FOR = 14 * DAY

/** Failures that a call can mend; a wrong number or a landline takes a change of contacts, by two people. */
const MENDED_BY_A_CALL = ['unconfirmed', 'unreachable', 'bad_address', 'opted_out']

/**
 * Somebody called the service point at a number on file and heard that this contact still holds.
 * Only for one that was confirmed before: a first confirmation takes two people. 404 if there is no
 * such contact, 409 if it takes a change, 422 if the number is not on file.
 */
export async function confirmContact(turn: Turn, id: string, number: string): Promise<void> {
  const { tx, keys, now, actor } = turn
  assertMay(actor, 'contact.confirm')
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, id)).for('update')
  const point = contact && (await lockPoint(turn, contact.servicePointId))
  if (!contact || !point || contact.endsAt) throw notFound()
  if (!isMendedByACall(contact))
    throw conflict('needs_approval', 'This contact must be changed, which takes two people.')
  const onFile = numbersOnFile(point, await contactsOf(tx, point.id))
  if (!onFile.includes(number))
    throw invalid([{ pointer: '/calledNumber', detail: 'is not a number on file' }])
  await tx
    .update(contacts)
    .set({ confirmedAt: now, confirmedBy: actor.id, failedAt: null, failedReason: null })
    .where(eq(contacts.id, id))
  const chain = `service_point:${point.id}`
  await record(tx, keys, now, [
    { chain, actor: actor.id, action: 'contact.confirmed', thing: `contact:${id}`, data: {} },
  ])
}

/** Whether one person who calls can say that it holds; else it takes a change, by two. */
export const isMendedByACall = ({
  confirmedAt,
  failedAt,
  failedReason,
}: Pick<Contact, 'confirmedAt' | 'failedAt' | 'failedReason'>): boolean =>
  confirmedAt !== null && (!failedAt || MENDED_BY_A_CALL.includes(failedReason ?? ''))

/** The service point, locked. Undefined if there is none or it was removed. */
export async function lockPoint({ tx }: Turn, id: string): Promise<PointDetails | undefined> {
  const [locked] = await tx
    .select({ removedAt: servicePoints.removedAt })
    .from(servicePoints)
    .where(eq(servicePoints.id, id))
    .for('update')
  return !locked || locked.removedAt ? undefined : (await servicePointsByIds(tx, [id])).get(id)
}

/** Where one calls to make sure: its numbers for the public, and contacts that work. */
export const numbersOnFile = (point: PointDetails, known: readonly Contact[]): string[] => [
  ...point.phones.map(({ number }) => number),
  ...known
    .filter(({ channel, confirmedAt, failedAt }) => channel === 'sms' && confirmedAt && !failedAt)
    .map(({ value }) => value),
]

export function calledErrors(
  { number, at }: Called,
  onFile: readonly string[],
  now: Date,
): FieldError[] {
  const when = new Date(at)
  const errors: FieldError[] = []
  if (!onFile.includes(number))
    errors.push({ pointer: '/what/called/number', detail: 'is not a number on file' })
  if (when > after(now, 5 * MINUTE))
    errors.push({ pointer: '/what/called/at', detail: 'is yet to come' })
  if (when < after(now, -CALL_COUNTS_FOR))
    errors.push({ pointer: '/what/called/at', detail: 'is too long ago' })
  return errors
}

/** What is wrong with contacts that are to be written; `at` is where they stand in what was sent. */
export function contactErrors(list: readonly ContactFacts[], at: string): FieldError[] {
  return list.flatMap(({ channel, value }, i) => {
    const pointer = `${at}/${i}/value`
    if (list.findIndex((other) => other.channel === channel && other.value === value) < i)
      return [{ pointer, detail: 'is there twice' }]
    if (channel === 'email')
      return value.includes('@') ? [] : [{ pointer, detail: 'is not an address' }]
    const reason = value.includes('@') ? 'not_a_number' : parsePhones(value).problems[0]?.reason
    return reason ? [{ pointer, detail: PHONE_REASONS[reason] }] : []
  })
}

/** One that was removed is no organization any more. */
export async function organizationErrors({ tx }: Turn, id: string, pointer: string) {
  const [found] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(and(eq(organizations.id, id), isNull(organizations.removedAt)))
  return found ? [] : [{ pointer, detail: 'is not the id of an organization' }]
}

/** Writes contacts that two people agreed to; those that stand keep their place in the order. */
export async function writeContacts(
  { tx, now }: Turn,
  servicePointId: string,
  list: readonly ContactFacts[],
  confirmedBy: string,
): Promise<string[]> {
  const known = await contactsOf(tx, servicePointId)
  const last = Math.max(-1, ...known.map(({ position }) => position))
  const written = []
  for (const [i, { channel, value, language }] of list.entries()) {
    const standing = known.find((each) => each.channel === channel && each.value === value)
    const facts = {
      ...{ language, position: standing?.position ?? last + 1 + i },
      ...{ confirmedAt: now, confirmedBy, failedAt: null, failedReason: null },
      ...{ startsAt: now, endsAt: null },
    }
    const [row] = await tx
      .insert(contacts)
      .values({ id: newId(), servicePointId, channel, value, ...facts })
      .onConflictDoUpdate({
        target: [contacts.servicePointId, contacts.channel, contacts.value],
        set: facts,
      })
      .returning({ id: contacts.id })
    written.push(row!.id)
  }
  return written
}

/** What becomes of the answers that contacts might still give: routing knows, the directory knows no offers. */
export type Stop = (turn: Turn, servicePointId: string, contactIds: string[]) => Promise<void>

/** Ends contacts: these, or all but those. They answer nothing any more; their past messages still know them. */
export async function endContacts(
  turn: Turn,
  servicePointId: string,
  which: { ids: readonly string[] } | { allBut: readonly string[] },
  stop: Stop,
): Promise<void> {
  const chosen =
    'ids' in which
      ? inArray(contacts.id, [...which.ids])
      : which.allBut.length > 0
        ? notInArray(contacts.id, [...which.allBut])
        : undefined
  const ended = await turn.tx
    .update(contacts)
    .set({ endsAt: turn.now })
    .where(and(eq(contacts.servicePointId, servicePointId), isNull(contacts.endsAt), chosen))
    .returning({ id: contacts.id })
  await stop(
    turn,
    servicePointId,
    ended.map(({ id }) => id),
  )
}

/** Contacts of these service points, or of any partner, that nobody has confirmed for too long. */
export async function staleContacts(
  tx: Tx,
  now: Date,
  { servicePointIds, limit = 1000 }: { servicePointIds?: readonly string[]; limit?: number },
): Promise<{ id: string; servicePointId: string }[]> {
  if (servicePointIds?.length === 0) return []
  const partners = tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .where(and(eq(servicePoints.status, 'partner'), isNull(servicePoints.removedAt)))
  return tx
    .select({ id: contacts.id, servicePointId: contacts.servicePointId })
    .from(contacts)
    .where(
      and(
        isNotNull(contacts.confirmedAt),
        lte(contacts.confirmedAt, after(now, -CONFIRMED_FOR)),
        isNull(contacts.failedAt),
        isNull(contacts.endsAt),
        servicePointIds
          ? among(contacts.servicePointId, servicePointIds)
          : inArray(contacts.servicePointId, partners),
      ),
    )
    .orderBy(contacts.confirmedAt)
    .limit(limit)
}
