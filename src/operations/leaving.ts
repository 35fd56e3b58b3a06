import type { App } from '../platform/http.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** From `now` on whoever asks whether it is ready hears no, and keeps no connection. */
    leaving: { now: boolean }
  }
}

/** Lets a server say that it is about to stop, while it still answers. Register before the first route. */
export function sayLeaving(app: App): void {
  const leaving = { now: false }
  app.decorate('leaving', leaving)
  app.addHook('onSend', async (_, reply) => {
    if (leaving.now) reply.header('connection', 'close')
  })
}
