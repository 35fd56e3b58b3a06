import { html } from '@remix-run/html-template'
import type { App } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { type Services, takeTurn } from '../services.ts'
import { button, choices, errorSummary, hidden, textArea, textField } from '../web/controls.ts'
import { type Drawing, danger, inWords, page } from './frame.ts'
import { type Asking, type PublicKit, publicly, textOf } from './kit.ts'
import { PERSON } from './receipt.ts'
import { noEnter, steps } from './steps.ts'
import { keepTip, type Tip } from './tip.ts'

type Told = Pick<Tip, 'what' | 'where'> & { danger: string }

/** Tell us about someone: three questions, no name, no contact. */
export function tipPages(app: App, services: Services, kit: PublicKit): void {
  app.get('/:language/note', publicly, async (request: Asking, reply) =>
    kit.send(reply, tipPage(kit.drawing(request), newId())),
  )

  app.post('/:language/note', publicly, async (request: Asking, reply) => {
    const drawing = kit.drawing(request)
    const { body } = request
    const told = {
      danger: textOf(body, 'danger', 10),
      what: textOf(body, 'what', 1500),
      where: textOf(body, 'where', 300),
    }
    const given = textOf(body, 'id', 36)
    const id = UUID.test(given) ? given : newId()
    if (!told.what) return kit.send(reply, tipPage(drawing, id, told), 422)
    const urgent = told.danger === 'yes' || told.danger === 'no' ? told.danger : 'unknown'
    const tip: Tip = { ...told, danger: urgent, language: drawing.language }
    await takeTurn(services, PERSON, (turn) => keepTip(turn, id, tip))
    return kit.send(reply, thanksPage(drawing))
  })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function tipPage(drawing: Drawing, id: string, told?: Told): string {
  const { t, language } = drawing
  const errors = told ? inWords(t, [{ field: 'what', code: 'what' }]) : []
  const end = button(t.send)
  const before = told
    ? html`<div class="step" id="check" tabindex="-1"><h1>${t.errorHeading}</h1>${errorSummary('', errors)}</div>`
    : ''
  const all = [
    { content: dangerNow(drawing, told) },
    {
      content: textField([], {
        ...{ name: 'where', label: t.tip.where, hint: t.tip.whereHint, optional: t.optional },
        ...{ asHeading: true, value: told?.where ?? '', maxLength: 300 },
      }),
    },
    {
      end,
      content: textArea(errors, {
        ...{ name: 'what', asHeading: true, label: t.tip.what, hint: t.tip.whatHint },
        ...{ value: told?.what ?? '', maxLength: 1500, rows: 7 },
      }),
    },
  ]
  return page(drawing, {
    failed: told !== undefined,
    main: [
      html`<form method="post" action="/${language}/note#check" autocomplete="off">
${noEnter}
${hidden('id', id)}
${steps(drawing, all, before)}
</form>`,
      html`<p class="hint">${t.tip.lead}</p>`,
    ],
  })
}

function dangerNow(drawing: Drawing, told: Told | undefined) {
  const { t } = drawing
  return html`${choices([], {
    ...{ name: 'danger', legend: t.tip.danger, asHeading: true, chosen: [told?.danger ?? ''] },
    options: [
      { value: 'yes', label: t.yes, marks: 'warns' },
      { value: 'no', label: t.no },
      { value: 'unknown', label: t.unknown },
    ],
  })}
<div class="advice">${danger(drawing)}</div>`
}

const thanksPage = (drawing: Drawing): string =>
  page(drawing, { main: [html`<h1>${drawing.t.tip.done}</h1>`, danger(drawing)] })
