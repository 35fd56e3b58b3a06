import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { test } from 'tap'
import { type Load, referralBodies, sendReferrals } from '../../scripts/bench-load.ts'
import { aTwilioProcess, figuresOf, startService } from '../../scripts/bench-service.ts'
import { aWorld } from '../../scripts/bench-world.ts'
import { aCluster } from '../fixtures/cluster.ts'
import { aFolder } from '../fixtures/process.ts'

const RATE = 20
const FULL = /^(full|1)$/.test(process.env.PROVE ?? '')
const SECONDS = FULL ? 120 : 8
/** Milliseconds. */
const P99 = 2000

test(`D4: intake to first provider call, p99 under 2 s at ${RATE} referrals a second`, async (t) => {
  const cluster = await aCluster(t, { fsync: true })
  const stub = await aTwilioProcess(t)
  const world = await aWorld(cluster.url(), {
    ...{ points: FULL ? 20_000 : 4000, twilioUrl: stub.url, folder: aFolder(t) },
  })
  const urls = (await startService(t, world.env, 1)).map(({ url }) => url)
  const bodies = referralBodies(world.gazetteer, 1000)
  await sendReferrals(urls, world.keys, bodies, { rate: 10, seconds: FULL ? 5 : 3 })

  const load = await sendReferrals(urls, world.keys, bodies, { rate: RATE, seconds: SECONDS })
  await sleep(2 * P99)
  const { first } = await stub.seen()
  const { p50, p99, call50, call99, called, errors } = figuresOf(load, SECONDS, first)
  const ms = (number: number) => `${Math.round(number)} ms`
  t.comment(
    `measured: first call p50 ${ms(call50)}, p99 ${ms(call99)}; answer p50 ${ms(p50)}, p99 ${ms(p99)} (${load.made.length} referrals, ${RATE}/s)`,
  )
  t.equal(errors, 0, 'every referral was taken')
  t.equal(load.made.length, RATE * SECONDS)
  t.ok(called > load.made.length / 2, 'most of them were offered by themselves')
  t.equal(called, await offered(world.ownerUrl, load), 'and each of those reached the provider')
  t.ok(call99 < P99, ms(call99))
})

async function offered(url: string, { made }: Load): Promise<number> {
  const sql = postgres(url, { max: 1 })
  const [row] = await sql`
    select count(distinct r.id)::int as n from referrals r join offers o on o.referral_id = r.id
     where r.reference = any(${made.map(({ reference }) => reference)})`
  await sql.end()
  return row!.n
}
