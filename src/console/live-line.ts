import { html } from '@remix-run/html-template'
import { consoleTexts } from '../locales/console.ts'
import type { Language } from '../locales/locale.ts'
import type { Piece } from '../web/piece.ts'

/** A line that its script fills: whether the page is live. */
export function liveLine(language: Language): Piece {
  const t = consoleTexts(language).board
  return html`<p id="live" class="live" role="status" hidden data-on="${t.on}" data-lost="${t.lost}" data-held="${t.held}" data-idle="${t.idle}"><span></span> <a href="">${t.reload}</a></p>`
}
