import { html } from '@remix-run/html-template'
import { linked } from './email-html.ts'
import type { OutboxItem } from './local.ts'

/**
 * The demo's phones and mailboxes: one for each number and address, newest first, each phone with
 * a form to reply, so that a newcomer can play the service point.
 * Classes used: outbox, phone, mailbox, bubble.
 */
export function outboxPage(
  items: readonly OutboxItem[],
  options: { language: 'en' | 'fr'; refresh: boolean },
) {
  const { language, refresh } = options
  const t = TEXTS[language]
  const other = language === 'en' ? 'fr' : 'en'
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh ? html`<meta http-equiv="refresh" content="5">` : ''}
<title>${t.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/causeway.css">
</head>
<body>
<header>
<h1>${t.title}</h1>
<p>${t.about}</p>
<nav>
<a href="${address(language, !refresh)}">${refresh ? t.refreshOff : t.refreshOn}</a>
<a href="${address(other, refresh)}" lang="${other}" hreflang="${other}">${TEXTS[other].name}</a>
</nav>
</header>
<main class="outbox">
${items.length === 0 ? html`<p>${t.empty}</p>` : ''}
${byRecipient(items).map(([to, own]) => (own[0]?.channel === 'sms' ? phone(to, own, options) : mailbox(to, own, language)))}
</main>
</body>
</html>`
}

function phone(
  number: string,
  items: readonly OutboxItem[],
  { language, refresh }: { language: 'en' | 'fr'; refresh: boolean },
) {
  const t = TEXTS[language]
  return html`<section class="phone" aria-label="${t.phone} ${number}">
<h2>${t.phone} ${number}</h2>
${refresh ? html`<p><a href="${address(language, false)}">${t.reply}</a></p>` : replyForm(number, language)}
<ol>
${items.map((item) => html`<li class="bubble" lang="${item.language}"><p>${linked(item.text)}</p>${when(item)}</li>`)}
</ol>
</section>`
}

/** Only while the page stands still: a refresh would wipe what is being typed. */
function replyForm(number: string, language: 'en' | 'fr') {
  const t = TEXTS[language]
  return html`<form method="post" action="/outbox/replies">
<input type="hidden" name="from" value="${number}">
<input type="hidden" name="to" value="causeway">
<input type="hidden" name="lang" value="${language}">
<label>${t.reply} <input name="body" required maxlength="320" autocomplete="off"></label>
<button>${t.send}</button>
</form>`
}

function mailbox(box: string, items: readonly OutboxItem[], language: 'en' | 'fr') {
  const t = TEXTS[language]
  return html`<section class="mailbox" aria-label="${t.mailbox} ${box}">
<h2>${t.mailbox} ${box}</h2>
${items.map(
  (item) => html`<article lang="${item.language}">
<h3>${item.subject ?? ''}</h3>
${when(item)}
${item.text
  .trim()
  .split(/\n{2,}/)
  .map((paragraph) => html`<p>${linked(paragraph)}</p>`)}
</article>`,
)}
</section>`
}

/** In the order of each one's newest message. */
function byRecipient(items: readonly OutboxItem[]): [string, OutboxItem[]][] {
  const groups = Map.groupBy(items, (item) => `${item.channel} ${item.to}`)
  return [...groups.values()].map((own) => [own[0]?.to ?? '', own])
}

function when(item: OutboxItem) {
  return html`<time datetime="${item.at}">${item.at.slice(0, 19).replace('T', ' ')} UTC</time>`
}

function address(language: 'en' | 'fr', refresh: boolean): string {
  return `/outbox?lang=${language}&refresh=${refresh ? 'on' : 'off'}`
}

const TEXTS = {
  en: {
    name: 'English',
    title: 'Outbox',
    about: 'Every message that would have been sent. Nothing here leaves this machine.',
    refreshOff: 'Stop refreshing every 5 seconds',
    refreshOn: 'Refresh every 5 seconds',
    empty: 'No messages yet.',
    phone: 'Phone',
    mailbox: 'Mailbox',
    reply: 'Reply as this phone',
    send: 'Send',
  },
  fr: {
    name: 'Français',
    title: "Boîte d'envoi",
    about: "Tous les messages qui seraient partis. Rien ne sort d'ici.",
    refreshOff: 'Arrêter le rafraîchissement toutes les 5 secondes',
    refreshOn: 'Rafraîchir toutes les 5 secondes',
    empty: 'Aucun message pour le moment.',
    phone: 'Téléphone',
    mailbox: 'Boîte de courriel',
    reply: 'Répondre depuis ce téléphone',
    send: 'Envoyer',
  },
}
