import { createHash } from 'node:crypto'
import { transact } from '../platform/database.ts'
import type { Actor } from '../protection/may.ts'
import { findDuplicates } from './duplicates-find.ts'
import { saveItems } from './import-batch.ts'
import { detect } from './import-detect.ts'
import { BadFile, type Finding, type FoundCounts } from './import-findings.ts'
import { type Item, itemsOf } from './import-items.ts'
import type { Mapping } from './import-mapping.ts'
import { isEmptyDirectory } from './import-organizations.ts'
import {
  type FileKind,
  finishRun,
  type ImportCounts,
  NOTHING,
  type Run,
  startRun,
} from './import-runs.ts'
import type { Importing } from './import-save.ts'
import type { ImportRow } from './read-row.ts'
import { fileSays, rowSays } from './says-row.ts'
import { loadMeanings } from './terms-seen.ts'

export const IMPORTER: Actor = { id: 'import-directory', role: 'system' }

/** A transaction holds at least so many rows, and the document that the last of them stands in. */
const BATCH = 100

export type ImportOptions = {
  mapping?: Mapping | undefined
  /** Who keeps the list; by default the name of the file. A CSV says it in each row. */
  source?: string | undefined
  /** For services without a place in Canada: they go in as help from afar of this province. */
  province?: string | undefined
  /** Brings a full export back into an empty directory: partners, contacts, room. */
  restore?: boolean | undefined
  actor?: Actor
}

export type ImportResult = {
  kind: FileKind
  source: string
  /** Nothing when it was a dry run. */
  runId?: string
  /** It went on where an earlier run over the same file stopped. */
  resumed: boolean
  counts: ImportCounts
  found: FoundCounts
  /** Pairs of service points that may be one, found for the first time. */
  duplicates: number
}

/**
 * Imports a file or a folder: HSDS 3.0 as JSON, NDJSON or a package of CSV files, packages of HSDS 1.1 and
 * 2.0, or a CSV of the template or with a mapping. Everything arrives as listed. Good rows go in, a
 * hundred or more to a transaction, together with how far the run is: stopped at any instant, the same
 * file goes on from there, and a second run changes nothing. Each finding is told once its row is saved.
 * Without a database it only reads and checks. Throws a BadFile where nothing can be done.
 */
export async function importFile(
  services: Importing | (Pick<Importing, 'gazetteer'> & { db?: undefined }),
  path: string,
  options: ImportOptions,
  told: { finding(finding: Finding): void; progress(percent: number, text: string): void },
): Promise<ImportResult> {
  told.progress(0, 'looking at the file')
  const detected = await detect(path)
  const { kind, name, hash } = detected
  const source = options.source ?? sourceFrom(name)
  const { db } = services
  const empty =
    db && options.restore ? await transact(services as Importing, isEmptyDirectory) : true
  const run = db && (await startRun(services as Importing, runOf()))
  const resumed = run !== undefined && run.position > 0
  if (run && !empty && !resumed) {
    await finishRun(services as Importing, run, 'failed')
    throw new BadFile(fileSays.not_empty)
  }
  const sources = new WeakMap<ImportRow, string>()
  const state: Run = run ?? {
    id: '',
    position: 0,
    percent: 0,
    counts: { ...NOTHING },
    found: {},
    written: 0,
  }
  const meanings = await loadMeanings(db?.orm)
  const reading = {
    ...{
      gazetteer: services.gazetteer,
      meanings,
      source,
      restore: options.restore === true,
      said: new Set<string>(),
    },
    ...(options.province && { province: options.province }),
  }
  const seen = new Map<string, string>()
  const sourceOf = (row: ImportRow) => sources.get(row) ?? source
  const already = state.position
  let position = 0
  let waiting: Item[] = []

  const flush = async () => {
    if (waiting.length === 0) return
    const batch = waiting
    const saving = { position, source: sourceOf, actor: options.actor ?? IMPORTER }
    waiting = []
    const { next, findings } = await saveItems(services, state, batch, saving)
    Object.assign(state, next, { written: state.written + findings.length })
    for (const finding of findings) told.finding(finding)
    told.progress(state.percent, `${state.counts.rows} rows`)
  }

  try {
    const progress = (text: string) => told.progress(0, text)
    for await (const item of itemsOf(path, detected, reading, {
      mapping: options.mapping,
      sources,
      progress,
    })) {
      for (const row of item.rows) once(row, sourceOf(row), seen)
      position++
      if (position <= already) continue
      waiting.push(item)
      if (waiting.reduce((sum, { rows }) => sum + Math.max(1, rows.length), 0) >= BATCH)
        await flush()
    }
    await flush()
    if (run) await finishRun(services as Importing, state, 'finished')
  } catch (error) {
    if (run) await finishRun(services as Importing, state, 'failed').catch(() => {})
    throw error
  }
  const { created, changed } = state.counts
  if (db && created + changed > 0) told.progress(100, 'looking for duplicates')
  const duplicates =
    db && created + changed > 0 ? await transact(services as Importing, findDuplicates) : 0
  const { counts, found } = state
  return { kind, source, ...(run && { runId: run.id }), resumed, counts, found, duplicates }

  function runOf() {
    const actor = (options.actor ?? IMPORTER).id
    // only a restoration goes on where a restoration stopped
    const from = options.restore ? `restore:${source}` : source
    return { fileName: name, fileHash: asRead(hash, options), kind, source: from, actor }
  }
}

/** A file by its hash and by how it is read: read otherwise, its rows are others, and no run over them goes on. */
function asRead(hash: string, { province, mapping }: ImportOptions): string {
  if (!province && !mapping) return hash
  const read = JSON.stringify([hash, province, mapping])
  return createHash('sha256').update(read).digest('base64url')
}

/** Of two rows with one identity the first holds. */
function once(row: ImportRow, source: string, seen: Map<string, string>): void {
  if (!row.facts) return
  const key = `${source}\0${row.sourceId}`
  const first = seen.get(key)
  if (first === undefined) seen.set(key, row.place)
  else row.notes.say(row, 'id', 'id', 'refused', rowSays.twice(first))
}

const sourceFrom = (name: string): string =>
  name
    .replace(/\.(?:json|ndjson|jsonl|csv)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'file'
