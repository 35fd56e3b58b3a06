import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Ends, type Started, startMain, untilReady } from '../test/fixtures/process.ts'
import { type Load, quantile } from './bench-load.ts'

export type Stub = {
  url: string
  /** When the first message of each referral came, ms since 1970, and how many came in all. */
  seen(): Promise<{ first: Record<string, number>; taken: number }>
}

/** A Twilio on 127.0.0.1 that takes everything, in a process of its own. */
export async function aTwilioProcess(t: Ends): Promise<Stub> {
  const child = fork(join(import.meta.dirname, 'bench-provider.ts'))
  t.teardown(() => child.kill())
  const [port] = (await once(child, 'message')) as [number]
  const url = `http://127.0.0.1:${port}`
  return { url, seen: async () => (await fetch(`${url}/seen`)).json() as ReturnType<Stub['seen']> }
}

/**
 * So many processes of the real program on one database, ready; with room for young objects and for old ones,
 * which takes up to 1.3 GB each: a quarter less of the program's time, and full collections many times as rarely.
 * None of them is to make the heap small, which takes four times as long.
 */
export async function startService(
  t: Ends,
  env: Record<string, string>,
  processes: number,
): Promise<Started[]> {
  const started: Started[] = []
  for (let i = 0; i < processes; i++) {
    const each = await startMain(t, env, ROOM)
    await untilReady(each)
    started.push(each)
  }
  return started
}

const ROOM = ['--max-semi-space-size=32', '--heap-growing-percent=900', '--no-memory-reducer']

export type Figures = {
  perSecond: number
  p50: number
  p99: number
  errors: number
  /** From the request to the first call of the provider, milliseconds; of those that led to an offer. */
  call50: number
  call99: number
  called: number
}

export function figuresOf(load: Load, seconds: number, first: Record<string, number>): Figures {
  const ms = load.made.map((each) => each.ms)
  const calls = load.made.flatMap(({ reference, at }) =>
    first[reference] ? [first[reference] - at] : [],
  )
  return {
    ...{ perSecond: load.made.length / seconds, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) },
    errors: Object.values(load.failed).reduce((sum, each) => sum + each, 0),
    ...{ call50: quantile(calls, 0.5), call99: quantile(calls, 0.99), called: calls.length },
  }
}
