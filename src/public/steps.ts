import { html } from '@remix-run/html-template'
import { fill } from '../locales/public.ts'
import { buttonLink } from '../web/controls.ts'
import { progress } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import type { Drawing } from './frame.ts'

export type Step = {
  content: Piece
  /** The answer “no” of this step passes over the next ones, so many. */
  skips?: number
  /** Only once something is chosen. */
  must?: boolean
  /** Instead of going on to another question: what sends the form. */
  end?: Piece
}

/**
 * One question at a time, all on one page: styles show the one that the address names (`#3`), so that
 * the browser's own way back works, nothing is sent before the end, and a line that breaks loses
 * nothing. Where the browser is too old for that, the questions stand below each other.
 */
export const steps = (drawing: Drawing, all: readonly Step[], before: Piece = ''): Piece =>
  html`<div class="steps">${before}${all.map((step, i) => one(drawing, step, i + 1, all))}</div>`

function one(drawing: Drawing, step: Step, n: number, all: readonly Step[]): Piece {
  const { t, language } = drawing
  const over = all.findIndex(({ skips = 0 }, i) => skips > 0 && n === i + 2 + skips)
  const back = (to: number, way: string) =>
    html`<a class="button quiet ${way}" href="${to === 0 ? `/${language}/` : `#${to}`}">${t.back}</a>`
  return html`<div class="step${step.must ? ' must' : ''}" id="${n}" tabindex="-1">
${progress(n, all.length, fill(t.step, { n, of: all.length }))}
${step.content}
${step.must ? html`<p class="hint choose">${t.errors.choose}</p>` : ''}
<div class="actions">
${step.end ?? forward(drawing, step, n)}
${over < 0 ? back(n - 1, '') : html`${back(n - 1, 'near')}${back(over + 1, 'far')}`}
</div>
</div>`
}

function forward({ t }: Drawing, { skips }: Step, n: number): Piece {
  if (!skips) return html`<a class="button go" href="#${n + 1}">${t.next}</a>`
  return html`<a class="button go near" href="#${n + 1}">${t.next}</a><a class="button go far" href="#${n + 1 + skips}">${t.next}</a>`
}

/** Enter in a field sends nothing: a form whose first button is disabled is not sent by it. */
export const noEnter: Piece = html`<button disabled hidden></button>`

export const toStep = (n: number, text: string): Piece => buttonLink(`#${n}`, text, 'quiet')
