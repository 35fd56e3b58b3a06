import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressPseudonym } from '../platform/address.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import type { Ask, Question } from './auth.ts'
import {
  factorChanged,
  factorsOf,
  forgetTotp,
  removePasskey,
  removeTotp,
  totpAdded,
} from './factors.ts'
import { digitsOf, pageKit, pagesOnly } from './page-kit.ts'
import { appPage, codesPage, securityPage } from './security-view.ts'
import { mayChange, standingOf } from './standing.ts'
import { proveSession, setSessionCookie } from './start-session.ts'

const pending = { access: { action: 'session.own', pending: true as const } }
type Named = FastifyRequest<{ Params: { id: string } }>

/** Setting up and taking away ways to sign in; passkeys are made in passkey-routes.ts. */
export async function securityPages(app: App, services: Services, ask: Ask): Promise<void> {
  const { config } = services
  const kit = pageKit(services)
  pagesOnly(app, kit)

  app.get('/staff/security', { config: pending }, async (request, reply) => {
    const signedIn = request.signedIn!
    const { standing, factors, session } = await turned(request, async (turn) => ({
      ...(await standingOf(turn, signedIn)),
      factors: await factorsOf(turn, signedIn.staffId),
    }))
    if (standing === 'unproved') return kit.go(reply, request, '/sign-in/second')
    const language = kit.languageOf(request)
    const dates = new Intl.DateTimeFormat(`${language}-CA`, {
      dateStyle: 'long',
      timeZone: config.ZONE,
    })
    const page = securityPage(kit.drawing(request), {
      ...{ standing, factors, day: (date: Date) => dates.format(date) },
      afterRecovery: session.provedBy === 'recovery_code',
    })
    return kit.send(reply, page)
  })

  app.post('/staff/security/app', { config: pending }, async (request, reply) => {
    const { staffId } = request.signedIn!
    await turned(request, async (turn) => {
      await mayChange(turn, request.signedIn!)
      await forgetTotp(turn, staffId)
    })
    const { body } = await asked(request, { path: '/two-factor/enable', body: {} })
    return kit.send(reply, appPage(appDrawing(request), String(body.totpURI)))
  })

  /** The first code of the new app. If nothing was set up before, it finishes signing in. */
  app.post('/staff/security/app/code', { config: pending }, async (request, reply) => {
    const { staffId, actor, pending } = request.signedIn!
    const open = await turned(request, async (turn) => {
      await mayChange(turn, request.signedIn!)
      return !(await factorsOf(turn, staffId)).totp
    })
    if (!open) return kit.go(reply, request, '/staff/security')
    const code = digitsOf(request.body, 'code')
    const { status } = await asked(request, { path: '/two-factor/verify-totp', body: { code } })
    if (status !== 200) return again(request, reply)
    const token = await turned(request, async (turn) => {
      await totpAdded(turn, staffId, code)
      return pending ? proveSession(turn, actor.sessionId!, 'totp') : undefined
    })
    if (token) setSessionCookie(reply, config, token)
    return newCodes(request, reply)
  })

  app.post('/staff/security/recovery-codes', { config: pending }, async (request, reply) => {
    const { staffId } = request.signedIn!
    await turned(request, async (turn) => {
      await mayChange(turn, request.signedIn!)
      if (!(await factorsOf(turn, staffId)).totp) throw notFound()
      await factorChanged(turn, staffId, 'staff.recovery_codes_made')
    })
    return newCodes(request, reply)
  })

  app.post('/staff/security/app/removal', { config: pending }, async (request, reply) => {
    await turned(request, async (turn) => {
      await mayChange(turn, request.signedIn!)
      await removeTotp(turn, request.signedIn!.staffId)
    })
    return kit.go(reply, request, '/staff/security')
  })

  app.post(
    '/staff/security/passkeys/:id/removal',
    { config: pending },
    async (request: Named, reply) => {
      await turned(request, async (turn) => {
        await mayChange(turn, request.signedIn!)
        await removePasskey(turn, request.signedIn!.staffId, request.params.id)
      })
      return kit.go(reply, request, '/staff/security')
    },
  )

  const turned = <T>(request: FastifyRequest, work: (turn: Turn) => Promise<T>): Promise<T> =>
    takeTurn(services, request.actor, work)

  const asked = (request: FastifyRequest, question: Pick<Question, 'path' | 'body'>) =>
    ask({
      ...question,
      staffId: request.signedIn!.staffId,
      address: addressPseudonym(request),
    })

  async function newCodes(request: FastifyRequest, reply: FastifyReply) {
    const path = '/two-factor/generate-backup-codes'
    const { body } = await asked(request, { path, body: {} })
    const drawing = kit.drawing(request, { path: '/staff/security', whole: true })
    return kit.send(reply, codesPage(drawing, body.backupCodes as string[]))
  }

  async function again(request: FastifyRequest, reply: FastifyReply) {
    const { body } = await asked(request, { path: '/two-factor/get-totp-uri', body: {} })
    if (typeof body.totpURI !== 'string') return kit.go(reply, request, '/staff/security')
    const drawing = appDrawing(request)
    const errors = [{ field: 'code', text: drawing.t.second.wrong }]
    return kit.send(reply, appPage(drawing, body.totpURI, errors), 422)
  }

  const appDrawing = (request: FastifyRequest) => kit.drawing(request, { path: '/staff/security' })
}
