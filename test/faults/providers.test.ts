import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { needsPostgres } from '../fixtures/database.ts'
import { aProgramWithProviders, type Followed } from '../fixtures/faulty-providers.ts'

/** Promise D7. */
const FULL = ['1', 'full'].includes(process.env.PROVE ?? '')
const WITHIN = 15_000
type Program = Awaited<ReturnType<typeof aProgramWithProviders>>

const FAULTS: Record<string, (program: Program) => Promise<unknown>> = {
  blackhole: (program) => program.fail('blackhole'),
  reset: (program) => program.fail('reset'),
  refuse: (program) => program.fail('refuse'),
  'slow (7 s)': (program) => program.fail({ delayMs: 7000 }),
  cut_reply: (program) => program.fail('cut_reply'),
  '5xx': async ({ twilio }) => twilio.behave({ kind: 'error', status: 503, code: 20503 }),
  '502 of a gateway': async ({ twilio }) => twilio.behave({ kind: 'html', status: 502 }),
}

test('D7: providers that fail, two processes, in real time', needsPostgres, async (t) => {
  const program = await aProgramWithProviders(t)
  const faults = Object.entries(FAULTS).slice(0, FULL ? undefined : 1)

  for (const [name, fail] of faults)
    await t.test(
      `D7: ${name}: each message moves to the next provider and arrives within 15 s`,
      async (t) => {
        await heal(program)
        await fail(program)
        const ids: string[] = []
        for (let i = 0; i < 4; i++) ids.push(await program.refer(i === 0 ? 'emergency' : 'urgent'))
        const offers = await arrived(program, ids)
        t.equal(offers.length, 10, 'an emergency is put to two')
        const waits = offers.map(({ createdAt, arrived: [first] }) =>
          first ? +first.at - +createdAt : Number.POSITIVE_INFINITY,
        )
        t.ok(Math.max(...waits) <= WITHIN, `${waits.join(' ')} ms`)
        const copies = offers.filter(({ arrived }) => arrived.length > 1).length
        t.comment(
          `measured: ${name}: last of ${offers.length} after ${(Math.max(...waits) / 1000).toFixed(1)} s, ${copies} of them twice`,
        )
      },
    )

  await t.test('D7: what one process met, the other one knows; and it comes back', async (t) => {
    await heal(program)
    program.twilio.behave({ kind: 'error', status: 503, code: 20503 })
    for (let i = 0; i < 2; i++) await program.refer()
    t.ok(await until(async () => (await program.step('twilio')) === 0, 10_000), 'it is left')
    const before = program.twilio.requests()
    const ids: string[] = []
    for (let i = 0; i < 10; i++) ids.push(await program.refer())
    const offers = (await arrived(program, ids)).filter(({ channel }) => channel === 'sms')
    t.same([...new Set(offers.map(({ arrived }) => arrived[0]?.by))], ['gc_notify'])
    const waits = offers.map(({ createdAt, arrived }) => +arrived[0]!.at - +createdAt)
    t.ok(Math.max(...waits) < 5000, `${Math.max(...waits)} ms`)
    const probes = program.twilio.requests() - before
    t.ok(probes <= 3, `${probes} probes, whoever sends them`)
    program.twilio.behave({ kind: 'accept' })
    await comesBack(t, program)
  })

  for (const { output } of program.started) t.notMatch(output(), /token|\+1807555|K7F/)
})

/** A referral every half second, until it is whole; its steps, and what it got of the last ones. */
async function comesBack(t: Test, program: Program): Promise<void> {
  const steps: number[] = []
  const ids: string[] = []
  const began = Date.now()
  const last = FULL ? 4 : 1
  while (steps.at(-1) !== last && Date.now() - began < 90_000) {
    ids.push(await program.refer())
    await sleep(500)
    const step = await program.step('twilio')
    if (step !== steps.at(-1)) steps.push(step)
  }
  const took = ((Date.now() - began) / 1000).toFixed(1)
  t.same(
    steps.filter((step) => step > 0),
    [1, 2, 3, 4].slice(0, last),
    'a step at a time',
  )
  const id = await program.refer()
  if (FULL) t.match(await arrived(program, [id]), [{ arrived: [{}] }, { arrived: [{}] }])
  t.comment(`measured: back at step ${last} of 4 after ${took} s`)
  const share = (await arrived(program, ids)).filter(
    ({ arrived: [first] }) => first?.by === 'twilio',
  )
  t.comment(`measured: ${share.length} of ${ids.length} texts by Twilio meanwhile`)
}

async function heal({ twilio, fail, db }: Program): Promise<void> {
  twilio.behave({ kind: 'accept' })
  await fail('pass')
  await until(async () => {
    const [row] = (await db.orm.execute<{ n: number }>(
      sql`select count(*)::int as n from messages where due_at is not null`,
    )) as { n: number }[]
    return row!.n === 0
  }, 60_000)
  await db.orm.execute(
    sql`update provider_health set step = 4, open_until = null, failures = 0, errors = 0, attempts = 0, openings = 0`,
  )
}

/** The offers, when each of them arrived, or after a while in vain. */
async function arrived(program: Program, ids: string[]): Promise<Followed[]> {
  await until(async () => {
    const offers = await program.offersOf(ids)
    return offers.length >= 2 * ids.length && offers.every(({ arrived }) => arrived.length > 0)
  }, 25_000)
  return program.offersOf(ids)
}

async function until(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(100))
    if (await holds()) return true
  return holds()
}
