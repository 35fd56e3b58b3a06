import fc from 'fast-check'
import { test } from 'tap'
import { takeReceipt } from '../../src/delivery/receipts.ts'
import { hooksOf } from '../../src/hooks.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts'
import { Problem } from '../../src/platform/errors.ts'
import { confirmByCode } from '../../src/routing/confirmation.ts'
import { OUTCOMES } from '../../src/routing/outcome.ts'
import { confirmOverride } from '../../src/routing/override.ts'
import { takeTurn } from '../../src/services.ts'
import { needsPostgres } from '../fixtures/database.ts'
import { assertLawful, type Life, look, type Moved, type World } from '../fixtures/life.ts'
import { aRequest, codeTo, digitsTo, post as postTo, reply } from '../fixtures/referral.ts'
import { aWorld, freshLife } from '../fixtures/world.ts'

/**
 * The whole life of referrals under random answers, silences, human acts, dead providers and crashes.
 * After every step the database is read, compared with what the step may have moved, and checked for
 * the laws of the design ("What must always hold": nobody is dropped, one yes, no consent no offer).
 * The long run: `PROVE=1 tap --timeout=0 test/routing/model.test.ts`; SEED repeats one.
 */
const runs = Number(process.env.LIVES ?? (process.env.PROVE ? 10_000 : 8))
const REFERRALS = [
  { urgency: 'emergency' },
  { urgency: 'urgent' },
  { urgency: 'standard' },
  { urgency: 'emergency', needs: ['emergency_shelter', 'food'] },
  { urgency: 'standard', needs: ['emergency_shelter', 'food', 'legal_labour'] },
  { urgency: 'urgent', age: 16 },
  { urgency: 'urgent', channel: 'web' },
  { urgency: 'standard', gender: undefined },
  {
    urgency: 'emergency',
    consent: {
      ...{ basis: 'override', reason: 'x', givenBy: undefined, method: undefined },
      ...{ statement: undefined, language: undefined },
    },
  },
]
/** Help that began without consent, and that nobody confirmed in time. */
const LAPSES: Moved[] = ['open>released', 'accepted>released']
const JUMPS = [SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 8 * HOUR, DAY, 3 * DAY]
const COMPLETIONS = ['done', 'release', 'refuse', 'offer', 'drop', 'reported'] as const

type Step = { name: string; moves: Moved[]; run: (world: World) => Promise<void> }
type Command = fc.AsyncCommand<Life, World>

/** One step: what it does, and which offers it may move; then everything that is due is done. */
const command = (name: string, moves: Moved[], run: Step['run']): Command => ({
  check: () => true,
  toString: () => name,
  async run(life, world) {
    const crash = world.crashes
    try {
      await run(world)
      await world.service.settle()
    } catch (error) {
      if (crash === 0) throw error
    }
    world.crashes = 0
    world.crashed = 0
    await world.service.settle()
    await assertLawful(life, world, name, [...moves, 'open>failed'])
  },
})

/** Whatever is asked, nothing fails here unless something died. */
async function post(world: World, url: string, body?: object, headers?: Record<string, string>) {
  const answer = await postTo(world.service, url, body, headers)
  if (answer.status >= 500 && world.crashed === 0) throw new Error(`${url}: ${answer.text}`)
  return answer
}

const pick = <T>(from: readonly T[], i: number): T | undefined => from[i % (from.length || 1)]

const isOpen = ({ state }: { state: string }) => !['closed', 'replaced'].includes(state)

const make = (kind: number): Command =>
  command(`make ${JSON.stringify(REFERRALS[kind])}`, [], async (world) => {
    const { status, body } = await post(world, '/v1/referrals', aRequest(REFERRALS[kind]), {
      ...(await whoMakes(world, kind)),
      'idempotency-key': `${world.run}-${world.made++}`,
    })
    if (status === 201) world.ids.push(body.id)
    else if (world.crashes === 0 && world.crashed === 0) throw new Error(`make: ${status}`)
  })

/** Help without consent is decided by a person, who signs in for it: sessions do not outlive a jump of the clock. */
const whoMakes = async ({ service, operator }: World, kind: number) =>
  REFERRALS[kind]!.consent ? (await service.asStaff('operator')).headers : operator

