import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { dataKeys } from '../../db/schema.ts'
import { databaseClock } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { keyedHash, readKeys, sameHash } from '../../src/protection/keys.ts'
import {
  dataKey,
  dataKeysOf,
  newDataKey,
  open,
  seal,
  standingKey,
} from '../../src/protection/seal.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'

const bytes = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const keysWith = (SEAL_KEYS: string) =>
  readKeys({ SEAL_KEYS, RECORD_KEY: bytes(1), LINK_KEY: bytes(2) })
const keys = keysWith(`one:${bytes(3)}`)
const place = { table: 'messages', row: 'a', field: 'sealed' }

test('sealed values', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const services = { db, clock: databaseClock, committed: createSignal() }
  const made = (with_ = keys) =>
    transact(services, (tx, now) => newDataKey(tx, with_, 'referral', now))
  const [key, other] = [await made(), await made()]

  t.test('open at their place, with their key, as what they were', async (t) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sealed = seal(key, place, value)
        t.strictSame(open(key, place, sealed), JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  t.test('open nowhere else: exchanged between rows, fields or tables they fail', async (t) => {
    const text = fc.string({ maxLength: 8 })
    const where = fc.record({ table: text, row: text, field: text })
    fc.assert(
      fc.property(where, where, fc.string(), (here, there, value) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there))
        const sealed = seal(key, here, value)
        return fails(() => open(key, there, sealed)) && open(key, here, sealed) === value
      }),
    )
    t.pass()
  })

  t.test('open with no other key, and not when a byte was changed or cut', async (t) => {
    t.throws(() => open(other, place, seal(key, place, 'x')))
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, by) => {
        const sealed = seal(key, place, value)
        const changed = Buffer.from(sealed)
        changed[at % changed.length]! ^= by
        const cut = sealed.subarray(0, at % sealed.length)
        return fails(() => open(key, place, changed)) && fails(() => open(key, place, cut))
      }),
    )
  })

  t.test('are different each time, and show nothing', async (t) => {
    const [a, b] = [seal(key, place, 'canary'), seal(key, place, 'canary')]
    t.notSame(a, b)
    t.notMatch(a.toString('latin1'), 'canary')
  })

  t.test('are gone for good when their key is destroyed', async (t) => {
    const gone = await made()
    await db.orm
      .update(dataKeys)
      .set({ wrapped: null, destroyedAt: new Date(0) })
      .where(eq(dataKeys.id, gone.id))
    const again = transact(services, (tx) => dataKey(tx, keys, gone.id))
    await t.rejects(again, { name: 'KeyDestroyed' })
    const missing = transact(services, (tx) => dataKeysOf(tx, keys, [key.id, crypto.randomUUID()]))
    await t.rejects(missing, { name: 'KeyDestroyed' })
  })

  t.test('need the wrapping key that they were made under, among those configured', async (t) => {
    const rotated = keysWith(`two:${bytes(4)},one:${bytes(3)}`)
    const opened = await transact(services, (tx) => dataKey(tx, rotated, key.id))
    t.equal(open(opened, place, seal(key, place, 'x')), 'x')
    const newer = await made(rotated)
    const [row] = await db.orm.select().from(dataKeys).where(eq(dataKeys.id, newer.id))
    t.equal(row?.kek, 'two', 'new keys are wrapped by the first')
    const lost = transact(services, (tx) => dataKey(tx, keys, newer.id))
    await t.rejects(lost, /SEAL_KEYS has no key named two/)
    const wrong = keysWith(`one:${bytes(9)}`)
    await t.rejects(transact(services, (tx) => dataKey(tx, wrong, key.id)))
  })

  t.test('a wrapped key that was moved to another row does not open', async (t) => {
    const [a, b] = [await made(), await made()]
    const [row] = await db.orm.select().from(dataKeys).where(eq(dataKeys.id, a.id))
    await db.orm.update(dataKeys).set({ wrapped: row!.wrapped }).where(eq(dataKeys.id, b.id))
    await t.rejects(transact(services, (tx) => dataKey(tx, keys, b.id)))
  })

  t.test('processes that start at once agree on the standing keys', async (t) => {
    const found = await Promise.all(
      Array.from({ length: 6 }, () =>
        transact(services, (tx, now) => standingKey(tx, keys, 'inbound', now)),
      ),
    )
    t.equal(new Set(found.map(({ id }) => id)).size, 1)
    for (const each of found) t.equal(open(each, place, seal(found[0]!, place, 'x')), 'x')
  })
})

test('hashes under the link key', async (t) => {
  const hash = keyedHash(keys, 'token', 'secret')
  t.ok(sameHash(hash, keyedHash(keys, 'token', 'secret')))
  const others = [
    keyedHash(keys, 'digits', 'secret'),
    keyedHash(keys, 'toke', 'n\0secret'),
    keyedHash({ ...keys, link: keys.record }, 'token', 'secret'),
    hash.subarray(1),
  ]
  for (const each of others) t.notOk(sameHash(hash, each))
})

test('keys that cannot be right are named, never shown', async (t) => {
  for (const bad of ['', 'one', 'one:short', `one:${bytes(3)},`]) {
    t.throws(() => keysWith(bad), /^SEAL_KEYS/)
  }
  const short = { SEAL_KEYS: `a:${bytes(1)}`, RECORD_KEY: 'canary', LINK_KEY: bytes(1) }
  t.throws(() => readKeys(short), { message: 'RECORD_KEY must hold 32 bytes in base64' })
})

function fails(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch {
    return true
  }
}
