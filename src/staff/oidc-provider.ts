import { and, eq, isNull } from 'drizzle-orm'
import { identityProviders, organizations, staffAccounts, staffSessions } from '../../db/schema.ts'
import type { Config } from '../platform/config.ts'
import { type FieldError, invalid, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Role } from '../protection/may.ts'
import { record } from '../protection/record.ts'
import { dataKey, open, seal, standingKey } from '../protection/seal.ts'
import type { Turn } from '../services.ts'
import { tellOfAccess } from './access-mail.ts'
import { KINDS_OF_ROLE } from './invitation.ts'
import { endAllSessions } from './start-session.ts'

type Row = typeof identityProviders.$inferSelect

/** How people of one organization sign in with their own OpenID provider. Its secret is not in here. */
export type IdentityProvider = Omit<Row, 'roles' | 'keyId' | 'sealedSecret' | 'removedAt'> & {
  /** Role by value of the claim. */
  roles: Record<string, Role>
}
/** With what it takes to ask it; for the sign-in only. */
export type OpenProvider = IdentityProvider & { kind: string; secret: string }

export type ProviderInput = {
  slug: string
  issuer: string
  clientId: string
  /** Left out: the one that is there stays. */
  clientSecret?: string
  roleClaim: string
  roles: Record<string, string>
  acrValues?: string
}

/** Of an organization. Throws 404 if it has none. */
export async function readProvider(turn: Turn, organizationId: string): Promise<IdentityProvider> {
  const [row] = await turn.tx
    .select()
    .from(identityProviders)
    .where(
      and(
        eq(identityProviders.organizationId, organizationId),
        isNull(identityProviders.removedAt),
      ),
    )
  if (!row) throw notFound()
  return withoutSecret(row)
}

/**
 * By the name in the address of its sign-in, with its secret; undefined if there is none.
 * `locked`: nobody changes or removes it, and nobody else signs in by it, until the turn ends.
 */
export async function openProvider(
  turn: Turn,
  slug: string,
  { locked = false } = {},
): Promise<OpenProvider | undefined> {
  const query = turn.tx
    .select({ row: identityProviders, kind: organizations.kind })
    .from(identityProviders)
    .innerJoin(organizations, eq(organizations.id, identityProviders.organizationId))
    .where(
      and(
        eq(identityProviders.slug, slug),
        isNull(identityProviders.removedAt),
        isNull(organizations.removedAt),
      ),
    )
  const [found] = await (locked ? query.for('update', { of: identityProviders }) : query)
  if (!found) return undefined
  const { row, kind } = found
  const key = await dataKey(turn.tx, turn.keys, row.keyId)
  return {
    ...withoutSecret(row),
    kind,
    secret: open<string>(key, placeOf(row.id), row.sealedSecret),
  }
}

/**
 * Says how an organization's people sign in. All who signed in by it are signed out, so that what
 * changed holds for them too. Throws 404, 422 naming each field; the database knows a slug only once.
 */
export async function setProvider(
  turn: Turn,
  organizationId: string,
  input: ProviderInput,
): Promise<IdentityProvider> {
  const { tx, now, actor, keys, config } = turn
  const { clientSecret, acrValues = null, ...facts } = input
  const [organization] = await tx
    .select()
    .from(organizations)
    .where(and(eq(organizations.id, organizationId), isNull(organizations.removedAt)))
    .for('update')
  if (!organization) throw notFound()
  const [known] = await tx
    .select()
    .from(identityProviders)
    .where(eq(identityProviders.organizationId, organizationId))
    .for('update')
  const errors = [
    ...issuerErrors(config, input.issuer),
    ...roleErrors(input.roles, organization.kind),
    // A secret is never shown to another than whom it was made with.
    ...(clientSecret || (known && !known.removedAt && known.issuer === input.issuer)
      ? []
      : [{ pointer: '/clientSecret', detail: 'is missing' }]),
  ]
  if (errors.length > 0) throw invalid(errors)
  const id = known?.id ?? newId()
  const key = await standingKey(tx, keys, 'staff', now)
  const sealed = clientSecret && {
    keyId: key.id,
    sealedSecret: seal(key, placeOf(id), clientSecret),
  }
  const values = { ...facts, acrValues, ...sealed, madeBy: actor.id, removedAt: null }
  if (known) {
    await endSessionsOf(turn, known)
    await tx.update(identityProviders).set(values).where(eq(identityProviders.id, id))
  } else {
    const made = values as typeof identityProviders.$inferInsert
    await tx.insert(identityProviders).values({ ...made, id, organizationId, createdAt: now })
  }
  const issuer = new URL(input.issuer).host.slice(0, 64)
  const roles = [...new Set(Object.values(input.roles))]
  await told(turn, organizationId, 'identity_provider.set', { issuer, roles })
  await tellOfAccess(turn, { act: 'provider', name: organization.name, roles })
  return readProvider(turn, organizationId)
}

