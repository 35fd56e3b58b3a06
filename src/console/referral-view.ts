import { html } from '@remix-run/html-template'
import { type Channel, channels } from '../directory/people.ts'
import type { PointDetails } from '../directory/store.ts'
import { consoleTexts } from '../locales/console.ts'
import { type ReferralTexts, referralTexts } from '../locales/console-referral.ts'
import type { Language } from '../locales/locale.ts'
import { routingTexts } from '../locales/routing.ts'
import { after, MINUTE } from '../platform/clock.ts'
import type { Actor } from '../protection/may.ts'
import type { AfterConfirmation } from '../routing/disclosure.ts'
import { CLOSINGS } from '../routing/end-referral.ts'
import type { readSealed } from '../routing/readings.ts'
import type { readMessages } from '../routing/talk.ts'
import type { Drawing } from '../staff/layout.ts'
import { button, select, textField } from '../web/controls.ts'
import { box, facts, more, row, section, tag } from '../web/display.ts'
import type { FieldError, Piece } from '../web/piece.ts'
import { agreedSection } from './agreed-view.ts'
import { type DutyRead, dutySection } from './duty-view.ts'
import { consolePage, type Desk } from './kit.ts'
import type { Languages } from './languages.ts'
import { legSection } from './leg-view.ts'
import { liveLine } from './live-line.ts'
import { optionsOf } from './pick.ts'
import type { ReferralData } from './referral-data.ts'
import { restrictSection } from './restrict-view.ts'
import { clockIn } from './results-view.ts'
import { sealedSection } from './said-view.ts'
import { historySection, seenSection } from './seen-view.ts'
import { type Refused, refusedFields } from './wrong.ts'

/** What an act brought to read: it stands in its answer, and nowhere else. */
export type Extra = {
  tell?: AfterConfirmation
  /** Of which offer the above is. */
  offerId?: string
  read?: Awaited<ReturnType<typeof readSealed>>
  thread?: { offerId: string; messages: Awaited<ReturnType<typeof readMessages>> }
  choose?: { legId: string; points: PointDetails[]; name: string }
  duty?: DutyRead
}
export type Shown = {
  data: ReferralData
  actor: Actor
  now: Date
  zone: string
  problem?: string
  extra?: Extra
  refused?: Refused
}
export type Seen = Shown & {
  languages: Languages
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
  const { data, now, zone, extra, refused } = shown
  const at = `/console/referrals/${data.id}`
  const clock = (moment: Date | string) => clockIn(zone, new Date(moment), { language, now })
  const { languages } = desk.searching
  const seen: Seen = { ...shown, t, language, lang, at, clock, languages }
  const live =
    extra || refused
      ? ''
      : html` hx-get="${at}${lang}" hx-trigger="look" hx-select="#now" hx-swap="outerMorph"`
  return consolePage(drawing, desk, {
    heading: t.title(data.reference),
    errors: wrong(shown, language),
    scripts: ['htmx.js', 'board.js'],
    content: [
      liveLine(language),
      html`<div class="referral">
<div id="now" data-now="${now.toISOString()}"${live}>
${overview(seen)}
${data.cautions?.map(({ message }) => box('warning', message[language])) ?? ''}
${data.legs.map((leg, i) => legSection(leg, i, seen))}
</div>
<div class="beside">
${sealedSection(seen)}
${agreedSection(seen)}
${seenSection(seen)}
${historySection(seen)}
${restrictSection(seen)}
${dutySection({ ...seen, read: extra?.duty })}
${data.state === 'open' ? ending(seen) : ''}
</div></div>`,
    ],
  })
}

/** Each beside its field where it has one; else that it was refused. */
function wrong({ refused, problem }: Shown, language: Language): readonly FieldError[] {
  const errors = refused ? refusedFields(refused, language) : []
  if (errors.length > 0) return errors
  return problem ? [{ text: problem }] : []
}

/** So long after it was made whoever called is still on the telephone. */
const JUST_MADE = 10 * MINUTE

function overview({ data, t, language, clock, now }: Seen): Piece {
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
    data.state === 'open' &&
      data.channel === 'hotline' &&
      now < after(new Date(data.createdAt), JUST_MADE)
      ? box('calm', html`<p>${t.made} <strong>${data.reference}</strong></p>`)
      : '',
  )
}

function ending({ t, at, lang }: Seen): Piece {
  const { end } = t
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
<label class="pill" for="sure-close"><input type="checkbox" id="sure-close" name="sure" value="yes"> <span>${end.sure}</span></label>
<div class="actions">${button(end.close, { tone: 'danger' })}</div>
</form>`,
    ),
  )
}

type Opening = {
  id: string
  actor: Actor
  now: Date
  zone: string
  problem?: string
  duty?: DutyRead
}

/** Somebody else's: nothing of it before one has said why, but for what outlives it. */
export function openingPage(drawing: Drawing, desk: Desk, opening: Opening): string {
  const { language, lang } = drawing
  const { id, actor, now, zone, problem, duty } = opening
  const { open: t } = referralTexts(language)
  const at = `/console/referrals/${id}`
  const clock = (moment: string) => clockIn(zone, new Date(moment), { language, now })
  return consolePage(drawing, desk, {
    heading: t.heading,
    ...(problem && { errors: [{ text: problem }] }),
    content: [
      html`<div class="slim"><p class="lead">${t.lead}</p>
<form method="post" action="${at}/opening${lang}">
${textField([], { name: 'reason', label: t.reason, maxLength: 500 })}
<div class="actions">${button(t.button)}</div>
</form>
${dutySection({ at, lang, language, actor, clock, read: duty })}</div>`,
    ],
  })
}
