import { html } from '@remix-run/html-template'
import { type Drawing, layout } from './layout.ts'

/** Something failed, in a few words that tell nothing. */
export function troublePage(drawing: Drawing, status: number): string {
  const { t, lang } = drawing
  return layout(drawing, {
    heading: t.trouble.heading!,
    content: [
      html`<p>${t.trouble[status] ?? t.trouble.other!}</p>
<p><a href="/staff${lang}">${t.trouble.back!}</a></p>`,
    ],
  })
}
