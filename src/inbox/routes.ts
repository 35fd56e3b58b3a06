import { readFileSync } from 'node:fs'
import { consoleAssets } from '../console/assets.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { checkPages } from './check-pages.ts'
import { type Desk, INBOX_STYLES } from './kit.ts'
import { listPages } from './list-pages.ts'
import { offerPages } from './offer-pages.ts'
import { pointPages } from './point-pages.ts'

/** The signed-in pages of a service point. But for checking one's own entry they do nothing that the API does not: the same verbs, the same rules. */
export async function inboxRoutes(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  const desk: Desk = { services, kit, assets: await consoleAssets(app) }
  listPages(app, desk)
  offerPages(app, desk)
  pointPages(app, desk)
  checkPages(app, desk)

  const styles = readFileSync(new URL('browser/inbox.css', import.meta.url), 'utf8')
  app.get(
    INBOX_STYLES,
    { config: { access: { public: 'the styles of the inbox; nothing of anybody' } } },
    async (_, reply) => reply.type('text/css; charset=utf-8').send(styles),
  )
}
