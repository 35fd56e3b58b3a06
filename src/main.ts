import { once } from 'node:events'
import { createServer } from 'node:net'
import { buildApp } from './app.ts'
import { loadDemoDirectory } from './directory/demo.ts'
import { REFERRAL_EXAMPLE } from './intake/examples.ts'
import { demoKey, demoState, openServices } from './open-services.ts'
import { stopGracefully } from './operations/stop.ts'
import { BadConfig, type Config, readConfig } from './platform/config.ts'
import { startWorkers } from './platform/due.ts'
import { DataFolderInUse } from './platform/embedded.ts'
import { logOf } from './platform/log.ts'
import { WrongSealKeys } from './protection/key-ring.ts'
import { jobsOf } from './workers.ts'

/** Configuration → database → workers → app → listen → close. The only file with side effects. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = logOf(config)
  await assertFree(config)
  if (!config.DATABASE_URL)
    say(
      `Opening the embedded database in ${config.DATA_DIR} (the first start takes ten seconds or more) …`,
    )
  const services = await openServices(config, log, say, config.DATABASE_DEADLINE_MS)
  const demo = config.MODE === 'demo' ? await demoState(services) : { first: false, bare: false }
  if (demo.first && demo.bare && config.DEMO_DIRECTORY) await loadDemoDirectory(services, progress)
  const key = demo.first ? await demoKey(services) : undefined

  const app = await buildApp(services)
  const stopWorkers = config.WORKERS ? startWorkers(services, jobsOf(services)) : async () => {}
  await app.listen({ port: config.PORT, host: config.HOST })
  sayWhatNext(config, services.db.kind, key)

  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      // Whoever asks twice does not want to wait.
      if (stopping) process.exit(1)
      stopping = true
      const drain = signal === 'SIGTERM' ? config.DRAIN_SECONDS : 0
      if (!(await stopGracefully(app, services, stopWorkers, drain))) process.exit(1)
    })
  }
}

/** Opening the database takes seconds: a port that is in use is said before. */
async function assertFree({ PORT, HOST }: Config): Promise<void> {
  const probe = createServer().listen(PORT, HOST)
  await once(probe, 'listening')
  probe.close()
  await once(probe, 'close')
}

const say = (line: string): void => console.log(line)

function progress(done: number, total: number): void {
  const line = `Loading the demo directory (fictional): ${done} of ${total}`
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === total ? '\n' : ''}`)
  else if (done === total || done % 20 === 0) say(line)
}

function sayWhatNext(
  { PORT, MODE, PUBLIC_URL }: Config,
  kind: string,
  key: string | undefined,
): void {
  const url = `http://localhost:${PORT}`
  say(`\nCauseway is ready (${MODE} mode, ${kind} database).\n`)
  if (kind === 'embedded') {
    say(
      '  Note: the embedded database is for trying out. It survives a killed process, not a power cut.\n',
    )
  }
  say(`  API and its documentation   ${url}/documentation`)
  if (MODE === 'demo') say(`  Phones and mailboxes        ${url}/outbox`)
  say(`  Ready?                      ${url}/readyz`)
  if (MODE === 'live') say(`  Service points reach it at  ${PUBLIC_URL}`)
  if (!key) return
  say(`\n  Your demo API key, shown this once:\n\n    ${key}\n`)
  say('  Make a referral:\n')
  say(`    curl -s ${url}/v1/referrals -H 'authorization: Bearer ${key}' \\`)
  say(`      -H 'content-type: application/json' -H 'idempotency-key: first' \\`)
  say(`      -d '${JSON.stringify(REFERRAL_EXAMPLE)}'\n`)
}

main().catch((error: unknown) => {
  const expected = [BadConfig, DataFolderInUse, WrongSealKeys].some((kind) => error instanceof kind)
  const code = (error as { code?: string }).code
  if (expected) console.error((error as Error).message)
  else if (code === 'EADDRINUSE')
    console.error('The port is in use. Choose another: PORT=3001 scripts/server')
  else console.error(error)
  process.exit(1)
})
