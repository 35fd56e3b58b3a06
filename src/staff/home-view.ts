import { html } from '@remix-run/html-template'
import type { HomeLink } from './home-links.ts'
import { type Drawing, layout, press } from './layout.ts'

/** Who is signed in, and where they can go. */
export function homePage(
  drawing: Drawing,
  person: { name: string; role: string; organization: string },
  links: readonly HomeLink[],
): string {
  const { t, language, lang } = drawing
  const row = (term: string, value: string) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  return layout(drawing, {
    heading: t.home.heading,
    content: [
      html`<dl class="facts">
${row(t.home.name, person.name)}
${row(t.home.role, t.roles[person.role]!)}
${row(t.home.organization, person.organization)}
</dl>
<section>
<h2>${t.home.links}</h2>
${
  links.length === 0
    ? html`<p>${t.home.nothing}</p>`
    : html`<ul>${links.map(({ href, text }) => html`<li><a href="${href}${lang}">${text(language)}</a></li>`)}</ul>`
}
</section>`,
      press(drawing, '/staff/sign-out', t.signOut),
    ],
  })
}
