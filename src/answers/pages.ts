import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerTexts } from '../locales/answer.ts'
import type { Language } from '../locales/locale.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import type { Actor } from '../protection/may.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { type Again, answerPage, troublePage } from './answer-view.ts'
import { answerByLink, confirmByLink, type Outcome, readByLink } from './by-link.ts'
import { readAnswer, readCode } from './form.ts'
import { type Shown, show } from './show.ts'

/** Whoever opens the link; it becomes a contact when the digits fit. */
const LINK: Actor = { id: 'link', role: 'contact' }
const access = { access: { public: 'the link carries 128 random bits; answers need digits too' } }
type Asking = FastifyRequest<{ Params: { token: string } }>

/** The page behind the link of an offer: for people without an account, without script. */
export async function answerPages(app: App, services: Services): Promise<void> {
  const pages = pagesOf(services)
  // What a browser's form sends, nothing that takes longer to read.
  app.removeContentTypeParser('application/json')
  app.setErrorHandler((error, request, reply) => pages.trouble(error, request, reply))

  app.get('/answer/:token', { config: access }, async (request: Asking, reply) => {
    const shown = await takeTurn(services, LINK, (turn) => pages.look(turn, request))
    return pages.send(reply, request, shown, shown.page === 'unknown' ? 404 : 200)
  })

  app.post('/answer/:token', { config: access }, async (request: Asking, reply) => {
    const form = readAnswer(request.body)
    const { outcome, shown } = await takeTurn(services, LINK, async (turn) => ({
      outcome: await answerByLink(turn, request.params.token, form),
      shown: await pages.look(turn, request),
    }))
    if (outcome.kind === 'taken') return reply.redirect(addressOf(request), 303)
    return pages.send(reply, request, shown, statusOf(outcome), again(outcome, form))
  })

  /** The secrets are in the answer itself, and for this browser alone behind its cookie. */
  app.post('/answer/:token/confirmation', { config: access }, async (request: Asking, reply) => {
    const code = readCode(request.body)
    const { outcome, shown } = await takeTurn(services, LINK, async (turn) => {
      const outcome = await confirmByLink(turn, request.params.token, code)
      return { outcome, shown: await pages.look(turn, request, outcome.details) }
    })
    if (outcome.kind === 'taken') {
      if (!outcome.viewer) return reply.redirect(addressOf(request), 303)
      pages.keep(reply, outcome.offerId!, outcome.viewer)
      return pages.send(reply, request, shown, 200)
    }
    return pages.send(reply, request, shown, statusOf(outcome), again(outcome))
  })

  /** The details again: a post, so that nothing is ever shown that no snapshot holds. */
  app.post('/answer/:token/reading', { config: access }, async (request: Asking, reply) => {
    const shown = await takeTurn(services, LINK, async (turn) => {
      const details = await readByLink(turn, request.params.token, viewerOf(request))
      return details && pages.look(turn, request, details)
    })
    return shown ? pages.send(reply, request, shown, 200) : reply.redirect(addressOf(request), 303)
  })

  /** A reload of the pages above by their address. */
  for (const page of ['confirmation', 'reading'])
    app.get(`/answer/:token/${page}`, { config: access }, async (request: Asking, reply) =>
      reply.redirect(addressOf(request), 303),
    )
}

function pagesOf({ config, log }: Services) {
  const draw = (request: Asking, shown: { language: Language; reference?: string }) => ({
    t: answerTexts(shown.language),
    language: shown.language,
    label: config.SENDER_LABEL,
    path: pathOf(request),
    ...(shown.reference ? { reference: shown.reference } : {}),
  })
  const send = (reply: FastifyReply, page: string, status: number) =>
    reply.code(status).type('text/html; charset=utf-8').send(page)

  return {
    look: (turn: Turn, request: Asking, details?: AfterConfirmation): Promise<Shown> =>
      show(turn, request.params.token, {
        ...languageOf(request),
        viewerOf: viewerOf(request),
        ...(details && { details }),
      }),

    send: (reply: FastifyReply, request: Asking, shown: Shown, status: number, again?: Again) =>
      send(reply, answerPage(draw(request, shown), shown, again), status),

    /** Until the browser is closed; the server ends it with the offer. */
    keep: (reply: FastifyReply, offerId: string, viewer: string) =>
      reply.setCookie(cookieOf(offerId), viewer, {
        path: '/answer',
        httpOnly: true,
        sameSite: 'strict',
        secure: config.PUBLIC_URL.startsWith('https:'),
      }),

    trouble(error: unknown, request: FastifyRequest, reply: FastifyReply) {
      const known =
        error instanceof Problem ? error.status : (error as { statusCode?: number }).statusCode
      const status = known && known < 500 ? known : 503
      if (status === 503) {
        log.error({ err: error }, 'an answer page failed')
        reply.header('retry-after', '5')
      }
      const { language = config.LANGUAGE } = languageOf(request)
      return send(reply, troublePage(draw(request as Asking, { language })), status)
    },
  }
}

const statusOf = ({ kind }: Outcome): number =>
  ({ unknown: 404, over: 409, frozen: 409, again: 422, taken: 200 })[kind]

const again = (outcome: Outcome, form?: Again['form']): Again =>
  outcome.kind === 'again' ? { errors: outcome.errors, ...(form ? { form } : {}) } : { errors: [] }

/** The random end of the id: one cookie for each offer. */
const cookieOf = (offerId: string): string => `cw_${offerId.slice(-12)}`

const viewerOf =
  ({ cookies }: Asking) =>
  (offerId: string): string | undefined =>
    cookies[cookieOf(offerId)]

const pathOf = ({ params }: Asking): string => `/answer/${encodeURIComponent(params.token)}`

function addressOf(request: Asking): string {
  const { language } = languageOf(request)
  return language ? `${pathOf(request)}?lang=${language}` : pathOf(request)
}

function languageOf({ query }: FastifyRequest): { language?: Language } {
  const { lang } = query as { lang?: unknown }
  return lang === 'en' || lang === 'fr' ? { language: lang } : {}
}
