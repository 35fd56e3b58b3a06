import { DatabaseError, isGone, outcomeUnknown } from './errors.ts'
import type { Pool } from './postgres-pool.ts'

/** The patience of one transaction, or of one statement outside of any, with what it asked. */
export type Watch = {
  /** Whose answers and silences these are. */
  on(pool: Pool): Pool
  /** Waits for one answer. Once one was too late, or the connection is lost, nothing more is asked. */
  during<T>(ask: () => PromiseLike<T>): Promise<T>
  /** Waits for what the driver does around our own work, which may take its time. */
  around<T>(call: (inside: Inside) => PromiseLike<T>): Promise<T>
  /** The connection is gone. */
  lose(error: unknown): void
  /** From now on it waits for a COMMIT: nobody can say that nothing was done. */
  commit(): void
  readonly committing: boolean
}

type Inside = <T>(work: () => Promise<T>) => Promise<T>

/** `deadline` in milliseconds; without one it waits for ever. */
export function aWatch(deadline: number | undefined): Watch {
  const { promise: over, reject } = Promise.withResolvers<never>()
  over.catch(() => {})
  let why: unknown
  let lost = false
  let pool: Pool | undefined
  let committing = false

  const end = (error: unknown) => {
    why ??= error
    reject(why)
  }
  const check = () => {
    if (why) throw why
  }
  const lose = (error: unknown) => {
    lost = true
    end(error)
  }
  const start = () =>
    aTimer(why ? undefined : deadline, () => {
      // A COMMIT may wait for standbys on a connection that is well.
      if (!committing) pool?.silent()
      end(committing ? outcomeUnknown() : new DatabaseError('CONNECTION_SILENT', undefined))
    })
  const heard = <T>(result: T): T => {
    pool?.answered()
    return result
  }
  /** Also when nobody waits any more: what came too late still tells of the pool. */
  const heeded = <T>(asked: PromiseLike<T>): PromiseLike<T> => {
    asked.then(undefined, (error: unknown) => pool?.failed(error))
    return asked
  }
  const failed = (error: unknown): never => {
    if (isGone((error as { code?: unknown } | undefined)?.code)) lose(error)
    throw error
  }

  return {
    on(given) {
      check()
      pool = given
      return given
    },
    async during(ask) {
      check()
      const stop = start()
      return Promise.race([heeded(ask()), over])
        .then(heard, failed)
        .finally(stop)
    },
    async around(call) {
      check()
      let stop = start()
      let ours: { error: unknown } | undefined
      const inside: Inside = async (work) => {
        stop()
        heard(undefined)
        check()
        const result = await work().catch((error: unknown) => {
          ours = { error }
        })
        // The driver would send its COMMIT or ROLLBACK into a connection that is none, and die of it.
        if (lost) return new Promise<never>(() => {})
        stop = start()
        if (ours) throw ours.error
        return result as Awaited<ReturnType<typeof work>>
      }
      return Promise.race([heeded(call(inside)), over])
        .then(heard, failed)
        .catch((error) => {
          // What the driver said when it rolled back is no news.
          throw ours ? ours.error : error
        })
        .finally(() => stop())
    },
    lose,
    commit() {
      check()
      committing = true
    },
    get committing() {
      return committing
    },
  }
}

/**
 * In two halves: a process that was busy itself reads what has come before it judges.
 * @returns a function that stops it
 */
function aTimer(ms: number | undefined, ring: () => void): () => void {
  if (ms === undefined) return () => {}
  let timer = setTimeout(() => {
    timer = setTimeout(ring, ms / 2)
  }, ms / 2)
  return () => clearTimeout(timer)
}
