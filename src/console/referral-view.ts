import { html } from '@remix-run/html-template'
import { type Channel, channels } from '../directory/people.ts'
import type { PointDetails } from '../directory/store.ts'
import { consoleTexts } from '../locales/console.ts'
import { type ReferralTexts, referralTexts } from '../locales/console-referral.ts'
import type { Language } from '../locales/locale.ts'
import { routingTexts } from '../locales/routing.ts'
import type { Actor } from '../protection/may.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import { CLOSINGS } from '../routing/end-referral.ts'
import type { readSealed } from '../routing/readings.ts'
import type { readMessages } from '../routing/talk.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, select, textField } from '../web/controls.ts'
import { box, facts, more, row, section, tag } from '../web/display.ts'
import type { Piece } from '../web/piece.ts'
import { consolePage, type Desk } from './kit.ts'
import { legSection } from './leg-view.ts'
import { liveLine } from './live-line.ts'
import { optionsOf } from './pick.ts'
import type { ReferralData } from './referral-data.ts'
import { clockIn } from './results-view.ts'
import { sealedSection } from './said-view.ts'
import { historySection, seenSection } from './seen-view.ts'

/** What an act brought to read: it stands in its answer, and nowhere else. */
export type Extra = {
  tell?: AfterConfirmation
  /** Of which offer the above is. */
  offerId?: string
  read?: Awaited<ReturnType<typeof readSealed>>
  thread?: { offerId: string; messages: Awaited<ReturnType<typeof readMessages>> }
  choose?: { legId: string; points: PointDetails[]; name: string }
}
export type Shown = {
  data: ReferralData
  actor: Actor
  now: Date
  zone: string
  problem?: string
  extra?: Extra
}
export type Seen = Shown & {
  t: ReferralTexts
  language: Language
  lang: string
  /** Under which its forms are. */
  at: string
  clock(at: Date | string): string
}

/** One referral: what is next above all, then its parts, then what is sealed, and what happened. */
export function referralPage(drawing: Drawing, desk: Desk, shown: Shown): string {
  const { language, lang } = drawing
  const t = referralTexts(language)
  const { data, now, zone, problem } = shown
  const at = `/console/referrals/${data.id}`
  const clock = (moment: Date | string) => clockIn(zone, new Date(moment), { language, now })
  const seen: Seen = { ...shown, t, language, lang, at, clock }
  const live = data.state === 'open'
  return consolePage(drawing, desk, {
    heading: t.title(data.reference),
    ...(problem && { errors: [{ text: problem }] }),
    scripts: ['htmx.js', 'board.js'],
    content: [
      liveLine(language),
      html`<div class="referral">
<div id="now" data-now="${now.toISOString()}"${shown.extra ? '' : html` hx-get="${at}${lang}" hx-trigger="look" hx-select="#now" hx-swap="outerMorph"`}>
${overview(seen)}
${data.cautions?.map(({ message }) => box('warning', message[language])) ?? ''}
${data.legs.map((leg, i) => legSection(leg, i, seen))}
</div>
<div class="beside">
${sealedSection(seen)}
${seenSection(seen)}
${historySection(seen)}
${live ? ending(seen) : ''}
</div></div>`,
    ],
  })
}

function overview({ data, t, language, clock }: Seen): Piece {
  const { urgencies } = consoleTexts(language).board
  const { stages } = routingTexts(language)
  return section(
    'overview',
    html`${data.reference} ${tag(t.states[data.state] ?? data.state, data.state === 'open' ? 'good' : 'calm')}`,
    facts(
      row(t.facts.stage, stages[data.stage]),
      row(t.facts.area, data.area[language]),
      row(t.facts.urgency, urgencies[data.urgency] ?? data.urgency),
      row(t.facts.channel, channels[data.channel as Channel]?.[language]),
      row(t.facts.made, clock(data.createdAt)),
      row(t.facts.ended, data.endedAt ? clock(data.endedAt) : undefined),
    ),
  )
}

function ending({ t, at, lang }: Seen): Piece {
  const { end } = t
  const sure = (id: string) =>
    html`<label class="pill" for="${id}"><input type="checkbox" id="${id}" name="sure" value="yes"> <span>${end.sure}</span></label>`
  return section(
    'end',
    end.heading,
    more(
      end.close,
      html`<form method="post" action="${at}/closure${lang}">
${select([], {
  name: 'reason',
  id: 'close-reason',
  label: end.why,
  options: optionsOf(
    CLOSINGS.filter((code) => code !== 'refused'),
    (code) => end.reasons[code],
  ),
})}
${sure('sure-close')}
<div class="actions">${button(end.close, { tone: 'danger' })}</div>
</form>`,
    ),
    more(
      end.withdraw,
      html`<form method="post" action="${at}/withdrawal${lang}">
<p>${end.withdrawSays}</p>
${sure('sure-withdraw')}
<div class="actions">${button(end.withdraw, { tone: 'danger' })}</div>
</form>`,
    ),
  )
}

/** Somebody else's: nothing of it before one has said why. */
export function openingPage(drawing: Drawing, desk: Desk, id: string, problem?: string): string {
  const { language, lang } = drawing
  const { open: t } = referralTexts(language)
  return consolePage(drawing, desk, {
    heading: t.heading,
    ...(problem && { errors: [{ text: problem }] }),
    content: [
      html`<div class="slim"><p class="lead">${t.lead}</p>
<form method="post" action="/console/referrals/${id}/opening${lang}">
${textField([], { name: 'reason', label: t.reason, maxLength: 500 })}
<div class="actions">${button(t.button)}</div>
</form></div>`,
    ],
  })
}
