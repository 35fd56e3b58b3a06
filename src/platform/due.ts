import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { type Transacting, type Tx, transact } from './database.ts'
import { wasAway } from './errors.ts'
import type { Signal } from './signal.ts'

/**
 * A deadline in a row: no network call, so no lease. `next` locks one due thing and names it, `run`
 * does what is due in the same transaction; when it throws, `stumble` pushes the thing back in a
 * transaction of its own (5 s × 2ⁿ) and raises a task at the third time.
 */
export type Duty = {
  name: string
  next(tx: Tx, now: Date): Promise<string | undefined>
  run(tx: Tx, id: string, now: Date): Promise<void>
  stumble(tx: Tx, id: string, now: Date): Promise<void>
}

/** Milliseconds. */
const LOOK_EVERY = 1000
/** How long what is counted in days or minutes may wait; not for what somebody waits for. */
const PATIENT_EVERY = 5000
/** A chore with much to do, such as the anchor of 30,000 chains, works a tenth of the time, or once a second: who waits for an answer comes first. */
const CHORES_LEAVE = 9
/** At most one reason to look in so many milliseconds: a busy program makes hundreds of commits a second. */
const TOGETHER = 50
/** Longer than a send takes that is answered, and shorter than whoever stops the program waits. */
const FINISH_WITHIN = 6000

/** One look at what is due; true if it is worth looking again at once. */
export type Job = {
  name: string
  run(): Promise<boolean>
  /** Looked at every five seconds, and not after each commit. */
  patient?: true
  /** Looked at every second, and not after each commit: no commit brings a deadline nearer. */
  punctual?: true
  /**
   * Resolves when what `run` left at work has ended, or after `within` ms was handed back: due at once.
   * True if anything was at work.
   */
  drain?(within?: number): Promise<boolean>
}

type Watching = Transacting & { log: FastifyBaseLogger }

export function dutyJob(services: Watching, duty: Duty): Job {
  return { name: duty.name, run: () => runDuty(services, duty) }
}

export const punctually = (job: Job): Job => ({ ...job, punctual: true })

/** For chores: twenty looks after each commit of a busy program would be more work than the commit. */
export const patiently = (job: Job): Job => ({ ...job, patient: true })

async function runDuty(services: Watching, duty: Duty): Promise<boolean> {
  let id: string | undefined
  try {
    await transact(services, async (tx, now) => {
      id = await duty.next(tx, now)
      if (id !== undefined) await duty.run(tx, id, now)
    })
  } catch (error) {
    const stumbled = id
    if (stumbled === undefined || wasAway(error)) throw error
    services.log.error({ duty: duty.name, id: stumbled, err: error }, 'a duty failed')
    await transact(services, (tx, now) => duty.stumble(tx, stumbled, now))
  }
  return id !== undefined
}

/** At so many failures of a row a human is told. */
export const HELPLESS = 3

/** How long a row that failed `failures` times before waits: 5 s, 10 s, 20 s … an hour at most, in ms. */
export const backoff = (failures: number): number => Math.min(5000 * 2 ** failures, 3_600_000)

/** Runs every job until none has anything to do; for tests, and for the end of a start. */
export async function runUntilIdle(jobs: readonly Job[], limit = 1000): Promise<void> {
  for (let round = 0; round < limit; round++) {
    let busy = false
    for (const job of jobs) {
      while (await job.run()) busy = true
      if (await job.drain?.()) busy = true
    }
    if (!busy) return
  }
  throw new Error(`still busy after ${limit} rounds`)
}

/**
 * Looks at every job again and again: at once after a commit of this process, else every second; at
 * patient ones every five.
 * @returns a function that stops, and resolves when the jobs at work have finished or handed back
 */
export function startWorkers(
  { committed, log }: { committed: Signal; log: FastifyBaseLogger },
  jobs: readonly Job[],
): () => Promise<void> {
  let running = true
  const stopped = new AbortController()
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal })
  const worked = async (job: Job) => {
    const began = performance.now()
    if (!(await job.run())) return false
    committed.wake()
    const took = performance.now() - began
    if (job.patient) await pause(Math.min(CHORES_LEAVE * took, LOOK_EVERY))
    return true
  }
  const loop = async (job: Job) => {
    while (running) {
      const seen = committed.wakes
      const began = performance.now()
      try {
        while (running && (await worked(job)));
        const every = job.patient ? PATIENT_EVERY : job.punctual ? LOOK_EVERY : TOGETHER
        if (running && every === TOGETHER) await committed.wait(LOOK_EVERY, seen)
        // What came during a long look is not made to wait once more.
        const waited = every === TOGETHER ? performance.now() - began : 0
        if (running) await pause(Math.max(0, every - waited))
      } catch (error) {
        if (stopped.signal.aborted) return
        log.error({ job: job.name, err: error }, 'a worker could not look')
        // Not again at the next commit: a busy program would fail and log a hundred times a second.
        await pause(LOOK_EVERY).catch(() => {})
      }
    }
  }
  const loops = jobs.map(loop)
  return async () => {
    running = false
    stopped.abort()
    committed.wake()
    await Promise.all(loops)
    const drained = await Promise.allSettled(jobs.map((job) => job.drain?.(FINISH_WITHIN)))
    // A lease that cannot be handed back ends by itself.
    for (const { status, reason } of drained.map((one) => ({ reason: undefined, ...one })))
      if (status === 'rejected') log.error({ err: reason }, 'what was at work was not handed back')
  }
}
