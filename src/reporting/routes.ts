import { readFileSync } from 'node:fs'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { coveragePages } from './coverage-pages.ts'
import { coverageRoutes } from './coverage-routes.ts'
import { STYLES } from './kit.ts'
import { listsPages } from './lists-pages.ts'
import { SHEET_STYLES } from './sheet-view.ts'

/** How the country is covered, for people and programs; and lists to print. */
export async function reportingRoutes(app: App, services: Services): Promise<void> {
  await app.register(async (app) => coverageRoutes(app as App, services))
  await app.register(async (app) => coveragePages(app as App, services))
  await app.register(async (app) => listsPages(app as App, services))

  for (const [path, file] of [
    [STYLES, 'reporting.css'],
    [SHEET_STYLES, 'sheet.css'],
  ] as const) {
    const styles = readFileSync(new URL(`browser/${file}`, import.meta.url), 'utf8')
    app.get(
      path,
      { config: { access: { public: 'styles of staff; nothing of anybody' } } },
      async (_, reply) => reply.type('text/css; charset=utf-8').send(styles),
    )
  }
}
