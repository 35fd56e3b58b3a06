import { html } from '@remix-run/html-template'

/** The HTML part of an e-mail: the same paragraphs, links that can be pressed, nothing loaded from anywhere. */
export function emailHtml(paragraphs: readonly string[], language: 'en' | 'fr'): string {
  return String(html`<!doctype html>
<html lang="${language}"><body>${paragraphs.map((text) => html`<p>${linked(text)}</p>`)}</body></html>`)
}

/** A text whose web addresses are links. */
export function linked(text: string) {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 ? html`<a href="${part}">${part}</a>` : html`${part}`))
}