/** A supervisor confirms what began without consent; the person agrees to it; both as it comes. */
const agree = (i: number, who: 'supervisor' | 'person'): Command =>
  command(`agree ${i} ${who}`, ['open>released', 'accepted>released'], async (world) => {
    const id = pick(world.ids, i)
    if (!id) return
    if (who === 'person')
      return void (await post(world, `/v1/referrals/${id}/consents`, aRequest().consent))
    const confirming = takeTurn(
      world.service,
      { id: 'staff:019aa7c2-5d1e-7a40-8c3b-000000000001', role: 'supervisor', sessionId: 'x' },
      (turn) => confirmOverride(turn, id),
    )
    await confirming.catch((error) => {
      if (!(error instanceof Problem)) throw error
    })
  })

/** By the API, and whether it wins is what the state before says. */
const yes = (i: number): Command =>
  command(`yes ${i}`, ['any>accepted', 'open>released'], async (world) => {
    const before = await look(world)
    const offer = pick(before.offers, i)
    if (!offer) return
    const leg = before.legs.find(({ id }) => id === offer.legId)!
    const waits =
      leg.state === 'open' &&
      ['open', 'declined', 'expired'].includes(offer.state) &&
      offer.reason !== 'unsafe'
    const stands = offer.state === 'accepted' && ['accepted', 'confirmed'].includes(leg.state)
    const { status } = await post(world, `/v1/offers/${offer.id}/acceptance`)
    if (world.crashed === 0 && status !== (waits || stands ? 201 : 409))
      throw new Error(`yes: ${status} for ${offer.state} in ${leg.state}`)
  })

const sms = (i: number, word: string, right: boolean): Command =>
  command(
    `sms ${i} ${word} ${right}`,
    ['any>accepted', 'open>released', 'open>declined'],
    async (world) => {
      const point = pick(world.points, i)!
      const digits = right ? digitsTo(world.service, point.sms) : '0000'
      await reply(world.service, point.sms, `${word} ${word === 'yes' ? digits : ''}`)
    },
  )

const refuse = (i: number, reason: string): Command =>
  command(`refuse ${i} ${reason}`, ['open>declined'], async (world) => {
    const offer = pick((await look(world)).offers, i)
    if (offer) await post(world, `/v1/offers/${offer.id}/refusal`, { reason })
  })

const confirm = (i: number, how: 'api' | 'code' | 'wrong'): Command =>
  command(`confirm ${i} ${how}`, [], async (world) => {
    const { offers } = await look(world)
    const offer = pick(
      offers.filter(({ state }) => state === 'accepted'),
      i,
    )
    if (!offer) return
    if (how === 'api') return void (await post(world, `/v1/offers/${offer.id}/confirmation`))
    const point = world.points.find(({ id }) => id === offer.servicePointId)!
    const code = how === 'code' ? codeTo(world.service, point.email) : '000000'
    await takeTurn(world.service, world.service.actor('contact'), (turn) =>
      confirmByCode(turn, offer.id, code),
    )
  })

const outcome = (i: number, what: string): Command =>
  command(
    `outcome ${i} ${what}`,
    ['accepted>returned', 'accepted>released', 'open>released'],
    async (world) => {
      const leg = pick((await look(world)).legs.filter(isOpen), i)
      if (leg) await post(world, `/v1/legs/${leg.id}/outcome`, { outcome: what })
    },
  )

const work = (i: number, how: 'claim' | (typeof COMPLETIONS)[number], boss: boolean): Command =>
  command(`task ${i} ${how} ${boss}`, ['open>released', 'accepted>released'], async (world) => {
    const task = pick((await look(world)).tasks, i)
    if (!task) return
    const body =
      how === 'claim' ? {} : { outcome: how, agency: 'A', at: '2026-11-21T19:00:00Z', number: '1' }
    const url = `/v1/tasks/${task.id}/${how === 'claim' ? 'claim' : 'completion'}`
    await post(world, url, body, boss ? world.supervisor : world.operator)
  })

