import { html } from '@remix-run/html-template'
import { needs as needList } from '../directory/needs.ts'
import { POPULATIONS, populations } from '../directory/people.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, hidden, select, textField } from '../web/controls.ts'
import { howLong, more } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { PATHS, textsOf } from './kit.ts'
import type { OwnPoint } from './points.ts'
import { fieldOf, type RoomLine, roomLines } from './room.ts'

/** More than this is typed. */
const UP_TO = 5

type Asked = { now: Date; back?: 'point' }

/** How much room there is, in two taps: a number, and that it is so as of now. */
export function roomForm(drawing: Drawing, own: OwnPoint, { now, back }: Asked): Piece {
  const t = textsOf(drawing).room
  const lines = roomLines(own, now)
  if (lines.length === 0) return html`<p class="hint">${t.none}</p>`
  return html`<form method="post" action="${roomPath(own)}${drawing.lang}" class="room">
<p class="hint">${t.lead}</p>
${back ? hidden('back', back) : ''}
${lines.map((line) => lineOf(drawing, own, line, now))}
${button(t.save, { tone: 'quiet' })}
</form>`
}

function lineOf(drawing: Drawing, { point }: OwnPoint, line: RoomLine, now: Date): Piece {
  const t = textsOf(drawing).room
  const { need, population, takes, room = -1, fresh } = line
  const { language } = drawing
  const name = fieldOf(line)
  const start = `${point.id.slice(-6)}-${need}-${population}`
  const figures = takes === 'nothing' ? [0, 1] : Array.from({ length: UP_TO + 1 }, (_, i) => i)
  if (fresh && !figures.includes(room) && takes !== 'nothing') figures.push(room)
  const chosen = takes === 'nothing' ? Math.min(room, 1) : room
  const label = (figure: number) =>
    figure === 0 ? t.full : takes === 'nothing' ? t.there : String(figure)
  return html`<fieldset class="pick" aria-describedby="${start}-now">
<legend>${needList[need][language]}${population === 'any' ? '' : html`${textsOf(drawing).colon} ${lower(populations[population][language])}`}</legend>
<p class="hint" id="${start}-now">${said(drawing, line, now)}</p>
<div class="pills">${figures.map(
    (figure) =>
      html`<label class="pill" for="${start}-${figure}"><input type="radio" id="${start}-${figure}" name="${name}" value="${figure}"${fresh && figure === chosen ? html` checked` : ''}> <span>${label(figure)}</span></label>\n`,
  )}</div>
</fieldset>`
}

/** What was said last, and how long ago. */
function said(drawing: Drawing, { room, at, takes, fresh }: RoomLine, now: Date): string {
  const t = textsOf(drawing).room
  if (room === undefined || !at) return t.unknown
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const ago = seconds > -60 ? t.justNow : howLong(drawing.language, seconds)
  return (fresh ? t.now : t.was)(t[takes](room), ago)
}

/** For a group of its own, or a number that no pill has. */
export function groupForm(drawing: Drawing, own: OwnPoint, errors: readonly FieldError[]): Piece {
  const { language } = drawing
  const t = textsOf(drawing).room
  return more(
    t.groupHeading,
    html`<form method="post" action="${roomPath(own)}${drawing.lang}">
${hidden('back', 'point')}
${select(errors, { name: 'need', label: t.need, options: own.point.needs.map((value) => ({ value, label: needList[value][language] })) })}
${select(errors, { name: 'group', label: t.group, options: POPULATIONS.map((value) => ({ value, label: populations[value][language] })) })}
${textField(errors, { name: 'count', label: t.count, hint: t.countHint, digits: 3 })}
${button(t.save, { tone: 'quiet' })}
</form>`,
    errors.some(({ field }) => field === 'count'),
  )
}

const roomPath = ({ point }: OwnPoint): string => `${PATHS.points}/${point.id}/room`
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
