import type { FastifyReply, FastifyRequest } from 'fastify'
import { ANSWER_STYLES } from '../answers/layout.ts'
import type { Asset, Assets } from '../console/assets.ts'
import { HTMX } from '../console/kit.ts'
import { type InboxTexts, inboxTexts } from '../locales/inbox.ts'
import type { Services } from '../services.ts'
import { type Content, type Drawing, layout } from '../staff/layout.ts'
import type { PageKit } from '../staff/page-kit.ts'

/** What every page of the inbox needs. */
export type Desk = { services: Services; kit: PageKit; assets: Assets }

/** Pages and acts for members of a service point alone; each act asks for its own action too. */
export const FOR_MEMBERS = { access: { action: 'offer.list' } } as const
export const PATHS = { inbox: '/inbox', points: '/inbox/points' } as const
export const INBOX_STYLES = '/assets/inbox.css'

type Page = Omit<Content, 'ways' | 'styles' | 'scripts' | 'head'> & {
  /** Kept up to date by its script. */
  live?: boolean
  /** What waits, in the navigation. */
  waiting?: number
}

/** A page of the inbox: its parts in the header, its styles and, where it is live, its script. */
export function inboxPage(
  drawing: Drawing,
  { assets }: Desk,
  { live, waiting, ...rest }: Page,
): string {
  const { ways } = inboxTexts(drawing.language)
  const within = drawing.path.startsWith(PATHS.points) ? PATHS.points : PATHS.inbox
  const way = (path: string, text: string, count?: number) => ({
    href: `${path}${drawing.lang}`,
    ...{ text, count, current: within === path },
  })
  const scripts: Asset[] = live ? ['htmx.js', 'board.js'] : []
  return layout(drawing, {
    ...rest,
    ways: {
      label: ways.label,
      list: [way(PATHS.inbox, ways.inbox, waiting), way(PATHS.points, ways.points)],
    },
    styles: [assets['console.css'], ANSWER_STYLES, INBOX_STYLES],
    scripts: scripts.map((name) => assets[name]),
    head: live ? HTMX : '',
  })
}

export const textsOf = ({ language }: Pick<Drawing, 'language'>): InboxTexts => inboxTexts(language)

/** To a page of the inbox, in the language of this one. */
export function go(reply: FastifyReply, request: FastifyRequest, path: string, hash = '') {
  const { lang } = request.query as { lang?: string }
  const query = lang === 'en' || lang === 'fr' ? `?lang=${lang}` : ''
  return reply.redirect(`${path}${query}${hash}`, 303)
}
