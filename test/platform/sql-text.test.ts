import { isDeepStrictEqual } from 'node:util'
import { and, eq, exists, inArray, notExists, type SQL, sql } from 'drizzle-orm'
import { alias, PgDialect } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/postgres-js'
import fc from 'fast-check'
import { test } from 'tap'
import { legs, offers } from '../../db/schema.ts'
import type { Tx } from '../../src/platform/database.ts'
import { writeFaster } from '../../src/platform/sql-text.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { aReferral } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

type Written = { sql: string; params: unknown[] }
type WithDialect = { dialect: { sqlToQuery: (query: SQL, source?: 'indexes') => Written } }

const itsOwn = new PgDialect()
const isSame = (ours: Written, theirs: Written) =>
  ours.sql === theirs.sql && isDeepStrictEqual(ours.params, theirs.params)

test('queries are written as the ORM writes them', async (t) => {
  const orm = drizzle.mock() as unknown as Tx
  writeFaster(orm)
  const { dialect } = orm as unknown as WithDialect
  const same = (query: SQL) => isSame(dialect.sqlToQuery(query), itsOwn.sqlToQuery(query))

  t.test('any nesting of any parts', async () => {
    const other = alias(legs, 'other "legs"')
    const fixed = fc.constantFrom<unknown>(
      ...[undefined, null, 0, -1.5, true, 'o’clock', `it's "x"`, '', '$1', new Date(0)],
      ...[Buffer.from('x'), legs, other, legs.id, other.state, offers.dueAt, { a: 1 }],
      ...[sql.raw('now()'), sql.identifier('a "b"'), sql.placeholder('p'), sql`1`.as('one')],
      ...[sql.param(new Date(0), offers.dueAt), sql.param(null, offers.dueAt), sql.empty()],
      ...[sql.param(sql`now()`), sql.param(sql.placeholder('q')), sql`x = ${'y'}`.inlineParams()],
      ...[orm.select({ id: legs.id }).from(legs), orm.$with('w').as(orm.select().from(legs))],
      ...[orm.select().from(legs).as('sub'), inArray(legs.id, ['a', 'b']), eq(legs.turn, 3)],
      ...[notExists(orm.select().from(offers).where(eq(offers.legId, legs.id))), and(undefined)],
    )
    const parts = fc.letrec<{ part: unknown; query: SQL }>((tie) => ({
      part: fc.oneof(
        { weight: 3, arbitrary: fixed },
        fc.array(fixed, { maxLength: 3 }),
        tie('query'),
      ),
      query: fc
        .array(tie('part'), { maxLength: 6 })
        .map((all) => sql.join([sql`(`, ...(all as SQL[]), sql`)`], sql` | `)),
    }))
    fc.assert(fc.property(parts.query, same), { numRuns: 1000 })
  })

  t.test('each kind of statement, also the second time', async (t) => {
    const now = new Date(0)
    const other = alias(offers, 'other')
    const open = (orm: Tx) =>
      orm.select({ id: offers.id }).from(offers).where(eq(offers.state, 'open'))
    const statements: ((orm: Tx) => { toSQL(): Written })[] = [
      (orm) => orm.select().from(legs),
      (orm) => orm.select().from(legs).innerJoin(offers, eq(offers.legId, legs.id)).for('update'),
      (orm) => orm.select({ of: legs.id, id: offers.id }).from(offers).innerJoin(legs, sql`true`),
      (orm) => orm.select({ id: offers.id, of: legs.id }).from(offers).innerJoin(legs, sql`true`),
      (orm) => orm.select({ id: other.id, legId: other.legId }).from(other),
      (orm) => orm.select({ id: offers.id, n: sql`count(*)` }).from(offers).groupBy(offers.id),
      (orm) => orm.select().from(open(orm).as('those')).orderBy(offers.id).limit(3).offset(1),
      (orm) =>
        orm
          .update(legs)
          .set({ turn: sql`${legs.turn} + ${1}`, dueAt: now })
          .where(exists(open(orm))),
      (orm) =>
        orm
          .delete(offers)
          .where(inArray(offers.id, open(orm)))
          .returning({ id: offers.id }),
      (orm) =>
        orm
          .insert(legs)
          .values({ id: 'x', dueAt: now } as never)
          .onConflictDoUpdate({ target: legs.id, set: { dueAt: null }, setWhere: sql`true` })
          .returning(),
    ]
    const plain = drizzle.mock() as unknown as Tx
    for (const statement of [...statements, ...statements]) {
      const { sql, params } = statement(plain).toSQL()
      t.strictSame(statement(orm).toSQL(), { sql, params }, sql)
    }
  })
})

test('so is everything that one referral needs', needsPostgres, async (t) => {
  const service = await aService(t)
  const { dialect } = service.db.orm as unknown as WithDialect
  const ours = dialect.sqlToQuery
  let asked = 0
  dialect.sqlToQuery = (query, source) => {
    const [written, theirs] = [ours(query, source), itsOwn.sqlToQuery(query, source)]
    asked++
    if (!isSame(written, theirs)) t.same(written, theirs)
    return written
  }
  await aReferral(service)
  await service.pass(60_000)
  t.ok(asked > 30)
})
