import { and, eq } from 'drizzle-orm'
import { staff, staffAccounts } from '../../db/schema.ts'
import { newId } from '../platform/ids.ts'
import type { Role } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import { tellOfAccess } from './access-mail.ts'
import { accountEvent } from './account-event.ts'
import { type Claims, emailFrom, nameFrom, roleFrom } from './oidc-claims.ts'
import { identityOf, type OpenProvider, openProvider } from './oidc-provider.ts'
import { endAllSessions, type NewSession, startSession } from './start-session.ts'

type Person = typeof staff.$inferSelect
/** Why somebody whom the provider knows is not let in. */
export type Refusal = 'no_role' | 'disabled' | 'address_elsewhere' | 'provider_gone'
export type SignIn = { token: string; staffId: string } | { refused: Refusal }

/**
 * Lets in whom the organization's provider vouched for. Who it is, is what the provider calls them
 * (`sub`), never their address. What they may do, their organization says anew each time; who lost
 * it is refused, and signed out everywhere.
 */
export async function signInByProvider(
  turn: Turn,
  asked: OpenProvider,
  claims: Claims,
  browser: Pick<NewSession, 'userAgent' | 'address'>,
): Promise<SignIn> {
  const provider = await openProvider(turn, asked.slug, { locked: true })
  // It may have been changed while the person was away there.
  if (!provider || identityOf(provider) !== identityOf(asked)) return { refused: 'provider_gone' }
  const role = roleFrom(claims, provider)
  const known = await find(turn, provider, claims.sub)
  if (!role) {
    if (known) await lostRole(turn, known)
    return { refused: 'no_role' }
  }
  if (known?.disabledAt) {
    await accountEvent(turn, known.id, 'sign_in.refused', { reason: 'disabled' })
    return { refused: 'disabled' }
  }
  if (!known && (await isElsewhere(turn, provider, claims))) return { refused: 'address_elsewhere' }
  const staffId = known
    ? await asToday(turn, known, role)
    : await join(turn, provider, claims, role)
  const self = { ...turn, actor: { id: `staff:${staffId}`, role } }
  return { token: await startSession(self, { ...browser, staffId, provedBy: 'oidc' }), staffId }
}

async function find({ tx }: Turn, provider: OpenProvider, sub: string) {
  const [found] = await tx
    .select({ person: staff })
    .from(staffAccounts)
    .innerJoin(staff, eq(staff.id, staffAccounts.staffId))
    .where(
      and(eq(staffAccounts.providerId, identityOf(provider)), eq(staffAccounts.accountId, sub)),
    )
    .for('update', { of: staff })
  return found?.person
}

async function lostRole(turn: Turn, person: Person): Promise<void> {
  await endAllSessions(turn, person.id)
  await accountEvent(turn, person.id, 'staff.role_lost', { role: person.role })
}

async function asToday(turn: Turn, person: Person, role: Role): Promise<string> {
  if (person.role === role) return person.id
  await endAllSessions(turn, person.id)
  await tellOfAccess(turn, { act: 'changed', name: person.name, roles: [person.role, role] })
  await turn.tx.update(staff).set({ role, updatedAt: turn.now }).where(eq(staff.id, person.id))
  await accountEvent(turn, person.id, 'staff.changed', {
    role,
    was: person.role,
    by: 'identity_provider',
  })
  return person.id
}

async function isElsewhere(turn: Turn, { organizationId }: OpenProvider, claims: Claims) {
  const holder = await holderOf(turn, emailFrom(claims))
  return holder !== undefined && holder.organizationId !== organizationId
}

/** An account of its own, even if a colleague's holds the address: an address proves nobody. */
async function join(
  turn: Turn,
  { organizationId, ...provider }: OpenProvider,
  claims: Claims,
  role: Role,
): Promise<string> {
  const { tx, now, config } = turn
  const id = newId()
  const given = emailFrom(claims)
  const email = given && !(await holderOf(turn, given)) ? given : undefined
  const made = { createdAt: now, updatedAt: now }
  const name = nameFrom(claims) ?? `${provider.slug} ${id.slice(-4)}`
  await tellOfAccess(turn, { act: 'joined', name, roles: [role] })
  await tx.insert(staff).values({
    ...{ id, name, role, organizationId, language: config.LANGUAGE, ...made },
    email: email ?? `${id}@sign-in.invalid`,
    emailVerified: email !== undefined,
  })
  const identity = { providerId: identityOf(provider), accountId: claims.sub }
  await tx.insert(staffAccounts).values({ id: newId(), staffId: id, ...identity, ...made })
  await accountEvent(turn, id, 'staff.joined', { role, organizationId, by: 'identity_provider' })
  return id
}

async function holderOf({ tx }: Turn, email: string | undefined) {
  if (!email) return undefined
  const [holder] = await tx.select().from(staff).where(eq(staff.email, email))
  return holder
}
