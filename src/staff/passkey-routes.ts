import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { addressPseudonym } from '../platform/address.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import type { Answer, Ask } from './auth.ts'
import { factorChanged } from './factors.ts'
import { NOBODY } from './mail.ts'
import { mayChange } from './standing.ts'
import { endPresented, proveSession, setSessionCookie, startSession } from './start-session.ts'

const open = { access: { public: 'whoever signs in has not signed in yet' } }
const pending = { access: { action: 'session.own', pending: true as const } }

/** What `PublicKeyCredential.toJSON()` gives; its inside is checked by the ceremony. */
const Credential = Type.Object(
  { id: Type.String({ maxLength: 1024 }), type: Type.String({ maxLength: 40 }) },
  { additionalProperties: true, maxProperties: 12 },
)
const hide = true

/** The two halves of the two ceremonies, for src/web/passkey.js. */
export async function passkeyRoutes(app: App, services: Services, ask: Ask): Promise<void> {
  const { config } = services
  // A cookie for the few minutes of one ceremony: the answer must come from the browser that was asked.
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: config.PUBLIC_URL.startsWith('https:'),
    maxAge: 300,
  } as const
  const name = cookie.secure ? '__Host-ceremony' : 'ceremony'

  app.post(
    '/sign-in/passkey/options',
    { config: open, schema: { hide } },
    async (request, reply) => {
      const answer = await ask({
        path: '/passkey/generate-authenticate-options',
        address: addressPseudonym(request),
      })
      return begun(reply, answer, { ...answer.body, userVerification: 'required' })
    },
  )

  /** A passkey alone proves who it is: it asked for the person's PIN, finger or face. */
  app.post(
    '/sign-in/passkey',
    { config: open, schema: { hide, body: Type.Object({ response: Credential }) } },
    async (request, reply) => {
      const address = addressPseudonym(request)
      const answer = await ask({
        path: '/passkey/verify-authentication',
        body: request.body,
        ...ceremony(request),
        address,
      })
      assertDone(reply, answer)
      const { id: staffId } = answer.body.user as { id: string }
      const userAgent = request.headers['user-agent']
      const token = await takeTurn(services, NOBODY, async (turn) => {
        await endPresented(turn, request)
        return startSession(turn, { staffId, provedBy: 'passkey', userAgent, address })
      })
      setSessionCookie(reply, config, token)
      return reply.code(204).send()
    },
  )

  app.post(
    '/staff/security/passkeys/options',
    { config: pending, schema: { hide } },
    async (request, reply) => {
      const { staffId } = request.signedIn!
      await takeTurn(services, request.actor, (turn) => mayChange(turn, request.signedIn!))
      const answer = await ask({
        path: '/passkey/generate-register-options',
        staffId,
        address: addressPseudonym(request),
      })
      return begun(reply, answer, answer.body)
    },
  )

  /** The first one finishes signing in. */
  app.post(
    '/staff/security/passkeys',
    {
      config: pending,
      schema: {
        hide,
        body: Type.Object({ response: Credential, name: Type.String({ maxLength: 60 }) }),
      },
    },
    async (request, reply) => {
      const { staffId, actor, pending } = request.signedIn!
      await takeTurn(services, actor, (turn) => mayChange(turn, request.signedIn!))
      const { response, name: called } = request.body
      const answer = await ask({
        path: '/passkey/verify-registration',
        body: { response, name: called.trim() },
        staffId,
        ...ceremony(request),
        address: addressPseudonym(request),
      })
      assertDone(reply, answer)
      const token = await takeTurn(services, actor, async (turn) => {
        await factorChanged(turn, staffId, 'staff.passkey_added', { passkey: answer.body.id })
        return pending ? proveSession(turn, actor.sessionId!, 'passkey') : undefined
      })
      if (token) setSessionCookie(reply, config, token)
      return reply.code(204).send()
    },
  )

  const ceremony = (request: FastifyRequest) => {
    const challenge = request.cookies[name]
    return challenge ? { challenge: encodeURIComponent(challenge) } : {}
  }

  function begun(reply: FastifyReply, { status, challenge }: Answer, options: object) {
    if (status !== 200 || !challenge) throw refused(status)
    return reply.setCookie(name, decodeURIComponent(challenge), cookie).send(options)
  }

  function assertDone(reply: FastifyReply, { status }: Answer): void {
    reply.clearCookie(name, cookie)
    if (status !== 200) throw refused(status)
  }
}

const refused = (status: number) =>
  status === 429
    ? new Problem(429, 'too_many', 'Too many tries. Wait a minute.')
    : new Problem(401, 'passkey_refused', 'This passkey was not accepted.')
