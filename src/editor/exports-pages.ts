import { html } from '@remix-run/html-template'
import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { approvals } from '../../db/schema.ts'
import { ask } from '../approvals/acts.ts'
import { FETCH_WITHIN, sizeOf } from '../hsds/export.ts'
import { TABLES } from '../hsds/export-tables.ts'
import { importsTexts } from '../locales/editor-imports.ts'
import { after } from '../platform/clock.ts'
import { invalid, type Problem } from '../platform/errors.ts'
import type { App } from '../platform/http.ts'
import { may } from '../protection/may.ts'
import { type Turn, takeTurn } from '../services.ts'
import type { Drawing } from '../staff/layout.ts'
import { fieldOf } from '../staff/page-kit.ts'
import { button, textField } from '../web/controls.ts'
import { box, more, section } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { type Desk, go, refused, workPage } from './worklist-kit.ts'

const EXPORT = '/staff/directory/export'
const KIND = 'directory_export'

/** The directory as a file: for everybody at once, the whole of it by two people. */
export function exportsPages(app: App, { services, kit }: Desk): void {
  const toRead = { config: { access: { action: 'directory.edit' } } } as const
  const toAsk = { config: { access: { action: `ask.${KIND}` } } } as const

  app.get(EXPORT, toRead, (request, reply) => show(request, reply))

  app.post(EXPORT, toAsk, async (request, reply) => {
    const reason = fieldOf(request.body, 'reason')
    try {
      if (!reason) throw invalid([{ pointer: '/reason', detail: 'is needed' }])
      await takeTurn(services, request.actor, (turn) => ask(turn, { kind: KIND, reason }))
    } catch (error) {
      return show(request, reply, refused(error))
    }
    return go(reply, request, EXPORT)
  })

  async function show(request: FastifyRequest, reply: FastifyReply, problem?: Problem) {
    const drawing = kit.drawing(request, { path: EXPORT })
    const { problems } = importsTexts(drawing.language).exports
    const errors: FieldError[] = !problem
      ? []
      : problem.fields.length > 0
        ? [{ field: 'reason', text: problems.reason }]
        : [{ text: problems.other }]
    const page = await takeTurn(services, request.actor, async (turn) =>
      exportPage(drawing, {
        ...{ errors, own: await ownOf(turn), size: await sizeOf(turn, 'public') },
        mayAsk: may(turn.actor, `ask.${KIND}`),
      }),
    )
    return kit.send(reply, page, problem?.status)
  }
}

/** What the reader asked, and is not fetched, refused or too late. */
async function ownOf({ tx, actor, now }: Turn): Promise<Own | undefined> {
  const [found] = await tx
    .select({ id: approvals.id, approvedAt: approvals.approvedAt })
    .from(approvals)
    .where(
      and(
        ...[eq(approvals.kind, KIND), eq(approvals.askedBy, actor.id)],
        ...[isNull(approvals.doneAt), isNull(approvals.refusedAt)],
        or(
          and(isNull(approvals.approvedAt), gt(approvals.expiresAt, now)),
          gt(approvals.approvedAt, after(now, -FETCH_WITHIN)),
        ),
      ),
    )
    .limit(1)
  return found
}
type Own = { id: string; approvedAt: Date | null }

type Shown = {
  size: Awaited<ReturnType<typeof sizeOf>>
  own: Own | undefined
  mayAsk: boolean
  errors: readonly FieldError[]
}

function exportPage(drawing: Drawing, shown: Shown): string {
  const t = importsTexts(drawing.language).exports
  const file = (format: string, text: string, table?: string) =>
    html`<a href="${EXPORT}/${format}${table ? `?table=${table}` : ''}" download>${text}</a>`
  return workPage(drawing, {
    heading: t.heading,
    errors: shown.errors,
    content: [
      section(
        'public',
        t.publicHeading,
        html`<p>${t.publicText}</p>
<p class="hint">${t.size(shown.size)}</p>
<ul><li>${file('json', t.formats.json)}</li><li>${file('ndjson', t.formats.ndjson)}</li><li>${file('csv', t.formats.csv)}</li></ul>`,
        more(
          t.tables,
          html`<ul>${Object.keys(TABLES).map((table) => html`<li>${file('csv', table, table)}</li>`)}</ul>`,
        ),
      ),
      section('full', t.fullHeading, html`<p>${t.fullText}</p>`, fullPart(drawing, shown)),
    ],
  })
}

function fullPart(drawing: Drawing, { own, mayAsk, errors }: Shown): Piece {
  const t = importsTexts(drawing.language).exports
  if (own?.approvedAt)
    return html`${box('good', t.ready)}
<form method="post" action="/v1/exports/${own.id}">${button(t.fetch)}</form>`
  if (own)
    return html`<p>${t.waiting} <a href="/staff/approvals${drawing.lang}">${t.approvals}</a></p>`
  if (!mayAsk) return ''
  return html`<form method="post" action="${EXPORT}${drawing.lang}">
${textField(errors, { name: 'reason', label: t.reason, hint: t.reasonHint, maxLength: 300 })}
${button(t.ask)}
</form>`
}
