import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../locales/locale.ts'
import { staffTexts } from '../locales/staff.ts'
import { Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { type Drawing, layout } from './layout.ts'
import { troublePage } from './trouble-view.ts'

/** What pages of staff do alike: language, sending, going on, and what is said when something fails. */
export type PageKit = ReturnType<typeof pageKit>

export function pageKit({ config, log }: Pick<Services, 'config' | 'log'>) {
  const languageOf = (request: FastifyRequest): Language =>
    chosen(request) ?? request.signedIn?.language ?? config.LANGUAGE
  const drawing = (request: FastifyRequest, more: Partial<Drawing> = {}): Drawing => {
    const language = languageOf(request)
    return {
      t: staffTexts(language),
      language,
      lang: chosen(request) ? `?lang=${chosen(request)}` : '',
      label: config.SENDER_LABEL,
      path: pathOf(request),
      whole: request.signedIn ? !request.signedIn.pending : false,
      ...more,
    }
  }
  const send = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).type('text/html; charset=utf-8').send(page)

  /** To another page of this server, in the language of this one. */
  const go = (reply: FastifyReply, request: FastifyRequest, path: string, next?: string) => {
    const lang = chosen(request)
    const query = new URLSearchParams({
      ...(lang && { lang }),
      ...(next && next !== '/staff' ? { next } : {}),
    })
    return reply.redirect(query.size > 0 ? `${path}?${query}` : path, 303)
  }

  return {
    drawing,
    send,
    go,
    layout,
    /** In which language this page is read. */
    languageOf,

    /**
     * For `setErrorHandler` of a plugin of pages: who is not signed in goes to sign in and comes back;
     * everything else is a page of a few words.
     */
    trouble(error: unknown, request: FastifyRequest, reply: FastifyReply) {
      const code = error instanceof Problem ? error.code : undefined
      const back = request.method === 'GET' ? pathOf(request) : '/staff'
      if (code === 'not_signed_in') return go(reply, request, '/sign-in', back)
      if (code === 'sign_in_unfinished') return go(reply, request, '/sign-in/second', back)
      const { statusCode } = error as { statusCode?: number }
      const known = error instanceof Problem ? error.status : statusCode
      const status = known && known < 500 ? known : 503
      if (status === 503) {
        log.error({ err: error }, 'a page of staff failed')
        reply.header('retry-after', '5')
      }
      return send(reply, troublePage(drawing(request, { path: '/staff' }), status), status)
    },
  }
}

/** Pages take forms and nothing that takes longer to read; what fails in them is said as a page. */
export function pagesOnly(app: App, kit: PageKit): void {
  app.removeContentTypeParser('application/json')
  app.setErrorHandler((error, request, reply) => kit.trouble(error, request, reply))
}

/** A path of this server and nothing else: never an address elsewhere, never a query. */
export const safeNext = (given: unknown): string =>
  typeof given === 'string' && /^\/(?![/\\])[A-Za-z0-9/_.~-]{0,200}$/.test(given) ? given : '/staff'

/** A text of a form or a query, without what surrounds it; '' if there is none. */
export function fieldOf(given: unknown, name: string): string {
  const value = (given as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value.trim().slice(0, 300) : ''
}

/** Digits, however they were spaced. */
export const digitsOf = (given: unknown, name: string): string =>
  fieldOf(given, name).replaceAll(/\s/g, '')

/** The language that was chosen by a link on a page. */
function chosen({ query }: FastifyRequest): Language | undefined {
  const { lang } = query as { lang?: unknown }
  return lang === 'en' || lang === 'fr' ? lang : undefined
}

export const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0]!
