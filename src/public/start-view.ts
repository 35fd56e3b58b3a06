import { html } from '@remix-run/html-template'
import { counted } from '../locales/public.ts'
import { buttonLink } from '../web/controls.ts'
import { section } from '../web/display.ts'
import { type Drawing, danger, languages, page } from './frame.ts'

/** The first page: danger, the two ways in, and what happens with what one says. `days`: until it is erased. */
export function startPage(drawing: Drawing, days: number): string {
  const { t, language } = drawing
  const { start } = t
  const to = (path: string) => `/${language}/${path}`
  return page(drawing, {
    main: [
      html`<h1>${start.heading}</h1><p class="lead">${start.lead}</p>`,
      danger(drawing),
      html`<div class="doors">${buttonLink(to('form'), start.self)}${buttonLink(to('note'), start.other, 'quiet')}</div>`,
      html`<ul class="plain"><li><a href="${to('receipt')}">${start.receipt}</a></li><li><a href="${to('services')}">${start.services}</a></li></ul>`,
      section(
        'what',
        start.what,
        html`<ul>${[start.reads, start.learns, start.keeps, counted(language, start.erased, days)].map((each) => html`<li>${each}</li>`)}</ul>`,
        html`<p class="hint">${t.leaveHint}</p>`,
      ),
    ],
    footer: languages(drawing),
  })
}
