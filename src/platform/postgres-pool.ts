import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { DatabaseError, isGone } from './errors.ts'
import { type DriverOptions, driverOf } from './postgres-driver.ts'
import { findPrimary, hostsOf } from './postgres-hosts.ts'

/** Connections to one server, until it is replaced. */
export type Pool = {
  sql: postgres.Sql
  /** How often the server said that a commit of this pool stopped waiting for its standbys. */
  doubts(): number
  /** Something came back. */
  answered(): void
  /** Nothing came back in time; the second time in a row replaces the pool. */
  silent(): void
  /** Replaces the pool if the error says that the server, or its leave to write, is gone. */
  failed(error: unknown): void
  close(): Promise<void>
}

export type Pools = { current(): Promise<Pool>; close(): Promise<void> }

/** Seconds that what is under way on connections which are given up still has. */
const LAST_SECONDS = 5

/**
 * The pool of now. When its server is gone another one takes its place, on the host that is the primary
 * then; what is under way on the old one may end there, and nobody waits for it.
 */
export function poolsOf(url: string, options: DriverOptions): Pools {
  const urls = hostsOf(url)
  let now: Promise<Pool> | undefined
  let closed = false
  function open(): Promise<Pool> {
    const forget = () => {
      if (now === opening) now = undefined
    }
    const opening = openPool(urls, options, forget)
    opening.catch(forget)
    return opening
  }
  return {
    async current() {
      if (closed) throw new DatabaseError('CONNECTION_ENDED', undefined)
      now ??= open()
      return now
    },
    async close() {
      closed = true
      await (await now?.catch(() => undefined))?.close()
    },
  }
}

async function openPool(urls: string[], options: DriverOptions, forget: () => void): Promise<Pool> {
  const host = urls.length === 1 ? urls[0]! : await findPrimary(urls)
  let doubts = 0
  let silences = 0
  const onnotice = ({ routine }: postgres.Notice) => {
    if (routine === 'SyncRepWaitForLSN') doubts++
  }
  const driver = driverOf(host, { ...options, onnotice })
  // The ORM reads and writes times by itself, and tells the driver so.
  drizzle(driver.sql)
  const replace = () => {
    forget()
    void driver.end(LAST_SECONDS)
  }
  return {
    sql: driver.sql,
    doubts: () => doubts,
    answered() {
      silences = 0
    },
    silent() {
      silences++
      if (silences === 2) replace()
    },
    failed(error) {
      if (isGone((error as { code?: unknown } | undefined)?.code)) replace()
    },
    close: () => driver.end(LAST_SECONDS),
  }
}
