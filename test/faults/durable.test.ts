import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { aCluster, aMigratedDatabase, type Cluster } from '../fixtures/cluster.ts'
import { aHotline } from '../fixtures/hotline.ts'
import { aLiveWorld } from '../fixtures/live.ts'
import { aFolder } from '../fixtures/process.ts'

const FULL = ['full', '1'].includes(process.env.PROVE ?? '')
const REFERRALS = FULL ? 50 : 5

const [EATMYDATA] = globSync('/usr/lib/*/libeatmydata.so')
const tools =
  existsSync('/usr/bin/strace') && EATMYDATA ? {} : { skip: 'no strace or libeatmydata' }

test(
  'D2: between a request and its 201 the database has put its commit on the disk',
  tools,
  async (t) => {
    const { synced, all } = await syncedBetween(t, {})
    t.equal(synced, all)
    t.comment(
      `measured: an fsync or fdatasync between request and 201 in ${synced} of ${all} referrals`,
    )
  },
)

test('D2: with a library that makes fsync do nothing the same check fails', tools, async (t) => {
  const { synced, all } = await syncedBetween(t, { LD_PRELOAD: EATMYDATA! })
  t.equal(synced, 0)
  t.comment(`measured: with libeatmydata in ${synced} of ${all}`)
})

/** In how many referrals a process of the cluster synchronized a file between the request and its answer. */
async function syncedBetween(t: Test, env: Record<string, string>) {
  const cluster = await aCluster(t, { env })
  const world = await aLiveWorld(t, await aMigratedDatabase(cluster))
  const server = await world.start()
  const hotline = aHotline(() => server.url, world.apiKey)
  for (let n = 0; n < 10; n++) await hotline.untilTaken()
  // Workers commit too: what is counted must be the request's own.
  const trace = await aTrace(t, cluster)
  const asked: { from: number; to: number }[] = []
  for (let n = 0; n < REFERRALS; n++) {
    const from = now()
    const { status } = await hotline.refer()
    t.equal(status, 201)
    asked.push({ from, to: now() })
    await sleep(100)
  }
  const times = await trace.end()
  const synced = asked.filter(({ from, to }) => times.some((at) => from <= at && at <= to))
  return { synced: synced.length, all: asked.length }
}

const now = () => (performance.timeOrigin + performance.now()) / 1000

/** Traces every process of the cluster that runs now, and what they start. */
async function aTrace(t: Test, cluster: Cluster): Promise<{ end(): Promise<number[]> }> {
  const file = join(aFolder(t), 'trace')
  const pids = cluster.processes().flatMap((pid) => ['-p', String(pid)])
  const calls = 'trace=fsync,fdatasync,sync_file_range,sync,syncfs,msync'
  const strace: ChildProcess = spawn('strace', ['-f', '-ttt', '-e', calls, '-o', file, ...pids], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.teardown(() => strace.kill('SIGKILL'))
  let said = ''
  strace.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  for (let n = 0; !said.includes('attached'); n++) {
    if (n > 100 || strace.exitCode !== null) throw new Error(`strace: ${said}`)
    await sleep(50)
  }
  await sleep(300)
  return {
    async end() {
      const ended = once(strace, 'exit')
      strace.kill('SIGTERM')
      await ended
      // "pid seconds fdatasync(12) = 0", or "… <unfinished ...>" where it began.
      const lines = readFileSync(file, 'utf8').split('\n')
      return lines
        .filter((line) => / f(data)?sync\(/.test(line))
        .map((line) => Number(line.split(/\s+/)[1]))
    },
  }
}
