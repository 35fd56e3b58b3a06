import { sql } from 'drizzle-orm'
import { disagreements, inUtc } from '../src/operations/tables.ts'
import { databaseClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { rows, type Tx } from '../src/platform/database.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openPostgres } from '../src/platform/postgres.ts'
import { openLines, readLine } from '../src/protection/anchor-file.ts'
import { keysOf } from '../src/protection/demo-keys.ts'
import { dataKey } from '../src/protection/seal.ts'
import { FAULTS, verifyRecord } from '../src/protection/verify.ts'
import { type Manifest, stateOf } from './backup-manifest.ts'
import { recordKeyOf } from './record-key.ts'

/** Of one kind, more tell nothing new. */
const MOST = 20

/** What the restored database does not agree about, with its manifest and with itself. */
export async function restoredFaults(
  url: string,
  manifest: Manifest,
  anchorsFile: string | undefined,
  say: (line: string) => void,
): Promise<string[]> {
  const db = openPostgres(url, { pool: 2 })
  try {
    // Statistics are not in a dump; without them the checks may take the long way round.
    await db.script('analyze')
    const faults = await db.orm.transaction(
      async (tx) => {
        await inUtc(tx)
        return [
          ...(await manifestFaults(tx, manifest)),
          ...(await recordFaults(tx, manifest, anchorsFile, say)),
          ...(await looseFaults(tx)),
          ...(await keyFaults(tx)),
        ]
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
    for (const name of await migrate(db)) say(`migrated: ${name}`)
    return faults
  } catch (error) {
    return [`it cannot be checked: ${(error as Error).message}`]
  } finally {
    await db.close()
  }
}

async function manifestFaults(tx: Tx, manifest: Manifest): Promise<string[]> {
  const found = await stateOf(tx)
  const applied = (list: Manifest['migrations']) => list.map(({ hash }) => hash).join()
  return [
    ...(applied(found.migrations) === applied(manifest.migrations)
      ? []
      : ['the migrations are not those of the manifest']),
    ...disagreements(manifest.tables, found.tables),
    ...(found.anchor?.mac === manifest.anchor?.mac ? [] : ['the newest anchor is another']),
  ]
}

/** As scripts/verify-events does. */
async function recordFaults(
  tx: Tx,
  manifest: Manifest,
  file: string | undefined,
  say: (line: string) => void,
): Promise<string[]> {
  const key = recordKeyOf(process.env)
  if (!key) return ['the record cannot be checked: RECORD_KEY is not set']
  const lines = file ? await linesUpTo(file, manifest.anchor?.number ?? 0) : undefined
  if (!lines) say('There is no file of anchors: that the end of the record was cut might not show.')
  const found: string[] = []
  const all = verifyRecord(tx, key, { now: await databaseClock.now(tx), ...(lines && { lines }) })
  for (let count = 0; ; count++) {
    const { done, value } = await all.next()
    if (done) {
      if (count > MOST) found.push(`… and ${count - MOST} more faults of the record`)
      say(`The record: ${value.events} events in ${value.chains} chains, ${value.anchors} anchors.`)
      return found
    }
    const { kind, chain, seq, anchor, line } = value
    const where = [
      chain,
      seq && `event ${seq}`,
      anchor && `anchor ${anchor}`,
      line && `line ${line}`,
    ]
    if (count < MOST)
      found.push(`the record: ${FAULTS[kind]} (${where.filter(Boolean).join(', ')})`)
  }
}

/** Anchors that were made after the backup are no fault of it. */
async function linesUpTo(file: string, newest: number) {
  const lines = await openLines(file)
  if (lines === 'none') return lines
  return (async function* () {
    for await (const line of lines) if ((readLine(line)?.number ?? 0) <= newest) yield line
  })()
}

/** The record and the referrals must know of each other. */
async function looseFaults(tx: Tx): Promise<string[]> {
  const [found] = await rows<{ silent: number; gone: number }>(
    tx,
    sql`select (select count(*)::int from referrals r
                 where not exists (select from chains c where c.id = 'referral:' || r.id)) as silent,
               (select count(*)::int from chains c where c.id like 'referral:%'
                   and not exists (select from referrals r where r.id::text = substr(c.id, 10))) as gone`,
  )
  return [
    ...(found!.silent > 0 ? [`${found!.silent} referrals have no record`] : []),
    ...(found!.gone > 0 ? [`${found!.gone} referrals have a record and are gone`] : []),
  ]
}

/** One data key that each of the outer keys wrapped. */
async function keyFaults(tx: Tx): Promise<string[]> {
  const keys = keysOf(readConfig(process.env))
  const each = await rows<{ id: string }>(
    tx,
    sql`select distinct on (kek) id from data_keys where wrapped is not null order by kek, created_at desc`,
  )
  const faults: string[] = []
  for (const { id } of each)
    await dataKey(tx, keys, id).catch((error: Error) => faults.push(error.message))
  return faults
}
