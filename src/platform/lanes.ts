import { getHeapStatistics } from 'node:v8'
import underPressure from '@fastify/under-pressure'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import type { App } from './http.ts'
import type { SendAway } from './send-away.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What stays open for as long as somebody looks takes no place of those who are served. */
    stays?: true
  }
}

/** Share of the heap from which the public is sent away. */
const HEAP = 0.9
/** So many wait for each one at work, so that a moment's burst is served and a flood is not. */
const IN_LINE = 8
/** Milliseconds in line: with the database's own deadline behind it, everybody is answered within two seconds (D13). */
const PATIENCE = 400
/** Seconds. */
const COME_AGAIN = 2

type LaneName = 'public' | 'answer' | 'staff' | 'webhook'

/** Undefined: never sent away. Watchers ask whether it lives, styles go along with pages, and nothing is nothing. */
function laneOf({ routeOptions: { url = '', config } }: FastifyRequest): LaneName | undefined {
  const { access, stays } = config ?? {}
  if (!access || stays) return undefined
  if (/^\/(healthz|readyz|metrics)$|^\/(assets|documentation\/static)\//.test(url)) return undefined
  if ('action' in access) return 'staff'
  if (url.startsWith('/v1/webhooks/')) return 'webhook'
  return /^\/(answer|review)\//.test(url) ? 'answer' : 'public'
}

/**
 * Four lanes: the public's, the links of service points, those who are signed in, and providers' callbacks. Each has so many requests
 * at work and so many in line; what comes on top is answered 503 with Retry-After, so that a flood in
 * one takes neither database nor time from the others. A program that is late sends the public away
 * first. `early` goes before it is known who calls, `late` after: whoever is not let in takes no place
 * of the staff.
 */
export async function lanes(
  app: App,
  config: Pick<Config, 'PUBLIC_AT_ONCE' | 'STAFF_AT_ONCE' | 'LATE_MS' | 'DATABASE_POOL'>,
  sendAway: SendAway,
) {
  const { PUBLIC_AT_ONCE, STAFF_AT_ONCE, LATE_MS, DATABASE_POOL } = config
  const publicly = Math.max(1, Math.min(PUBLIC_AT_ONCE, Math.floor(DATABASE_POOL / 2)))
  const all: Record<LaneName, Lane> = {
    public: aLane(publicly),
    answer: aLane(publicly),
    staff: aLane(STAFF_AT_ONCE),
    webhook: aLane(STAFF_AT_ONCE),
  }
  await app.register(underPressure, {
    maxEventLoopDelay: LATE_MS,
    maxHeapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * HEAP),
    // It takes a second in which nothing was measured, such as the first one, for an endless delay.
    pressureHandler: async (request, reply, _, value) => {
      if (value !== Number.POSITIVE_INFINITY && laneOf(request) === 'public')
        await sendAway(request, reply, 503, COME_AGAIN)
    },
  })
  const leaving = new WeakMap<FastifyRequest, () => void>()
  // The answer is made: the work is done.
  app.addHook('onSend', async (request) => leaving.get(request)?.())

  async function take(lane: Lane, request: FastifyRequest, reply: FastifyReply) {
    const turn = lane.enter()
    if (!turn || !(await turn)) return sendAway(request, reply, 503, COME_AGAIN)
    let left = false
    const leave = () => {
      if (!left) lane.leave()
      left = true
    }
    leaving.set(request, leave)
    // Whoever hangs up does not end what was begun: the place is free once that has its answer.
    reply.raw.once('close', () => reply.sent && leave())
    return reply.raw.destroyed ? sendAway(request, reply, 503, COME_AGAIN) : undefined
  }
  return {
    async early(request: FastifyRequest, reply: FastifyReply) {
      const name = laneOf(request)
      return name && name !== 'staff' ? take(all[name], request, reply) : undefined
    },
    async late(request: FastifyRequest, reply: FastifyReply) {
      return laneOf(request) === 'staff' ? take(all.staff, request, reply) : undefined
    },
  }
}

type Lane = { enter(): Promise<boolean> | undefined; leave(): void }

/** @returns a lane; `enter` gives undefined when its line is full too, and resolves with false when it took too long */
function aLane(places: number): Lane {
  let free = places
  let line: (() => void)[] = []
  return {
    enter() {
      if (free > 0) {
        free--
        return Promise.resolve(true)
      }
      if (line.length >= places * IN_LINE) return undefined
      return new Promise((resolve) => {
        const go = () => {
          clearTimeout(timer)
          resolve(true)
        }
        const timer = setTimeout(() => {
          line = line.filter((other) => other !== go)
          resolve(false)
        }, PATIENCE)
        line.push(go)
      })
    },
    leave() {
      const next = line.shift()
      if (next) next()
      else free++
    },
  }
}
