import type { FastifyReply, FastifyRequest } from 'fastify'
import { PUBLIC_CODES, type PublicLanguage, publicLanguage } from '../locales/public.ts'
import { notFound, Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import type { Services } from '../services.ts'
import { type Drawing, drawingOf, saying } from './frame.ts'

export type Asking = FastifyRequest<{ Params: { language?: string } }>
export type PublicKit = ReturnType<typeof publicKit>

/** Nobody is told apart here: no cookie, no account, no address. */
export const publicly = { config: { access: { public: 'for whoever needs help, without a name' } } }

/** What the pages of the person do alike. */
export function publicKit({ config, log }: Pick<Services, 'config' | 'log'>) {
  const send = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).type('text/html; charset=utf-8').send(page)
  return {
    send,

    /** 404 for a language that has no pages. */
    drawing(request: Asking): Drawing {
      const language = publicLanguage(request.params.language ?? '')
      if (!language) throw notFound()
      return drawingOf(language, config)
    },

    /** Whatever fails is said in a few words, with the number to call. */
    trouble(error: unknown, request: FastifyRequest, reply: FastifyReply) {
      const { statusCode } = error as { statusCode?: number }
      const known = error instanceof Problem ? error.status : statusCode
      const status = known && known < 500 ? known : 503
      if (status === 503) {
        log.error({ err: error }, 'a page of the person failed')
        reply.header('retry-after', '5')
      }
      const drawing = drawingOf(languageOf(request as Asking), config)
      const { missing, trouble } = drawing.t.errors
      return send(reply, saying(drawing, status === 404 ? missing : trouble, true), status)
    },
  }
}

const languageOf = ({ params }: Asking): PublicLanguage =>
  publicLanguage(params?.language ?? '') ?? PUBLIC_CODES[0]!

/** Pages take forms; what fails in them is said as a page. */
export function formsOnly(app: App, kit: PublicKit): void {
  app.removeContentTypeParser('application/json')
  app.setErrorHandler((error, request, reply) => kit.trouble(error, request, reply))
}

/** One text of a form, without what surrounds it. */
export function textOf(body: unknown, name: string, most: number): string {
  const value = (body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value.trim().slice(0, most).toWellFormed() : ''
}
