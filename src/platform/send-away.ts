import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SECOND } from './clock.ts'
import { Problem } from './errors.ts'

/** Answers 429 or 503 in a few words that cost nothing to make; `seconds`: after which to try again. */
export type SendAway = (
  request: FastifyRequest,
  reply: FastifyReply,
  status: 429 | 503,
  seconds: number,
) => Promise<FastifyReply>

/** So many a second are answered at once, and those after them a second later: a flood that waits for answers slows down. */
const AT_ONCE = 25
/** So many wait for that at most. */
const HELD = 2000

/** Programs get problem details; people a page that nothing has to draw, in both languages. */
export function sendingAway(elapsed = () => performance.now()): SendAway {
  let [second, sent, held] = [0, 0, 0]
  return async ({ routeOptions }, reply, status, seconds) => {
    const now = Math.floor(elapsed() / SECOND)
    if (now !== second) [second, sent] = [now, 0]
    if (++sent > AT_ONCE && held < HELD) {
      held++
      await sleep(SECOND)
      held--
    }
    reply.header('retry-after', seconds)
    if (routeOptions.url?.startsWith('/v1/')) throw problemOf(status, seconds)
    return reply.code(status).type('text/html; charset=utf-8').send(PAGE)
  }
}

export const problemOf = (status: 429 | 503, seconds: number): Problem =>
  status === 429
    ? new Problem(429, 'too_many_requests', `Too many requests. Try again in ${seconds} seconds.`)
    : new Problem(503, 'busy', `Too much is asked at once. Try again in ${seconds} seconds.`)

export const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Busy · Occupé</title>
<p>Many people are asking at this moment. Please try again in a minute.</p>
<p lang="fr">Il y a beaucoup de demandes en ce moment. Veuillez réessayer dans une minute.</p>
</html>
`
