import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { createAuth } from './auth.ts'
import { homePages } from './home-pages.ts'
import { sendCode } from './mail.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { securityPages } from './security-pages.ts'
import { sessionPages } from './session-pages.ts'
import { signInPages } from './sign-in-pages.ts'

/** Signing in, and what a person keeps there of their own: each a plugin, since pages and JSON differ in errors. */
export async function staffPages(app: App, services: Services): Promise<void> {
  const ask = createAuth(services, (email, code) => sendCode(services, email, code))
  await app.register(async (app) => homePages(app as App, services))
  await app.register(async (app) => signInPages(app as App, services, ask))
  await app.register(async (app) => passkeyRoutes(app as App, services, ask))
  await app.register(async (app) => securityPages(app as App, services, ask))
  await app.register(async (app) => sessionPages(app as App, services))
}
