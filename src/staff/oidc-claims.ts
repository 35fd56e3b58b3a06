import type { Role } from '../protection/may.ts'
import { emailOf, KINDS_OF_ROLE } from './invitation.ts'

/** What a provider said of a person, checked. */
export type Claims = { sub: string; [claim: string]: unknown }

/** Who holds several roles at the provider acts in the first of these; nobody chooses for himself. */
const FIRST: Role[] = [
  ...(['supervisor', 'operator', 'police', 'agency', 'service_point'] as const),
  ...(['editor', 'rapporteur', 'admin'] as const),
]

/** The role that the organization gave, if it is one for its kind. */
export function roleFrom(
  claims: Claims,
  { roleClaim, roles, kind }: { roleClaim: string; roles: Record<string, Role>; kind: string },
): Role | undefined {
  const given = valuesOf(claims, roleClaim).flatMap((value) =>
    Object.hasOwn(roles, value) ? [roles[value]] : [],
  )
  return FIRST.find((role) => given.includes(role) && KINDS_OF_ROLE[role].includes(kind))
}

/**
 * The values of a claim: a text, or a list of texts. Its name is tried whole first (names may be
 * addresses, with dots), then as a path, such as `realm_access.roles`.
 */
export function valuesOf(claims: Claims, name: string): string[] {
  const value = member(claims, name) ?? name.split('.').reduce<unknown>(member, claims)
  return [value].flat().filter((each) => typeof each === 'string')
}

function member(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, name)) return undefined
  return (of as Record<string, unknown>)[name]
}

/** Only an address that the provider says it has verified. */
export function emailFrom({ email, email_verified }: Claims): string | undefined {
  return email_verified === true && typeof email === 'string' ? emailOf(email) : undefined
}

/** As colleagues see it; without one, nothing that would tell more. */
export function nameFrom({ name, given_name, family_name }: Claims): string | undefined {
  const parts = [given_name, family_name].filter((part) => typeof part === 'string')
  const text = typeof name === 'string' && name.trim() ? name : parts.join(' ')
  return (
    text
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, 200) || undefined
  )
}
