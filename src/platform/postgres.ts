import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database, Tx } from './database.ts'

export type PostgresOptions = { pool?: number; prepare?: boolean }

/** Opens a pool on a PostgreSQL server (15 or newer, with PostGIS). */
export function openPostgres(
  url: string,
  { pool = 10, prepare = true }: PostgresOptions = {},
): Database {
  const client = postgres(url, {
    max: pool,
    prepare,
    connect_timeout: 5,
    idle_timeout: 60,
    onnotice: () => {},
    // Compiling a query takes longer than any of ours runs (province-wide match: 400 ms with, 60 without).
    connection: { application_name: 'causeway', jit: 'off' },
  })
  return {
    kind: 'postgres',
    orm: drizzle(prepare ? prepared(client) : client) as unknown as Tx,
    async script(text) {
      await client.unsafe(text)
    },
    close: () => client.end({ timeout: 5 }),
  }
}

/**
 * The ORM asks for unnamed statements, which the driver describes first: two round trips for each
 * query. Named ones, kept per connection, take one.
 */
function prepared<T extends postgres.Sql | postgres.TransactionSql>(client: T): T {
  const inside =
    (work: (tx: postgres.TransactionSql) => unknown) => (tx: postgres.TransactionSql) =>
      work(prepared(tx))
  const changed = {
    unsafe: (text: string, parameters?: never[]) =>
      client.unsafe(text, parameters, { prepare: Boolean(parameters?.length) }),
    begin: (work: never) => (client as postgres.Sql).begin(inside(work)),
    savepoint: (work: never) => (client as postgres.TransactionSql).savepoint(inside(work)),
  }
  return new Proxy(client, {
    get: (target, name, receiver) =>
      Object.hasOwn(changed, name)
        ? changed[name as keyof typeof changed]
        : Reflect.get(target, name, receiver),
  })
}
