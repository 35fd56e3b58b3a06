import type { Languages } from '../console/languages.ts'
import { formatPhone } from '../directory/phones.ts'
import { officerTexts } from '../locales/officer.ts'
import type { Services } from '../services.ts'
import { type Content, type Drawing, layout } from '../staff/layout.ts'
import type { PageKit } from '../staff/page-kit.ts'
import { phoneLink } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Assets } from './assets.ts'

/** What every page of an officer needs. */
export type Desk = { services: Services; kit: PageKit; assets: Assets; languages: Languages }

export const PATHS = { form: '/handover', list: '/handover/list' } as const

/** A page of an officer. Its title says no more than its address. */
export function officerPage(
  drawing: Drawing,
  { assets }: Pick<Desk, 'assets'>,
  page: Omit<Content, 'ways' | 'width' | 'styles'>,
): string {
  const { language, lang, path } = drawing
  const { ways } = officerTexts(language)
  return layout(drawing, {
    ...page,
    styles: [assets['officer.css']],
    ways: {
      label: ways.label,
      list: (['form', 'list'] as const).map((name) => ({
        href: `${PATHS[name]}${lang}`,
        text: ways[name],
        current: path === PATHS[name],
      })),
    },
  })
}

/** The hotline's own number, E.164, which knows the reference; else a line of the province. */
export function hotlineOf(
  { services }: Pick<Desk, 'services'>,
  province?: string,
): string | undefined {
  const { CALL_LINES } = services.config
  const [line] = [...(CALL_LINES['*'] ?? []), ...((province && CALL_LINES[province]) || [])]
  return line?.phone
}

export const callLink = (phone: string): Piece => phoneLink(phone, formatPhone(phone))
