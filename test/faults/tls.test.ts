import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { aCluster, aMigratedDatabase } from '../fixtures/cluster.ts'
import { aFaultProxy, type Fault } from '../fixtures/fault-proxy.ts'
import { aHotline, lostOf } from '../fixtures/hotline.ts'
import { aLiveWorld } from '../fixtures/live.ts'
import { aFolder } from '../fixtures/process.ts'

const FULL = ['full', '1'].includes(process.env.PROVE ?? '')

test('D13: the same over TLS, as with a managed PostgreSQL', async (t) => {
  const folder = aFolder(t)
  const [cert, key] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  const made = ['req', '-new', '-x509', '-days', '2', '-nodes', '-subj', '/CN=127.0.0.1']
  execFileSync('openssl', [...made, '-out', cert, '-keyout', key], { stdio: 'ignore' })
  if (process.getuid?.() === 0)
    for (const each of [folder, cert, key]) chownSync(each, 65534, 65534)
  const ssl = { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key }
  const cluster = await aCluster(t, { fsync: false, settings: ssl })
  const { url, adminUrl } = await aMigratedDatabase(cluster)
  const proxy = await aFaultProxy(t, cluster.port)
  const through = `${url.replace(`:${cluster.port}/`, `:${proxy.port}/`)}?sslmode=require`
  const world = await aLiveWorld(t, { url: through, adminUrl })
  const server = await world.start()
  const hotline = aHotline(() => server.url, world.apiKey)
  await hotline.untilTaken()
  const [row] = await world.ask<{ plain: number; encrypted: number }>(
    `select count(*) filter (where not ssl)::int as plain, count(*) filter (where ssl)::int as encrypted
       from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'causeway_app'`,
  )
  t.equal(row!.plain, 0)
  t.ok(row!.encrypted > 0, 'the service speaks TLS to it')

  const faults: Fault[] = FULL ? ['blackhole', 'reset', 'refuse'] : ['blackhole']
  for (const fault of faults) {
    const stop = hotline.load(100)
    await sleep(500)
    proxy.be(fault)
    await sleep(2500)
    proxy.be('pass')
    const tookBack = await hotline.untilTaken().catch((error: Error) => {
      throw new Error(`${fault}: ${error.message}; the server says: ${server.output()}`)
    })
    await stop()
    t.ok(tookBack < 10_000, `${fault}: back within 10 s`)
  }
  await hotline.repeatRest()
  t.same(await world.ask(lostOf(hotline.acknowledged.values())), [], 'nothing acknowledged is lost')
  t.ok(hotline.replies.every(({ status }) => status === 201 || status === 503))
  t.notMatch(server.output(), /Uncaught|unhandled/i)
})
