import { and, asc, eq, exists, gt, isNull, sql } from 'drizzle-orm'
import { organizations, staff, staffAccounts } from '../../db/schema.ts'
import { conflict, notFound } from '../platform/errors.ts'
import type { Role } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { tellOfAccess } from './access-mail.ts'
import { accountEvent } from './account-event.ts'
import { assertFits, invite } from './invitation.ts'
import { assertSignsInHere, isByProvider } from './oidc-account.ts'
import { endAllSessions } from './start-session.ts'

export type Person = Awaited<ReturnType<typeof selected>>[number]
export type PersonFacts = {
  name: string
  role: Role
  organizationId: string
  language: 'en' | 'fr'
}

/** Everybody who has an account, disabled ones too, in the order in which they joined. */
export async function listPeople(
  turn: Turn,
  { organizationId, after, limit }: { organizationId?: string; after?: string; limit: number },
): Promise<Person[]> {
  return selected(turn)
    .where(
      and(
        organizationId ? eq(staff.organizationId, organizationId) : undefined,
        after ? gt(staff.id, after) : undefined,
      ),
    )
    .orderBy(asc(staff.id))
    .limit(limit)
}

/** One account. Throws 404. */
export async function readPerson(turn: Turn, id: string): Promise<Person> {
  const [found] = await selected(turn).where(eq(staff.id, id))
  if (!found) throw notFound()
  return found
}

/**
 * Changes an account. With another role or organization the person signs in again. Throws 404; 409
 * for one's own role or organization, the last administrator, or a role that the person's own organization gives; 422 for a role that
 * does not fit the organization.
 */
export async function changePerson(turn: Turn, id: string, facts: PersonFacts): Promise<void> {
  const { tx, now } = turn
  const person = await locked(turn, id)
  const { role, organizationId } = facts
  const moves = role !== person.role || organizationId !== person.organization.id
  if (moves) {
    if (turn.actor.id === `staff:${id}`)
      throw conflict('own_role', 'Another administrator changes your role or organization.')
    await assertSignsInHere(turn, id)
    await assertFits(turn, role, organizationId)
    if (role !== 'admin') await assertAdminStays(turn, id)
    await tellOfAccess(turn, { act: 'changed', name: person.name, roles: [person.role, role] })
  }
  await tx
    .update(staff)
    .set({ ...facts, updatedAt: now })
    .where(eq(staff.id, id))
  const fields = (['name', 'language'] as const).filter((name) => facts[name] !== person[name])
  const data = {
    ...(moves && { role, was: person.role, organizationId }),
    ...(fields.length > 0 && { fields }),
  }
  if (Object.keys(data).length > 0) await accountEvent(turn, id, 'staff.changed', data)
  if (moves) await endAllSessions(turn, id)
}

/**
 * Nobody is signed in by this account any more, from the next request on. API keys that this person
 * made stay good: they are the organization's. Throws 404, 409.
 */
export async function disablePerson(turn: Turn, id: string): Promise<void> {
  const { disabledAt, name, role } = await locked(turn, id)
  if (disabledAt) throw conflict('wrong_state', 'It was disabled before.', { state: 'disabled' })
  await assertAdminStays(turn, id)
  await tellOfAccess(turn, { act: 'disabled', name, roles: [role] })
  await turn.tx.update(staff).set({ disabledAt: turn.now }).where(eq(staff.id, id))
  await accountEvent(turn, id, 'staff.disabled')
  await endAllSessions(turn, id)
}

/** The account is good again, with what it had to sign in. Throws 404, 409. */
export async function enablePerson(turn: Turn, id: string): Promise<void> {
  const { disabledAt, name, role } = await locked(turn, id)
  if (!disabledAt) throw conflict('wrong_state', 'It is not disabled.', { state: 'active' })
  await turn.tx.update(staff).set({ disabledAt: null }).where(eq(staff.id, id))
  await tellOfAccess(turn, { act: 'enabled', name, roles: [role] })
  await accountEvent(turn, id, 'staff.enabled')
}

/**
 * For somebody who lost every way to sign in: a link that is good once, and takes the old ways away
 * when it is used. All sessions end now. Throws 404; 409 for a disabled account, or for somebody
 * whom their own organization lets in.
 */
export async function resetPerson(turn: Turn, id: string): Promise<{ link: string; of: Person }> {
  const person = await locked(turn, id)
  const { name, email, role, organization, language } = person
  const link = await invite(turn, {
    ...{ name, email, role: role as Role, organizationId: organization.id },
    language: language as 'en' | 'fr',
  })
  await endAllSessions(turn, id)
  return { link, of: person }
}

/** Somebody must be left who can let others in. Those who could be are locked, so that two do not take each other away. */
async function assertAdminStays({ tx }: Turn, id: string): Promise<void> {
  const admins = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'admin'), isNull(staff.disabledAt)))
    .orderBy(asc(staff.id))
    .for('update')
  if (admins.length === 1 && admins[0]!.id === id)
    throw conflict('last_admin', 'This is the last administrator. Make another one first.')
}

async function locked(turn: Turn, id: string): Promise<Person> {
  await turn.tx.select({ id: staff.id }).from(staff).where(eq(staff.id, id)).for('update')
  return readPerson(turn, id)
}

const selected = ({ tx }: Turn) =>
  tx
    .select({
      id: staff.id,
      name: staff.name,
      email: staff.email,
      role: staff.role,
      language: staff.language,
      organization: {
        id: organizations.id,
        name: organizations.name,
        kind: organizations.kind,
      },
      /** Their organization's own provider lets them in, and gives the role. */
      elsewhere: sql<boolean>`${exists(
        tx
          .select({ one: sql`1` })
          .from(staffAccounts)
          .where(and(eq(staffAccounts.staffId, staff.id), isByProvider)),
      )}`,
      createdAt: staff.createdAt,
      disabledAt: staff.disabledAt,
    })
    .from(staff)
    .innerJoin(organizations, eq(organizations.id, staff.organizationId))
