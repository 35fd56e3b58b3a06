import fc from 'fast-check'
import { test } from 'tap'
import type { Ask } from '../../src/matching/ask.ts'
import { assess, type MatchResult, match } from '../../src/matching/match.ts'
import { stopCost } from '../../src/matching/plan.ts'
import { COMPONENTS, policy } from '../../src/matching/policy.ts'
import { present } from '../../src/matching/present.ts'
import type { Tx } from '../../src/platform/database.ts'
import { aDatabase, needsPostgres } from '../fixtures/database.ts'
import { asks, directories } from '../fixtures/match-arbitrary.ts'
import {
  coveredBy,
  lookedAt,
  mayHelp,
  stepNeeded,
  type Truth,
  truth,
} from '../fixtures/match-oracle.ts'
import { emptyDirectory, insertPoints, NOON, type Point } from '../fixtures/match-rows.ts'

const numRuns = process.env.PROVE ? 10_000 : 150
const tight = { ...policy, walk: 20, shortlist: 5 }

test('over random directories and asks', needsPostgres, async (t) => {
  const { orm: tx } = await aDatabase(t)

  /** Runs a check on each ask of a directory, under the policy as it is and under tight limits. */
  async function always(
    check: (seen: Seen) => void | Promise<void>,
    policies = [policy, tight],
  ): Promise<void> {
    const directory = fc.tuple(directories, fc.array(asks, { minLength: 1, maxLength: 4 }))
    await fc.assert(
      fc.asyncProperty(directory, fc.constantFrom(...policies), async ([points, some], policy) => {
        await emptyDirectory(tx)
        await insertPoints(tx, points)
        for (const ask of some) {
          const known = await truthOf(tx, ask)
          const result = await match(tx, ask, NOON, { policy })
          await check({ points, ask, known, result, policy })
        }
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    )
  }

  t.test('no candidate breaks a hard rule, and each covers what it says', () =>
    always(({ points, ask, known, result }) => {
      for (const candidate of result.candidates) {
        const point = points.find(({ id }) => id === candidate.servicePointId)!
        if (!mayHelp(point, ask, known)) throw new Error(`${point.id} breaks a rule`)
        equal(candidate.needs, coveredBy(point, ask))
      }
    }),
  )

  t.test('nobody who may help is missing where complete is said', () =>
    always(({ points, ask, known, result }) => {
      if (!result.complete) return
      const able = points.filter((point) => mayHelp(point, ask, known))
      equal(result.looked, stepNeeded(able, ask, known.person))
      const seen = lookedAt(able, ask, result.looked, known.person)
      equal(idsOf(result).sort(), seen.map(({ id }) => id).sort())
    }),
  )

  t.test('the nearest who may help are never missing', () =>
    always(({ points, ask, known, result, policy }) => {
      if (/postal_rural|province/.test(ask.located.precision)) return
      const metres = ({ id }: Point) => known.person.get(id) ?? Number.POSITIVE_INFINITY
      const nearest = (some: Point[], n: number) =>
        some.filter(
          (point) => metres(point) * 1.01 < (some.map(metres).sort((a, b) => a - b)[n] ?? Infinity),
        )
      const able = points.filter((point) => mayHelp(point, ask, known))
      const offering = points.filter((point) =>
        point.needs.some((need) => ask.needs.includes(need)),
      )
      const walked = nearest(offering, policy.walk).filter((point) => able.includes(point))
      const sure = nearest(able, policy.shortlist).filter((point) => walked.includes(point))
      const found = new Set(idsOf(result))
      const region = lookedAt(sure, ask, 'region', known.person)
      for (const { id } of region) if (!found.has(id)) throw new Error(`${id} is missing`)
    }),
  )

  t.test('the order is the documented score, then the id', () =>
    always(({ result, policy }) => {
      for (const { parts, score } of result.candidates) {
        const sum = COMPONENTS.reduce((sum, name) => sum + policy.weights[name] * parts[name], 0)
        if (Math.abs(sum - score) > 1e-4) throw new Error('the score is not the sum of its parts')
        if (COMPONENTS.some((name) => parts[name] < 0 || parts[name] > 1)) throw new Error('range')
      }
      const order = [...result.candidates].sort(
        (a, b) => b.score - a.score || (a.servicePointId < b.servicePointId ? -1 : 1),
      )
      equal(idsOf(result), idsOf({ candidates: order }))
    }),
  )

  t.test('the plan covers all that can be covered, at the least cost', () =>
    always(({ ask, result: { plan, candidates, unmet }, policy }) => {
      const coverable = ask.needs.filter((need) =>
        candidates.some(({ needs }) => needs.includes(need)),
      )
      equal(plan.legs.flatMap(({ needs }) => needs).sort(), [...coverable].sort())
      equal(
        unmet,
        ask.needs.filter((need) => !coverable.includes(need)),
      )
      const costs = candidates.map((each) => Math.round(stopCost(each, policy) * 1e4))
      const few = candidates.map((each, i) => ({ needs: each.needs, cost: costs[i]! })).slice(0, 12)
      if (candidates.length > few.length) return
      equal(Math.round(plan.cost * 1e4), cheapestOf(few, coverable))
    }),
  )

  t.test('each exclusion names a rule that is broken, and assessing agrees', () =>
    always(async ({ points, ask, known, result, policy }) => {
      for (const { servicePointId, reason, reasons } of result.excluded) {
        const point = points.find(({ id }) => id === servicePointId)!
        if (mayHelp(point, ask, known) || reason !== reasons[0]) throw new Error('wrongly excluded')
      }
      const ids = points.map(({ id }) => id)
      const assessed = await assess(tx, ask, ids, NOON, { policy })
      equal(assessed.length, points.length)
      for (const { servicePointId, failed } of assessed) {
        const point = points.find(({ id }) => id === servicePointId)!
        equal(failed.length === 0, mayHelp(point, ask, known))
      }
    }),
  )

  t.test('the same input gives the same output, in whatever order it was written', () =>
    always(async ({ points, ask, result, policy }) => {
      await emptyDirectory(tx)
      await insertPoints(tx, [...points].reverse())
      equal(await match(tx, ask, NOON, { policy }), result)
    }),
  )

  t.test('police and agencies get the answer of a directory without hidden points', () =>
    always(
      async ({ points, ask: asked, policy }) => {
        const ask = { ...asked, channel: 'police' as const }
        const answer = async () => present(await match(tx, ask, NOON, { policy }), police)
        await emptyDirectory(tx)
        await insertPoints(tx, points)
        const withHidden = await answer()
        await emptyDirectory(tx)
        await insertPoints(
          tx,
          points.filter(({ hidden }) => !hidden),
        )
        const { confidential, ...rest } = withHidden
        // "complete" may be said of the smaller directory only: the walk counts rows.
        const without = await answer()
        equal({ ...rest, complete: 0 }, { ...without, complete: 0 })
        const inRegion = points.some(
          ({ hidden, region }) => hidden && region === ask.located.region,
        )
        equal(confidential !== undefined, inRegion)
      },
      [policy],
    ),
  )
})

type Seen = { points: Point[]; ask: Ask; known: Truth; result: MatchResult; policy: typeof policy }

const police = { language: 'en', viewer: 'police' } as const
const idsOf = ({ candidates }: Pick<MatchResult, 'candidates'>) =>
  candidates.map(({ servicePointId }) => servicePointId)

async function truthOf(tx: Tx, ask: Ask): Promise<Truth> {
  const person = await truth(tx, ask.located.point)
  const avoided: Map<string, number>[] = []
  for (const { point } of ask.avoid.areas) avoided.push(await truth(tx, point))
  return { person, avoided }
}

function equal(found: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`found ${a}\nwanted ${b}`)
}

/** Every subset is tried. */
function cheapestOf(stops: { needs: string[]; cost: number }[], needs: string[]): number {
  let least = Number.POSITIVE_INFINITY
  for (let subset = 0; subset < 1 << stops.length; subset++) {
    const chosen = stops.filter((_, i) => subset & (1 << i))
    const covered = new Set(chosen.flatMap((stop) => stop.needs))
    if (!needs.every((need) => covered.has(need))) continue
    least = Math.min(
      least,
      chosen.reduce((sum, { cost }) => sum + cost, 0),
    )
  }
  return least
}
