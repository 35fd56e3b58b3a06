import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../platform/clock.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'

/** For what is under way, and then for closing the database. */
const FINISH = 8 * SECOND
const CLOSE = 2 * SECOND

/**
 * Stops without losing anything: /readyz says no at once; after `drainSeconds` no connection is taken;
 * requests under way are answered, workers finish or hand back what they leased; then everything is
 * closed. Ten seconds at most after the drain, whatever hangs.
 * @returns false if something had to be cut off
 */
export async function stopGracefully(
  app: App,
  services: Services,
  stopWorkers: () => Promise<void>,
  drainSeconds: number,
): Promise<boolean> {
  const { log, providers, db } = services
  app.leaving.now = true
  await sleep(drainSeconds * SECOND)
  const finished = await within(FINISH, [app.close(), stopWorkers()])
  if (!finished) {
    log.error('something was still under way at the end, and was cut off')
    app.server.closeAllConnections()
  }
  const closed = await within(CLOSE, [
    ...[...providers.byName.values()].map(async (provider) => provider.close?.()),
    db.close(),
  ])
  return finished && closed
}

/** True if all of it ended well in time. */
async function within(ms: number, work: Promise<unknown>[]): Promise<boolean> {
  const late = new AbortController()
  const all = Promise.allSettled(work).then((ends) =>
    ends.every(({ status }) => status === 'fulfilled'),
  )
  const timeout = sleep(ms, false, { signal: late.signal }).catch(() => false)
  return Promise.race([all, timeout]).finally(() => late.abort())
}
