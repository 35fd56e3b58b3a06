import { sql } from 'drizzle-orm'
import { rows, type Tx } from '../platform/database.ts'

/** A table as it is copied: what is generated is not, and rows are in the order of the primary key. */
export type Table = { name: string; columns: string[]; key: string[]; generated: string[] }
/** How much is in a table, and what: the sum of a hash of each row, whatever their order. */
export type Content = { rows: number; digest: string }

/** Every table of ours, those that others refer to first. Migrations are not content, nor what PostGIS brings. */
export async function tablesOf(tx: Tx): Promise<Table[]> {
  const found = await rows<Omit<Table, 'key'> & { key: string[] | null; needs: string[] | null }>(
    tx,
    sql`select c.relname as name,
               (select json_agg(a.attname order by a.attnum) from pg_attribute a
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
               (select coalesce(json_agg(a.attname), '[]') from pg_attribute a
                 where a.attrelid = c.oid and a.attnum > 0 and a.attgenerated <> '') as generated,
               (select json_agg(a.attname order by k.position)
                  from pg_index i, unnest(i.indkey::smallint[]) with ordinality k (number, position), pg_attribute a
                 where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number) as key,
               (select json_agg(distinct f.confrelid::regclass::text) from pg_constraint f
                 where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind = 'r' and c.relname not in ('migrations', 'spatial_ref_sys')
         order by c.relname`,
  )
  const ordered: Table[] = []
  const left = new Map(found.map((table) => [table.name, table]))
  while (left.size > 0) {
    const free = [...left.values()].filter(({ needs }) => !needs?.some((name) => left.has(name)))
    if (free.length === 0) throw new Error('these tables refer to each other in a circle')
    for (const { name, columns, generated, key } of free) {
      ordered.push({ name, columns, generated, key: key ?? columns })
      left.delete(name)
    }
  }
  return ordered
}

/** Each row as JSON, times in UTC (`inUtc`), the same on every PostgreSQL. */
export const rowText = ({ generated }: Table) =>
  sql`(to_jsonb(t) - array[${sql.join(
    ['', ...generated].map((name) => sql`${name}::text`),
    sql`, `,
  )}])::text`

/** Within this transaction times are written in UTC. */
export const inUtc = (tx: Tx) => tx.execute(sql`set local timezone = 'UTC'`)

/** In a transaction that is `inUtc`. */
export async function contentOf(tx: Tx, table: Table): Promise<Content> {
  const hash = sql`encode(sha256(convert_to(${rowText(table)}, 'UTF8')), 'hex')`
  const [found] = await rows<{ rows: number; digest: string }>(
    tx,
    sql`select count(*)::float8 as rows,
               coalesce(sum(('x' || substr(${hash}, 1, 15))::bit(60)::bigint), 0)::text as digest
          from ${sql.identifier(table.name)} t`,
  )
  return found!
}

/** What two sets of contents do not agree about, a line each. */
export function disagreements(
  expected: Record<string, Content>,
  found: Record<string, Content>,
): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort()
  return names.flatMap((name) => {
    const [a, b] = [expected[name], found[name]]
    if (!a || !b) return `the table ${name} is ${a ? 'missing' : 'new'}`
    if (a.rows !== b.rows) return `the table ${name} has ${b.rows} rows, not ${a.rows}`
    return a.digest === b.digest ? [] : `a row of the table ${name} is another than it was`
  })
}

/** What was applied, in order. */
export const migrationsOf = (tx: Tx) =>
  rows<{ number: number; name: string; hash: string }>(
    tx,
    sql`select number, name, hash from migrations order by number`,
  )
