import { html } from '@remix-run/html-template'
import { actions, button, errorSummary, hidden, press, textField } from '../web/controls.ts'
import { box, more } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import type { Answers, Fault } from './answers.ts'
import { inGroups } from './code.ts'
import { callUs, type Drawing, danger, inWords, page } from './frame.ts'
import { reach, times } from './questions.ts'
import type { Standing } from './receipt.ts'

/** The receipt, before anything is sent: written down, or not. `sealed`: the answers so far. */
export function receiptPage(drawing: Drawing, sealed: string, code: string): string {
  const { t } = drawing
  return page(drawing, {
    main: [
      html`<h1>${t.receipt.heading}</h1><p>${t.receipt.lead}</p>
${groups(code)}`,
      box('warning', t.receipt.safe),
      html`<form method="post" action="/${drawing.language}/form" autocomplete="off">
${hidden('state', sealed)}
${actions(
  button(t.receipt.have, { name: 'step', value: 'kept' }),
  button(t.receipt.not, { name: 'step', value: 'not_kept', tone: 'quiet' }),
)}
</form>`,
      back(drawing, sealed),
      html`<p class="hint">${t.last}</p>`,
    ],
  })
}

const groups = (code: string): Piece =>
  html`<ol class="code-groups" dir="ltr">${inGroups(code).map((each) => html`<li>${each}</li>`)}</ol>`

/** To the last question, with everything that was answered. */
const back = ({ t, language }: Drawing, sealed: string): Piece =>
  html`<form method="post" action="/${language}/form#14">${hidden('state', sealed)}${actions(
    button(t.back, { name: 'step', value: 'back', tone: 'quiet' }),
  )}</form>`

/** The word, and the button that sends. */
export function wordPage(drawing: Drawing, sealed: string): string {
  const { t, language } = drawing
  return page(drawing, {
    main: [
      html`<h1>${t.word.heading}</h1>
<form method="post" action="/${language}/form" autocomplete="off">
${hidden('state', sealed)}${hidden('step', 'send')}
${textField([], { name: 'word', label: t.word.label, hint: t.word.hint, optional: t.optional, maxLength: 60 })}
<p>${t.word.sends}</p>
${button(t.send)}
</form>`,
      back(drawing, sealed),
    ],
  })
}

/** It is kept. `contact`: they may be contacted; `urgent`: they said that they need it now. */
export function donePage(
  drawing: Drawing,
  { reference, contact, urgent }: { reference: string; contact: boolean; urgent: boolean },
): string {
  const { t } = drawing
  return page(drawing, {
    main: [
      html`<h1>${t.done.heading}</h1>
<p class="lead">${t.done.text} ${contact ? t.done.contact : t.done.noContact}</p>
<p>${t.done.reference} <strong class="key" dir="ltr">${reference}</strong></p>`,
      urgent ? danger(drawing) : callUs(drawing),
    ],
  })
}

/** Where the receipt is typed; what was typed and is not known stays. */
export function lookPage(drawing: Drawing, unknown?: string): string {
  const { t, language } = drawing
  const failed = unknown !== undefined
  const errors = inWords(t, failed ? [{ field: 'code', code: 'receipt' }] : [])
  return page(drawing, {
    failed,
    main: [
      html`<h1>${t.look.heading}</h1>`,
      errorSummary(t.errorHeading, errors),
      html`<form method="post" action="/${language}/receipt" autocomplete="off">
${textField(errors, { name: 'code', label: t.look.label, value: unknown, inputMode: 'numeric', maxLength: 80 })}
${button(t.look.send)}
</form>`,
      callUs(drawing),
    ],
  })
}

type Shown = Standing & { code: string; changed?: boolean }
type Again = { of: 'contact' | 'withdraw'; answers: Answers; faults: readonly Fault[] }

/** Someone waits, or we are looking: never what, where or who. And what the person may change. */
export function standingPage(
  drawing: Drawing,
  { state, reference, code, changed }: Shown,
  again: Again = { of: 'contact', answers: {}, faults: [] },
): string {
  const { t } = drawing
  const errors = inWords(t, again.faults)
  return page(drawing, {
    failed: errors.length > 0,
    main: [
      html`<h1>${t.look[state]}</h1>`,
      errorSummary(t.errorHeading, errors),
      changed ? box('good', t.look.changed, { live: true }) : '',
      html`<p>${t.done.reference} <strong class="key" dir="ltr">${reference}</strong></p>`,
      callUs(drawing),
      ...(state === 'stopped' ? [] : changes(drawing, code, again, errors)),
    ],
  })
}

function changes(
  { t, language }: Drawing,
  code: string,
  { of, answers }: Again,
  errors: readonly FieldError[],
): Piece[] {
  const form = (kind: Again['of'], content: Piece) =>
    html`<form method="post" action="/${language}/receipt" autocomplete="off">
${hidden('code', code)}
${content}
${textField(of === kind ? errors : [], { name: `word-${kind}`, label: t.word.label, maxLength: 60 })}
${button(t.send, { name: 'change', value: kind })}
</form>`
  const failed = errors.length > 0
  const filled = { answers, errors: of === 'contact' ? errors : [], within: true as const }
  const questions = html`${reach({ t }, filled)}${times({ t }, filled)}`
  return [
    more(t.look.change, form('contact', questions), failed && of === 'contact'),
    more(
      t.look.stop,
      form('withdraw', html`<p>${t.look.stopHint}</p>`),
      failed && of === 'withdraw',
    ),
    more(
      t.look.noWord,
      html`<p>${t.look.noWordHint}</p>${press(`/${language}/receipt`, t.look.stop, {
        ...{ name: 'change', value: 'no_word', tone: 'danger', fields: { code } },
      })}`,
    ),
  ]
}
