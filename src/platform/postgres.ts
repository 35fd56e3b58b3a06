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
    connection: { application_name: 'causeway' },
  })
  return {
    kind: 'postgres',
    orm: drizzle(client) as unknown as Tx,
    async script(text) {
      await client.unsafe(text)
    },
    close: () => client.end({ timeout: 5 }),
  }
}
