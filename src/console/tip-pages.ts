import { html } from '@remix-run/html-template'
import { and, eq, sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { staff, tasks } from '../../db/schema.ts'
import { languageName } from '../directory/languages.ts'
import { type ReferralTexts, referralTexts } from '../locales/console-referral.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { Uuid } from '../platform/schema.ts'
import type { Actor } from '../protection/may.ts'
import { readTip, type Tip, tipThing } from '../public/tip.ts'
import { type Turn, takeTurn } from '../services.ts'
import type { Drawing } from '../staff/layout.ts'
import { press } from '../web/controls.ts'
import { box, countdown, facts, row, section } from '../web/display.ts'
import { consolePage, type Desk, go, PATHS } from './kit.ts'
import { clockIn } from './results-view.ts'

const config = { access: { action: 'tip.read' } } as const
const schema = { params: Type.Object({ id: Uuid() }) }
type OfTask = FastifyRequest<{ Params: { id: string } }>
type Task = Awaited<ReturnType<typeof taskOf>>
type Shown = { task: Task; actor: Actor; now: Date; zone: string; tip?: Tip | 'gone' }

/** The task of a tip: who looks at it, what was written once that is asked for, and that it is done. */
export function tipPages(app: App, desk: Desk): void {
  const { services, kit } = desk

  app.get('/console/tips/:id', { config, schema }, (request: OfTask, reply) =>
    show(request, reply, async (turn) => ({ task: await taskOf(turn, request.params.id) })),
  )

  /** A page that showed it, loaded again. */
  app.get('/console/tips/:id/reading', { config, schema }, (request: OfTask, reply) =>
    go(reply, request, `/console/tips/${request.params.id}`),
  )

  app.post('/console/tips/:id/reading', { config, schema }, (request: OfTask, reply) =>
    show(request, reply, async (turn) => {
      const task = await taskOf(turn, request.params.id)
      const id = (task.account ?? '').slice(tipThing('').length)
      return { task, tip: (await readTip(turn, id)) ?? 'gone' }
    }),
  )

  async function show(
    request: OfTask,
    reply: FastifyReply,
    look: (turn: Turn) => Promise<Pick<Shown, 'task' | 'tip'>>,
  ) {
    const drawing = kit.drawing(request, { path: `/console/tips/${request.params.id}` })
    const { actor } = request
    const page = await takeTurn(services, actor, async (turn) =>
      tipPage(drawing, desk, {
        ...(await look(turn)),
        actor,
        now: turn.now,
        zone: turn.config.ZONE,
      }),
    )
    return kit.send(reply, page)
  }
}

async function taskOf({ tx }: Turn, id: string) {
  const [found] = await tx
    .select({ task: tasks, owner: staff.name })
    .from(tasks)
    .leftJoin(staff, sql`'staff:' || ${staff.id} = ${tasks.owner}`)
    .where(and(eq(tasks.id, id), eq(tasks.kind, 'tip')))
  if (!found) throw notFound()
  return { ...found.task, ownerName: found.owner }
}

function tipPage(drawing: Drawing, desk: Desk, { task, actor, now, zone, tip }: Shown): string {
  const { language, lang } = drawing
  const all = referralTexts(language)
  const { tip: t, tasks: says } = all
  const mine = task.owner === actor.id
  const fields = { tip: task.id }
  const clock = clockIn(zone, task.openedAt, { language, now })
  const whose = task.owner
    ? mine
      ? says.mine
      : says.of(task.ownerName ?? says.somebody)
    : t.nobody
  return consolePage(drawing, desk, {
    heading: t.heading,
    content: [
      html`<div class="slim">
<p class="lead">${t.lead}</p>
${facts(
  row(t.came, clock),
  row(t.due, task.dueAt ? countdown(language, task.dueAt, now) : undefined),
  row(t.whose, task.doneAt ? t.closed : whose),
)}
${tip ? written(tip, all, drawing) : press(`/console/tips/${task.id}/reading${lang}`, t.read)}
${task.doneAt || mine ? '' : press(`/console/tasks/${task.id}/claim${lang}`, t.take, { fields, tone: 'quiet' })}
${task.doneAt ? '' : html`<div>${press(`/console/tasks/${task.id}/completion${lang}`, t.close, { tone: 'quiet' })}<p class="hint">${t.closeSays}</p></div>`}
<p><a href="${PATHS.call}${lang}">${t.call}</a></p>
<p><a href="/staff/tips${lang}">${t.all}</a></p>
</div>`,
    ],
  })
}

function written(tip: Tip | 'gone', { tip: t }: ReferralTexts, { language }: Drawing) {
  if (tip === 'gone') return box('calm', t.gone)
  return section(
    'written',
    t.what,
    tip.danger === 'yes' ? box('alarm', t.now) : '',
    html`<blockquote class="written" lang="${tip.language}" tabindex="-1" autofocus>${tip.what}</blockquote>`,
    facts(
      row(t.where, tip.where),
      row(t.danger, t.dangers[tip.danger]),
      row(t.language, languageName(tip.language, language)),
    ),
  )
}
