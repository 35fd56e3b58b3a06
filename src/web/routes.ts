import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'

/** What a browser gets beside the pages. Read once; browsers ask each time whether it is still the same. */
export async function assetRoutes(app: App): Promise<void> {
  const styles = readFileSync(new URL('causeway.css', import.meta.url), 'utf8')
  app.get(
    '/assets/causeway.css',
    { config: { access: { public: 'the styles of the public pages' } } },
    async (_, reply) =>
      reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(styles),
  )
}
