import type { FastifyInstance, RouteOptions } from 'fastify'

/**
 * Who may call a route: an action of the access table, or `public` with the reason why it is.
 * `pending`: also a person whose sign-in is not finished.
 */
export type Access = { action: string; pending?: true } | { public: string }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** What it answers is a file to keep, no page to look at. */
    download?: true
  }
  interface FastifyInstance {
    /** All that there is, for tests that go through it. */
    everyRoute: readonly RouteOptions[]
  }
}

/** Every route says who may call it, or the server does not start. Register before the first route. */
export function requireAccess(app: FastifyInstance): void {
  const routes: RouteOptions[] = []
  app.decorate('everyRoute', routes)
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const silent = routes.filter(({ config }) => !config?.access)
    if (silent.length > 0) {
      const names = silent.map(({ method, url }) => `${method} ${url}`)
      throw new Error(
        `These routes do not say who may call them (config.access): ${names.join(', ')}`,
      )
    }
  })
}
