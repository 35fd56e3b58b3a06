import { forbidden, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Action, type Actor, mayEver } from '../protection/may.ts'
import type { Services } from '../services.ts'
import { apiKeyReader } from './api-key.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set on every route that is not public. */
    actor: Actor
  }
}

/** Lets nobody in whose role may never do what the route does. What exactly they may touch, the verb decides. */
export function authenticate(app: App, services: Services): void {
  const actorOf = apiKeyReader(services)
  app.decorateRequest('actor')
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config?.access
    if (!access || 'public' in access) return
    const [scheme, presented] = (request.headers.authorization ?? '').split(' ')
    const actor =
      scheme?.toLowerCase() === 'bearer' && presented ? await actorOf(presented) : undefined
    if (!actor)
      throw new Problem(401, 'not_signed_in', 'Send an API key as "Authorization: Bearer …".')
    if (!mayEver(actor, access.action as Action)) throw forbidden()
    request.actor = actor
  })
}
