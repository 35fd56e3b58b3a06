import { html } from '@remix-run/html-template'
import { button, press, textArea } from '../web/controls.ts'
import type { Piece } from '../web/piece.ts'
import type { LegView } from './referral-data.ts'
import type { Seen } from './referral-view.ts'

/** The thread with whoever holds it: its texts only where somebody asked for them just now. */
export function talk({ id, servicePoint }: LegView['offers'][number], seen: Seen): Piece {
  const { t, at, lang, data, extra, language, clock } = seen
  const { talk: says } = t
  const thread = data.threads.get(id)
  const read = extra?.thread?.offerId === id ? extra.thread.messages : undefined
  const all = thread?.messages ?? []
  return html`<div class="talk" id="talk-${id}">
<h3>${says.heading(servicePoint.name[language])}</h3>
<p class="hint">${says.lead}</p>
${
  read
    ? html`<ol class="thread">${read.map(
        (
          each,
        ) => html`<li${each.from === 'hotline' ? html` class="own"` : ''}><p class="written">${each.text}</p>
<p class="hint">${says[each.from]}, ${clock(each.at)} · ${each.seenAt ? says.seen : says.unseen}</p></li>`,
      )}</ol>`
    : all.length === 0
      ? html`<p>${says.none}</p>`
      : press(`${at}/offers/${id}/talk/reading${lang}`, says.read(thread!.unread), {
          tone: 'quiet',
        })
}
<form method="post" action="${at}/offers/${id}/talk${lang}">
${textArea([], { name: 'text', id: `text-${id}`, label: says.write, rows: 2, maxLength: 1000 })}
<div class="actions">${button(says.send, { tone: 'quiet' })}</div>
</form>
</div>`
}
