import { html } from '@remix-run/html-template'
import { desc, eq, isNotNull, sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { tasks, tips } from '../../db/schema.ts'
import { momentInWords } from '../approvals/words.ts'
import { languageName } from '../directory/languages.ts'
import { tipTexts } from '../locales/tips.ts'
import { notFound } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { type Services, type Turn, takeTurn } from '../services.ts'
import { type Drawing, layout } from '../staff/layout.ts'
import { pageKit, pagesOnly } from '../staff/page-kit.ts'
import { press } from '../web/controls.ts'
import { empty, facts, row, table, tag } from '../web/display.ts'
import { readTip, type Tip, tipThing } from './tip.ts'

const PATH = '/staff/tips'
const access = { config: { access: { action: 'tip.read' } }, schema: { hide: true } }
const MOST = 100

type Line = { id: string; at: Date; done: boolean }

/** Tips, for operators: that there are some, and each one when it is asked for, which the record keeps. */
export async function tipsPages(app: App, services: Services): Promise<void> {
  const kit = pageKit(services)
  pagesOnly(app, kit)
  const { ZONE } = services.config

  app.get(PATH, access, async (request, reply) => {
    const lines = await takeTurn(services, request.actor, listTips)
    return kit.send(reply, listPage(kit.drawing(request), lines, ZONE))
  })

  /** A reload of a tip that was read. */
  app.get(`${PATH}/:id/reading`, access, async (_, reply) => reply.redirect(PATH, 303))

  app.post(
    `${PATH}/:id/reading`,
    access,
    async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
      const { id } = request.params
      if (!/^[0-9a-f-]{36}$/.test(id)) throw notFound()
      const tip = await takeTurn(services, request.actor, (turn) => readTip(turn, id))
      if (!tip) throw notFound()
      return kit.send(reply, tipPage(kit.drawing(request, { path: PATH }), tip, ZONE))
    },
  )
}

/** Not erased, the newest first. */
async function listTips({ tx }: Turn): Promise<Line[]> {
  const found = await tx
    .select({ id: tips.id, at: tips.madeAt, doneAt: tasks.doneAt })
    .from(tips)
    .leftJoin(tasks, eq(tasks.account, sql`${tipThing('')} || ${tips.id}::text`))
    .where(isNotNull(tips.eraseDueAt))
    .orderBy(desc(tips.madeAt))
    .limit(MOST)
  return found.map(({ id, at, doneAt }) => ({ id, at, done: doneAt !== null }))
}

function listPage(drawing: Drawing, lines: readonly Line[], zone: string): string {
  const t = tipTexts(drawing.language)
  const clock = (at: Date) => momentInWords(at, zone)
  const columns = [
    { heading: t.at, names: true, cell: ({ at }: Line) => clock(at) },
    {
      heading: t.state,
      cell: ({ done }: Line) => (done ? tag(t.done) : tag(t.open, 'warning')),
    },
    {
      heading: t.read,
      cell: ({ id }: Line) =>
        press(`${PATH}/${id}/reading${drawing.lang}`, t.read, { tone: 'quiet' }),
    },
  ]
  return layout(drawing, {
    heading: t.heading,
    content: [
      html`<p>${t.lead}</p>`,
      lines.length > 0 ? table(t.heading, columns, lines) : empty(t.none),
    ],
  })
}

function tipPage(drawing: Drawing, tip: Tip & { at: Date }, zone: string): string {
  const t = tipTexts(drawing.language)
  return layout(drawing, {
    heading: t.heading,
    content: [
      facts(
        row(t.at, momentInWords(tip.at, zone)),
        row(t.danger, t.dangers[tip.danger]),
        row(t.language, languageName(tip.language, drawing.language)),
        row(t.where, tip.where),
        row(t.what, html`<span class="written">${tip.what}</span>`),
      ),
      html`<p><a href="${PATH}${drawing.lang}">${t.heading}</a></p>`,
    ],
  })
}
