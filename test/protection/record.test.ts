import { eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { chains, events } from '../../db/schema.ts'
import { databaseClock } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { readKeys } from '../../src/protection/keys.ts'
import { canonical, type Entry, record } from '../../src/protection/record.ts'
import { assertCodes } from '../../src/protection/record-codes.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { breakOf } from '../fixtures/record.ts'

const RUNS = process.env.PROVE ? 1000 : 25
const key = Buffer.alloc(32, 5).toString('base64')
const keys = readKeys({ SEAL_KEYS: `k:${key}`, RECORD_KEY: key, LINK_KEY: key })
const others = readKeys({
  SEAL_KEYS: `k:${key}`,
  RECORD_KEY: Buffer.alloc(32, 6).toString('base64'),
  LINK_KEY: key,
})

/** Anything that the record takes. */
const code = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^[a-z][a-z0-9_:.+-]{0,63}$/),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((d) => d.toISOString()),
  fc.constantFrom('ON', 'K7F-2QX', '2026-11-21', '0-5:girl'),
)
const { codes } = fc.letrec<{ codes: Record<string, unknown>; value: unknown }>((tie) => ({
  codes: fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z]{0,9}$/), tie('value'), {
    noNullPrototype: true,
    maxKeys: 6,
  }),
  value: fc.oneof(
    { maxDepth: 2 },
    fc.oneof(code, fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((n) => Math.round(n * 1000) / 1000),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('codes'),
  ),
}))

test('the canonical text', async (t) => {
  t.test('does not depend on the order of members', async (t) => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled)
      if (value === null || typeof value !== 'object') return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, shuffled(member)]),
      )
    }
    fc.assert(fc.property(fc.jsonValue(), (v) => canonical(v) === canonical(shuffled(v))))
    t.pass()
  })

  t.test('is JSON of the same value, so that no two values share one', async (t) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        t.strictSame(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  t.test('leaves out what is undefined', async (t) => {
    t.equal(
      canonical({ b: undefined, a: [1, { d: 'x', c: null }] }),
      '{"a":[1,{"c":null,"d":"x"}]}',
    )
  })
})

test('S7: an entry holds ids and codes', async (t) => {
  const entry: Entry = { chain: 'referral:1', actor: 'system', action: 'a.b', thing: 'offer:1' }
  const refused = (data: Record<string, unknown>) => {
    try {
      assertCodes({ ...entry, data })
    } catch (error) {
      return (error as Error).message
    }
  }

  t.test('of every kind that verbs write', async (t) => {
    fc.assert(fc.property(codes, (data) => refused(data) === undefined))
    t.pass()
  })

  t.test('and nothing that a person said', async (t) => {
    const said = ['Anna', 'two words', 'a@cw.example', '+18075550142', '807-555-0142', '8075550142']
    const more = ['', 'é', 'a\nb', "o'neil", 'x'.repeat(65), 'C’est']
    for (const text of [...said, ...more]) {
      for (const data of [{ text }, { list: ['ok', text] }, { deep: { text } }]) {
        t.match(refused(data), /ids and codes only: a\.b, data\./, JSON.stringify(data))
        if (text) t.notMatch(refused(data), text, 'and it is not repeated')
      }
    }
    t.match(refused({ 'Anna M': 1 }), /the name of member 0/)
    t.notMatch(refused({ 'Anna M': 1 }), 'Anna')
  })

  t.test('nor what would not be read back as it was signed', async (t) => {
    const odd = [
      new Date(0),
      1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      5e-324,
      1n,
      () => 1,
      new Map(),
    ]
    for (const value of odd) t.match(refused({ value }), 'data.value', typeof value)
    t.match(refused({ list: Array(65).fill(1) }), 'data.list')
  })

  t.test('nor a name that is none', async (t) => {
    for (const name of ['chain', 'actor', 'action', 'thing'])
      t.throws(() => assertCodes({ ...entry, [name]: 'Anna M' }), new RegExp(name))
  })
})

