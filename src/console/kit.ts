import { html } from '@remix-run/html-template'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { consoleTexts } from '../locales/console.ts'
import { Problem } from '../platform/errors.ts'
import type { Services } from '../services.ts'
import { type Content, type Drawing, layout } from '../staff/layout.ts'
import type { PageKit } from '../staff/page-kit.ts'
import type { Piece } from '../web/piece.ts'
import type { Asset, Assets } from './assets.ts'
import type { Searching } from './search.ts'

/** What every page of the console needs. */
export type Desk = { services: Services; kit: PageKit; assets: Assets; searching: Searching }

export const PATHS = {
  board: '/console',
  call: '/console/new',
  callBack: '/console/call-back',
  enquiry: '/console/enquiry',
} as const

type Page = Omit<Content, 'ways' | 'width' | 'styles' | 'scripts' | 'head'> & {
  scripts?: readonly Asset[]
  styles?: readonly Asset[]
  /** Tasks that wait, in the navigation. */
  waiting?: number
}

/** A page of the console: its parts in the header, its styles and scripts. */
export function consolePage(drawing: Drawing, { assets }: Desk, page: Page): string {
  const { scripts = [], styles = [], waiting, ...rest } = page
  const { ways } = consoleTexts(drawing.language)
  const list = Object.entries(PATHS).map(([name, href]) => ({
    href: `${href}${drawing.lang}`,
    text: ways.names[name]!,
    current: drawing.path === href,
    ...(name === 'board' && { count: waiting }),
  }))
  return layout(drawing, {
    ...rest,
    width: 'wide',
    ways: { label: ways.label, list },
    styles: [...styles, 'console.css' as const].map((name) => assets[name]),
    scripts: scripts.map((name) => assets[name]),
    head: scripts.includes('htmx.js') ? HTMX : '',
  })
}

/** No styles of its own, no history, no inheritance; what the server refuses is not put in the page. */
export const HTMX: Piece = html`<meta name="htmx-config" content="${JSON.stringify({
  history: false,
  includeIndicatorCSS: false,
  mode: 'same-origin',
  noSwap: [204, 304, '4xx', '5xx'],
  defaultTimeout: 10_000,
})}">
`

/** What a verb refused, in words; anything else is thrown on. */
export function refusal(error: unknown): Problem {
  if (error instanceof Problem && error.status < 500) return error
  throw error
}

/** To a page of the console, in the language of this one; a query of ids only. */
export function go(reply: FastifyReply, request: FastifyRequest, path: string, hash = '') {
  const { lang } = request.query as { lang?: string }
  const query = lang === 'en' || lang === 'fr' ? `?lang=${lang}` : ''
  return reply.redirect(`${path}${query}${hash}`, 303)
}

/** Does a script of ours ask for a part of the page? */
export const isPartial = ({ headers }: FastifyRequest): boolean => headers['hx-request'] === 'true'