const choose = (i: number, j: number, boss: boolean): Command =>
  command(`choose ${i} ${j}`, [], async (world) => {
    const leg = pick((await look(world)).legs.filter(isOpen), i)
    if (!leg) return
    const servicePointId = pick(world.points, j)!.id
    await post(
      world,
      `/v1/legs/${leg.id}/offers`,
      { servicePointId },
      boss ? world.supervisor : world.operator,
    )
  })

const end = (i: number, how: 'withdrawal' | 'closure'): Command =>
  command(`${how} ${i}`, ['open>released', 'accepted>released'], async (world) => {
    const id = pick(world.ids, i)
    if (id)
      await post(world, `/v1/referrals/${id}/${how}`, how === 'closure' ? { reason: 'other' } : {})
  })

const pass = (ms: number): Command =>
  command(`pass ${ms / SECOND} s`, [...LAPSES, 'open>expired', 'accepted>returned'], (world) =>
    world.service.pass(ms),
  )

/** Every message that was sent is delivered: no clock stops, nothing moves. */
const delivered: Command = command('delivered', [], async (world) => {
  const before = await look(world)
  const { service } = world
  await takeTurn(service, service.actor('system'), async (turn) => {
    for (const { id } of service.provider.sent.slice(-20))
      await takeReceipt(turn, hooksOf(), 'local', { providerId: `local-${id}`, state: 'delivered' })
  })
  const after = await look(world)
  if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error('a receipt moved something')
})

const provider = (mode: World['mode']): Command =>
  command(`provider ${mode}`, [], async (world) => {
    world.mode = mode
  })

/** The step that follows meets this many crashes: half before, half after the commit. */
const crash = (count: number): fc.AsyncCommand<Life, World> => ({
  check: () => true,
  toString: () => `crash ${count}`,
  async run(_, world) {
    world.crashes = count
    world.crashed++
    world.shaken = true
  },
})

const n = fc.nat({ max: 30 })
const OFTEN_ARRIVED = [...OUTCOMES, 'arrived', 'arrived'] as const
const WORKS = ['claim', ...COMPLETIONS] as const
const PROVIDERS = ['works', 'works', 'bounces', 'unknown', 'throws', 'busy'] as const

/** Steps by how often they come: an end comes seldom, so that lives are long. */
const often: [number, fc.Arbitrary<Command>][] = [
  [3, fc.nat({ max: REFERRALS.length - 1 }).map(make)],
  [4, n.map(yes)],
  [4, fc.constantFrom(...JUMPS).map(pass)],
  [4, fc.tuple(n, fc.constantFrom(...WORKS), fc.boolean()).map((each) => work(...each))],
  [
    3,
    fc
      .tuple(n, fc.constantFrom('api', 'code', 'wrong' as const))
      .map((each) => confirm(...(each as [number, 'api']))),
  ],
  [3, fc.tuple(n, fc.constantFrom(...OFTEN_ARRIVED)).map((each) => outcome(...each))],
  [
    2,
    fc
      .tuple(n, fc.constantFrom('yes', 'no', 'full', 'hm'), fc.boolean())
      .map((each) => sms(...each)),
  ],
  [2, fc.tuple(n, fc.constantFrom('full', 'unsafe', 'other')).map((each) => refuse(...each))],
  [2, fc.tuple(n, n, fc.boolean()).map((each) => choose(...each))],
  [
    1,
    fc
      .tuple(n, fc.constantFrom('withdrawal' as const, 'closure' as const))
      .map((each) => end(...each)),
  ],
  [
    2,
    fc
      .tuple(n, fc.constantFrom('supervisor' as const, 'person' as const))
      .map((each) => agree(...each)),
  ],
  [1, fc.constant(delivered)],
  [2, fc.constantFrom(...PROVIDERS).map(provider)],
  [3, fc.integer({ min: 1, max: 3 }).map(crash)],
]
const commands = often.flatMap(([times, step]) => Array.from({ length: times }, () => step))

test('D11: the life of a referral, whatever happens', needsPostgres, async (t) => {
  const world = await aWorld(t)
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (steps) => {
      const life = await freshLife(world)
      await make(world.run % REFERRALS.length).run(life, world)
      await fc.asyncModelRun(() => ({ model: life, real: world }), steps)
    }),
    {
      numRuns: runs,
      endOnFailure: !process.env.PROVE,
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    },
  )
  t.pass(`${runs} lives`)
})
