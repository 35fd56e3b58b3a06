import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const PATIENCE = 60_000
/** Of nobody: the top-level domain is reserved (RFC 2606). */
const NOBODY = 'drill@causeway.invalid'

/** Starts the real program on a restored database, where it reaches nobody; what keeps it from being ready. */
export async function startedFaults({
  url,
  appUrl,
}: {
  url: string
  appUrl: string
}): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-drill-'))
  const port = await freePort()
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: appUrl, MIGRATION_DATABASE_URL: url, DATABASE_PREPARE: 'true' },
      ...{ PORT: String(port), HOST: '127.0.0.1', ANCHORS_FILE: join(folder, 'anchors.jsonl') },
      ...{ WORKERS: 'false', CANARY: 'false', DEMO_DIRECTORY: 'false', DRAIN_SECONDS: '0' },
      ...(process.env.MODE === 'live' && WITHOUT_PROVIDERS),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const ended = once(child, 'close')
  try {
    const ready = await untilReady(`http://127.0.0.1:${port}/readyz`, () => child.exitCode !== null)
    if (ready === true) return []
    // Not what it prints for a newcomer: that may be a key.
    const why =
      ready ??
      said
        .split('\n')
        .filter((line) => /cannot|rror|- /.test(line))
        .join(' ')
    return [`the program does not become ready on it: ${why.slice(0, 500)}`]
  } finally {
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(15_000, undefined, { ref: false })])
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}

/** Nothing is due for it, and where something would be sent there is nobody. */
const WITHOUT_PROVIDERS = {
  ...{
    PROVIDERS_SMS: '',
    PROVIDERS_EMAIL: 'smtp',
    SMTP_URL: 'smtp://127.0.0.1:9',
    SMTP_FROM: NOBODY,
  },
  ...{ ON_CALL_OPERATORS: NOBODY, ON_CALL_SUPERVISORS: NOBODY, ON_CALL_BACKUP: NOBODY },
}

/** True, or what it said last. */
async function untilReady(url: string, ended: () => boolean): Promise<true | string | undefined> {
  const until = performance.now() + PATIENCE
  let last: string | undefined
  while (performance.now() < until && !ended()) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
    if (answer?.ok) return true
    if (answer) last = ((await answer.json()) as { problems: string[] }).problems.join(' ')
    await sleep(100)
  }
  return last
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
