import { sql } from 'drizzle-orm'
import { after, MINUTE, SECOND } from './clock.ts'
import { cleaned, rows, type Transacting, transact } from './database.ts'
import { createSignal } from './signal.ts'

type Log = { warn(what: object, why: string): void }

/** Tells whoever listens in this process that something changed anywhere, and nothing of what. */
export type Live = {
  /** Calls after each look that found something new, at most once a second. Returns how to end it. */
  listen(changed: () => void): () => void
  /** Looks now: for tests. Returns whether something was new. */
  look(): Promise<boolean>
  listeners(): number
}

/** A commit may come this long after the instant that its events say. */
const LATEST = MINUTE

/**
 * Every change is an event, and events are only added: so one count of those since an instant says
 * whether something is new, whichever process wrote it and in whatever order they were committed. It is
 * asked once a second, and only while somebody listens. A look that fails is tried again.
 */
export function createLive({
  db,
  clock,
  log,
}: Omit<Transacting, 'committed'> & { log: Log }): Live {
  // Looking is no change: it must not wake the workers.
  const services = { db, clock, committed: createSignal() }
  const listening = new Set<() => void>()
  let seen: { since: Date; count: number } | undefined
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<boolean> {
    const isNew = await transact(services, async (tx, now) => {
      const next = after(now, -LATEST)
      const since = seen?.since ?? next
      const [found] = await rows<{ known: string; next: string }>(
        tx,
        sql`select count(*) as known, count(*) filter (where at > ${instant(next)}) as next
              from events where at > ${instant(since)}`,
      )
      const isNew = seen !== undefined && Number(found!.known) > seen.count
      // The instant moves on now and then, so that the count stays short.
      seen =
        next > after(since, 2 * LATEST)
          ? { since: next, count: Number(found!.next) }
          : { since, count: Number(found!.known) }
      return isNew
    })
    if (isNew) for (const changed of [...listening]) changed()
    return isNew
  }

  async function lookOn(): Promise<void> {
    try {
      await look()
    } catch (error) {
      log.warn({ err: cleaned(error) }, 'could not look for what is new')
    }
    if (listening.size > 0) plan()
    else timer = undefined
  }
  const plan = () => {
    timer = setTimeout(lookOn, SECOND).unref()
  }

  return {
    look,
    listeners: () => listening.size,
    listen(changed) {
      listening.add(changed)
      if (!timer) {
        seen = undefined
        timer = setTimeout(lookOn, 0).unref()
      }
      return () => listening.delete(changed)
    },
  }
}

const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`
