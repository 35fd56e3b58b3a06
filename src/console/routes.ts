import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { allowTiles, consoleAssets } from './assets.ts'
import { boardPages } from './board-pages.ts'
import { callPages } from './call-pages.ts'
import { callerPages } from './caller-pages.ts'
import type { Desk } from './kit.ts'
import { readLanguages } from './languages.ts'
import { referralPages } from './referral-pages.ts'
import { searchCount } from './search-count.ts'
import { taskPages } from './task-pages.ts'
import { tipPages } from './tip-pages.ts'

/** The pages of operators and supervisors. They do nothing that the API does not: the same verbs, the same rules. */
export async function consoleRoutes(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  allowTiles(app, services.config.MAP_TILES_URL)
  const desk: Desk = {
    ...{ services, kit, assets: await consoleAssets(app) },
    searching: { languages: readLanguages(), count: searchCount() },
  }
  const board = boardPages(app, desk)
  callPages(app, desk)
  callerPages(app, desk)
  tipPages(app, desk)
  const referral = referralPages(app, desk)
  taskPages(app, desk, { board, referral })
}
