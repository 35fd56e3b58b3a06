import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressPseudonym } from './address.ts'
import { MINUTE, SECOND } from './clock.ts'
import type { Config } from './config.ts'
import type { App } from './http.ts'
import { changesNothing } from './origin.ts'
import { problemOf, type SendAway } from './send-away.ts'

/** How many requests a minute; RATE_LIMITS changes them. All but `account` are counted by address. */
export const RATE_LIMITS = {
  /** Looking at public pages: many people and mail scanners may share one address. */
  page: 300,
  /** Public forms, such as an answer. */
  form: 60,
  /** Steps of signing in: four for each person, and a shift of an office begins at once. */
  sign_in: 120,
  /** What providers call: bursts of receipts. */
  webhook: 6000,
  /** By API key or person, whatever the address. */
  account: 6000,
  /** Calls that no key, session, role or origin let in. */
  refused: 300,
  /** What is not here at all. */
  unknown: 120,
}
export type RateKind = keyof typeof RATE_LIMITS

/** Undefined: not counted. Watchers ask often, and styles go along with each page. */
function kindOf(request: FastifyRequest): RateKind | undefined {
  const { url = '', config } = request.routeOptions
  if (/^\/(healthz|readyz)$|^\/(assets|documentation\/static)\//.test(url)) return undefined
  if (!config?.access) return 'unknown'
  const looks = changesNothing(request)
  if (!looks && /^\/(sign-in|staff\/invitation)\b/.test(url)) return 'sign_in'
  if ('action' in config.access) return 'account'
  if (url.startsWith('/v1/webhooks/')) return 'webhook'
  return looks ? 'page' : 'form'
}

/**
 * Counts in the memory of this process. `byAddress` goes before it is known who calls, `byAccount`
 * after. Too many are answered 429 with Retry-After.
 */
export async function rateLimits(
  app: App,
  config: Pick<Config, 'RATE_LIMITS'>,
  sendAway: SendAway,
) {
  await app.register(rateLimit, { global: false })
  const limit = (kind: RateKind, keyGenerator: (request: FastifyRequest) => string) =>
    app.createRateLimit({
      ...{ max: config.RATE_LIMITS[kind] ?? RATE_LIMITS[kind], timeWindow: MINUTE, keyGenerator },
      ...{ cache: 50_000 },
    })
  const limits = {
    ...{ page: limit('page', addressPseudonym), form: limit('form', addressPseudonym) },
    ...{ sign_in: limit('sign_in', addressPseudonym), webhook: limit('webhook', addressPseudonym) },
    ...{ refused: limit('refused', addressPseudonym), unknown: limit('unknown', addressPseudonym) },
    account: limit('account', ({ actor }) => actor.id),
  }

  app.addHook('onSend', async (request, { statusCode }) => {
    // Whatever the answer says (pages lead to the sign-in); what failed here is nobody's fault.
    const refused = !request.actor && statusCode < 500
    if (refused && kindOf(request) === 'account') await limits.refused(request)
  })
  return {
    async byAddress(request: FastifyRequest, reply: FastifyReply) {
      const kind = kindOf(request)
      if (kind === 'account') assertSome(reply, await limits.refused(request, { increment: false }))
      if (!kind || kind === 'account') return undefined
      const counted = await limits[kind](request)
      if (counted.isAllowed || !counted.isExceeded) return undefined
      return sendAway(request, reply, 429, tell(reply, counted))
    },

    async byAccount(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (kindOf(request) !== 'account') return
      const counted = await limits.account(request)
      tell(reply, counted)
      if (!counted.isAllowed && counted.isExceeded) refuse(reply, counted)
    },
  }
}

type Counted = Awaited<ReturnType<ReturnType<App['createRateLimit']>>>

/** What was only looked at is not counted yet. */
const assertSome = (reply: FastifyReply, counted: Counted): void => {
  if (!counted.isAllowed && counted.remaining === 0) refuse(reply, counted)
}

function refuse(reply: FastifyReply, counted: Counted): never {
  const seconds = tell(reply, counted)
  reply.header('retry-after', seconds)
  throw problemOf(429, seconds)
}

/**
 * Each answer tells an account what it has left. Of an address that is told only once too much came:
 * whoever shares it would see that somebody else was here.
 * @returns seconds after which to try again
 */
function tell(reply: FastifyReply, counted: Counted): number {
  if (counted.isAllowed) return 0
  reply.header('ratelimit-limit', counted.max)
  reply.header('ratelimit-remaining', counted.remaining)
  reply.header('ratelimit-reset', counted.ttlInSeconds)
  return Math.max(1, Math.ceil(counted.ttl / SECOND))
}
