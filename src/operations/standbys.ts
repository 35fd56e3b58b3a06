import { sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'

/** How the database is copied as it is written, as far as the program's role may see. */
export type Standbys = {
  /** For how many of them each commit waits; 0: for none. */
  wanted: number
  /** How many are named to wait for; null: any. */
  named: number | null
  connected: number
  /** Of these, how many a commit may wait for; null: the role may not see it (grant pg_monitor). */
  inSync: number | null
}

/** On PostgreSQL only. */
export async function standbysOf(tx: Tx): Promise<Standbys> {
  const [found] = await rows<{
    names: string
    waits: boolean
    connected: number
    seen: number
    inSync: number
  }>(
    tx,
    sql`select current_setting('synchronous_standby_names') as names,
               current_setting('synchronous_commit') not in ('off', 'local') as waits,
               count(*)::float8 as connected, count(state)::float8 as seen,
               (count(*) filter (where state = 'streaming' and sync_state in ('sync', 'quorum')))::float8 as "inSync"
          from pg_stat_replication`,
  )
  const { names, waits, connected, seen, inSync } = found!
  const { wanted, named } = waits ? readNames(names) : NONE
  return { wanted, named, connected, inSync: seen === connected ? inSync : null }
}

const NONE = { wanted: 0, named: 0 }

/** Reads `synchronous_standby_names`: `ANY 1 (a, b)`, `FIRST 2 (a, b, c)`, `2 (a, b)`, `a, b` or `*`. */
export function readNames(setting: string): Pick<Standbys, 'wanted' | 'named'> {
  const text = setting.trim()
  if (text === '') return NONE
  const [, count, list = text] = /^(?:(?:any|first)\s+)?(\d+)\s*\((.*)\)$/is.exec(text) ?? []
  const names = list.split(',').map((name) => name.trim().replace(/^"|"$/g, ''))
  return { wanted: Number(count ?? 1), named: names.includes('*') ? null : names.length }
}
