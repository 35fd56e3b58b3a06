import type { FastifyInstance } from 'fastify'

/** Which methods a path has, so that a wrong one is told from an unknown address. */
export function knownMethods(app: FastifyInstance): (path: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')
    routes.push({
      pattern: new RegExp(`^${pattern.replace('*', '.*')}$`),
      methods: [method].flat(),
    })
  })
  return (path) => [
    ...new Set(
      routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods),
    ),
  ]
}
