import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'

/** What a browser gets beside the pages. Read once. */
export async function assetRoutes(app: App): Promise<void> {
  const styles = readFileSync(new URL('causeway.css', import.meta.url), 'utf8')
  app.get(
    '/assets/causeway.css',
    { config: { access: { public: 'the styles of the public pages' } } },
    async (_, reply) => reply.type('text/css; charset=utf-8').send(styles),
  )
  const passkey = readFileSync(new URL('passkey.js', import.meta.url), 'utf8')
  app.get(
    '/assets/passkey.js',
    { config: { access: { public: 'the script of the sign-in page' } } },
    async (_, reply) => reply.type('text/javascript; charset=utf-8').send(passkey),
  )
}
