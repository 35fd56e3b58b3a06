import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { pino } from 'pino'
import { test } from 'tap'
import { anchorLeaves, anchors, chains } from '../../db/schema.ts'
import { HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { dutyJob, runUntilIdle } from '../../src/platform/due.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { anchorDuty, type Leaf, rootOf } from '../../src/protection/anchor.ts'
import { anchorFileJob, openLines } from '../../src/protection/anchor-file.ts'
import { readKeys } from '../../src/protection/keys.ts'
import { record } from '../../src/protection/record.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFolder } from '../fixtures/process.ts'
import { verified } from '../fixtures/record.ts'
import { aClock } from '../fixtures/services.ts'

const key = Buffer.alloc(32, 5).toString('base64')
const keys = readKeys({ SEAL_KEYS: `k:${key}`, RECORD_KEY: key, LINK_KEY: key })

test('the root of the leaves', async (t) => {
  const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
  const leaf = (chain: string): Leaf => ({ chain, seq: 1, hash: Buffer.alloc(32, chain) })
  const hashed = ({ chain, seq, hash }: Leaf) =>
    sha256(
      Buffer.of(0),
      Buffer.from(`{"chain":"${chain}","hash":"${hash.toString('hex')}","seq":${seq}}`),
    )
  const node = (a: Buffer, b: Buffer) => sha256(Buffer.of(1), a, b)
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((chain) => hashed(leaf(chain)))
  const root = (names: string) => rootOf([...names].map(leaf)).toString('hex')

  t.test('is that of RFC 6962', async (t) => {
    t.equal(root(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    t.equal(root('a'), a!.toString('hex'))
    t.equal(root('abc'), node(node(a!, b!), c!).toString('hex'))
    t.equal(root('abcde'), node(node(node(a!, b!), node(c!, d!)), e!).toString('hex'))
  })

  t.test('does not depend on their order, and on everything else', async (t) => {
    t.equal(root('dbaec'), root('abcde'))
    const leaves = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(leaves, fc.nat(), (names, n) => {
        const all = names.map(leaf)
        const i = n % all.length
        const other = [{ seq: 2 }, { chain: 'other' }, { hash: Buffer.alloc(32, 255) }].map(
          (change) => all.with(i, { ...all[i]!, ...change }),
        )
        const roots = [all, all.toSpliced(i, 1), ...other].map((list) =>
          rootOf(list).toString('hex'),
        )
        return new Set(roots).size === roots.length
      }),
    )
    t.pass()
  })
})

test('S7: anchors', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const clock = aClock()
  const file = join(aFolder(t), 'elsewhere', 'anchors.jsonl')
  const log = pino({ level: 'silent' })
  const services = {
    db,
    clock,
    committed: createSignal(),
    log,
    keys,
    config: { ANCHORS_FILE: file },
  }
  const making = dutyJob(services, anchorDuty(keys))
  const settle = () => runUntilIdle([making, anchorFileJob(services)])
  const pass = async (ms: number) => {
    clock.tick(ms)
    await settle()
  }
  const write = (...names: string[]) =>
    transact(services, (tx, now) =>
      record(
        tx,
        keys,
        now,
        names.map((chain) => ({ chain, actor: 'test', action: 'done', thing: chain })),
      ),
    )
  const made = () => db.orm.select().from(anchors).orderBy(anchors.number)
  const linesNow = () => readFileSync(file, 'utf8').trimEnd().split('\n')
  const faults = async () => {
    const lines = await openLines(file)
    return (await verified(db.orm, keys, { now: clock.at, lines })).faults
  }

  await t.test('sign every five minutes what moved, and each follows the last', async (t) => {
    await write('referral:a', 'referral:b', 'referral:a')
    await settle()
    await write('referral:b', 'referral:c')
    await pass(MINUTE)
    t.equal((await made()).length, 1, 'not before')
    await pass(4 * MINUTE)
    const [first, second] = await made()
    t.match(second, { number: 2, leaves: 2, previous: first!.mac, at: clock.at })
    const leaves = await db.orm.select().from(anchorLeaves).orderBy(anchorLeaves.chain)
    t.same(
      leaves.map(({ number, chain, seq }) => [number, chain, seq]),
      [
        [1, 'referral:a', 2],
        [1, 'referral:b', 1],
        [2, 'referral:b', 2],
        [2, 'referral:c', 1],
      ],
    )
    t.same(await faults(), [])
  })

  await t.test('show once an hour that they are made, when nothing moves', async (t) => {
    for (let i = 0; i < 11; i++) await pass(5 * MINUTE)
    t.equal((await made()).length, 2)
    await pass(5 * MINUTE)
    t.match((await made()).at(-1), { number: 3, leaves: 0 })
    t.same(await faults(), [])
  })

  await t.test('are made once each, by however many processes', async (t) => {
    const processes = Array.from({ length: 4 }, () => dutyJob(services, anchorDuty(keys)))
    for (let round = 1; round <= 5; round++) {
      await write('referral:a')
      clock.tick(5 * MINUTE)
      const did = await Promise.all(processes.map((each) => each.run()))
      t.equal(did.filter(Boolean).length, 1)
      t.equal((await made()).length, 3 + round)
    }
    await settle()
    t.same(await faults(), [])
  })

  await t.test(
    'wait for no verb and let none wait: a chain is read as it was committed',
    async (t) => {
      const seqOf = async () =>
        (await db.orm.select().from(chains)).find(({ id }) => id === 'referral:busy')!
      await write('referral:busy')
      const before = (await made()).length
      clock.tick(5 * MINUTE)
      await transact(services, async (tx, now) => {
        const entry = {
          chain: 'referral:busy',
          actor: 'test',
          action: 'done',
          thing: 'referral:busy',
        }
        await record(tx, keys, now, [entry])
        await settle()
        t.equal((await made()).length, before + 1)
      })
      t.match(await seqOf(), { seq: 2, anchoredSeq: 0 })
      await pass(5 * MINUTE)
      t.match(await seqOf(), { seq: 2, anchoredSeq: 2 })
      t.same(await faults(), [])
    },
  )

  await t.test('come one after the other when many chains moved', async (t) => {
    for (let i = 0; i < 5; i++)
      await write(...Array.from({ length: 900 }, (_, j) => `referral:many-${i * 900 + j}`))
    const before = (await made()).length
    await pass(5 * MINUTE)
    const leaves = (await made()).slice(before).map(({ leaves }) => leaves)
    t.same(leaves, [2000, 2000, 500])
    t.same(await faults(), [])
  })

  await t.test('are lines of a file, which is mended when a process died', async (t) => {
    const whole = readFileSync(file, 'utf8')
    t.equal(linesNow().length, (await made()).length)
    const torn = whole.lastIndexOf('\n', whole.length - 2) - 200
    for (const length of [torn, whole.length - 1, 0]) {
      truncateSync(file, length)
      await runUntilIdle([anchorFileJob(services)])
      t.equal(readFileSync(file, 'utf8'), whole)
    }
    const processes = Array.from({ length: 4 }, () => anchorFileJob(services))
    await write('referral:a')
    clock.tick(5 * MINUTE)
    await making.run()
    await Promise.all(processes.map((each) => each.run()))
    t.equal(
      linesNow().length,
      (await made()).length,
      'processes that share it write each line once',
    )
    t.same(await faults(), [])
  })

  await t.test('may be on their way to the file for a minute, no longer', async (t) => {
    await write('referral:a')
    clock.tick(5 * MINUTE)
    await making.run()
    t.same(await faults(), [])
    clock.tick(MINUTE + SECOND)
    t.match(await faults(), [{ kind: 'line_missing' }])
    await settle()
    t.same(await faults(), [])
  })

  await t.test('of a file that is ahead of the table are never written over', async (t) => {
    const whole = readFileSync(file, 'utf8')
    const errors: unknown[] = []
    const loud = pino({}, { write: (text: string) => void errors.push(JSON.parse(text)) })
    const ahead = linesNow()
      .at(-1)!
      .replace(/"number":\d+/, '"number":999')
    appendFileSync(file, `${ahead}\n`)
    await runUntilIdle([anchorFileJob({ ...services, log: loud })])
    t.match(errors, [{ level: 50, msg: /the file of anchors and the table differ/ }])
    t.equal(readFileSync(file, 'utf8'), `${whole}${ahead}\n`)
    t.match(await faults(), [{ kind: 'line_changed' }])
    writeFileSync(file, whole)
  })

  await t.test('are written once, for the program and for their owner', async (t) => {
    const admin = openPostgres(db.adminUrl, { pool: 1 })
    t.teardown(() => admin.close())
    for (const table of ['anchors', 'anchor_leaves']) {
      for (const attempt of [`update ${table} set number = 1`, `delete from ${table}`]) {
        const run = (on: typeof admin) =>
          transact({ ...services, db: on }, (tx) => tx.execute(sql.raw(attempt)))
        await t.rejects(run(db), { code: '42501', constraint: undefined }, attempt)
        await t.rejects(run(admin), /written_once/, attempt)
      }
    }
  })

  await t.test('come again soon after one could not be made', async (t) => {
    const broken = { ...keys, record: undefined as unknown as typeof keys.record }
    const failing = dutyJob({ ...services, log }, anchorDuty(broken))
    clock.tick(HOUR)
    t.ok(await failing.run())
    const before = (await made()).length
    await settle()
    t.equal((await made()).length, before)
    await pass(5 * SECOND)
    t.equal((await made()).length, before + 1)
  })
})