test('the record', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const services = { db, clock: databaseClock, committed: createSignal() }
  const admin = openPostgres(db.adminUrl, { pool: 1 })
  t.teardown(() => admin.close())
  const line = (chain: string, fields: Partial<Entry> = {}): Entry => ({
    chain,
    actor: 'test',
    action: 'thing.done',
    thing: 'thing:1',
    ...fields,
  })
  const add = (...entries: Entry[]) =>
    transact(services, (tx, now) => record(tx, keys, now, entries))
  let made = 0
  const aChain = () => `referral:${++made}`

  await t.test('is whole after any entries, read back from the database', async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(codes, { minLength: 1, maxLength: 6 }), async (list) => {
        const [a, b] = [aChain(), aChain()]
        for (const data of list) await add(line(a, { data }), line(b), line(a))
        for (const chain of [a, b]) t.equal(await breakOf(db.orm, keys, chain), undefined)
        t.equal(await breakOf(db.orm, others, a), '1 was changed', 'under another key')
      }),
      { numRuns: RUNS },
    )
  })

  await t.test('takes more at once than one statement can carry', async (t) => {
    const names = Array.from({ length: 20_000 }, aChain)
    await add(...[...names, ...names.slice(0, 3)].map((name) => line(name)))
    const [first, , , fourth] = names
    for (const chain of [first!, fourth!, names.at(-1)!])
      t.equal(await breakOf(db.orm, keys, chain), undefined)
    const of = await db.orm
      .select()
      .from(events)
      .where(inArray(events.chain, [first!, fourth!]))
    t.equal(of.length, 3)
  })

  await t.test('never forks, whoever writes at once, new chains too', async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1 }), {
          minLength: 2,
          maxLength: 8,
        }),
        async (verbs) => {
          const names = [aChain(), aChain(), aChain()]
          await Promise.all(
            verbs.map((verb) => add(...verb.map((i) => line(names[i]!, { data: { i } })))),
          )
          for (const [i, chain] of names.entries()) {
            const said = verbs.filter((verb) => verb.includes(i)).length
            const found = await db.orm.select().from(events).where(eq(events.chain, chain))
            t.equal(found.length, said, 'nothing is lost')
            if (said > 0) t.equal(await breakOf(db.orm, keys, chain), undefined)
          }
        },
      ),
      { numRuns: RUNS },
    )
  })

  await t.test('is not written when the change is not', async (t) => {
    const chain = aChain()
    await add(line(chain))
    const half = transact(services, async (tx, now) => {
      await record(tx, keys, now, [line(chain)])
      throw new Error('no')
    })
    await t.rejects(half, /no/)
    t.equal(await breakOf(db.orm, keys, chain), undefined)
  })

  await t.test('takes no event that skips one, or that follows another hash', async (t) => {
    const chain = aChain()
    await add(line(chain), line(chain))
    const [, second] = await db.orm
      .select()
      .from(events)
      .where(eq(events.chain, chain))
      .orderBy(events.seq)
    const wrong = {
      'a gap': { seq: 4, previous: second!.hash },
      'another hash': { seq: 3, previous: Buffer.alloc(32) },
      'a first one that follows something': { chain: aChain(), seq: 1, previous: second!.hash },
      'a chain that begins at two': { chain: aChain(), seq: 2, previous: Buffer.alloc(0) },
    }
    for (const [what, fields] of Object.entries(wrong)) {
      const insert = transact(services, (tx) => tx.insert(events).values({ ...second!, ...fields }))
      await t.rejects(insert, /\(event_follows\)/, what)
    }
    const fork = transact(services, (tx) =>
      tx.insert(events).values({ ...second!, actor: 'other' }),
    )
    await t.rejects(fork, /\(events_pkey\)/)
  })

  await t.test('is written once: not even its owner changes or deletes a line', async (t) => {
    const chain = aChain()
    await add(line(chain))
    const attempts = [
      sql`update events set actor = 'other' where chain = ${chain}`,
      sql`delete from events where chain = ${chain}`,
    ]
    for (const attempt of attempts) {
      await t.rejects(
        transact(services, (tx) => tx.execute(attempt)),
        { code: '42501' },
        'the program has no right to',
      )
      await t.rejects(
        transact({ ...services, db: admin }, (tx) => tx.execute(attempt)),
        /\(written_once\)/,
        'the owner meets the trigger',
      )
    }
  })

  await t.test('shows what was changed, cut or exchanged past the trigger', async (t) => {
    const tamper = async (change: (chain: string, other: string) => string) => {
      const [chain, other] = [aChain(), aChain()]
      for (const each of [chain, other])
        await add(line(each), line(each, { thing: each }), line(each))
      await admin.script(`
        alter table events disable trigger all;
        ${change(chain, other)};
        alter table events enable trigger all`)
      return breakOf(db.orm, keys, chain)
    }
    const where = (chain: string, seq: number) => `where chain = '${chain}' and seq = ${seq}`
    t.equal(await tamper((c) => `update events set actor = 'x' ${where(c, 2)}`), '2 was changed')
    t.equal(
      await tamper((c) => `update events set at = at + interval '1 ms' ${where(c, 3)}`),
      '3 was changed',
    )
    t.equal(
      await tamper((c) => `update events set data = '{"a":1}' ${where(c, 1)}`),
      '1 was changed',
    )
    t.equal(await tamper((c) => `delete from events ${where(c, 2)}`), 'gap at 2')
    t.equal(await tamper((c) => `delete from events ${where(c, 3)}`), 'the head is another')
    t.equal(
      await tamper(
        (c, o) =>
          `update events e set previous = f.previous, hash = f.hash from events f
            where e.chain = '${c}' and f.chain = '${o}' and e.seq = f.seq`,
      ),
      '1 was changed',
    )
  })

  await t.test('heads that moved are those that anchors will sign', async (t) => {
    const chain = aChain()
    await add(line(chain), line(chain))
    const [head] = await db.orm.select().from(chains).where(eq(chains.id, chain))
    t.match(head, { seq: 2, anchoredSeq: 0 })
  })
})
