import fc from 'fast-check'
import { test } from 'tap'
import {
  afterSends,
  type Health,
  probeIsDue,
  shareOf,
  WHOLE,
  wholeSince,
} from '../../src/delivery/breaker.ts'
import { nextStep, type Outcome, retryWait, type Standing } from '../../src/delivery/next-step.ts'
import { after, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { START } from '../fixtures/services.ts'

const at = (seconds: number) => after(START, seconds * SECOND)
const good = { succeeded: 1, failed: 0 }
const bad = { succeeded: 0, failed: 1 }

test('D7: when a provider is left, and how it comes back', async (t) => {
  await t.test('two failures in a row, and not two with a success between', async (t) => {
    const one = afterSends(wholeSince(START), bad, at(1))
    t.equal(shareOf(one), 1)
    t.equal(shareOf(afterSends(one, bad, at(30))), 0)
    t.equal(shareOf(afterSends(afterSends(one, good, at(2)), bad, at(3))), 1)
  })

  await t.test('a fifth of a minute, and not less, nor of a handful', async (t) => {
    const spread = (errors: number, sends: number) => {
      let health = wholeSince(START)
      const every = Math.floor(sends / errors)
      for (let i = 1; i <= sends; i++)
        health = afterSends(health, i % every === 0 ? bad : good, at(i / 10))
      return shareOf(health)
    }
    t.equal(spread(4, 20), 0)
    t.equal(spread(3, 20), 1)
    t.equal(spread(1, 5), 1)
    let health = afterSends(wholeSince(START), { succeeded: 16, failed: 0 }, at(1))
    for (const second of [2, 4, 6])
      health = afterSends(afterSends(health, bad, at(second)), good, at(second + 1))
    t.equal(shareOf(health), 1, '3 of 22')
    t.equal(shareOf(afterSends(health, bad, at(90))), 1, 'a minute later it counts from the start')
  })

  await t.test('a probe after 5 s, then a growing share, a step each 5 s of success', async (t) => {
    let health = afterSends(wholeSince(START), { succeeded: 0, failed: 2 }, START)
    t.same([probeIsDue(health, at(4)), probeIsDue(health, at(5))], [false, true])
    const shares = [0, 5, 6, 10, 15, 16, 20].map((second) => {
      if (second) health = afterSends(health, good, at(second))
      return shareOf(health)
    })
    t.same(shares, [0, 0.1, 0.1, 0.25, 0.5, 0.5, 1])
    t.match(health, wholeSince(at(20)))
  })

  await t.test(
    'each failed probe doubles the wait, to a minute; late failures do not',
    async (t) => {
      let health = afterSends(wholeSince(START), { succeeded: 0, failed: 2 }, START)
      for (const late of [0, 1, 2]) health = afterSends(health, bad, at(late))
      const waits: number[] = []
      for (let i = 0; i < 7; i++) {
        const now = health.openUntil!
        waits.push((now.getTime() - health.steppedAt.getTime()) / SECOND)
        health = afterSends(health, bad, now)
      }
      t.same(waits, [5, 10, 20, 40, 60, 60, 60])
    },
  )

  await t.test('whatever happens, it is never lost for good', async (t) => {
    const sends = fc.record({
      ms: fc.nat(30_000),
      succeeded: fc.nat(5),
      failed: fc.nat(2),
    })
    fc.assert(
      fc.property(fc.array(sends, { maxLength: 60 }), (history) => {
        let health: Health = wholeSince(START)
        let now = START
        for (const { ms, ...counted } of history) {
          now = after(now, ms)
          const before = health
          health = afterSends(health, counted, now)
          if ((health.step === 0) !== (health.openUntil !== null)) return false
          if (health.openUntil && health.openUntil > after(now, MINUTE)) return false
          if (health.step > before.step + 1 || health.step < 0 || health.step > WHOLE) return false
          if (counted.failed >= 2 && health.step !== 0) return false
        }
        for (let i = 0; i < 5 && health.step < WHOLE; i++) {
          now = after(now, MINUTE)
          health = afterSends(health, good, now)
        }
        return health.step === WHOLE
      }),
      { numRuns: 500 },
    )
    t.pass()
  })
})

const standing: Standing = {
  ...{ provider: 'a', tried: [], attempts: 1, failures: 0 },
  ...{ uselessAt: after(START, HOUR), unsureAt: null, stalledAt: null, slowedAt: null },
}
const found = async () => ({ kind: 'unclear' }) as const
const around = {
  ...{ now: START, jitter: 1, next: undefined, last: undefined },
  provider: { repeatable: false, find: found },
}

test('what becomes of a message', async (t) => {
  await t.test('slowing down is waited for, and spends no try', async (t) => {
    const slow = (afterSeconds?: number): Outcome => ({
      kind: 'retry',
      reason: 'rate_limited',
      ...(afterSeconds ? { afterSeconds } : {}),
    })
    t.same(nextStep(standing, slow(7), around), { slowedAt: START, dueAt: at(7) })
    t.match(nextStep({ ...standing, attempts: 2 }, slow(), around), { dueAt: at(5) })
    const waited = { ...standing, slowedAt: at(-6) }
    t.same(nextStep(waited, slow(4), around), { slowedAt: at(-6), dueAt: at(4) })
    t.match(nextStep(waited, slow(5), around), { dueAt: at(5), stalled: true }, '10 s in all')
    t.match(nextStep(waited, slow(5), { ...around, next: 'b' }), { provider: 'b', slowedAt: null })
    const brief = { ...standing, uselessAt: at(3) }
    t.match(
      nextStep(brief, slow(4), { ...around, next: 'b' }),
      { provider: 'b' },
      'it would be late',
    )
    t.match(nextStep(standing, slow(9000), around), { dueAt: at(300), stalled: true }, 'bounded')
    t.match(nextStep(standing, slow(60), { ...around, next: 'b' }), { provider: 'b', dueAt: START })
  })

  await t.test('waits grow, to two minutes, and differ by up to a half', async (t) => {
    t.same(
      [0, 1, 2, 9].map((n) => retryWait(n, 1) / SECOND),
      [2.5, 5, 10, 120],
    )
    t.equal(retryWait(0, 0), 1250)
  })

  await t.test(
    'D7: the first retryable failure is followed by the next provider within 15 s',
    async (t) => {
      const kinds: Outcome[] = [
        { kind: 'retry', reason: 'unavailable' },
        { kind: 'unknown', reason: 'timeout' },
      ]
      for (const provider of [around.provider, { repeatable: true }])
        for (const outcome of kinds)
          for (const lookUp of ['absent', 'unclear'] as const)
            for (const jitter of [0, 0.5, 1]) {
              let [message, now] = [standing, START]
              for (let i = 0; i < 5 && message.provider === 'a'; i++) {
                const said: Outcome =
                  message.unsureAt && !provider.repeatable ? { kind: lookUp } : outcome
                const step = nextStep(message, said, {
                  ...{ provider, now, jitter, next: 'b', last: 'b' },
                })
                message = { ...message, ...step }
                const { dueAt } = step
                // Each send and each look-up may take its whole 5 s.
                if (message.provider === 'a') now = after(dueAt!, 5 * SECOND)
              }
              t.equal(message.provider, 'b')
              t.ok(
                now.getTime() - START.getTime() <= 15 * SECOND,
                `${now.getTime() - START.getTime()} ms`,
              )
            }
    },
  )

  await t.test(
    'nothing is ever due after it is useless, nor sent again without a look-up',
    async (t) => {
      const outcome = fc.oneof(
        fc.record({
          kind: fc.constant('retry' as const),
          reason: fc.constantFrom('rate_limited' as const, 'unavailable' as const),
          afterSeconds: fc.option(fc.nat(10_000), { nil: undefined }),
        }),
        fc.record({ kind: fc.constant('unknown' as const), reason: fc.constant('reset' as const) }),
        fc.record({ kind: fc.constantFrom('absent' as const, 'unclear' as const) }),
        fc.record({
          kind: fc.constant('failed' as const),
          reason: fc.constantFrom('refused' as const, 'opted_out' as const),
        }),
      )
      const world = fc.record({
        outcome,
        useless: fc.nat(200_000),
        doubt: fc.option(fc.nat(60_000), { nil: undefined }),
        attempts: fc.integer({ min: 1, max: 30 }),
        failures: fc.nat(30),
        jitter: fc.double({ min: 0, max: 1, noNaN: true }),
        next: fc.constantFrom(undefined, 'b'),
        can: fc.constantFrom('find', 'repeat', 'neither'),
      })
      fc.assert(
        fc.property(world, ({ outcome, useless, doubt, jitter, next, can, ...counts }) => {
          const provider = {
            repeatable: can === 'repeat',
            ...(can === 'find' ? { find: found } : {}),
          }
          const uselessAt = after(START, useless)
          const unsureAt = doubt === undefined ? null : after(START, -doubt)
          const step = nextStep({ ...standing, ...counts, uselessAt, unsureAt }, outcome, {
            now: START,
            jitter,
            provider,
            next,
            last: next,
          })
          const ended = step.dueAt === null
          if (ended) return step.state === 'failed' || step.state === 'unknown'
          if (!step.dueAt || step.dueAt > uselessAt) return false
          const certain = outcome.kind !== 'unknown' && outcome.kind !== 'unclear'
          const resent = step.provider === undefined && step.unsureAt === null
          return certain || !resent
        }),
        { numRuns: 500 },
      )
      t.pass()
    },
  )
})
