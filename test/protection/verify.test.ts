import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { after, HOUR, MINUTE } from '../../src/platform/clock.ts'
import type { Tx } from '../../src/platform/database.ts'
import { openPostgres } from '../../src/platform/postgres.ts'
import { openLines } from '../../src/protection/anchor-file.ts'
import { readKeys } from '../../src/protection/keys.ts'
import type { Verifying } from '../../src/protection/verify.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aServicePoint } from '../fixtures/directory.ts'
import { readRecord, verified } from '../fixtures/record.ts'
import { aReferral, aTaken, post, readLeg } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'
import { EVENT_TAMPERINGS, type Tampering } from '../fixtures/tampering.ts'
import { ANCHOR_TAMPERINGS } from '../fixtures/tampering-anchors.ts'

const TAMPERINGS = { ...EVENT_TAMPERINGS, ...ANCHOR_TAMPERINGS }
const RUNS = process.env.PROVE ? 1000 : 60
const key = Buffer.alloc(32, 7).toString('base64')
const wrong = readKeys({
  SEAL_KEYS: `test:${key}`,
  RECORD_KEY: Buffer.alloc(32, 8).toString('base64'),
  LINK_KEY: key,
})

test('S7: who tampers with the record is found', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const service = await aService(t, { db })
  const { keys, clock } = service
  const admin = openPostgres(db.adminUrl, { pool: 1 })
  t.teardown(() => admin.close())
  const file = service.config.ANCHORS_FILE!

  for (let i = 0; i < 4; i++) await aServicePoint(service)
  for (const urgency of ['emergency', 'urgent', 'standard', 'urgent']) {
    await aTaken(service, { urgency })
    const { id } = await aReferral(service, { urgency })
    await service.pass(5 * MINUTE)
    const [offer] = (await readLeg(service, id)).offers
    if (offer) await post(service, `/v1/offers/${offer.id}/refusal`, { reason: 'full' })
    await post(service, `/v1/referrals/${id}/withdrawal`)
    await service.pass(10 * MINUTE)
  }
  // The last events are anchored by nothing yet.
  await aTaken(service)
  const now = after(clock.at, HOUR)
  const linesNow = readFileSync(file, 'utf8').trimEnd().split('\n')
  const record = await readRecord(admin.orm, linesNow)
  const look = (tx: Tx, lines: Verifying['lines'] = linesNow) => verified(tx, keys, { now, lines })

  await t.test('nothing is wrong with what nobody touched', async (t) => {
    const { chains, events, anchors, leaves } = record
    t.comment(`${events.length} events, ${anchors.length} anchors, ${leaves.length} leaves`)
    t.ok(events.length > 60 && anchors.length > 8 && leaves.length > 20)
    const { faults, ...summary } = await look(db.orm, await openLines(file))
    t.same(faults, [])
    t.match(summary, { chains: chains.length, events: events.length, anchors: anchors.length })
    t.equal(summary.lastAnchor?.number, anchors.length)
    t.ok(summary.notAnchored > 0)
  })

  await t.test('under another key nothing is right', async (t) => {
    const { faults } = await verified(db.orm, wrong, { now, lines: linesNow })
    const count = (kind: string) => faults.filter((fault) => fault.kind === kind).length
    t.equal(count('event_changed'), record.events.length)
    t.equal(count('anchor_changed'), record.anchors.length)
    t.equal(count('line_changed'), record.anchors.length)
  })

  const kinds = Object.keys(TAMPERINGS)
  const each = Math.ceil(RUNS / kinds.length)
  await t.test(`all of ${each * kinds.length} random tamperings are found`, async (t) => {
    for (const kind of kinds) {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), async (numbers) => {
          let drawn = 0
          const draw = (n: number) => numbers[drawn++ % numbers.length]! % n
          const { statements, lines } = TAMPERINGS[kind]!(record, draw, wrong)
          const { faults } = await tampered(statements, (tx) => look(tx, lines))
          if (faults.length === 0) throw new Error(`${kind}: not found`)
        }),
        { numRuns: each },
      )
    }
    t.same((await look(admin.orm)).faults, [], 'and afterwards all is as it was')
  })

  await t.test('and it is said what is wrong, where, and which anchor shows it', async (t) => {
    const { chain, seq } = record.leaves.find((leaf) => leaf.seq > 3)!
    const where = sql`chain = ${chain} and seq = 2`
    const said = async (...statements: Tampering['statements']) =>
      (await tampered(statements, (tx) => look(tx))).faults
    const first = record.leaves.find((leaf) => leaf.chain === chain && leaf.seq >= 2)!.number
    t.same(await said(sql`update events set actor = 'x' where ${where}`), [
      { kind: 'event_changed', chain, seq: 2, anchor: first },
    ])
    t.same(await said(sql`delete from events where ${where}`), [
      { kind: 'event_missing', chain, seq: 2, anchor: first },
    ])
    const gone = await said(
      sql`delete from events where chain = ${chain}`,
      sql`delete from chains where id = ${chain}`,
    )
    t.ok(gone.length > 0)
    t.ok(gone.every((fault) => fault.kind === 'anchored_event_missing' && fault.chain === chain))
    t.ok(gone.some((fault) => fault.seq === seq))
    const last = record.anchors.length
    const cut = await said(
      sql`delete from anchors where number = ${last}`,
      sql`delete from anchor_leaves where number = ${last}`,
    )
    t.match(cut.at(-1), { kind: 'line_without_anchor', line: last, anchor: last })
  })

  await t.test('by scripts/verify-events too, which ends with 1', async (t) => {
    const script = join(import.meta.dirname, '../../scripts/verify-events.ts')
    const env = {
      ...{ PATH: process.env.PATH!, DATA_DIR: '/nonexistent', DATABASE_URL: db.url },
      ...{ RECORD_KEY: key, ANCHORS_FILE: file },
    }
    const run = (...options: string[]) =>
      promisify(execFile)(process.execPath, [script, ...options], { env }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
      )
    const { length } = record.events
    t.match(await run(), {
      code: 0,
      stdout: `All is whole. Chains: ${record.chains.length}, events: ${length}`,
    })
    const { chain } = record.leaves[0]!
    await admin.script(`set session_replication_role = replica;
      update events set actor = 'x' where chain = '${chain}' and seq = 1; reset session_replication_role`)
    t.match(await run(), {
      code: 1,
      stdout: `an event was changed: chain ${chain}, event 1; shown by anchor 1\nNOT WHOLE, faults: 1.`,
    })
    const { code, stdout } = await run('--json', '--anchors', `${file}.gone`)
    t.equal(code, 1)
    t.match(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        { kind: 'event_changed', chain, seq: 1, anchor: 1 },
        { kind: 'file_missing' },
        { events: length, faults: 2 },
      ],
    )
  })

  /** As the superuser, past every trigger; then undone. */
  async function tampered<T>(statements: Tampering['statements'], look: (tx: Tx) => Promise<T>) {
    let seen: T | undefined
    const undone = new Error('undone')
    await admin.orm
      .transaction(async (tx) => {
        await tx.execute(sql`set local session_replication_role = replica`)
        for (const statement of statements) await tx.execute(statement)
        seen = await look(tx)
        throw undone
      })
      .catch((error) => {
        if (error !== undone) throw error
      })
    return seen!
  }
})
