import { html } from '@remix-run/html-template'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { peopleTexts } from '../locales/people.ts'
import type { App } from '../platform/http.ts'
import { type Services, takeTurn } from '../services.ts'
import { layout } from './layout.ts'
import { NOBODY } from './mail.ts'
import { oidcClients } from './oidc-client.ts'
import { openProvider } from './oidc-provider.ts'
import { type Refusal, signInByProvider } from './oidc-sign-in.ts'
import { keepTicket, newTicket, takeTicket } from './oidc-ticket.ts'
import { pageKit, pagesOnly } from './page-kit.ts'
import { endPresented, setSessionCookie } from './start-session.ts'

type Asking = FastifyRequest<{ Params: { slug: string } }>
type Trouble = Refusal | 'unknown' | 'again' | 'weak' | 'away'
/** Nothing else was ever a slug, and the database takes not every character. */
const Slug = Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 40 })
const STATUS: Record<Trouble, number> = {
  ...{ unknown: 404, provider_gone: 404, again: 400, away: 503 },
  ...{ weak: 403, no_role: 403, disabled: 403, address_elsewhere: 403 },
}

/**
 * Signing in with an organization's own OpenID provider. These are the only GETs that write: nothing but
 * people and sessions. HEAD is not answered: it would use a code up.
 */
export async function oidcPages(app: App, services: Services): Promise<void> {
  const { config, log } = services
  const kit = pageKit(services)
  const clients = oidcClients()
  pagesOnly(app, kit)
  const route = {
    config: { access: { public: 'this is how one signs in; what comes back is checked' } },
    exposeHeadRoute: false,
    schema: { hide: true, params: Type.Object({ slug: Slug }) },
  }
  const provided = (slug: string) =>
    takeTurn(services, NOBODY, async (turn) => ({
      provider: await openProvider(turn, slug),
      now: turn.now,
    }))

  app.get('/sign-in/with/:slug', route, async (request: Asking, reply) => {
    const { slug } = request.params
    const { provider, now } = await provided(slug)
    if (!provider) return say(request, reply, 'unknown')
    const ticket = newTicket()
    try {
      const client = await clients(provider)
      const address = await client.addressFor(ticket, callback(slug))
      keepTicket(reply, services, slug, ticket, now)
      return reply.redirect(address, 303)
    } catch (error) {
      log.warn({ provider: provider.id, code: codeOf(error) }, 'a provider of sign-in is away')
      return say(request, reply, 'away')
    }
  })

  app.get('/sign-in/with/:slug/callback', route, async (request: Asking, reply) => {
    const { slug } = request.params
    const { provider, now } = await provided(slug)
    const ticket = takeTicket(request, reply, services, slug, now)
    if (!provider) return say(request, reply, 'unknown')
    if (!ticket) return say(request, reply, 'again')
    try {
      const answer = new URL(callback(slug))
      answer.search = new URL(request.url, config.PUBLIC_URL).search
      const claims = await (await clients(provider)).claimsFrom(answer, ticket)
      const browser = { userAgent: request.headers['user-agent'], address: pseudonym(request) }
      const done = await takeTurn(services, NOBODY, async (turn) => {
        await endPresented(turn, request)
        return signInByProvider(turn, provider, claims, browser)
      })
      if ('refused' in done) return say(request, reply, done.refused)
      setSessionCookie(reply, config, done.token)
      return reply.redirect('/staff', 303)
    } catch (error) {
      const code = codeOf(error)
      log.warn({ provider: provider.id, code }, 'a sign-in by a provider was refused')
      return say(request, reply, code === 'acr' ? 'weak' : 'again')
    }
  })

  const callback = (slug: string) => `${config.PUBLIC_URL}/sign-in/with/${slug}/callback`

  /** What the provider said is not shown: it may have been written by anybody. */
  function say(request: Asking, reply: FastifyReply, trouble: Trouble) {
    const language = kit.languageOf(request)
    const t = peopleTexts(language).oidc
    const { slug } = request.params
    const again = trouble === 'unknown' || trouble === 'provider_gone' ? '' : slug
    const page = layout(
      kit.drawing(request, { path: `/sign-in/with/${encodeURIComponent(slug)}` }),
      {
        heading: t.heading,
        content: [
          html`<p>${t[trouble]}</p>`,
          again
            ? html`<p><a href="/sign-in/with/${again}?lang=${language}">${t.tryAgain}</a></p>`
            : '',
        ],
      },
    )
    return kit.send(reply, page, STATUS[trouble])
  }
}

const pseudonym = (request: FastifyRequest): string => request.server.pseudonymOf(request.ip)

/** Codes of the library and of the system; never a message, which may hold what the provider sent. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: string }
  return typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? code : (name ?? 'error')
}
