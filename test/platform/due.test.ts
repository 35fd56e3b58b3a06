import { eq, lte, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { test } from 'tap'
import { chores } from '../../db/schema.ts'
import { after, SECOND } from '../../src/platform/clock.ts'
import { transact } from '../../src/platform/database.ts'
import {
  backoff,
  type Duty,
  dutyJob,
  type Job,
  runUntilIdle,
  startWorkers,
} from '../../src/platform/due.ts'
import { createSignal } from '../../src/platform/signal.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { aDelivery, aSendJob, slow } from '../fixtures/delivery.ts'
import { aClock, aProvider, START } from '../fixtures/services.ts'

const silent = pino({ level: 'silent' })

test('a duty', needsPostgres, async (t) => {
  const db = await aDatabase(t)
  const clock = aClock()
  const logged: string[] = []
  const services = {
    db,
    clock,
    committed: createSignal(),
    log: pino({}, { write: (text: string) => void logged.push(text) }),
  }
  const done: string[] = []
  let broken: string | undefined
  /** Chores are rows like any other that are due. */
  const duty: Duty = {
    name: 'chores',
    async next(tx, now) {
      const [due] = await tx
        .select()
        .from(chores)
        .where(lte(chores.dueAt, now))
        .orderBy(chores.dueAt, chores.name)
        .limit(1)
        .for('update', { skipLocked: true })
      return due?.name
    },
    async run(tx, name, now) {
      await tx
        .update(chores)
        .set({ dueAt: after(now, 1e9) })
        .where(eq(chores.name, name))
      if (name === broken) throw new Error('cannot')
      done.push(name)
    },
    async stumble(tx, name, now) {
      const [row] = await tx.select().from(chores).where(eq(chores.name, name))
      await tx
        .update(chores)
        .set({ failures: sql`failures + 1`, dueAt: after(now, backoff(row!.failures)) })
        .where(eq(chores.name, name))
    },
  }
  const add = (...names: string[]) =>
    transact(services, (tx, now) =>
      tx.insert(chores).values(names.map((name) => ({ name, dueAt: now }))),
    )
  const chore = async (name: string) =>
    (await db.orm.select().from(chores).where(eq(chores.name, name)))[0]!

  await t.test('that throws is pushed back, each time longer, and the others go on', async (t) => {
    broken = 'a'
    await add('a', 'b', 'c')
    await runUntilIdle([dutyJob(services, duty)])
    t.same(done.splice(0), ['b', 'c'])
    let waited = 0
    for (const [failures, wait] of [
      [1, 5],
      [2, 10],
      [3, 20],
      [4, 40],
    ] as const) {
      const row = await chore('a')
      t.match(row, { failures, dueAt: after(START, (waited + wait) * SECOND) })
      clock.tick(wait * SECOND)
      waited += wait
      await runUntilIdle([dutyJob(services, duty)])
    }
    t.equal(logged.filter((line) => line.includes('a duty failed')).length, 5)
    broken = undefined
    clock.tick(80 * SECOND)
    await runUntilIdle([dutyJob(services, duty)])
    t.same(done.splice(0), ['a'])
  })

  await t.test('is done once by workers of several processes', async (t) => {
    const names = Array.from({ length: 40 }, (_, i) => `many-${i}`)
    await add(...names)
    await Promise.all(Array.from({ length: 4 }, () => runUntilIdle([dutyJob(services, duty)])))
    t.same(done.splice(0).sort(), names.sort())
  })
})

test('the wait after failures doubles from five seconds to an hour', async (t) => {
  t.same([0, 1, 2, 3].map(backoff), [5000, 10_000, 20_000, 40_000])
  t.equal(backoff(50), 3_600_000)
  t.equal(backoff(5000), 3_600_000)
})

test('a signal', async (t) => {
  const signal = createSignal()
  await t.test('wakes everyone who waits, at once', async (t) => {
    const waiting = [signal.wait(60_000, signal.wakes), signal.wait(60_000, signal.wakes)]
    signal.wake()
    await Promise.all(waiting)
    t.pass()
  })
  await t.test('is not lost when it came while one was at work', async (t) => {
    const seen = signal.wakes
    signal.wake()
    await signal.wait(60_000, seen)
    t.pass()
  })
  await t.test('only shortens waiting', async (t) => {
    await signal.wait(1, signal.wakes)
    t.pass()
  })
})

test('workers', async (t) => {
  const committed = createSignal()
  /** A job that tells of each look, and does what `work` says. */
  const watched = (work: (look: number) => Promise<boolean>) => {
    let looks = 0
    let next = Promise.withResolvers<number>()
    const job: Job = {
      name: 'watched',
      async run() {
        const told = next
        next = Promise.withResolvers()
        try {
          return await work(++looks)
        } finally {
          told.resolve(looks)
        }
      },
    }
    return { job, looked: () => next.promise, looks: () => looks }
  }

  await t.test(
    'look at once when something was committed, again while there is work, then rest',
    async (t) => {
      const busy = watched(async (look) => look === 2)
      const stop = startWorkers({ committed, log: silent }, [busy.job])
      await busy.looked()
      const found = busy.looked()
      committed.wake()
      await found
      await busy.looked()
      await stop()
      t.ok(busy.looks() >= 3)
    },
  )

  await t.test('do not keep each other awake', async (t) => {
    const [a, b] = [watched(async () => false), watched(async () => false)]
    const stop = startWorkers({ committed, log: silent }, [a.job, b.job])
    await new Promise((resolve) => setTimeout(resolve, 200))
    t.ok(a.looks() + b.looks() <= 4, 'at rest they look every second')
    await stop()
  })

  await t.test('go on after an error, and hold up no other job', async (t) => {
    const failing = watched(async (look) => {
      if (look === 1) throw new Error('cannot')
      return false
    })
    const other = watched(async () => false)
    const first = failing.looked()
    const stop = startWorkers({ committed, log: silent }, [failing.job, other.job])
    await first
    const looked = other.looked()
    committed.wake()
    await looked
    t.equal(failing.looks(), 1, 'not at the next commit')
    await failing.looked()
    await stop()
    t.ok(failing.looks() >= 2)
  })

  await t.test('stop when the work at hand is done, and not before', async (t) => {
    const began = Promise.withResolvers<void>()
    const work = Promise.withResolvers<boolean>()
    const slow: Job = {
      name: 'slow',
      run() {
        began.resolve()
        return work.promise
      },
    }
    const stop = startWorkers({ committed, log: silent }, [slow])
    await began.promise
    let stopped = false
    const stopping = stop().then(() => {
      stopped = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(stopped, false)
    work.resolve(true)
    await stopping
    t.equal(stopped, true)
  })
})

test('what is at work when the program stops is handed back', needsPostgres, async (t) => {
  const stopped = slow('turns')
  const delivery = await aDelivery(t, { providers: [aProvider('turns')] })
  const id = await delivery.queue()
  const job = aSendJob(delivery, stopped.provider, delivery.hooks)
  await job.run()
  await stopped.began
  await job.drain!(10)
  t.match(await delivery.message(id), { state: 'sending', fence: 1, dueAt: delivery.clock.at })
  await delivery.send()
  const sent = await delivery.message(id)
  t.match(sent, { state: 'sent', fence: 2 }, 'another one need not wait for the lease')
  stopped.answer({ kind: 'failed', reason: 'refused' })
  await job.drain!()
  t.same(await delivery.message(id), sent, 'and it cannot write any more')
})
