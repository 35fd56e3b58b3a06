import type { FastifyReply, FastifyRequest } from 'fastify'
import { workTexts } from '../locales/editor-work.ts'
import type { Language } from '../locales/locale.ts'
import { Problem } from '../platform/errors.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { type Content, type Drawing, layout } from '../staff/layout.ts'
import type { PageKit } from '../staff/page-kit.ts'

/** What every page of an editor's work needs. */
export type Desk = { services: Services; kit: PageKit }

export const POINTS = '/staff/directory/points'
export const WORK = '/staff/directory/work'

/** What a verb refused, to be said on the page; anything else is thrown on. */
export function refused(error: unknown): Problem {
  const said = error instanceof Problem && [409, 422].includes(error.status)
  if (said) return error
  throw error
}

type OfPoint = FastifyRequest<{ Params: { id: string } }>

/** What was refused, and which rows of the form it was said of. */
export type Wrong = { problem: Problem; rows: readonly number[] }

/** For the forms of a page of a service point: does what one asks, and shows the page again, with what was refused. */
export function acting<R extends OfPoint>(
  { services }: Desk,
  page: 'vetting' | 'contacts',
  show: (request: R, reply: FastifyReply, wrong: Wrong) => Promise<unknown>,
) {
  return async (
    request: R,
    reply: FastifyReply,
    rows: readonly number[],
    work: (turn: Turn, id: string) => Promise<unknown>,
  ) => {
    const id = request.params.id.toLowerCase()
    try {
      await takeTurn(services, request.actor, (turn) => work(turn, id))
    } catch (error) {
      return show(request, reply, { problem: refused(error), rows })
    }
    return go(reply, request, `${POINTS}/${id}/${page}`)
  }
}

/** To a page of this server, in the language of this one. */
export function go(reply: FastifyReply, request: FastifyRequest, path: string, hash = '') {
  const { lang } = request.query as { lang?: string }
  const query = lang === 'en' || lang === 'fr' ? `?lang=${lang}` : ''
  return reply.redirect(`${path}${query}${hash}`, 303)
}

/** What something is called, in the reader's language. */
export const nameIn = (
  language: Language,
  { name, nameFr }: { name: string; nameFr: string | null },
): string => (language === 'fr' ? (nameFr ?? name) : name)

export const WORK_STYLES = '/assets/editor-work.css'

/** A page of an editor's work, with its parts in the header. */
export function workPage(
  drawing: Drawing,
  { mayEdit = true, ...page }: Omit<Content, 'ways'> & { mayEdit?: boolean },
): string {
  const { ways } = workTexts(drawing.language)
  return layout(drawing, {
    ...page,
    styles: [...(page.styles ?? []), WORK_STYLES],
    ways: {
      label: ways.label,
      list: (mayEdit ? WAYS : WAYS.slice(0, FOR_READERS)).map(([name, href]) => ({
        href: `${href}${drawing.lang}`,
        text: ways.names[name],
        current: drawing.path === href,
      })),
    },
  })
}

/** Whoever only reads has no way to what editors do. */
const FOR_READERS = 3
const WAYS = [
  ['start', '/staff'],
  ['points', '/staff/directory'],
  ['organizations', '/staff/directory/organizations'],
  ['work', WORK],
  ['duplicates', '/staff/directory/duplicates'],
  ['terms', '/staff/directory/terms'],
  ['imports', '/staff/directory/imports'],
  ['export', '/staff/directory/export'],
] as const
