import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { sql } from 'drizzle-orm'
import { type Content, contentOf, migrationsOf, tablesOf } from '../src/operations/tables.ts'
import { rows, type Tx } from '../src/platform/database.ts'
import { canonical } from '../src/protection/record.ts'
import type { RecordKey } from '../src/protection/verify.ts'

export const DUMP = 'database.dump'
export const ANCHORS = 'anchors.jsonl'
export const MANIFEST = 'manifest.json'

/** What stands beside a dump, and what a restored database is compared with. */
export type Manifest = {
  causeway: 1
  /** Of the database, when the snapshot was taken. */
  at: string
  server: string
  migrations: { number: number; name: string; hash: string }[]
  tables: Record<string, Content>
  /** The newest anchor: all that it covers is signed. */
  anchor: { number: number; mac: string } | null
  files: Record<string, { bytes: number; sha256: string }>
  /** HMAC under RECORD_KEY over all of the above, where the key was at hand. */
  mac: string | null
}

/** Everything that is compared, as one transaction sees it (repeatable read, in UTC). */
export async function stateOf(
  tx: Tx,
  progress: (line: string) => void = () => {},
): Promise<Pick<Manifest, 'at' | 'server' | 'migrations' | 'tables' | 'anchor'>> {
  const [now] = await rows<{ at: string; server: string }>(
    tx,
    sql`select to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, current_setting('server_version') as server`,
  )
  const list = await tablesOf(tx)
  const tables: Manifest['tables'] = {}
  for (const [i, table] of list.entries()) {
    progress(`looking at ${i + 1} of ${list.length} tables: ${table.name}`)
    tables[table.name] = await contentOf(tx, table)
  }
  const [anchor] = await rows<{ number: number; mac: string }>(
    tx,
    sql`select number::float8 as number, encode(mac, 'hex') as mac from anchors order by number desc limit 1`,
  )
  return { ...now!, migrations: await migrationsOf(tx), tables, anchor: anchor ?? null }
}

export function signed({ mac: _, ...manifest }: Manifest, key: RecordKey | undefined): Manifest {
  return { ...manifest, mac: key ? macOf(manifest, key).toString('hex') : null }
}

/** Undefined where either the key or the signature is missing. */
export function isSigned(
  { mac, ...manifest }: Manifest,
  key: RecordKey | undefined,
): boolean | undefined {
  if (!mac || !key) return undefined
  const given = Buffer.from(mac, 'hex')
  const own = macOf(manifest, key)
  return given.length === own.length && timingSafeEqual(given, own)
}

const macOf = (manifest: Omit<Manifest, 'mac'>, { record }: RecordKey): Buffer =>
  createHmac('sha256', record).update('backup\0').update(canonical(manifest)).digest()

export async function fileOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
