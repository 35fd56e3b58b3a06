import { transact } from '../platform/database.ts'
import { DatabaseError, Problem } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import type { Finding } from './import-findings.ts'
import type { Item } from './import-items.ts'
import { keepRun, type Run } from './import-runs.ts'
import { type Importing, type Outcome, saveRows } from './import-save.ts'
import type { ImportRow } from './read-row.ts'
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
): Promise<{ next: Next; findings: Finding[] }> {
  const ended = (outcomes: ReadonlyMap<ImportRow, Outcome>) => ({
    next: { position, percent: items.at(-1)!.percent, ...counted(run, items, outcomes) },
    findings: items.flatMap(findingsOf),
  })
  if (!services.db) return ended(new Map())
  const good = items.flatMap(({ rows }) => rows.filter(({ notes }) => !notes.refused()))
  const terms = items.flatMap((item) => item.terms)
  try {
    return await transact(services, async (tx, now) => {
      const saved = await saveRows(tx, services, good, { source, actor, now })
      await noteTerms(tx, terms, now)
      const result = ended(new Map(good.map((row, i) => [row, saved[i]!])))
      await keepRun(tx, { ...run, ...result.next }, result.findings, now)
      return result
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
      row.notes.say(
        row,
        '',
        'shape',
        'refused',
        `the database did not take it (${(error as Error).message})`,
      )
    }
  }
  return transact(services, async (tx, now) => {
    await noteTerms(tx, terms, now)
    const result = ended(outcomes)
    await keepRun(tx, { ...run, ...result.next }, result.findings, now)
    return result
  })
}

/** What was found in an item. Of a hidden point nothing is told that could say where it is. */
function findingsOf({ findings, rows }: Item): Finding[] {
  const secret = rows.some(({ hidden }) => hidden)
  const all = [...findings, ...rows.flatMap(({ notes }) => notes.findings)]
  return secret ? all.map(discreet) : all
}

function discreet(finding: Finding): Finding {
  const { kind, says } = finding
  if (kind === 'place' || kind === 'coordinates')
    return { ...finding, says: 'its place contradicts itself, or was not understood' }
  return kind === 'encoding' || kind === 'shape'
    ? { ...finding, says: says.replace(/"[^"]*"/g, '"…"') }
    : finding
}

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
