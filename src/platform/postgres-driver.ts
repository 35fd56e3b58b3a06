import type { NetConnectOpts } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { makePgArray, parsePgArray } from 'drizzle-orm/pg-core/utils'
import postgres from 'postgres'
import { DatabaseError } from './errors.ts'
import { DriverSocket } from './postgres-socket.ts'

/** Milliseconds until a server that said nothing is tried again. */
const AGAIN_AFTER = 100

export type DriverOptions = postgres.Options<Record<string, postgres.PostgresType>>

export type Driver = {
  sql: postgres.Sql
  /** Takes nothing new, lets what is under way end for so many seconds, then cuts every connection. */
  end(seconds: number): Promise<void>
}

/**
 * postgres.js 3.4.9 on one host, without what in it hangs or kills under faults (each read in its
 * source and seen):
 * - it asks each new connection for array types, and when that connection breaks before the answer the
 *   rejection is nobody's and ends the process: the few array types that we use are written here;
 * - it sends the ROLLBACK or COMMIT of a transaction whose connection was closed into nothing, which ends
 *   the process: postgres-deadline.ts lets it end no such transaction;
 * - given several hosts that all refuse, it tries them for ever, without a pause: it gets one;
 * - after failures it waits up to 20 s before it connects again: here a tenth of a second;
 * - a connection that only closes before its first statement got through is opened again at once, for ever,
 *   which takes a whole core: not here within a tenth of a second;
 * - it cannot cut a connection that does not answer any more: it gets its sockets from us;
 * - under TLS an error that comes after the close is nobody's and ends the process: postgres-socket.ts.
 * A statement that it sends between the error and the close of a connection is never answered: whoever
 * needs an answer has a deadline (postgres.ts).
 */
export function driverOf(url: string, options: DriverOptions): Driver {
  const sockets = new Set<DriverSocket>()
  let ended = false
  let calmUntil = 0
  const sql = postgres(url, {
    onnotice: () => {},
    ...options,
    ...folderOf(url),
    fetch_types: false,
    types: ARRAYS,
    backoff: () => AGAIN_AFTER / 1000,
    socket: async (to: To) => {
      if (calmUntil > performance.now()) await sleep(AGAIN_AFTER, undefined, { ref: !ended })
      const [host, port] = [to.host[0], to.port[0]]
      const socket = new DriverSocket({ host, port }, (gone) => {
        sockets.delete(gone)
        if (gone.bytesRead === 0) calmUntil = performance.now() + AGAIN_AFTER
      })
      sockets.add(socket)
      // It also connects after its end, when it had meant to before: it must see that fail.
      if (ended)
        setImmediate(() => socket.destroy(new DatabaseError('CONNECTION_ENDED', undefined)))
      if (ended) return socket
      const where = to.path ? { path: to.path } : { host, port }
      return socket.connect(where as NetConnectOpts)
    },
  } as DriverOptions) as unknown as postgres.Sql
  return {
    sql,
    async end(seconds) {
      await sql.end({ timeout: seconds }).catch(() => {})
      ended = true
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A host that is a folder, written as libpq wants it (`postgres://me@%2Frun%2Fpostgresql/name`), in which the server has its Unix socket. */
function folderOf(url: string): { host?: string } {
  const host = decodeURIComponent(new URL(url).hostname)
  return host.startsWith('/') ? { host } : {}
}

type To = { host: string[]; port: number[]; path?: string | false }

const arrayOf = (oid: number, one: (text: string) => unknown = (text) => text) => ({
  to: oid,
  from: [oid],
  parse: (text: string) => (parsePgArray(text) as string[]).map(one),
  serialize: (given: unknown) => (Array.isArray(given) ? makePgArray(given) : given),
})

/** PostgreSQL's own numbers for them, the same in every version. */
const ARRAYS = {
  booleans: arrayOf(1000, (text) => text === 't'),
  integers: arrayOf(1007, Number),
  texts: arrayOf(1009),
  varchars: arrayOf(1015),
  bigints: arrayOf(1016),
  floats: arrayOf(1022, Number),
  uuids: arrayOf(2951),
} as unknown as Record<string, postgres.PostgresType>
