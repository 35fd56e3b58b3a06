import { html } from '@remix-run/html-template'
import type { PointDetails } from '../directory/store.ts'
import type { Drawing } from '../staff/layout.ts'
import { buttonLink, press } from '../web/controls.ts'
import { box } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Editing, editorPage, PATHS, POINT, textsOf } from './kit.ts'
import { nameIn } from './worklist-kit.ts'

type Named = { id: string; name: string; nameFr: string | null }

/** What retiring does, before it is done. `live`: requests that it has before it, or holds. */
export function retirePointPage(
  drawing: Drawing,
  desk: Editing,
  point: PointDetails,
  live: number,
): string {
  const t = textsOf(drawing).retire
  return confirmPage(drawing, desk, point, `${POINT}/${point.id}`, [
    html`<p>${t.pointText}</p>`,
    live > 0 ? box('alarm', t.live(live)) : '',
  ])
}

/** The same of an organization, with each of its service points by name. */
export function retireOrganizationPage(
  drawing: Drawing,
  desk: Editing,
  organization: Named,
  { points, live }: { points: readonly Named[]; live: number },
): string {
  const t = textsOf(drawing).retire
  const { language, lang } = drawing
  return confirmPage(drawing, desk, organization, `${PATHS.organizations}/${organization.id}`, [
    points.length === 0
      ? html`<p>${t.noPoints}</p>`
      : html`<p>${t.organizationText}</p>
<ul>${points.map((each) => html`<li><a href="${POINT}/${each.id}${lang}">${nameIn(language, each)}</a></li>`)}</ul>`,
    live > 0 ? box('alarm', t.live(live)) : '',
    html`<p>${t.comesBack}</p>`,
  ])
}

function confirmPage(
  drawing: Drawing,
  desk: Editing,
  thing: Named,
  at: string,
  content: Piece[],
): string {
  const t = textsOf(drawing).retire
  const name = nameIn(drawing.language, thing)
  const { lang } = drawing
  return editorPage(drawing, desk, {
    heading: t.heading(name),
    content: [
      ...content,
      html`<div class="actions">${press(`${at}/retire${lang}`, t.confirm(name), { tone: 'danger' })}${buttonLink(`${at}${lang}`, t.cancel, 'quiet')}</div>`,
    ],
  })
}
