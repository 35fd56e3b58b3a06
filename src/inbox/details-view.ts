import { html } from '@remix-run/html-template'
import { formatPhone } from '../directory/phones.ts'
import type { Gazetteer } from '../geography/gazetteer.ts'
import { answerTexts } from '../locales/answer.ts'
import type { Drawing } from '../staff/layout.ts'
import { factRows } from '../upkeep/facts-view.ts'
import { buttonLink } from '../web/controls.ts'
import { box, facts, phoneLink, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { type Desk, PATHS, textsOf } from './kit.ts'
import type { OwnPoint } from './points.ts'

/** What the directory says of them; of a confidential place nothing that tells where it is. */
export function detailsSection(
  drawing: Drawing,
  { services }: Desk,
  { point }: OwnPoint,
  gazetteer: Gazetteer,
): Piece {
  const t = textsOf(drawing).details
  const lines = services.config.CALL_LINES['*'] ?? []
  const { questions } = answerTexts(drawing.language)
  return section(
    'details',
    t.heading,
    html`<p class="hint">${t.lead}</p>`,
    point.hidden ? box('calm', t.hiddenText, { heading: t.hidden }) : '',
    buttonLink(`${PATHS.points}/${point.id}/check${drawing.lang}`, t.check),
    facts(...factRows(drawing, point, gazetteer)),
    html`<h3>${t.change}</h3>
<p>${t.changeText}</p>
<p>${t.twoPeople}</p>
${lines.length > 0 ? html`<p>${questions} ${lines.map(({ phone }) => phoneLink(phone, formatPhone(phone)))}</p>` : ''}`,
  )
}
