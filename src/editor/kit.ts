import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asset, Assets } from '../console/assets.ts'
import { type EditorTexts, editorTexts } from '../locales/editor.ts'
import { workTexts } from '../locales/editor-work.ts'
import type { Services } from '../services.ts'
import { type Content, type Drawing, layout } from '../staff/layout.ts'
import type { PageKit } from '../staff/page-kit.ts'

/** What every page of the directory's editor needs. */
export type Editing = { services: Services; kit: PageKit; assets: Assets }

export const PATHS = {
  points: '/staff/directory',
  organizations: '/staff/directory/organizations',
} as const
export const POINT = '/staff/directory/points'
export const EDITOR_STYLES = '/assets/editor.css'
export const EDITOR_SCRIPTS = { form: '/assets/editor-form.js', map: '/assets/editor-map.js' }

/** To look, and to change. Hidden points are there too, without their places. */
export const TO_READ = { access: { action: 'directory.read_hidden' } } as const
export const TO_EDIT = { access: { action: 'directory.edit' } } as const

export type Page = Omit<Content, 'ways' | 'styles' | 'scripts' | 'head'> & {
  scripts?: readonly (keyof typeof EDITOR_SCRIPTS | Asset)[]
  styles?: readonly Asset[]
  /** Whoever only reads has no way to what editors do. */
  mayEdit?: boolean
}

/** A page of the editor: its parts in the header, its styles and scripts. */
export function editorPage(drawing: Drawing, { assets }: Pick<Editing, 'assets'>, page: Page) {
  const { scripts = [], styles = [], mayEdit = true, ...rest } = page
  const { ways } = editorTexts(drawing.language)
  const work = workTexts(drawing.language).ways.names
  const organizations = drawing.path.startsWith(PATHS.organizations)
  const way = (href: string, text: string, current: boolean) => ({
    href: `${href}${drawing.lang}`,
    ...{ text, current },
  })
  return layout(drawing, {
    ...rest,
    ways: {
      label: ways.label,
      list: [
        way('/staff', ways.home, false),
        way(PATHS.points, ways.points, !organizations),
        way(PATHS.organizations, ways.organizations, organizations),
        ...(mayEdit ? BESIDE.map((name) => way(`${PATHS.points}/${name}`, work[name], false)) : []),
      ],
    },
    styles: [...styles.map((name) => assets[name]), EDITOR_STYLES],
    scripts: scripts.map((name) =>
      name in EDITOR_SCRIPTS
        ? EDITOR_SCRIPTS[name as keyof typeof EDITOR_SCRIPTS]
        : assets[name as Asset],
    ),
  })
}

/** What editors do beside editing. */
const BESIDE = ['work', 'duplicates', 'terms', 'imports', 'export'] as const

export const textsOf = ({ language }: Pick<Drawing, 'language'>): EditorTexts =>
  editorTexts(language)

/** To a page of the editor, in the language of this one. */
export function go(reply: FastifyReply, request: FastifyRequest, path: string, hash = '') {
  const { lang } = request.query as { lang?: string }
  const query = lang === 'en' || lang === 'fr' ? `?lang=${lang}` : ''
  return reply.redirect(`${path}${query}${hash}`, 303)
}

/** All that was chosen of a group; '' and what is no text left out. */
export function chosen(body: unknown, name: string): string[] {
  const given = (body as Record<string, unknown> | undefined)?.[name]
  return [given].flat().filter((each): each is string => typeof each === 'string' && each !== '')
}

/** A text of a form, however long it may be; '' if there is none. */
export function typed(body: unknown, name: string, longest = 300): string {
  const value = (body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim().slice(0, longest) : ''
}
