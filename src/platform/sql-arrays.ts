import { type Column, type SQL, sql } from 'drizzle-orm'

export const texts = (values: readonly string[]): SQL => sql`${literal(values)}::text[]`
export const uuids = (values: readonly string[]): SQL => sql`${literal(values)}::uuid[]`
export const integers = (values: readonly number[]): SQL =>
  sql`${literal(values.map(String))}::integer[]`

/** True of rows whose `column` is one of these: one statement for any number of them. */
export const among = (column: Column, ids: readonly string[]): SQL =>
  sql`${column} = any(${uuids(ids)})`

/** An array in PostgreSQL's own text form, which both drivers pass on as it stands. */
const literal = (values: readonly string[]) =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
