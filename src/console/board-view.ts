import { html } from '@remix-run/html-template'
import { provinceName, provinces, type Region } from '../geography/region.ts'
import { type ConsoleTexts, consoleTexts } from '../locales/console.ts'
import type { Language } from '../locales/locale.ts'
import type { readBoard } from '../routing/board.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, buttonLink, press, select } from '../web/controls.ts'
import { countdown, empty, howLong, section, table, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { consolePage, type Desk, PATHS } from './kit.ts'
import { liveLine } from './live-line.ts'
import { clockIn } from './results-view.ts'

type Board = Awaited<ReturnType<typeof readBoard>>
type Task = Board['tasks'][number]
type Line = Board['waiting'][number]
type Shown = {
  board: Board
  drafts: { id: string; savedAt: string }[]
  /** To others: only that there are these. */
  restricted: { id: string; reference: string }[]
  filter: { mine?: boolean; province?: string; region?: string }
  /** Those of the province that was chosen. */
  regions: Pick<Region, 'id' | 'name'>[]
  now: Date
  zone: string
  problem?: string
}
type Seen = { t: ConsoleTexts['board']; language: Language; lang: string; now: Date; zone: string }

/** What needs somebody now, what waits for others, and what has come to a good end. */
export function boardPage(drawing: Drawing, desk: Desk, shown: Shown): string {
  const { language, lang } = drawing
  const t = consoleTexts(language).board
  const { board, filter, now, zone, problem } = shown
  const seen = { t, language, lang, now, zone }
  const waiting = board.tasks.length + board.screening.length
  const query = new URLSearchParams({
    ...(lang && { lang: language }),
    ...(filter.mine && { mine: 'yes' }),
    ...(filter.province && { province: filter.province }),
    ...(filter.region && { region: filter.region }),
  })
  return consolePage(drawing, desk, {
    heading: t.heading,
    title: waiting > 0 ? `(${waiting}) ${t.heading}` : t.heading,
    waiting,
    scripts: ['htmx.js', 'board.js'],
    ...(problem && { errors: [{ text: problem }] }),
    content: [
      above(shown, seen),
      html`<div id="board" class="board" data-now="${now.toISOString()}" data-waiting="${waiting}" hx-get="${PATHS.board}?${String(query)}" hx-trigger="look" hx-select="#board" hx-swap="outerMorph">
${lists(board, shown, seen)}
</div>`,
    ],
  })
}

function above({ filter, regions }: Shown, { t, language, lang }: Seen): Piece {
  return html`<div class="above">
${liveLine(language)}
<form method="get" action="${PATHS.board}" class="filter">
${lang ? html`<input type="hidden" name="lang" value="${language}">` : ''}
${select([], { name: 'province', label: t.province, value: filter.province ?? '', options: [{ value: '', label: t.everywhere }, ...provinces.map((value) => ({ value, label: provinceName(value, language) }))] })}
${regions.length > 0 ? select([], { name: 'region', label: t.region, value: filter.region ?? '', options: [{ value: '', label: t.everyRegion }, ...regions.map(({ id, name }) => ({ value: id, label: name[language] }))] }) : ''}
<label class="pill" for="mine"><input type="checkbox" id="mine" name="mine" value="yes"${filter.mine ? html` checked` : ''}> <span>${t.mine}</span></label>
${button(t.show, { tone: 'quiet' })}
</form>
<button type="button" id="sound" class="quiet" aria-pressed="false" hidden>${t.sound}</button>
${buttonLink(`${PATHS.call}${lang}`, consoleTexts(language).ways.names.call!)}
</div>`
}

function lists(board: Board, { drafts, restricted }: Shown, seen: Seen): Piece {
  const { t } = seen
  const now = board.tasks.filter(({ kind }) => kind !== 'tip')
  // What came by the web is looked at first, whoever wrote it.
  const fresh = [...board.screening, ...board.tasks.filter(({ kind }) => kind === 'tip')].sort(
    (a, b) => (a.dueAt < b.dueAt ? -1 : 1),
  )
  return html`${part('tasks', t.tasks, now.length, now.length === 0 ? empty(t.noTasks) : tasks(t.tasks, now, seen))}
${fresh.length > 0 ? part('screening', t.screening, fresh.length, tasks(t.screening, fresh, seen)) : ''}
<div class="stages">
${stage('waiting', t.waiting, board.waiting, seen)}
${stage('to-confirm', t.toConfirm, board.toConfirm, seen)}
${stage('to-arrive', t.toArrive, board.toArrive, seen)}
${stage('connected', t.connected, board.connected, seen)}
</div>
${board.scope === 'own' ? html`<p class="hint">${t.own}</p>` : ''}
${drafts.length > 0 ? part('drafts', t.drafts, drafts.length, unfinished(drafts, seen)) : ''}
${restricted.length > 0 ? part('restricted', t.restricted, restricted.length, html`<ul>${restricted.map((each) => html`<li>${reference(each, seen)}</li>`)}</ul>`) : ''}`
}

const part = (id: string, heading: string, count: number, content: Piece): Piece =>
  section(id, count === 0 ? heading : html`${heading} <span class="count">${count}</span>`, content)

function unfinished(drafts: Shown['drafts'], { t, language, now, zone, lang }: Seen): Piece {
  const more = lang ? `&lang=${language}` : ''
  return html`<ul>${drafts.map(
    ({ id, savedAt }) =>
      html`<li><a href="${PATHS.call}?draft=${id}${more}">${t.draft(clockIn(zone, new Date(savedAt), { language, now }))}</a></li>`,
  )}</ul>`
}

function tasks(caption: string, list: Task[], seen: Seen): Piece {
  const { t, language, now } = seen
  return html`<div class="tasks">${table<Task>(
    caption,
    [
      {
        heading: t.what,
        names: true,
        cell: (task) =>
          html`<span data-task="${task.id}">${urgency(task.urgency, seen)} ${task.what[language]}</span>`,
      },
      { heading: t.about, cell: (task) => about(task, seen) },
      { heading: t.where, cell: ({ province }) => province ?? '' },
      { heading: t.since, cell: ({ openedAt }) => since(openedAt, seen) },
      { heading: t.due, cell: ({ dueAt }) => countdown(language, new Date(dueAt), now) },
      { heading: t.whose, cell: (task) => whose(task, seen) },
    ],
    list,
    ({ id }) => `task-${id}`,
  )}</div>`
}

const about = ({ id, kind, referral }: Task, seen: Seen): Piece =>
  kind === 'tip'
    ? html`<a href="/console/tips/${id}${seen.lang}">${seen.t.look}</a>`
    : kind === 'correction_proposed'
      ? html`<a href="/staff/corrections${seen.lang}">${seen.t.look}</a>`
      : reference(referral, seen)

function whose({ id, kind, owner, ownerName, mine, referral }: Task, { t, lang }: Seen): Piece {
  if (owner && !mine) return ownerName ?? t.other
  const about = `task-${id}`
  if (!owner)
    return press(`/console/tasks/${id}/claim${lang}`, t.take, {
      about,
      fields: referral ? { back: referral.id } : kind === 'tip' ? { tip: id } : {},
    })
  if (referral || !SIMPLE.has(kind)) return html`${ownerName ?? t.you}`
  return press(`/console/tasks/${id}/completion${lang}`, t.done, { about, tone: 'quiet' })
}

/** Of a service point or an account: nothing more than that it was done is to be said. */
const SIMPLE = new Set([
  ...['contact_problem', 'matches_capped', 'insider_digest', 'canary', 'call_backs_capped'],
  ...['stuck', 'review_unanswered', 'link_frozen'],
])

function stage(id: string, heading: string, list: Line[], seen: Seen): Piece {
  const { t, language, now } = seen
  return part(
    id,
    heading,
    list.length,
    list.length === 0
      ? html`<p class="hint">${t.none}</p>`
      : html`<ul class="lines">${list.map(
          (line) => html`<li id="leg-${line.legId}">
<p>${urgency(line.urgency, seen)} ${reference(line.referral, seen)} ${line.province}</p>
<p>${line.servicePoint ? line.servicePoint[language] : line.asked > 0 ? t.asked(line.asked) : ''}${line.unread > 0 ? html` ${tag(t.unread(line.unread), 'warning')}` : ''}</p>
<p>${line.dueAt ? countdown(language, new Date(line.dueAt), now) : html`<span class="hint">${t.arrived}</span> ${since(line.since, seen)}`}</p>
</li>`,
        )}</ul>`,
  )
}

const urgency = (code: string, { t }: Seen): Piece =>
  code === 'standard'
    ? ''
    : tag(t.urgencies[code] ?? code, code === 'emergency' ? 'alarm' : 'warning')

const reference = (of: { id: string; reference: string } | null, { lang }: Seen): Piece =>
  of ? html`<a href="/console/referrals/${of.id}${lang}">${of.reference}</a>` : ''

/** How long ago, to the minute; said again with each look. */
const since = (at: string, { language, now }: Seen): Piece =>
  html`<time datetime="${at}">${howLong(language, Math.min(-1, Math.round((Date.parse(at) - now.getTime()) / 1000)))}</time>`
