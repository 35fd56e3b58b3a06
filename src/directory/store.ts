import { and, asc, eq, inArray, isNotNull, isNull, notInArray, or } from 'drizzle-orm'
import { capacities, contacts, organizations, servicePoints } from '../../db/schema.ts'
import type { Precision, Province } from '../geography/place.ts'
import type { Tx } from '../platform/database.ts'
import { notFound } from '../platform/errors.ts'
import { record } from '../protection/record.ts'
import type { Services } from '../services.ts'
import type { Hours } from './hours.ts'
import type { Need } from './needs.ts'
import type { AccessNeed, Admission, Channel, Exploitation, Gender, Population } from './people.ts'
import type { Child, Indigenous, Phone } from './schemas.ts'

/** A row of `service_points` with its codes and hours typed, and the name of its organization. */
export type PointDetails = Omit<typeof servicePoints.$inferSelect, keyof Typed> &
  Typed & { organizationName: string; organizationNameFr: string | null }

type Typed = {
  status: 'listed' | 'partner'
  province: Province
  precision: Precision
  phones: Phone[]
  needs: Need[]
  genders: Gender[] | null
  children: Child[] | null
  takes: Admission[]
  refuses: Admission[]
  access: AccessNeed[] | null
  admission: Admission[]
  channels: Channel[]
  exploitation: Exploitation[]
  indigenous: Indigenous[]
  hours: Hours
}

/** The service points with these ids, removed ones too: a referral may still name them. */
export async function servicePointsByIds(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, PointDetails>> {
  if (ids.length === 0) return new Map()
  const found = await tx
    .select({ point: servicePoints, name: organizations.name, nameFr: organizations.nameFr })
    .from(servicePoints)
    .innerJoin(organizations, eq(organizations.id, servicePoints.organizationId))
    .where(inArray(servicePoints.id, [...ids]))
  return new Map(
    found.map(({ point, name, nameFr }) => [
      point.id,
      { ...(point as typeof point & Typed), organizationName: name, organizationNameFr: nameFr },
    ]),
  )
}

/** Where a service point is reached about referrals; never shown to the public. */
export type Contact = {
  id: string
  servicePointId: string
  channel: 'sms' | 'email'
  /** E.164, or an address. */
  value: string
  language: 'en' | 'fr'
  position: number
  confirmedAt: Date | null
  failedAt: Date | null
  failedReason: string | null
  /** Since two people changed it; null: from the start. */
  startsAt: Date | null
  /** No contact any more; such a one is never found here. */
  endsAt: Date | null
}

/** The reason of a contact that one person stopped: only two bring it back. */
export const SUSPENDED = 'suspended'

/** The contacts that may get an offer: confirmed and not failed, in the order in which they are tried. */
export async function confirmedContacts(
  tx: Tx,
  servicePointIds: readonly string[],
): Promise<Contact[]> {
  return contactsWhere(
    tx,
    and(
      inArray(contacts.servicePointId, [...servicePointIds]),
      isNotNull(contacts.confirmedAt),
      isNull(contacts.failedAt),
    ),
  )
}

/** Every contact that one service point has now, for those who may see them. */
export async function contactsOf(tx: Tx, servicePointId: string): Promise<Contact[]> {
  return contactsWhere(tx, eq(contacts.servicePointId, servicePointId))
}

/** Whose number or address this is: several service points may share one, failed ones are there too. */
export async function contactsByValue(
  tx: Tx,
  channel: Contact['channel'],
  value: string,
): Promise<Contact[]> {
  return contactsWhere(tx, and(eq(contacts.channel, channel), eq(contacts.value, value)))
}

async function contactsWhere(tx: Tx, which: ReturnType<typeof and>): Promise<Contact[]> {
  const found = await tx
    .select()
    .from(contacts)
    .where(and(which, isNull(contacts.endsAt)))
    .orderBy(asc(contacts.servicePointId), asc(contacts.position), asc(contacts.id))
  return found as Contact[]
}

/** What people there said themselves counts more than what was found out about the contact. */
const SAID = ['opted_out', 'wrong_number']

/**
 * Marks a contact that cannot be relied on (bounced, opted out, wrong number): it gets no offer any
 * more. The caller raises the task. One that is marked already keeps its first reason, unless somebody
 * there says STOP or that it is a wrong number.
 */
export async function flagContact(
  tx: Tx,
  { keys }: Pick<Services, 'keys'>,
  contactId: string,
  reason: string,
  now: Date,
): Promise<void> {
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, contactId))
  if (!contact) throw notFound()
  const [flagged] = await tx
    .update(contacts)
    .set({ failedAt: now, failedReason: reason })
    .where(
      and(
        eq(contacts.id, contactId),
        or(
          isNull(contacts.failedAt),
          SAID.includes(reason) ? notInArray(contacts.failedReason, SAID) : undefined,
        ),
      ),
    )
    .returning({ id: contacts.id })
  if (!flagged) return
  await record(tx, keys, now, [
    {
      chain: `service_point:${contact.servicePointId}`,
      actor: 'system',
      action: 'contact.failed',
      thing: `contact:${contactId}`,
      data: { channel: contact.channel, reason },
    },
  ])
}

export type CapacityRow = {
  need: Need
  population: Population
  room: number
  updatedAt: Date
  freshUntil: Date
}

/** The figures of one service point; older than `freshUntil` they mean nothing. */
export async function capacitiesOf(tx: Tx, servicePointId: string): Promise<CapacityRow[]> {
  const { need, population, room, updatedAt, freshUntil } = capacities
  const found = await tx
    .select({ need, population, room, updatedAt, freshUntil })
    .from(capacities)
    .where(eq(capacities.servicePointId, servicePointId))
    .orderBy(asc(need), asc(population))
  return found as CapacityRow[]
}
