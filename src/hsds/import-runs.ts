import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import { importFindings, importRuns } from '../../db/schema.ts'
import { after, MINUTE } from '../platform/clock.ts'
import { type Transacting, type Tx, transact } from '../platform/database.ts'
import { notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { assertMay } from '../protection/may.ts'
import type { Turn } from '../services.ts'
import {
  type Done,
  type Finding,
  type FindingKind,
  type FoundCounts,
  foundInOrder,
} from './import-findings.ts'

export type FileKind = 'csv' | 'json' | 'ndjson' | 'package'

/** What an import did so far. */
export type ImportCounts = {
  rows: number
  created: number
  changed: number
  unchanged: number
  /** Rows that did not go in. */
  refused: number
  /** Rows that went in with something mended, left out or to look at. */
  doubtful: number
  /** Went in although nothing that they offer has a code here: found by name, never matched. */
  withoutNeeds: number
  /** Went in as hidden points, because their address is confidential. */
  hidden: number
}
export const NOTHING: ImportCounts = {
  ...{ rows: 0, created: 0, changed: 0, unchanged: 0 },
  ...{ refused: 0, doubtful: 0, withoutNeeds: 0, hidden: 0 },
}

export type ImportRun = {
  id: string
  fileName: string
  fileHash: string
  kind: FileKind
  source: string | null
  actor: string
  /** `stopped`: nothing was heard of it for five minutes; the same file again goes on from there. */
  state: 'running' | 'finished' | 'failed' | 'stopped'
  position: number
  percent: number
  counts: ImportCounts
  startedAt: Date
  changedAt: Date
  finishedAt: Date | null
  /** All findings by kind, refused ones first. */
  found: { kind: FindingKind; done: Done; count: number }[]
}

/** With the source of the row that it is of, and its id there: null where it is of no row, or of several. */
export type KeptFinding = Finding & { source: string | null; sourceId: string | null }

/** A run at work. */
export type Run = {
  id: string
  position: number
  percent: number
  counts: ImportCounts
  found: FoundCounts
  /** Findings that are written already, of all runs over the file. */
  written: number
}

/** Of one run so many findings are kept; all are counted. */
const KEPT_FINDINGS = 5000
const KEPT_RUNS = 100
const SILENT = 5 * MINUTE

/**
 * A run over this file: a new one, or the one that did not come to its end, from where it stopped.
 */
export async function startRun(
  services: Transacting,
  given: { fileName: string; fileHash: string; kind: FileKind; source?: string; actor: string },
): Promise<Run> {
  return transact(services, async (tx, now) => {
    const [known] = await tx
      .select()
      .from(importRuns)
      .where(
        and(
          eq(importRuns.fileHash, given.fileHash),
          given.source ? eq(importRuns.source, given.source) : sql`${importRuns.source} is null`,
          sql`${importRuns.state} in ('running', 'failed')`,
        ),
      )
      .orderBy(desc(importRuns.id))
      .limit(1)
      .for('update')
    if (known) {
      await tx
        .update(importRuns)
        .set({ state: 'running', finishedAt: null, changedAt: now, actor: given.actor })
        .where(eq(importRuns.id, known.id))
      const [{ last }] = (await tx
        .select({ last: sql<number>`coalesce(max(${importFindings.n}), 0)::int` })
        .from(importFindings)
        .where(eq(importFindings.runId, known.id))) as [{ last: number }]
      const { id, position, percent } = known
      return {
        ...{ id, position, percent, written: last },
        counts: known.counts as ImportCounts,
        found: known.found as FoundCounts,
      }
    }
    await forgetOld(tx)
    const run: Run = {
      ...{ id: newId(), position: 0, percent: 0, written: 0 },
      ...{ counts: { ...NOTHING }, found: {} },
    }
    const { counts, found } = run
    await tx.insert(importRuns).values({
      ...{ ...given, source: given.source ?? null, id: run.id, state: 'running', counts, found },
      ...{ startedAt: now, changedAt: now },
    })
    return run
  })
}

/** Says how far the run is, and what it found since; in the transaction of what it saved. */
export async function keepRun(
  tx: Tx,
  run: Run,
  findings: readonly KeptFinding[],
  now: Date,
): Promise<void> {
  const { id, position, percent, counts, found } = run
  const kept = findings.slice(0, Math.max(0, KEPT_FINDINGS - run.written))
  await tx
    .update(importRuns)
    .set({ position, percent, counts, found, changedAt: now })
    .where(eq(importRuns.id, id))
  if (kept.length === 0) return
  await tx
    .insert(importFindings)
    .values(kept.map((finding, i) => ({ runId: id, n: run.written + i + 1, ...finding })))
}

/** Ends a run: all of the file was read, or it could not be. */
export async function finishRun(
  services: Transacting,
  run: Run,
  state: 'finished' | 'failed',
): Promise<void> {
  await transact(services, async (tx, now) => {
    await tx
      .update(importRuns)
      .set({
        ...{ state, finishedAt: now, changedAt: now },
        ...(state === 'finished' && { percent: 100 }),
      })
      .where(eq(importRuns.id, run.id))
  })
}

/** The last runs, newest first. */
export async function listRuns(turn: Turn, { limit = 20 } = {}): Promise<ImportRun[]> {
  const { tx, actor, now } = turn
  assertMay(actor, 'directory.edit')
  const found = await tx.select().from(importRuns).orderBy(desc(importRuns.id)).limit(limit)
  return found.map((row) => asRun(row, now))
}

/** One run and its findings, those after number `after`; 404 if there is none. */
export async function readRun(
  turn: Turn,
  id: string,
  {
    after: last = 0,
    limit = 200,
    kind,
    done,
  }: {
    after?: number
    limit?: number
    kind?: FindingKind
    done?: Done
  } = {},
): Promise<{ run: ImportRun; findings: (Finding & { n: number })[] }> {
  const { tx, actor, now } = turn
  assertMay(actor, 'directory.edit')
  const [row] = await tx.select().from(importRuns).where(eq(importRuns.id, id))
  if (!row) throw notFound()
  const findings = await tx
    .select()
    .from(importFindings)
    .where(
      and(
        eq(importFindings.runId, id),
        gt(importFindings.n, last),
        kind ? eq(importFindings.kind, kind) : undefined,
        done ? eq(importFindings.done, done) : undefined,
      ),
    )
    .orderBy(asc(importFindings.n))
    .limit(limit)
  return { run: asRun(row, now), findings: findings as unknown as (Finding & { n: number })[] }
}

function asRun(row: typeof importRuns.$inferSelect, now: Date): ImportRun {
  const silent = row.state === 'running' && after(row.changedAt, SILENT) < now
  return {
    ...row,
    kind: row.kind as FileKind,
    state: silent ? 'stopped' : (row.state as ImportRun['state']),
    counts: row.counts as ImportCounts,
    found: foundInOrder(row.found as FoundCounts),
  }
}

async function forgetOld(tx: Tx): Promise<void> {
  await tx.execute(
    sql`delete from import_runs where id in (select id from import_runs order by id desc offset ${KEPT_RUNS})`,
  )
}
