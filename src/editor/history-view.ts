import { html } from '@remix-run/html-template'
import { momentInWords } from '../approvals/words.ts'
import type { ShownChange, ShownField } from '../directory/history.ts'
import type { EditorTexts } from '../locales/editor.ts'
import type { Drawing } from '../staff/layout.ts'
import { press } from '../web/controls.ts'
import { more, section } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { textsOf } from './kit.ts'
import { inWords, type Reading } from './value-words.ts'

export type History = { changes: ShownChange[]; names: Map<string, string>; reading: Reading }

/** So many stand open; the rest is folded. */
const FIRST = 10

/** What was changed, by whom, the newest first, each with its undo. `at`: the path of the thing's page. */
export function historySection(
  drawing: Drawing,
  at: string,
  { changes, names, reading }: History,
): Piece {
  const t = textsOf(drawing)
  const list = (some: ShownChange[]) =>
    html`<ol class="changes">${some.map((each) => oneChange(drawing, at, each, { names, reading }))}</ol>`
  const older = changes.slice(FIRST)
  return section(
    'history',
    t.point.history,
    changes.length === 0 ? html`<p>${t.history.empty}</p>` : list(changes.slice(0, FIRST)),
    older.length > 0 ? more(t.history.more, list(older)) : '',
  )
}

function oneChange(
  drawing: Drawing,
  at: string,
  { id, at: when, actor, fields, against }: ShownChange,
  { names, reading }: Omit<History, 'changes'>,
): Piece {
  const t = textsOf(drawing)
  const label = (field: string) =>
    field === 'place' ? t.history.place : (t.form.fields[field] ?? field)
  const who = names.get(actor) ?? t.actors[actor.split(/[:-]/)[0]!] ?? t.program
  const because = against && t.history.against[against.why]?.(against.fields.map(label).join(', '))
  return html`<li id="change-${id}">
<p class="hint" id="change-${id}-when"><time datetime="${when.toISOString()}">${momentInWords(when, reading.zone)}</time> · ${who}</p>
<ul>${fields.map((each) => html`<li>${oneField(t, label(each.field), each, reading)}</li>`)}</ul>
${because ? html`<p class="hint">${because}</p>` : press(`${at}/changes/${id}/undo${drawing.lang}`, t.history.undo, { tone: 'quiet', about: `change-${id}-when` })}
</li>`
}

function oneField(t: EditorTexts, label: string, shown: ShownField, reading: Reading): Piece {
  const { field, from, to, secret } = shown
  const { what } = t.history
  if (field === 'removed') return to ? what.removed : what.restored
  if (field === 'hidden') return to ? what.hidden : what.shown
  if (secret) return html`<strong>${label}</strong>${t.colon} ${t.history.secret}`
  return html`<strong>${label}</strong>${t.colon} <del>${inWords(field, from, reading)}</del> → <ins>${inWords(field, to, reading)}</ins>`
}
