import type { FastifyRequest } from 'fastify'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { changesNothing, sentFrom, wrongOrigin } from '../platform/origin.ts'
import { type Action, type Actor, assertMayEver } from '../protection/may.ts'
import type { Services } from '../services.ts'
import { apiKeyReader } from './api-key.ts'
import { type SignedIn, sessionCookie, sessionReader } from './session.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** A key that was revoked in this process is dead here at once, not only when the cache ends. */
    forgetApiKey(id: string): void
  }
  interface FastifyRequest {
    /** Who calls; set on every route that is not public. */
    actor: Actor
    /** The person who signed in, also while the session is pending; undefined for a program. */
    signedIn?: SignedIn
  }
}

/**
 * Lets nobody in whose role may never do what the route does. What exactly they may touch, the verb
 * decides. A program presents an API key, a person the cookie of a session.
 */
export function authenticate(app: App, services: Services): void {
  const actorOf = apiKeyReader(services)
  app.decorate('forgetApiKey', actorOf.forget)
  const signedInOf = sessionReader(services)
  const cookie = sessionCookie(services.config)
  const origin = new URL(services.config.PUBLIC_URL).origin
  app.decorateRequest('actor')
  app.decorateRequest('signedIn')
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config?.access
    if (!access || 'public' in access) return
    const actor = request.headers.authorization
      ? await byKey(request.headers.authorization)
      : await bySession(request, access.pending ?? false)
    assertMayEver(actor, access.action as Action)
    request.actor = actor
  })

  async function byKey(header: string): Promise<Actor> {
    const [scheme, presented] = header.split(' ')
    const actor =
      scheme?.toLowerCase() === 'bearer' && presented ? await actorOf(presented) : undefined
    if (!actor) throw notSignedIn()
    return actor
  }

  async function bySession(request: FastifyRequest, pendingToo: boolean): Promise<Actor> {
    const presented = request.cookies[cookie]
    const signedIn = presented ? await signedInOf(presented) : undefined
    if (!signedIn) throw notSignedIn()
    if (signedIn.pending && !pendingToo)
      throw new Problem(401, 'sign_in_unfinished', 'Finish signing in: the second step is missing.')
    assertOwnOrigin(request)
    request.signedIn = signedIn
    return signedIn.actor
  }

  /** A cookie goes along with what another site makes a browser send; such a request changes nothing. */
  function assertOwnOrigin(request: FastifyRequest): void {
    if (!changesNothing(request) && sentFrom(request, origin) !== 'own') throw wrongOrigin()
  }
}

const notSignedIn = () =>
  new Problem(401, 'not_signed_in', 'Sign in, or send an API key as "Authorization: Bearer …".')