/** Nobody signs in by it any more, and all who did are signed out. Throws 404. */
export async function removeProvider(turn: Turn, organizationId: string): Promise<void> {
  const [row] = await turn.tx
    .update(identityProviders)
    .set({ removedAt: turn.now })
    .where(
      and(
        eq(identityProviders.organizationId, organizationId),
        isNull(identityProviders.removedAt),
      ),
    )
    .returning()
  if (!row) throw notFound()
  await endSessionsOf(turn, row)
  await told(turn, organizationId, 'identity_provider.removed', {})
}

/**
 * Under which an identity is kept: who an issuer calls "42" is nobody whom another one calls so, even
 * if the organization changes over.
 */
export const identityOf = ({ id, issuer }: Pick<Row, 'id' | 'issuer'>): string =>
  `oidc:${id}:${issuer}`

/** Https, so that nobody in between can answer for it; plain http on this machine, in demo mode. */
export function issuerErrors({ MODE }: Pick<Config, 'MODE'>, issuer: string): FieldError[] {
  const at = (detail: string) => [{ pointer: '/issuer', detail }]
  const url = URL.parse(issuer)
  if (!url) return at('must be the address of an OpenID provider')
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  const secure = url.protocol === 'https:' || (MODE === 'demo' && url.protocol === 'http:' && here)
  if (!secure) return at('must begin with https://')
  // The library does not check who answers at an address that names the document itself.
  const odd = url.username || url.password || url.search || url.hash || /\.well-known/.test(issuer)
  return odd ? at('must be the issuer alone, without query or /.well-known') : []
}

function roleErrors(roles: Record<string, string>, kind: string): FieldError[] {
  const wrong = Object.values(roles).some((role) => !KINDS_OF_ROLE[role as Role]?.includes(kind))
  const fit = Object.entries(KINDS_OF_ROLE).filter(([, kinds]) => kinds.includes(kind))
  const names = fit.map(([role]) => role).join(', ')
  return wrong ? [{ pointer: '/roles', detail: `must each be a role of this kind: ${names}` }] : []
}

/** Signs everybody out who signed in by it. */
async function endSessionsOf(turn: Turn, row: Row): Promise<void> {
  const people = await turn.tx
    .selectDistinct({ id: staffAccounts.staffId })
    .from(staffAccounts)
    .innerJoin(staffSessions, eq(staffSessions.staffId, staffAccounts.staffId))
    .where(eq(staffAccounts.providerId, identityOf(row)))
  for (const { id } of people) await endAllSessions(turn, id)
}

const placeOf = (row: string) => ({ table: 'identity_providers', row, field: 'sealed_secret' })

function withoutSecret({ keyId: _, sealedSecret: _s, removedAt: _r, roles, ...row }: Row) {
  return { ...row, roles: roles as Record<string, Role> }
}

async function told(turn: Turn, organizationId: string, action: string, data: object) {
  const thing = `organization:${organizationId}`
  const entry = { chain: thing, actor: turn.actor.id, action, thing, data: { ...data } }
  await record(turn.tx, turn.keys, turn.now, [entry])
}
