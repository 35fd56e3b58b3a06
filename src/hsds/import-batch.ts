import { eq, sql } from 'drizzle-orm'
import { servicePoints } from '../../db/schema.ts'
import { type Tx, transact } from '../platform/database.ts'
import { DatabaseError, Problem } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import type { Finding } from './import-findings.ts'
import type { Item } from './import-items.ts'
import { type KeptFinding, keepRun, type Run } from './import-runs.ts'
import { hiddenRows, type Importing, identityOf, type Outcome, saveRows } from './import-save.ts'
import type { ImportRow } from './read-row.ts'
import { rowSays } from './says-row.ts'
import { valueSays } from './says-value.ts'
import { noteTerms } from './terms-seen.ts'

type Dry = Pick<Importing, 'gazetteer'> & { db?: undefined }
type Next = Pick<Run, 'position' | 'percent' | 'counts' | 'found'>

/**
 * Saves items together, and with them how far the run is; where the database refuses one of their rows,
 * each by itself. Without a database it only counts.
 */
export async function saveItems(
  services: Importing | Dry,
  run: Run,
  items: readonly Item[],
  {
    position,
    source,
    actor,
  }: {
    position: number
    source(row: ImportRow): string
    actor: Actor
  },
): Promise<{ next: Next; findings: KeptFinding[] }> {
  const ended = (outcomes: ReadonlyMap<ImportRow, Outcome>, isSecret = ofTheFile) => ({
    next: { position, percent: items.at(-1)!.percent, ...counted(run, items, outcomes) },
    findings: items.flatMap((item) => {
      const findings = withRows(item, source)
      return isSecret(item) ? findings.map(discreet) : findings
    }),
  })
  async function kept(tx: Tx, now: Date, outcomes: ReadonlyMap<ImportRow, Outcome>) {
    const result = ended(outcomes, await secrets(tx, items, source))
    await keepRun(tx, { ...run, ...result.next }, result.findings, now)
    return result
  }
  if (!services.db) return ended(new Map())
  const good = items.flatMap(({ rows }) => rows.filter(({ notes }) => !notes.refused()))
  const terms = items.flatMap((item) => item.terms)
  try {
    return await transact(services, async (tx, now) => {
      const saved = await saveRows(tx, services, good, { source, actor, now })
      await noteTerms(tx, terms, now)
      return kept(tx, now, new Map(good.map((row, i) => [row, saved[i]!])))
    })
  } catch (error) {
    if (!isOfARow(error)) throw error
  }
  const outcomes = new Map<ImportRow, Outcome>()
  for (const row of good) {
    try {
      const [outcome] = await transact(services, (tx, now) =>
        saveRows(tx, services, [row], { source, actor, now }),
      )
      outcomes.set(row, outcome!)
    } catch (error) {
      if (!isOfARow(error)) throw error
      row.notes.say(row, '', 'shape', 'refused', rowSays.database_refused((error as Error).message))
    }
  }
  return transact(services, async (tx, now) => {
    await noteTerms(tx, terms, now)
    return kept(tx, now, outcomes)
  })
}

const findingsOf = ({ findings, rows }: Item): Finding[] => [
  ...findings,
  ...rows.flatMap(({ notes }) => notes.findings),
]

/** What was found in an item, each with the row that it is of; of a document with several, only its source is known. */
function withRows({ findings, rows }: Item, source: (row: ImportRow) => string): KeptFinding[] {
  const [first, second] = rows
  const whole = first
    ? { ...identityOf(first, source), ...(second && { sourceId: null }) }
    : { source: null, sourceId: null }
  return [
    ...findings.map((finding) => ({ ...finding, ...whole })),
    ...rows.flatMap((row) =>
      row.notes.findings.map((finding) => ({ ...finding, ...identityOf(row, source) })),
    ),
  ]
}

/** Whether a file itself says that a place of an item is confidential. */
const ofTheFile = (item: Item): boolean =>
  item.rows.some(({ hidden }) => hidden) ||
  findingsOf(item).some(({ kind }) => kind === 'confidential')

/**
 * Of which items nothing is told that could say where a hidden point is: hidden by the file, or here, also
 * if its row is refused. An item without rows may be of any point that came from a file.
 */
async function secrets(
  tx: Tx,
  items: readonly Item[],
  source: (row: ImportRow) => string,
): Promise<(item: Item) => boolean> {
  const told = items.filter((item) => findingsOf(item).length > 0)
  const all = told.flatMap(({ rows }) => rows)
  const hidden = await hiddenRows(tx, all, source)
  const [any] = told.some(({ rows }) => rows.length === 0)
    ? await tx
        .select({ id: servicePoints.id })
        .from(servicePoints)
        .where(sql`${eq(servicePoints.hidden, true)} and ${servicePoints.source} is not null`)
        .limit(1)
    : []
  return (item) =>
    ofTheFile(item) ||
    item.rows.some((row) => hidden.has(row)) ||
    (item.rows.length === 0 && any !== undefined)
}

function discreet<F extends Finding>(finding: F): F {
  const { kind, says, saysFr } = finding
  if (kind === 'place' || kind === 'coordinates') {
    const { en, fr } = valueSays.hidden_unread
    return { ...finding, says: en, saysFr: fr }
  }
  return kind === 'encoding' || kind === 'shape'
    ? { ...finding, says: masked(says), saysFr: saysFr && masked(saysFr) }
    : finding
}

/** Without what is quoted, which may hold quotation marks of its own. */
const masked = (text: string): string => text.replace(/".*"/s, '"…"')

/** What the run counts when these items are done. */
function counted(
  run: Pick<Run, 'counts' | 'found'>,
  items: readonly Item[],
  outcomes: ReadonlyMap<ImportRow, Outcome>,
): Pick<Run, 'counts' | 'found'> {
  const counts = { ...run.counts }
  const found = { ...run.found }
  const count = ({ kind, done }: Finding) => {
    found[`${kind}:${done}`] = (found[`${kind}:${done}`] ?? 0) + 1
  }
  for (const item of items) {
    item.findings.forEach(count)
    const lost = item.rows.length === 0 && item.findings.some(({ done }) => done === 'refused')
    counts.rows += lost ? 1 : item.rows.length
    counts.refused += lost ? 1 : 0
    for (const row of item.rows) {
      row.notes.findings.forEach(count)
      if (row.notes.refused()) {
        counts.refused++
        continue
      }
      if (row.notes.findings.length > 0) counts.doubtful++
      if (row.facts?.needs.length === 0) counts.withoutNeeds++
      if (row.hidden) counts.hidden++
      const outcome = outcomes.get(row)
      if (outcome) counts[outcome]++
    }
  }
  return { counts, found }
}

/** What is wrong with a row, and not with the database. */
function isOfARow(error: unknown): boolean {
  if (error instanceof Problem) return true
  return error instanceof DatabaseError && /^(?:22|23)/.test(error.code)
}
