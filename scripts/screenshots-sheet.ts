import { html } from '@remix-run/html-template'

export type Picture = { system: string; lang: string; look: string; state: string; file: string }

/** All pictures on one page: a row for each state, in every language and look, side by side. */
export function sheet(pictures: readonly Picture[]): string {
  const systems = Map.groupBy(pictures, ({ system }) => system)
  const parts = [...systems].map(([system, all]) => {
    const states = Map.groupBy(all, ({ state }) => state)
    return html`<h1 id="${system}">${system}</h1>
${[...states].map(([state, shown]) => html`<h2>${state}</h2><div>${shown.map(picture)}</div>\n`)}`
  })
  return String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Every page</title>
<style>
body { font: 1rem system-ui; margin: 1rem; background: #777; color: #fff }
div { display: flex; flex-wrap: wrap; gap: .75rem; align-items: start }
figure { margin: 0 } img { width: 16rem; max-height: 36rem; object-fit: cover; object-position: top; display: block }
figcaption { font-size: .8rem }
a { color: inherit }
</style></head>
<body><nav>${[...systems.keys()].map((system) => html`<a href="#${system}">${system}</a> `)}</nav>
${parts}
</body></html>`)
}

const picture = ({ lang, look, file }: Picture) =>
  html`<figure><a href="${file}"><img src="${file}" alt="" loading="lazy"></a><figcaption>${lang}, ${look}</figcaption></figure>`
