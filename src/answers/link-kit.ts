import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerTexts } from '../locales/answer.ts'
import type { Language } from '../locales/locale.ts'
import { Problem } from '../platform/errors.ts'
import type { Actor } from '../protection/may.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import type { Services, Turn } from '../services.ts'
import { type Again, answerPage, troublePage } from './answer-view.ts'
import type { Thread } from './held.ts'
import type { ViewerOf } from './held-by-link.ts'
import { type Shown, show } from './show.ts'

/** Whoever opens the link; it becomes a contact when the digits fit. */
export const LINK: Actor = { id: 'link', role: 'contact' }
export type Asking = FastifyRequest<{ Params: { token: string } }>
export type LinkKit = ReturnType<typeof linkKit>

/** What the pages of a link do alike. */
export function linkKit({ config, log }: Pick<Services, 'config' | 'log'>) {
  const draw = (request: Asking, shown: { language: Language; reference?: string }) => ({
    t: answerTexts(shown.language),
    language: shown.language,
    label: config.SENDER_LABEL,
    path: pathOf(request),
    lines: config.CALL_LINES['*'] ?? [],
    ...(shown.reference ? { reference: shown.reference } : {}),
  })
  const send = (reply: FastifyReply, page: string, status: number) =>
    reply.code(status).type('text/html; charset=utf-8').send(page)

  return {
    /** What the link shows now, with what a post has just opened. */
    look: (
      turn: Turn,
      request: Asking,
      opened: { details?: AfterConfirmation; thread?: Thread } = {},
    ): Promise<Shown> =>
      show(turn, request.params.token, {
        ...languageOf(request),
        viewerOf: viewerOf(request),
        ...opened,
      }),

    send: (reply: FastifyReply, request: Asking, shown: Shown, status: number, again?: Again) =>
      send(reply, answerPage(draw(request, shown), shown, again), status),

    /** Back to the page itself, by its address. */
    back: (reply: FastifyReply, request: Asking, hash = '') =>
      reply.redirect(`${addressOf(request)}${hash}`, 303),

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

/** The random end of the id: one cookie for each offer. */
const cookieOf = (offerId: string): string => `cw_${offerId.slice(-12)}`

export const viewerOf =
  ({ cookies }: Asking): ViewerOf =>
  (offerId) =>
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
