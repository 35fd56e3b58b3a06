import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressPseudonym } from '../platform/address.ts'
import type { App } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import type { Ask } from './auth.ts'
import { bringTotpBack, factorsOf, hasNone } from './factors.ts'
import { emailOf } from './invitation.ts'
import { getsAnother, NOBODY } from './mail.ts'
import { digitsOf, fieldOf, pageKit, pagesOnly, safeNext } from './page-kit.ts'
import { type Step, takeSecondStep } from './second-step.ts'
import { codePage, noFactorPage, secondPage, signInPage } from './sign-in-view.ts'
import { standingOf } from './standing.ts'
import { endPresented, setSessionCookie, startSession } from './start-session.ts'

const open = { access: { public: 'whoever signs in has not signed in yet' } }
const pending = { access: { action: 'session.own', pending: true as const } }

/** No answer to an address comes sooner, in milliseconds: a known one takes longer to look after. */
const FLOOR = 150

/** Signing in with a code by e-mail and a second step; without script. */
export async function signInPages(app: App, services: Services, ask: Ask): Promise<void> {
  const kit = pageKit(services)
  const underWay = new Set<string>()
  pagesOnly(app, kit)

  app.get('/sign-in', { config: open }, async (request, reply) =>
    kit.send(reply, signInPage(kit.drawing(request, { next: nextOf(request) }))),
  )

  /** Known, unknown and disabled addresses get the same page, in the same time. */
  app.post('/sign-in', { config: open }, async (request, reply) => {
    const drawing = kit.drawing(request, { next: nextOf(request), path: '/sign-in' })
    const email = typedEmail(request)
    if (!email) {
      const errors = [{ field: 'email', text: drawing.t.signIn.badEmail }]
      return kit.send(reply, signInPage(drawing, errors, fieldOf(request.body, 'email')), 422)
    }
    const [status] = await Promise.all([askForCode(request, email), sleep(FLOOR)])
    if (status === 429) return tooMany(request, reply)
    return kit.send(reply, codePage(drawing, email))
  })

  app.post('/sign-in/code', { config: open }, async (request, reply) => {
    const drawing = kit.drawing(request, { next: nextOf(request), path: '/sign-in' })
    const email = typedEmail(request)
    const address = addressPseudonym(request)
    const body = { email, otp: digitsOf(request.body, 'code') }
    const [{ status, body: answer }] = await Promise.all([
      ask({ path: '/sign-in/email-otp', body, address }),
      sleep(FLOOR),
    ])
    if (status === 429) return tooMany(request, reply)
    if (status !== 200) {
      const errors = [{ field: 'code', text: drawing.t.code.wrong }]
      return kit.send(reply, codePage(drawing, email, errors), 422)
    }
    const { id: staffId } = answer.user as { id: string }
    const userAgent = request.headers['user-agent']
    const token = await takeTurn(services, NOBODY, async (turn) => {
      await bringTotpBack(turn, staffId)
      if (hasNone(await factorsOf(turn, staffId))) return undefined
      await endPresented(turn, request)
      return startSession(turn, { staffId, userAgent, address })
    })
    if (!token) return kit.send(reply, noFactorPage(drawing), 403)
    setSessionCookie(reply, services.config, token)
    return kit.go(reply, request, '/sign-in/second', drawing.next)
  })

  app.get('/sign-in/second', { config: pending }, async (request, reply) =>
    second(request, reply, 200),
  )
  app.post('/sign-in/second', { config: pending }, async (request, reply) =>
    take(request, reply, { kind: 'totp', code: digitsOf(request.body, 'code') }),
  )
  app.post('/sign-in/recovery', { config: pending }, async (request, reply) =>
    take(request, reply, { kind: 'recovery_code', code: fieldOf(request.body, 'recovery') }),
  )

  /** For one mailbox one at a time: those that wait for each other would take longer than `FLOOR`. */
  async function askForCode(request: FastifyRequest, email: string): Promise<number> {
    if (underWay.has(email)) return 200
    underWay.add(email)
    try {
      if (!(await getsAnother(services, email))) return 200
      const path = '/email-otp/send-verification-otp'
      const body = { email, type: 'sign-in' }
      return (await ask({ path, body, address: addressPseudonym(request) })).status
    } finally {
      underWay.delete(email)
    }
  }

  async function take(request: FastifyRequest, reply: FastifyReply, step: Step) {
    const signedIn = request.signedIn!
    if (!signedIn.pending) return kit.go(reply, request, nextOf(request))
    const address = addressPseudonym(request)
    const taken = await takeSecondStep(services, { ask, address }, signedIn, step)
    if ('refused' in taken) return second(request, reply, 422, { step, refused: taken.refused })
    setSessionCookie(reply, services.config, taken.token)
    // Whoever needed a recovery code has lost something.
    return step.kind === 'recovery_code'
      ? kit.go(reply, request, '/staff/security')
      : kit.go(reply, request, nextOf(request))
  }

  async function second(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    failed?: { step: Step; refused: 'wrong' | 'locked' },
  ) {
    const { pending, staffId, actor } = request.signedIn!
    if (!pending) return kit.go(reply, request, nextOf(request))
    const { standing, factors } = await takeTurn(services, actor, async (turn) => ({
      ...(await standingOf(turn, request.signedIn!)),
      factors: await factorsOf(turn, staffId),
    }))
    if (standing === 'first') return kit.go(reply, request, '/staff/security')
    const drawing = kit.drawing(request, { next: nextOf(request), path: '/sign-in/second' })
    if (hasNone(factors)) return kit.send(reply, noFactorPage(drawing), 403)
    const { second: t } = drawing.t
    const totp = failed?.step.kind === 'totp'
    const wrong = totp ? t.wrong : t.recoveryWrong
    const errors = failed
      ? [
          {
            field: totp ? 'code' : 'recovery',
            text: failed.refused === 'locked' ? t.locked : wrong,
          },
        ]
      : []
    const offered = { totp: factors.totp, passkey: factors.passkeys.length > 0 }
    return kit.send(reply, secondPage(drawing, offered, errors), status)
  }

  const tooMany = (request: FastifyRequest, reply: FastifyReply) =>
    kit.trouble({ statusCode: 429 }, request, reply.header('retry-after', '60'))
}

const nextOf = ({ body, query }: FastifyRequest): string =>
  safeNext(fieldOf(body, 'next') || fieldOf(query, 'next'))

const typedEmail = ({ body }: FastifyRequest): string => emailOf(fieldOf(body, 'email')) ?? ''
