import { liveOffers } from '../answers/offers-list.ts'
import type { App } from '../platform/http.ts'
import { takeTurn } from '../services.ts'
import { type Desk, FOR_MEMBERS, PATHS } from './kit.ts'
import { listPage } from './list-view.ts'
import { ownPoints } from './points.ts'

/** What waits for them, who is expected, and their room; kept up to date by its script. */
export function listPages(app: App, desk: Desk): void {
  const { services, kit } = desk
  app.get(PATHS.inbox, { config: FOR_MEMBERS }, async (request, reply) => {
    const drawing = kit.drawing(request, { path: PATHS.inbox })
    const page = await takeTurn(services, request.actor, async (turn) =>
      listPage(drawing, desk, {
        offers: await liveOffers(turn),
        points: await ownPoints(turn),
        now: turn.now,
        zone: turn.config.ZONE,
      }),
    )
    return kit.send(reply, page)
  })
}
