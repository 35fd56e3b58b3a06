import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { modern } from './package-names.ts'
import { setPlace } from './read-notes.ts'
import type { Rest } from './shapes.ts'

/** A row of a package, with the line that it stands on. */
export type StagedRow = {
  n: number
  tab: string
  id: string
  file: string
  line: number
  body: Rest
}

/**
 * The tables of a package on disk, to be joined by their ids: 100,000 services with their phones and
 * schedules do not fit in memory, a dry run has no PostgreSQL, and SQLite comes with Node. The file is in a
 * folder that only this user can read, and goes at the end.
 */
export type Stage = {
  add(table: string, row: Rest, file: string, line: number): void
  /** After the last row, before the first question. */
  index(): void
  page(table: string, after: number, limit: number): StagedRow[]
  byId(table: string, id: string): StagedRow | undefined
  /** What belongs to a thing, by table. */
  childrenOf(table: string, id: string): Map<string, StagedRow[]>
  /** Rows that name something that is not there. */
  dangling(
    after: number,
    limit: number,
  ): { row: StagedRow; column: string; target: string; at: number }[]
  count(table: string): number
  close(): void
}

/** Which table a column of another's id names. */
const NAMES: Record<string, string> = {
  ...{ organization_id: 'organizations', service_id: 'services', location_id: 'locations' },
  ...{ service_at_location_id: 'service_at_location', contact_id: 'contacts', phone_id: 'phones' },
}

export function openStage(): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-import-'))
  const db = new DatabaseSync(join(folder, 'stage.sqlite'))
  db.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -32000;
    create table part (n integer primary key, tab text, id text, file text, line integer, body text);
    create table link (target_tab text, target_id text, col text, tab text, n integer);
    begin`)
  const put = db.prepare('insert into part (tab, id, file, line, body) values (?, ?, ?, ?, ?)')
  const tie = db.prepare('insert into link values (?, ?, ?, ?, ?)')
  const ask = lazily(db)

  function write(table: string, row: Rest, file: string, line: number): void {
    const id = String(row.id ?? '')
    const { lastInsertRowid } = put.run(table, id, file, line, JSON.stringify(row))
    const n = Number(lastInsertRowid)
    for (const [column, target] of Object.entries(NAMES))
      if (typeof row[column] === 'string' && row[column] !== '')
        tie.run(target, row[column], column, table, n)
    const [column, entity] =
      table === 'attributes' ? ['link_id', 'link_entity'] : ['resource_id', 'resource_type']
    if (table !== 'attributes' && table !== 'metadata') return
    const named = row[column]
    const target = NAMES[`${String(row[entity])}_id`] ?? 'any'
    if (typeof named === 'string') tie.run(target, named, column, table, n)
  }

  return {
    add(table, given, file, line) {
      const { table: tab, row, more = [] } = modern(table, given)
      write(tab, row, file, line)
      for (const each of more) write(each.table, each.row, file, line)
    },
    index() {
      db.exec(`
        commit;
        create index part_id on part (tab, id);
        create index part_any on part (id);
        create index link_target on link (target_id, target_tab);
        begin`)
    },
    page: (table, after, limit) =>
      ask('select * from part where tab = ? and n > ? order by n limit ?')
        .all(table, after, limit)
        .map(staged),
    byId(table, id) {
      const found = ask('select * from part where tab = ? and id = ? order by n limit 1').get(
        table,
        id,
      )
      return found && staged(found)
    },
    childrenOf(table, id) {
      const found = ask(
        `select p.* from link l join part p on p.n = l.n
          where l.target_id = ? and l.target_tab in (?, 'any') order by p.n`,
      ).all(id, table)
      return Map.groupBy(found.map(staged), ({ tab }) => tab)
    },
    dangling: (after, limit) =>
      ask(
        `select p.*, l.col, l.target_id, l.rowid as at from link l join part p on p.n = l.n
          where l.rowid > ? and not exists (
            select 1 from part t where t.id = l.target_id and (t.tab = l.target_tab or l.target_tab = 'any'))
          order by l.rowid limit ?`,
      )
        .all(after, limit)
        .map((found) => {
          const { col, target_id, at } = found as { col: string; target_id: string; at: number }
          return { row: staged(found), column: col, target: target_id, at }
        }),
    count: (table) => Number(ask('select count(*) as n from part where tab = ?').get(table)!.n),
    close() {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function lazily(db: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  return (text: string) => {
    const known = prepared.get(text) ?? db.prepare(text)
    prepared.set(text, known)
    return known
  }
}

function staged(found: Record<string, unknown>): StagedRow {
  const { n, tab, id, file, line, body } = found as Omit<StagedRow, 'body'> & { body: string }
  const row = { n, tab, id, file, line, body: JSON.parse(body) as Rest }
  setPlace(row.body, `${file} line ${line}`)
  return row
}
