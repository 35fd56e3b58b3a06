import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database, Tx } from './database.ts'
import { isAway, outcomeUnknown } from './errors.ts'
import { aWatch, type Watch } from './postgres-deadline.ts'
import { type Pool, type Pools, poolsOf } from './postgres-pool.ts'
import { writeFaster } from './sql-text.ts'

export type PostgresOptions = {
  pool?: number
  prepare?: boolean
  /**
   * Milliseconds that anything sent may go unanswered, the wait for a connection included; then it
   * fails with a code that `isAway` knows, or, at COMMIT, as `outcomeUnknown`. The server is told to
   * give up a little earlier by itself. Without it there is no limit: migrations, scripts.
   */
  deadline?: number
}

/**
 * Opens a pool on a PostgreSQL server (15 or newer, with PostGIS); given several hosts, on the one that
 * is the primary, also when that changes. It never uses LISTEN: that is deaf behind PgBouncer, and
 * whoever waits looks every second.
 */
export function openPostgres(url: string, options: PostgresOptions = {}): Database {
  const { pool = 10, prepare = true, deadline } = options
  const pools = poolsOf(url, {
    max: pool,
    prepare,
    // So that whoever waits hears why, and the pool does.
    connect_timeout: deadline ? (deadline * 0.8) / 1000 : 5,
    idle_timeout: 60,
    connection: { application_name: 'causeway', ...(prepare && settings(deadline)) },
  })
  const orm = drizzle(clientOf(pools, { prepare, deadline })) as unknown as Tx
  writeFaster(orm)
  return {
    kind: 'postgres',
    orm,
    async script(text) {
      await (await pools.current()).sql.unsafe(text)
    },
    close: pools.close,
  }
}

/**
 * For each connection; PgBouncer refuses to be told, so that behind it the role has them (README).
 * Compiling a query takes longer than any of ours runs (province-wide match: 400 ms with, 60 without).
 * What a client that vanished left open must not hold its locks longer than others can wait.
 */
const settings = (deadline: number | undefined) => ({
  jit: 'off',
  ...(deadline && {
    statement_timeout: Math.round(deadline * 0.85),
    idle_in_transaction_session_timeout: 5000,
  }),
})

type Work = (tx: postgres.TransactionSql) => Promise<unknown>
type Ways = { prepare: boolean; deadline: number | undefined }

/** What the ORM uses of the driver, on the pool of the moment and with the deadline. */
function clientOf(pools: Pools, ways: Ways): postgres.Sql {
  const client = {
    options: { parsers: {}, serializers: {} },
    unsafe: (text: string, parameters: never[] = []) =>
      statement((shape) => {
        const watch = aWatch(ways.deadline)
        return watch.during(async () => {
          const { sql } = watch.on(await pools.current())
          return rowsOf(sql.unsafe(text, parameters, named(ways)), shape)
        })
      }),
    begin: (work: Work) => transaction(pools, ways, work),
  }
  return client as unknown as postgres.Sql
}

async function transaction(pools: Pools, ways: Ways, work: Work): Promise<unknown> {
  const watch = aWatch(ways.deadline)
  let doubts = 0
  let pool: Pool | undefined
  let result: unknown
  try {
    await watch.around(async (inside) => {
      const mine = watch.on(await pools.current())
      pool = mine
      const begun = mine.sql.begin(
        forgetting(async (tx: postgres.TransactionSql) => {
          result = await inside(() => work(inTransaction(tx, watch, ways)))
          watch.commit()
          doubts = mine.doubts()
        }),
      )
      // Before our work has ended, it can only mean that the connection is closed.
      begun.catch(watch.lose)
      return begun
    })
    if (pool?.doubts() !== doubts) throw outcomeUnknown()
    return result
  } catch (error) {
    throw watch.committing && !wasRefused(error) ? outcomeUnknown() : error
  }
}

/** Calls it once, and does not hold it any more: the driver keeps what it was given until its connection begins the next transaction. */
function forgetting<Given, Answer>(work: (given: Given) => Answer): (given: Given) => Answer {
  let held: typeof work | undefined = work
  return (given) => {
    const once = held!
    held = undefined
    return once(given)
  }
}

/** True if the server itself said that the COMMIT was none: a deferred constraint, a serialization failure. */
const wasRefused = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && error.severity === 'ERROR' && !isAway(error.code)

function inTransaction(tx: postgres.TransactionSql, watch: Watch, ways: Ways) {
  const client = {
    unsafe: (text: string, parameters: never[] = []) =>
      statement((shape) =>
        watch.during(async () => rowsOf(tx.unsafe(text, parameters, named(ways)), shape)),
      ),
    savepoint: (work: Work) =>
      watch.around((inside) =>
        tx.savepoint((nested) => inside(() => work(inTransaction(nested, watch, ways)))),
      ),
  }
  return client as unknown as postgres.TransactionSql
}

/**
 * The ORM asks for unnamed statements, which the driver describes first: two round trips for each
 * query. Named ones, kept per connection, take one, and are read and planned once: the clock's too,
 * which has no parameters.
 */
const named = ({ prepare }: Ways) => (prepare ? { prepare, simple: false } : {})

type Query = postgres.PendingQuery<postgres.Row[]>

type Shape = (query: Query) => PromiseLike<postgres.Row[]>

/**
 * A query of postgres.js 3.4.9 stays reachable until the next full collection, a third of them beyond every small
 * one (seen with --trace-gc; its closures hold it). So it is left empty: its rows made most of what full collections had to do.
 */
async function rowsOf(query: Query, shape: Shape): Promise<postgres.Row[]> {
  const rows = (await shape(query)).splice(0)
  Object.assign(query, { strings: [], args: [], parameters: [], string: '', signature: '' })
  return rows
}

/** As the driver's own: `.values()`, asked for at once, changes the shape of its rows. */
function statement(run: (shape: Shape) => Promise<unknown>) {
  let shape: Shape = (query) => query
  const result = Promise.resolve().then(() => run(shape))
  return Object.assign(result, {
    values() {
      shape = (query) => query.values()
      return result
    },
  })
}
