import { and, eq, isNull } from 'drizzle-orm'
import { organizations, staff, staffInvitations } from '../../db/schema.ts'
import { after, HOUR } from '../platform/clock.ts'
import { conflict, invalid } from '../platform/errors.ts'
import { newId, newToken } from '../platform/ids.ts'
import { keyedHash } from '../protection/keys.ts'
import type { Role } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import type { Turn } from '../services.ts'
import { tellOfAccess } from './access-mail.ts'
import { tellOfNewLink } from './mail.ts'
import { assertSignsInHere } from './oidc-account.ts'

/** In which kinds of organization (`organizations.kind`) somebody may have a role. */
export const KINDS_OF_ROLE: Record<Role, readonly string[]> = {
  operator: ['hotline'],
  supervisor: ['hotline'],
  police: ['police'],
  agency: ['agency'],
  service_point: ['service'],
  editor: ['hotline', 'ministry'],
  rapporteur: ['ministry', 'hotline'],
  admin: ['hotline', 'ministry'],
}

/** How long a link is good. */
export const INVITATION = 72 * HOUR

export type Invitation = {
  email: string
  name: string
  role: Role
  organizationId: string
  language: 'en' | 'fr'
}

/**
 * An address as it is kept and compared, or undefined if it is none. The one pattern of staff: it takes
 * only what better-auth sends a code to, so that whoever is invited can sign in.
 */
export function emailOf(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return email.length <= 254 && EMAIL.test(email) ? email : undefined
}
const EMAIL =
  /^(?=[^@]{1,64}@)[a-z0-9_'+-]+(\.[a-z0-9_'+-]+)*(?<!')@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

/** What is stored of the token in a link. */
export const hashedInvitation = ({ keys }: Pick<Turn, 'keys'>, token: string): Buffer =>
  keyedHash(keys, 'invitation', token)

/**
 * Makes the link that is good once, for 72 hours: for somebody new, or for one who lost every factor
 * (the link takes the old ones away, and they are told of it at their own address). An earlier link for the same address is good no more. Throws
 * 422 if the role does not fit the organization, 409 for a person who is known with another role or
 * organization, or whose account is disabled.
 */
export async function invite(turn: Turn, invitation: Invitation): Promise<string> {
  const { tx, keys, now, actor, config } = turn
  const { name, role, organizationId, language } = invitation
  const email = emailOf(invitation.email)
  if (!email) throw invalid([{ pointer: '/email', detail: 'must be an e-mail address' }])
  await assertFits(turn, role, organizationId)
  const staffId = await knownAs(turn, email, role, organizationId)
  await tx
    .update(staffInvitations)
    .set({ expiresAt: now })
    .where(and(eq(staffInvitations.email, email), isNull(staffInvitations.usedAt)))
  const id = newId()
  const token = newToken()
  await tx.insert(staffInvitations).values({
    ...{ id, email, name, role, organizationId, language },
    tokenHash: hashedInvitation(turn, token),
    madeBy: actor.id,
    madeAt: now,
    expiresAt: after(now, INVITATION),
  })
  const thing = staffId ? `account:staff:${staffId}` : `account:invitation:${id}`
  const data = { invitation: id, role, organizationId }
  await record(tx, keys, now, [
    { chain: thing, actor: actor.id, action: 'staff.invited', thing, data },
  ])
  if (staffId) await tellOfNewLink(turn, staffId)
  await tellOfAccess(turn, { act: staffId ? 'reset' : 'invited', name, roles: [role] })
  return `${config.PUBLIC_URL}/staff/invitation/${token}`
}

/** Throws 422 if nobody of that organization may have that role. */
export async function assertFits({ tx }: Pick<Turn, 'tx'>, role: Role, organizationId: string) {
  const [found] = await tx
    .select({ kind: organizations.kind })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  if (!found)
    throw invalid([{ pointer: '/organizationId', detail: 'there is no such organization' }])
  if (!KINDS_OF_ROLE[role].includes(found.kind)) {
    const kinds = KINDS_OF_ROLE[role].join(', ')
    throw invalid([{ pointer: '/role', detail: `is for organizations of the kind: ${kinds}` }])
  }
}

/** The person with this address, if there is one; a link changes nobody's role. */
async function knownAs({ tx }: Turn, email: string, role: Role, organizationId: string) {
  const [known] = await tx.select().from(staff).where(eq(staff.email, email)).for('update')
  if (!known) return undefined
  if (known.disabledAt)
    throw conflict('account_disabled', 'This account is disabled. Enable it first.')
  if (known.role !== role || known.organizationId !== organizationId)
    throw conflict('other_role', 'This address belongs to an account with another role.')
  await assertSignsInHere({ tx }, known.id)
  return known.id
}
