import { createSecretKey } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import { after, MINUTE } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { type Keys, keyedHash } from '../protection/keys.ts'
import { open, seal } from '../protection/seal.ts'
import type { Ticket } from './oidc-client.ts'

/** How long somebody may take at the provider. */
const LASTS = 10 * MINUTE
type Kept = Ticket & { until: number }

export const newTicket = (): Ticket => ({
  state: randomState(),
  nonce: randomNonce(),
  verifier: randomPKCECodeVerifier(),
})

/**
 * Kept by the browser that asked, sealed: an answer that another browser was sent for is nobody's
 * sign-in here. Lax, because the answer comes from the provider's site.
 */
export function keepTicket(
  reply: FastifyReply,
  { config, keys }: Sealing,
  slug: string,
  ticket: Ticket,
  now: Date,
): void {
  const kept: Kept = { ...ticket, until: after(now, LASTS).getTime() }
  const sealed = seal(keyOf(keys), placeOf(slug), kept).toString('base64url')
  reply.setCookie(nameOf(config), sealed, { ...optionsOf(config), maxAge: LASTS / 1000 })
}

/** What this browser keeps for that provider, if it is still good; it is good once. */
export function takeTicket(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, keys }: Sealing,
  slug: string,
  now: Date,
): Ticket | undefined {
  const sealed = request.cookies[nameOf(config)]
  reply.clearCookie(nameOf(config), optionsOf(config))
  if (!sealed) return undefined
  try {
    const kept = open<Kept>(keyOf(keys), placeOf(slug), Buffer.from(sealed, 'base64url'))
    return kept.until > now.getTime() ? kept : undefined
  } catch {
    return undefined
  }
}

type Sealing = { config: Config; keys: Keys }

const secure = ({ PUBLIC_URL }: Config) => PUBLIC_URL.startsWith('https:')
const nameOf = (config: Config) => `${secure(config) ? '__Secure-' : ''}causeway-sign-in`
const optionsOf = (config: Config) =>
  ({ path: '/sign-in', httpOnly: true, sameSite: 'lax', secure: secure(config) }) as const
const keyOf = (keys: Keys) => ({
  id: 'ticket',
  key: createSecretKey(keyedHash(keys, 'oidc', 'ticket')),
})
const placeOf = (slug: string) => ({ table: 'cookie', row: slug, field: 'ticket' })
