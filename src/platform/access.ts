import type { FastifyInstance } from 'fastify'

/** Who may call a route: an action of the access table, or `public` with the reason why it is. */
export type Access = { action: string } | { public: string }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}

/** Every route says who may call it, or the server does not start. Register before the first route. */
export function requireAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!route.config?.access) {
      throw new Error(`${route.method} ${route.url} does not say who may call it (config.access)`)
    }
  })
}
