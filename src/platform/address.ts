import { createHmac, randomBytes } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DAY } from './clock.ts'
import type { Config } from './config.ts'

declare module 'fastify' {
  interface FastifyInstance {
    pseudonymOf(address: string): string
  }
}

/**
 * What stands for the caller's address wherever one is needed: `fd…::`, an IPv6 prefix of 64 bits, 56
 * of them from an HMAC. Whoever holds a whole /64 is one caller. The address itself goes nowhere.
 */
export const addressPseudonym = ({ server, ip }: Pick<FastifyRequest, 'server' | 'ip'>): string =>
  server.pseudonymOf(ip ?? 'gone')

/** Gives an app its pseudonyms. Register before whatever asks for one. */
export function pseudonymousAddresses(app: FastifyInstance): void {
  app.decorate('pseudonymOf', pseudonyms())
}

/**
 * Under a key that is made here, lives in memory alone and is replaced after a day: nobody, with the
 * database and the logs in hand, can tell whose address a pseudonym was. `elapsed`: milliseconds.
 */
export function pseudonyms(elapsed = () => performance.now()): (address: string) => string {
  let key = randomBytes(32)
  let madeAt = elapsed()
  return (address) => {
    if (elapsed() - madeAt >= DAY) {
      key = randomBytes(32)
      madeAt = elapsed()
    }
    const hash = createHmac('sha256', key).update(normalizeIP(address, 64)).digest('hex')
    return `fd${hash.slice(0, 14)}`.replace(/.{4}(?=.)/g, '$&:').concat('::')
  }
}

/** For Fastify: whose word about the caller's address is believed. `hop` counts from the nearest. */
export function trustedProxies({ TRUST_PROXY }: Pick<Config, 'TRUST_PROXY'>) {
  if (!TRUST_PROXY) return false
  const hops = Number(TRUST_PROXY)
  return hops ? (_: string, hop: number) => hop < hops : TRUST_PROXY
}
