import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, isNotNull } from 'drizzle-orm'
import { test } from 'tap'
import { dataKeys, events, referrals } from '../../db/schema.ts'
import { transact } from '../../src/platform/database.ts'
import { addKey, removeKey } from '../../src/protection/key-ring-file.ts'
import { appears, forgetKey, keysInUse, rewrapAll } from '../../src/protection/key-ring-rotate.ts'
import { type Keys, readKeys } from '../../src/protection/keys.ts'
import { dataKey, destroyDataKeys, newDataKey, wrappedPlace } from '../../src/protection/seal.ts'
import { openCase } from '../../src/routing/case.ts'
import { takeTurn } from '../../src/services.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aFolder } from '../fixtures/process.ts'
import { aRequest, keyOf, somePoints } from '../fixtures/referral.ts'
import { aService } from '../fixtures/services.ts'

const ROUNDS = process.env.PROVE ? 40 : 3
const one = Buffer.alloc(32, 1).toString('base64')
const keysFrom = (SEAL_KEYS_FILE: string): Keys =>
  readKeys({ SEAL_KEYS_FILE, RECORD_KEY: one, LINK_KEY: one })

test('the file of keys', async (t) => {
  const folder = aFolder(t)
  const path = join(folder, 'seal-keys')
  const place = wrappedPlace('a')

  t.test('is made with its first key, readable by its owner only', async (t) => {
    addKey(path, 'one')
    t.equal(statSync(path).mode & 0o777, 0o600)
    t.match(readFileSync(path, 'utf8'), /^one:[A-Za-z0-9+/]{43}=\n$/)
    t.throws(() => addKey(path, 'one'), /already/)
  })

  t.test('is read again at the next wrap, and for a name that is unknown', async (t) => {
    const [wraps, opens] = [keysFrom(path).seal, keysFrom(path).seal]
    const before = await wraps.wrap('one', Buffer.from('x'), place)
    addKey(path, 'two')
    t.equal(await wraps.newest(), 'two')
    const wrapped = await wraps.wrap('two', Buffer.from('y'), place)
    t.equal(String(await opens.unwrap('two', wrapped, place)), 'y')
    t.equal(String(await opens.unwrap('one', before, place)), 'x')
    await t.rejects(opens.unwrap('three', before, place), { name: 'WrongSealKeys' })
    await t.rejects(opens.unwrap('two', before, place), /not the key with which/)
  })

  t.test('loses a key that is removed, never the newest, and keeps its comments', async (t) => {
    writeFileSync(path, `# ours\n${readFileSync(path, 'utf8')}`)
    t.throws(() => removeKey(path, 'two'), /newest/)
    removeKey(path, 'one')
    removeKey(path, 'one')
    t.match(readFileSync(path, 'utf8'), /^# ours\ntwo:\S+\n$/)
    await t.rejects(keysFrom(path).seal.wrap('one', Buffer.from('x'), place), {
      name: 'WrongSealKeys',
    })
  })

  t.test('stays its owner’s, and closed to others, whoever rotates', async (t) => {
    const asRoot = process.getuid?.() === 0
    if (asRoot) chownSync(path, 1234, 1234)
    writeFileSync(`${path}.new`, 'left here', { mode: 0o644 })
    addKey(path, 'three')
    removeKey(path, 'two')
    const { mode, uid } = statSync(path)
    t.equal(mode & 0o777, 0o600)
    if (asRoot) t.equal(uid, 1234)
  })

  t.test('is refused when others may read it; a service that runs keeps what it had', async (t) => {
    const warned: string[] = []
    const text = { SEAL_KEYS_FILE: path, RECORD_KEY: one, LINK_KEY: one }
    const { seal } = readKeys(text, (line) => warned.push(line))
    chmodSync(path, 0o644)
    t.throws(() => keysFrom(path), /chmod 600/)
    writeFileSync(path, 'canary')
    t.equal(await seal.newest(), 'three')
    t.match(warned, [/SEAL_KEYS_FILE/])
    t.notMatch(warned.join(), 'canary')
  })
})

test('S2: keys rotate while the service runs', needsPostgres, async (t) => {
  const path = join(aFolder(t), 'seal-keys')
  addKey(path, 'k0')
  const service = await aService(t, { env: { SEAL_KEYS_FILE: path } })
  const { orm } = service.db
  await somePoints(service, 1)
  const headers = await keyOf(service, 'operator')
  const failed: string[] = []
  const made: string[] = []
  let running = true
  t.teardown(() => {
    running = false
  })

  const make = async () => {
    while (running) {
      const answer = await service.app.inject({
        ...{ method: 'POST', url: '/v1/referrals', payload: aRequest(), headers },
      })
      if (answer.statusCode === 201) made.push(answer.json().id)
      else failed.push(answer.body)
    }
  }
  const read = async () => {
    for (let i = 0; running; i++) {
      await sleep(2)
      const id = made[(i * 7) % Math.max(made.length, 1)]
      if (!id) continue
      await openOne(id).catch((error: Error) => failed.push(error.message))
    }
  }
  const openOne = (id: string) =>
    takeTurn(service, service.actor('system'), async (turn) => {
      const [referral] = await turn.tx.select().from(referrals).where(eq(referrals.id, id))
      return openCase(turn, referral!)
    })
  const destroyed: string[] = []
  const destroy = async () => {
    while (running) {
      await sleep(20)
      const { id } = await transact(service, (tx, now) =>
        newDataKey(tx, service.keys, 'referral', now),
      )
      destroyed.push(id)
      await sleep(5)
      await transact(service, (tx, now) => destroyDataKeys(tx, [id], now))
    }
  }

  const load = Promise.all([make(), make(), read(), read(), destroy()])
  const backup: (typeof dataKeys.$inferSelect)[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    await sleep(150)
    backup.push(...(await orm.select().from(dataKeys).where(isNotNull(dataKeys.wrapped))))
    addKey(path, `k${round}`)
    const old = `k${round - 1}`
    // A verb that wrapped by the old key just before may commit long after: then once more.
    for (let forgotten = false; !forgotten; ) {
      await rewrapAll(service)
      if (await appears(service, old, () => sleep(20), 5)) continue
      forgotten = await forgetKey(service, old).then(
        () => true,
        (error: { code?: string }) => {
          if (error.code !== 'key_in_use') throw error
          return false
        },
      )
    }
    removeKey(path, old)
  }
  await sleep(100)
  running = false
  await load

  await t.test('nothing fails', async (t) => {
    t.same(failed, [])
    t.ok(made.length > 0, `${made.length} referrals were made`)
  })

  await t.test('everything opens, with the newest key alone', async (t) => {
    t.same([...(await keysInUse(service)).keys()], [`k${ROUNDS}`])
    const fresh = { ...service, keys: { ...service.keys, seal: keysFrom(path).seal } }
    await transact(fresh, async (tx) => {
      for (const { keyId } of await tx.select().from(referrals))
        await dataKey(tx, fresh.keys, keyId)
    })
  })

  await t.test('what was destroyed was never written back', async (t) => {
    t.ok(destroyed.length > 0)
    const found = await orm.select().from(dataKeys).where(isNotNull(dataKeys.destroyedAt))
    t.equal(found.length, destroyed.length)
    t.ok(found.every(({ wrapped }) => wrapped === null))
  })

  await t.test('a backup of the data keys from before does not open any more', async (t) => {
    const { seal } = keysFrom(path)
    t.ok(backup.length > 0)
    for (const { id, kek, wrapped } of backup) {
      await t.rejects(seal.unwrap(kek, wrapped!, wrappedPlace(id)), { name: 'WrongSealKeys' })
      await t.rejects(seal.unwrap(`k${ROUNDS}`, wrapped!, wrappedPlace(id)), {
        name: 'WrongSealKeys',
      })
    }
  })

  await t.test('a process that still has the old ring loses nothing: it is refused', async (t) => {
    const stale = { ...service.keys, seal: readKeys(staleText).seal }
    const before = await orm.select().from(dataKeys)
    await t.rejects(
      transact(service, (tx, now) => newDataKey(tx, stale, 'referral', now)),
      /key_was_forgotten/,
    )
    t.equal((await orm.select().from(dataKeys)).length, before.length)
    await t.rejects(forgetKey(service, `k${ROUNDS}`), { code: 'key_newest' })
  })

  await t.test('a key that is in use is not forgotten', async (t) => {
    const before = `k${ROUNDS}`
    addKey(path, 'last')
    t.ok(await appears(service, before, async () => {}, 0))
    await t.rejects(forgetKey(service, before), { code: 'key_in_use' })
    await rewrapAll(service)
    await forgetKey(service, before)
  })

  await t.test('the record holds names and counts', async (t) => {
    const lines = await orm.select().from(events).where(eq(events.chain, 'account:keys'))
    const actions = lines.map(({ action }) => action)
    t.ok(actions.includes('keys.rewrapped') && actions.includes('keys.forgotten'))
  })
})

const staleText = { SEAL_KEYS: `k0:${one}`, RECORD_KEY: one, LINK_KEY: one }

test('scripts/rotate-keys', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const folder = aFolder(t)
  const path = join(folder, 'seal-keys')
  const env = {
    ...{ DATABASE_URL: db.url, MIGRATION_DATABASE_URL: db.adminUrl, DATA_DIR: folder },
    ...{ SEAL_KEYS_FILE: path, RECORD_KEY: one, LINK_KEY: one },
  }
  const run = (args: string[], more = {}) => runScript({ ...env, ...more }, args)

  t.match(await run(['--help']), { code: 0, output: /--forget NAME/ })
  t.match(await run(['--add', '--name', 'one']), { code: 0, output: /Made the key one/ })
  t.match(await run(['--add', '--name', 'two']), { code: 0, output: /2 data keys rewrapped/ })
  t.match(await run(['--forget', 'one', '--grace', '0']), { code: 0, output: /one is gone/ })
  t.match(readFileSync(path, 'utf8'), /^two:\S+\n$/)
  t.match(await run(['--add', '--name', 'one']), { code: 1, output: /was forgotten/ })
  const inEnvironment = { SEAL_KEYS_FILE: '', SEAL_KEYS: readFileSync(path, 'utf8').trim() }
  t.match(await run([], inEnvironment), {
    code: 0,
    output: /at the END[\s\S]*0 data keys rewrapped/,
  })
  t.match(await run(['--add'], inEnvironment), { code: 1, output: /needs SEAL_KEYS_FILE/ })
  t.match(await run(['--grace', 'soon']), { code: 1, output: /number of seconds/ })
})

async function runScript(env: Record<string, string>, args: string[]) {
  const script = join(import.meta.dirname, '../../scripts/rotate-keys.ts')
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = await once(child, 'close')
  return { code, output }
}
